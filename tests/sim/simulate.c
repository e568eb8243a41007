/*
 * A machine of any number of cpus that is not there: proc and sys as files in a folder, moving as
 * those of a live kernel do, or a recording of the same. Owns the clock, the signals and the
 * standard streams; knows no formats. See --help.
 */
#include "fail.h"
#include "record.h"
#include "stat.h"
#include "steer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t killed;

static void on_signal(int signal_number)
{
	(void)signal_number;
	killed = 1;
}

/*
 * Signals are let in only while waiting, so that none is lost between the test and the wait;
 * `waiting` is the mask to wait with. Dies with its parent, even if that died first.
 */
static void set_signals(sigset_t *waiting)
{
	sigset_t ours;
	const struct sigaction action = { .sa_handler = on_signal };
	pid_t parent = getppid();
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigprocmask(SIG_BLOCK, &ours, waiting);
	sigdelset(waiting, SIGTERM);
	sigdelset(waiting, SIGINT);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN); /* a reader of answers may leave */
	signal(SIGTTIN, SIG_IGN); /* in the background of a terminal there are no commands */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		fail("prctl");
	if (getppid() != parent)
		killed = 1;
}

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* An answer nobody takes is not our trouble. */
static void say(int file, const char *text, size_t n)
{
	while (n) {
		ssize_t written = write(file, text, n);
		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			text += written;
			n -= (size_t)written;
		}
	}
}

static void say_ready(const struct options *o)
{
	static const char ready[] = "ready\n";
	say(o->ready < 0 ? STDOUT_FILENO : o->ready, ready, sizeof ready - 1);
	if (o->ready > STDERR_FILENO)
		close(o->ready);
}

/* Obeys the whole lines of `input` and keeps the rest. */
static void obey_lines(struct simulation *s, struct buf *input)
{
	struct buf answer = { 0 };
	char *line = input->data, *end;
	while (!s->quit && (end = memchr(line, '\n', input->used - (size_t)(line - input->data)))) {
		*end = '\0';
		steer_obey(s, line, &answer);
		say(STDOUT_FILENO, answer.data, answer.used);
		buf_clear(&answer);
		line = end + 1;
	}
	input->used -= (size_t)(line - input->data);
	memmove(input->data, line, input->used + 1);
	buf_free(&answer);
}

/* Reads what there is of commands. False at their end. */
static bool take_commands(struct simulation *s, struct buf *input)
{
	enum { CHUNK = 4096 };
	char *at = buf_reserve(input, CHUNK);
	ssize_t got = read(STDIN_FILENO, at, CHUNK);
	if (got < 0)
		return errno == EINTR;
	if (got == 0)
		return false;
	input->used += (size_t)got;
	input->data[input->used] = '\0';
	obey_lines(s, input);
	return true;
}

/* Waits for commands until `due` (for ever when 0), then lets the time that passed pass. */
static void run(struct simulation *s, const sigset_t *waiting)
{
	struct pollfd commands = { .fd = STDIN_FILENO, .events = POLLIN };
	struct buf input = { 0 };
	uint64_t then = read_clock(CLOCK_BOOTTIME), due = then + s->options.tick;
	while (!killed && !s->quit) {
		uint64_t now = read_clock(CLOCK_BOOTTIME);
		uint64_t left = due > now ? due - now : 0;
		struct timespec wait = { .tv_sec = (time_t)(left / SECOND),
					 .tv_nsec = (long)(left % SECOND) };
		int ready = ppoll(&commands, 1, s->options.manual ? NULL : &wait, waiting);
		if (!s->options.manual) { /* a command, too, finds the counters of this moment */
			now = read_clock(CLOCK_BOOTTIME);
			if (ready > 0 || now >= due)
				steer_advance(s, now - then), then = now;
			if (now >= due)
				due += (now - due) / s->options.tick * s->options.tick +
				       s->options.tick;
		}
		if (ready > 0 && !take_commands(s, &input))
			commands.fd = -1;
	}
	buf_free(&input);
}

static void print_percent(const struct shares *s)
{
	static const enum field order[] = { USER,    NICE,  SYSTEM, IOWAIT,     IRQ,
					    SOFTIRQ, STEAL, GUEST,  GUEST_NICE, IDLE };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		uint32_t part = s->part[order[i]];
		if (order[i] == USER)
			part -= s->part[GUEST];
		else if (order[i] == NICE)
			part -= s->part[GUEST_NICE];
		printf(" %.2f", (double)part / PERCENT);
	}
	putchar('\n');
}

/* mpstat's columns: guest time is not counted in usr again. */
static void print_loads(const struct machine *m)
{
	struct shares s;
	puts("cpu busy usr nice sys iowait irq soft steal guest gnice idle");
	for (size_t i = 0; i < m->cpus; i++) {
		machine_shares(m, &m->cpu[i], &s);
		printf("%u %.2f", m->cpu[i].id, (double)shares_busy(&s) / PERCENT);
		print_percent(&s);
	}
}

/* Masks grow with the square of the machine; the most that auto writes is some 40 MB of them. */
static bool want_masks(const struct simulation *s)
{
	const struct machine *m = &s->machine;
	uint64_t bits = (uint64_t)m->cpu[m->cpus - 1].id + 1;
	return s->options.masks == CHOICE_YES ||
	       (s->options.masks == CHOICE_AUTO && bits * m->cpus <= 1 << 27);
}

static void build(struct simulation *s, const char *host)
{
	const struct options *o = &s->options;
	s->root.in_place = o->in_place;
	s->root.bare = o->bare;
	s->root.masks = want_masks(s);
	s->epoch = VIRTUAL_WALL - 1000;
	if (!o->manual)
		s->epoch = (read_clock(CLOCK_REALTIME) - o->boot) / SECOND;
	sysroot_create(&s->root, o->dir, host, &s->machine);
	steer_publish(s);
	steer_publish_rest(s);
}

static void simulate(struct simulation *s, const char *host)
{
	sigset_t waiting;
	set_signals(&waiting);
	build(s, host);
	if (!s->options.once) {
		say_ready(&s->options);
		run(s, &waiting);
	}
	sysroot_free(&s->root);
}

static void start_machine(struct machine *m, struct options *o)
{
	m->load = o->load;
	o->load = (struct load){ 0 };
	machine_start(m, &o->ids, o->shape, o->boot);
}

int main(int argc, char **argv)
{
	struct simulation s = { .state = STAT_TRUE };
	char host[32];
	options_read(&s.options, argc, argv);
	start_machine(&s.machine, &s.options);
	snprintf(host, sizeof host, "sim%zu", s.machine.cpus);
	const char *name = s.options.host ? s.options.host : host;
	if (s.options.print_loads)
		print_loads(&s.machine);
	else if (s.options.hosts)
		record_write_fleet(&s.machine, &s.options);
	else if (s.options.record)
		record_write(&s.machine, &s.options, name);
	else
		simulate(&s, name);
	machine_free(&s.machine);
	options_free(&s.options);
	buf_free(&s.text);
	return 0;
}
