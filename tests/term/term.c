/*
 * Moving bytes between the program and its terminal, and waiting. Invariant: everything happens
 * inside a call, one pass of pump_once after another, and a wait ends by its condition: a clock
 * only makes it fail. Must not know what is on the screen.
 */
#include "base/mem.h"
#include "term/term_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- Taking output --- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool outlet_full(const struct outlet *o)
{
	return o->fd >= 0 && (o->waiting.used > o->sent || o->ends);
}

static void outlet_write(struct outlet *o)
{
	ssize_t n = o->waiting.used > o->sent
			    ? write(o->fd, o->waiting.data + o->sent, o->waiting.used - o->sent)
			    : 0;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	o->sent += n > 0 ? (size_t)n : 0;
	bool done = n < 0 || o->sent == o->waiting.used;
	if (done) {
		buf_clear(&o->waiting);
		o->sent = 0;
	}
	if (done && (o->ends || n < 0))
		close_fd(&o->fd);
}

static void inlet_read(struct inlet *in)
{
	char bytes[16384];
	ssize_t n = read(in->fd, bytes, sizeof bytes);
	if (n > 0)
		buf_add(&in->text, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(&in->fd);
}

static void terminal_read(struct term *t)
{
	char bytes[16384];
	size_t most = t->gulp && t->gulp < sizeof bytes ? t->gulp : sizeof bytes;
	ssize_t n = read(t->typed.fd, bytes, most);
	if (n <= 0)
		return;
	t->count += (uint64_t)n;
	if (t->logs)
		buf_add(&t->log, bytes, (size_t)n);
	screen_write(t, bytes, (size_t)n);
}

static void note_status(struct term *t, int status, const struct rusage *usage)
{
	t->stopped = WIFSTOPPED(status);
	if (!WIFEXITED(status) && !WIFSIGNALED(status))
		return;
	t->ended = true;
	t->status = WIFEXITED(status) ? TERM_EXITED(WEXITSTATUS(status))
				      : TERM_KILLED(WTERMSIG(status));
	t->usage = *usage;
	close_fd(&t->watch);
}

/* Learns what became of the program, from the kernel or from the stand-in. */
static void watch_read(struct term *t)
{
	struct report r;
	while (!t->ended && t->shell && read(t->watch, &r, sizeof r) == (ssize_t)sizeof r)
		note_status(t, r.status, &r.usage);
	while (!t->ended && !t->shell &&
	       wait4(t->pid, &r.status, WNOHANG | WUNTRACED | WCONTINUED, &r.usage) == t->pid)
		note_status(t, r.status, &r.usage);
}

/* Waits up to ms for something to happen, and does all that it asks for. True when it did. */
static bool pump_once(struct term *t, int ms)
{
	short typed = (short)((t->stalled ? 0 : POLLIN) | (outlet_full(&t->typed) ? POLLOUT : 0));
	struct pollfd p[] = {
		{ .fd = typed ? t->typed.fd : -1, .events = typed },
		{ .fd = outlet_full(&t->fed) ? t->fed.fd : -1, .events = POLLOUT },
		{ .fd = t->output.fd, .events = POLLIN },
		{ .fd = t->errors.fd, .events = POLLIN },
		{ .fd = t->watch, .events = POLLIN },
	};
	int ready = poll(p, sizeof p / sizeof *p, ms);
	watch_read(t);
	if (ready <= 0)
		return false;
	if (p[0].revents & POLLIN)
		terminal_read(t);
	if (p[0].revents & POLLOUT)
		outlet_write(&t->typed);
	if (p[1].revents)
		outlet_write(&t->fed);
	if (p[2].revents)
		inlet_read(&t->output);
	if (p[3].revents)
		inlet_read(&t->errors);
	return true;
}

/* Bounded, for a program that never stops writing: far more than a terminal's queue holds. */
void term_pump(struct term *t)
{
	for (int i = 0; i < 256 && pump_once(t, 0); i++)
		continue;
}

void term_stall(struct term *t)
{
	t->stalled = true;
}

void term_unstall(struct term *t)
{
	t->stalled = false;
}

void term_gulp(struct term *t, size_t most)
{
	t->gulp = most;
}

uint64_t term_count(const struct term *t)
{
	return t->count;
}

void term_count_reset(struct term *t)
{
	t->count = 0;
}

static const char *text_of(const struct buf *b, size_t *size)
{
	if (size)
		*size = b->used;
	return b->data ? b->data : "";
}

const char *term_log(const struct term *t, size_t *size)
{
	return text_of(&t->log, size);
}

const char *term_output(const struct term *t, size_t *size)
{
	return text_of(&t->output.text, size);
}

const char *term_errors(const struct term *t, size_t *size)
{
	return text_of(&t->errors.text, size);
}

/* --- Waiting --- */

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* As term_wait, asking at least every `tick` ms. */
static bool wait_for(struct term *t, term_predicate *holds, void *context, int timeout_ms, int tick)
{
	int64_t deadline = now_ms() + timeout_ms;
	while (!holds(t, context)) {
		bool over = t->ended;
		int64_t left = deadline - now_ms();
		if (left <= 0)
			return false;
		if (!pump_once(t, over ? 0 : left < tick ? (int)left : tick) && over)
			return holds(t, context);
	}
	return true;
}

bool term_wait(struct term *t, term_predicate *holds, void *context, int timeout_ms)
{
	return wait_for(t, holds, context, timeout_ms, 20);
}

static bool shows(struct term *t, void *needle)
{
	return strstr(term_screen(t), needle) != NULL;
}

bool term_wait_text(struct term *t, const char *needle, int timeout_ms)
{
	return term_wait(t, shows, (void *)(uintptr_t)needle, timeout_ms);
}

static bool shows_not(struct term *t, void *needle)
{
	return !shows(t, needle);
}

bool term_wait_gone(struct term *t, const char *needle, int timeout_ms)
{
	return term_wait(t, shows_not, (void *)(uintptr_t)needle, timeout_ms);
}

static bool has_changed(struct term *t, void *before)
{
	return screen_hash(t) != *(uint64_t *)before;
}

bool term_wait_change(struct term *t, int timeout_ms)
{
	uint64_t before = screen_hash(t);
	return term_wait(t, has_changed, &before, timeout_ms);
}

static bool has_received(struct term *t, void *bytes)
{
	return t->count >= *(uint64_t *)bytes;
}

bool term_wait_bytes(struct term *t, uint64_t n, int timeout_ms)
{
	return term_wait(t, has_received, &n, timeout_ms);
}

static bool has_ended(struct term *t, void *context)
{
	(void)context;
	return t->ended;
}

int term_wait_exit(struct term *t, int timeout_ms)
{
	if (!term_wait(t, has_ended, NULL, timeout_ms))
		return TERM_RUNNING;
	term_pump(t);
	return t->status;
}

static bool has_stopped(struct term *t, void *context)
{
	(void)context;
	return t->stopped;
}

bool term_wait_stop(struct term *t, int timeout_ms)
{
	if (!term_wait(t, has_stopped, NULL, timeout_ms))
		return false;
	term_pump(t);
	return true;
}

void term_continue(struct term *t)
{
	t->stopped = false;
	if (t->control >= 0 && write(t->control, "c", 1) < 0)
		close_fd(&t->control);
}

/* /proc/PID/status into text, which is "" when there is no such process. */
static void read_status(const struct term *t, char *text, size_t room)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%ld/status", (long)t->pid);
	text[0] = '\0';
	int fd = t->ended ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	ssize_t n = read(fd, text, room - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fd);
}

