/*
 * Starting a program on a new pseudo-terminal, and ending it. Owns the fork and what the child
 * does before exec. The test is expected to
 * have one thread. Must not know what is on the screen.
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
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Everything the child needs, made before the fork. */
struct launch {
	const struct term_options *o;
	const char *file;
	char **argv;
	char **environment;
	int slave;
	int stream[3]; /* to become 0, 1, 2; -1 = closed */
};

static void die(const char *what)
{
	fprintf(stderr, "term: %s: %s\n", what, strerror(errno));
	abort();
}

/* The descriptor moved out of the way of 0, 1 and 2, closed on exec. */
static int high(int fd, const char *what)
{
	if (fd < 0)
		die(what);
	if (fd > 2)
		return fd;
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (moved < 0)
		die(what);
	close(fd);
	return moved;
}

static void make_pipe(int end[2])
{
	int fd[2];
	if (pipe2(fd, O_CLOEXEC) < 0)
		die("pipe");
	end[0] = high(fd[0], "pipe");
	end[1] = high(fd[1], "pipe");
}

static void make_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* --- The environment --- */

struct strings {
	char **item; /* NULL after the last */
	size_t count, room;
};

static void strings_add(struct strings *s, char *text)
{
	s->item = mem_grow(s->item, &s->room, s->count + 2, sizeof *s->item);
	s->item[s->count++] = text;
	s->item[s->count] = NULL;
}

static void strings_free(struct strings *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->item[i]);
	free(s->item);
}

/* Adds name=value, unless the name is there already or the value is NULL or "". */
static void environment_add(struct strings *s, const char *name, const char *value)
{
	size_t n = strlen(name);
	if (!value || !*value)
		return;
	for (size_t i = 0; i < s->count; i++)
		if (!strncmp(s->item[i], name, n) && s->item[i][n] == '=')
			return;
	struct buf text = { 0 };
	buf_printf(&text, "%s=%s", name, value);
	strings_add(s, text.data);
}

static struct strings environment_make(const struct term_options *o)
{
	static const char *const kept[] = { "PATH", "HOME", "ASAN_OPTIONS", "LSAN_OPTIONS",
					    "UBSAN_OPTIONS" };
	struct strings s = { 0 };
	for (const char *const *e = o->environment; e && *e; e++)
		strings_add(&s, mem_string(*e));
	environment_add(&s, "TERM", o->type ? o->type : "xterm-256color");
	environment_add(&s, "LC_ALL", o->locale ? o->locale : "C.UTF-8");
	environment_add(&s, "LANG", o->locale ? o->locale : "C.UTF-8");
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		environment_add(&s, kept[i], getenv(kept[i]));
	environment_add(&s, "HOME", "/");
	/* Nor what the user saved; and nothing can be saved there. */
	environment_add(&s, "XDG_CONFIG_HOME", "/proc/nonexistent");
	return s;
}

/* --- The child --- */

static void child_fail(const struct launch *l, const char *what)
{
	dprintf(2, "term: %s: %s: %s\n", what, l->file, strerror(errno));
	_exit(127);
}

static void child_signals(const struct term_options *o)
{
	sigset_t none;
	sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	if (o->hangup_ignored)
		signal(SIGHUP, SIG_IGN);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Becomes the program. The process is already in its session and group. */
static void child_become(const struct launch *l)
{
	for (int i = 0; i < 3; i++) {
		if (l->stream[i] < 0)
			close(i);
		else
			dup2(l->stream[i], i);
	}
	closefrom(3);
	child_signals(l->o);
	if (l->o->folder && chdir(l->o->folder) < 0)
		child_fail(l, l->o->folder);
	execvpe(l->file, l->argv, l->environment);
	child_fail(l, "cannot run");
}

static void child_lead_session(const struct launch *l)
{
	if (setsid() < 0 || ioctl(l->slave, TIOCSCTTY, 0) < 0)
		child_fail(l, "no controlling terminal");
}

/* --- The stand-in for a job-control shell --- */

enum { CONTROL = 0, REPORTS = 1, TERMINAL = 2 };

/* Passes on what happened to the job; true when it was its end. */
static bool shell_report(pid_t job)
{
	struct report r = { .pid = job };
	bool over = false;
	while (wait4(job, &r.status, WNOHANG | WUNTRACED | WCONTINUED, &r.usage) > 0) {
		over = WIFEXITED(r.status) || WIFSIGNALED(r.status);
		if (over || WIFSTOPPED(r.status))
			tcsetpgrp(TERMINAL, getpgrp());
		if (write(REPORTS, &r, sizeof r) < 0)
			over = true;
	}
	return over;
}

/* Obeys a byte from the test: the job to the foreground again. False at the end of them. */
static bool shell_obey(pid_t job)
{
	char byte;
	if (read(CONTROL, &byte, 1) < 1) {
		kill(-job, SIGKILL);
		return false;
	}
	tcsetpgrp(TERMINAL, job);
	kill(-job, SIGCONT);
	return true;
}

static void shell_pass_on(int signals, pid_t job)
{
	struct signalfd_siginfo got;
	if (read(signals, &got, sizeof got) == sizeof got && got.ssi_signo == SIGHUP) {
		kill(-job, SIGHUP);
		kill(-job, SIGCONT);
	}
}

static void shell_watch(pid_t job, int signals)
{
	struct pollfd p[] = { { .fd = signals, .events = POLLIN },
			      { .fd = CONTROL, .events = POLLIN } };
	for (;;) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			_exit(1);
		if (p[0].revents)
			shell_pass_on(signals, job);
		if (shell_report(job))
			_exit(0);
		if (p[1].revents && !shell_obey(job))
			p[1].fd = -1;
	}
}