/* The number after "\nNAME:"; 0 when it is not there. */
static long status_number(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

/* How often the program has gone off the processor, or -1 when it is not asleep now. */
static long sleeps(const struct term *t)
{
	char text[4096];
	read_status(t, text, sizeof text);
	const char *state = strstr(text, "\nState:\t");
	if (!state || !strchr("ST", state[strlen("\nState:\t")]))
		return -1;
	return status_number(text, "\nvoluntary_ctxt_switches:") +
	       status_number(text, "\nnonvoluntary_ctxt_switches:");
}

/* Is something typed and not yet read? */
static bool has_input(const struct term *t)
{
	if (t->typed.fd < 0)
		return false;
	struct pollfd p = { .fd = t->slave, .events = POLLIN };
	return outlet_full(&t->typed) || poll(&p, 1, 0) > 0;
}

/*
 * Sound because polling either side of a terminal with nothing to read first completes the
 * deferred work that carries bytes across (tty_buffer_flush_work in n_tty_poll, Linux 4.5): no
 * byte can be under way when both polls say there is none. If in addition the program slept
 * before and after, and has not run in between, nothing can come before its next event.
 */
static bool is_idle(struct term *t, void *context)
{
	(void)context;
	term_pump(t);
	if (t->ended)
		return true;
	if (has_input(t))
		return false;
	long before = sleeps(t);
	return before >= 0 && !pump_once(t, 0) && sleeps(t) == before;
}

bool term_wait_idle(struct term *t, int timeout_ms)
{
	return wait_for(t, is_idle, NULL, timeout_ms, 2);
}

static bool has_drawn(struct term *t, void *bytes)
{
	return t->count > *(uint64_t *)bytes && is_idle(t, NULL);
}

bool term_wait_frame(struct term *t, int timeout_ms)
{
	if (!term_wait_idle(t, timeout_ms))
		return false;
	uint64_t bytes = t->count;
	return wait_for(t, has_drawn, &bytes, timeout_ms, 2);
}

struct quiet {
	uint64_t count;
	int64_t since;
	int ms;
};

static bool is_quiet(struct term *t, void *context)
{
	struct quiet *q = context;
	if (t->count != q->count)
		*q = (struct quiet){ .count = t->count, .since = now_ms(), .ms = q->ms };
	return now_ms() - q->since >= q->ms;
}

bool term_wait_quiet(struct term *t, int quiet_ms, int timeout_ms)
{
	struct quiet q = { .count = t->count, .since = now_ms(), .ms = quiet_ms };
	return wait_for(t, is_quiet, &q, timeout_ms, 5) || t->ended;
}

/* --- Acting --- */

void term_type(struct term *t, const char *text)
{
	if (t->typed.fd < 0)
		return;
	buf_puts(&t->typed.waiting, text);
	outlet_write(&t->typed);
}

void term_feed(struct term *t, const void *bytes, size_t n)
{
	if (t->fed.fd < 0)
		return;
	buf_add(&t->fed.waiting, bytes, n);
	outlet_write(&t->fed);
}

void term_feed_end(struct term *t)
{
	t->fed.ends = true;
	if (t->fed.fd >= 0)
		outlet_write(&t->fed);
}

void term_resize(struct term *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	if (!t->stalled)
		term_pump(t);
	screen_resize(t, rows, cols);
	if (t->typed.fd >= 0)
		ioctl(t->typed.fd, TIOCSWINSZ, &size);
}

void term_hangup(struct term *t)
{
	t->modes = term_termios(t);
	close_fd(&t->typed.fd);
	buf_clear(&t->typed.waiting);
	t->typed.sent = 0;
}

void term_signal(struct term *t, int signal)
{
	if (!t->ended)
		kill(t->pid, signal);
}

/* --- The program as the system sees it --- */

pid_t term_pid(const struct term *t)
{
	return t->pid;
}

struct termios term_termios(const struct term *t)
{
	struct termios now = t->modes;
	if (t->typed.fd >= 0)
		tcgetattr(t->slave, &now);
	return now;
}

bool term_termios_same(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && !memcmp(a->c_cc, b->c_cc, sizeof a->c_cc);
}

bool term_nonblocking(const struct term *t)
{
	return fcntl(t->slave, F_GETFL) & O_NONBLOCK;
}

static double seconds(const struct timeval *v)
{
	return (double)v->tv_sec + (double)v->tv_usec * 1e-6;
}

double term_cpu_time(const struct term *t)
{
	clockid_t clock;
	struct timespec used;
	if (!t->ended && !clock_getcpuclockid(t->pid, &clock) && !clock_gettime(clock, &used))
		return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
	return seconds(&t->usage.ru_utime) + seconds(&t->usage.ru_stime);
}

long term_rss(const struct term *t)
{
	char text[4096];
	read_status(t, text, sizeof text);
	return status_number(text, "\nVmRSS:");
}

long term_rss_peak(const struct term *t)
{
	char text[4096];
	read_status(t, text, sizeof text);
	return status_number(text, "\nVmHWM:");
}

void term_free(struct term *t)
{
	if (!t)
		return;
	process_end(t);
	close_fd(&t->typed.fd);
	close_fd(&t->fed.fd);
	close_fd(&t->output.fd);
	close_fd(&t->errors.fd);
	close_fd(&t->slave);
	buf_free(&t->typed.waiting);
	buf_free(&t->fed.waiting);
	buf_free(&t->output.text);
	buf_free(&t->errors.text);
	buf_free(&t->log);
	emulator_close(t);
	free(t);
}