/* The stand-in: leads the session, starts the program as its foreground job, watches it. */
static void shell_run(const struct launch *l, int reports, int control)
{
	sigset_t watched;
	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGHUP);
	sigprocmask(SIG_SETMASK, &watched, NULL);
	signal(SIGTTOU, SIG_IGN);
	child_lead_session(l);
	pid_t job = fork();
	if (job < 0)
		_exit(1);
	if (!job) {
		setpgid(0, 0);
		tcsetpgrp(l->slave, getpgrp());
		child_become(l);
	}
	setpgid(job, job);
	dup2(control, CONTROL);
	dup2(reports, REPORTS);
	dup2(l->slave, TERMINAL);
	closefrom(3);
	struct report first = { .pid = job };
	if (write(REPORTS, &first, sizeof first) < 0)
		_exit(1);
	shell_watch(job, signalfd(-1, &watched, SFD_CLOEXEC));
}

static void start_under_shell(struct term *t, const struct launch *l)
{
	int reports[2], control[2];
	make_pipe(reports);
	make_pipe(control);
	t->shell = fork();
	if (t->shell < 0)
		die("fork");
	if (!t->shell)
		shell_run(l, reports[1], control[0]);
	close(reports[1]);
	close(control[0]);
	t->watch = reports[0];
	t->control = control[1];
	struct report first;
	ssize_t n;
	while ((n = read(t->watch, &first, sizeof first)) < 0 && errno == EINTR)
		continue;
	if (n != (ssize_t)sizeof first)
		die("starting the job");
	t->pid = first.pid;
	make_nonblocking(t->watch);
}

static void start_alone(struct term *t, const struct launch *l)
{
	t->control = -1;
	t->pid = fork();
	if (t->pid < 0)
		die("fork");
	if (!t->pid) {
		child_lead_session(l);
		child_become(l);
	}
	t->watch = (int)syscall(SYS_pidfd_open, t->pid, 0);
}

/* --- The parent --- */

static void open_terminal(struct term *t, int rows, int cols)
{
	int master = high(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "no pseudo-terminal");
	char name[64];
	if (grantpt(master) < 0 || unlockpt(master) < 0 || ptsname_r(master, name, sizeof name))
		die("no pseudo-terminal");
	t->slave = high(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC), name);
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	if (ioctl(master, TIOCSWINSZ, &size) < 0)
		die("window size");
	make_nonblocking(master);
	t->typed.fd = master;
}

/*
 * The child's end of a stream; when it is a pipe, *ours becomes the other end. The child's end
 * is not the terminal's own descriptor, so that the parent can close it after the fork.
 */
static int open_stream(const struct term *t, enum term_stream kind, bool input, int *ours)
{
	int end[2];
	*ours = -1;
	if (kind == TERM_CLOSED)
		return -1;
	if (kind == TERM_TTY)
		return high(fcntl(t->slave, F_DUPFD_CLOEXEC, 3), "terminal");
	if (kind == TERM_NULL)
		return high(open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null");
	make_pipe(end);
	*ours = end[input];
	make_nonblocking(*ours);
	return end[!input];
}

static struct strings arguments_make(const struct term_options *o, char *const argv[])
{
	struct strings s = { 0 };
	for (size_t i = 0; argv[i]; i++)
		strings_add(&s, mem_string(i == 0 && o->argv0 ? o->argv0 : argv[i]));
	return s;
}

struct term *term_start(const struct term_options *o, char *const argv[])
{
	int rows = o->rows ? o->rows : 24, cols = o->cols ? o->cols : 80;
	struct term *t = mem_zero(1, sizeof *t);
	signal(SIGPIPE, SIG_IGN);
	t->logs = o->log;
	emulator_open(t, rows, cols, o->type ? o->type : "xterm-256color");
	open_terminal(t, rows, cols);
	if (o->nonblocking)
		make_nonblocking(t->slave);
	struct strings arguments = arguments_make(o, argv), environment = environment_make(o);
	struct launch l = {
		.o = o,
		.file = argv[0],
		.argv = arguments.item,
		.environment = environment.item,
		.slave = t->slave,
		.stream = { open_stream(t, o->in, true, &t->fed.fd),
			    open_stream(t, o->out, false, &t->output.fd),
			    open_stream(t, o->err, false, &t->errors.fd) },
	};
	if (o->job)
		start_under_shell(t, &l);
	else
		start_alone(t, &l);
	for (int i = 0; i < 3; i++)
		if (l.stream[i] >= 0)
			close(l.stream[i]);
	strings_free(&arguments);
	strings_free(&environment);
	return t;
}

void process_end(struct term *t)
{
	if (t->control >= 0)
		close(t->control);
	if (!t->ended && !t->shell)
		kill(t->pid, SIGKILL);
	if (t->shell)
		while (waitpid(t->shell, NULL, 0) < 0 && errno == EINTR)
			continue;
	else if (!t->ended)
		while (waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	if (t->watch >= 0)
		close(t->watch);
}
