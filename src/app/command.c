/*
 * Runs a command and samples the machine until it ends. Invariant: the command has the standard
 * streams, the signals and the process group that it would have without corewall.
 */
#include "app/command.h"

#include "app/message.h"
#include "app/output.h"
#include "app/signals.h"
#include "base/clock.h"
#include "report/formats.h"
#include "terminal/locale.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STATUS_USAGE = 2,
	STATUS_FAILED = 125,
	STATUS_NOT_RUN = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128
};

/* Seconds between samples without -d: they grow with the length of the run. */
static const double least_interval = 0.1, most_interval = 1;

/* No last sample if less time than this is left to measure: it is a few ticks at most. */
enum { SHORTEST_MS = 30 };

struct watched_command {
	struct session *session;
	struct command_stats stats;
	pid_t pid;
	int wait_status; /* of wait4() */
	struct rusage own;
	int64_t from_ns;               /* when it started, CLOCK_REALTIME */
	int64_t began_ns, ended_ns;    /* CLOCK_MONOTONIC */
	sigset_t held;                 /* signals that sigtimedwait() takes */
	sigset_t mask;                 /* what the command inherits */
	struct sigaction child_action; /* the same for SIGCHLD */
	double interval;
	int64_t sampled_ns; /* time of the last sample */
};

/* Signals stay pending until sigtimedwait() takes them: none is lost, and none interrupts. */
static void hold_signals(struct watched_command *w)
{
	static const int held[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
	struct sigaction action = { 0 };
	action.sa_handler = SIG_DFL;
	sigemptyset(&action.sa_mask);
	sigaction(SIGCHLD, &action, &w->child_action);
	sigemptyset(&w->held);
	for (size_t i = 0; i < sizeof held / sizeof held[0]; i++)
		sigaddset(&w->held, held[i]);
	signals_hold(&w->held, &w->mask);
}

/* In the child. If the command cannot be run, writes the errno to the pipe. */
static void exec_command(const struct watched_command *w, int pipe)
{
	char **words = w->session->options->command;
	sigaction(SIGCHLD, &w->child_action, NULL);
	sigprocmask(SIG_SETMASK, &w->mask, NULL);
	execvp(words[0], words);
	int error = errno;
	if (write(pipe, &error, sizeof error) < 0)
		_exit(STATUS_FAILED);
	_exit(STATUS_FAILED);
}

/* Returns 0 once the command runs, else an errno. */
static int start(struct watched_command *w)
{
	int error_pipe[2], error = 0;
	if (pipe2(error_pipe, O_CLOEXEC) < 0)
		return errno;
	w->from_ns = clock_ns(CLOCK_REALTIME);
	w->began_ns = w->sampled_ns = clock_ns(CLOCK_MONOTONIC);
	w->pid = fork();
	if (w->pid == 0)
		exec_command(w, error_pipe[1]);
	if (w->pid < 0)
		error = errno;
	close(error_pipe[1]);
	/* A successful exec closes the pipe. */
	ssize_t n = 0;
	while (w->pid > 0 && (n = read(error_pipe[0], &error, sizeof error)) < 0 && errno == EINTR)
		;
	close(error_pipe[0]);
	if (n > 0)
		waitpid(w->pid, NULL, 0);
	return error;
}

/*
 * Passes the signal on, unless the command has it already: the terminal sends signals to the whole
 * foreground process group, which includes the command.
 */
static void pass_on(const struct watched_command *w, const siginfo_t *info)
{
	if (info->si_code <= 0 && info->si_pid != w->pid)
		kill(w->pid, info->si_signo);
}

static bool has_ended(struct watched_command *w)
{
	pid_t pid = wait4(w->pid, &w->wait_status, WNOHANG, &w->own);
	w->ended_ns = clock_ns(CLOCK_MONOTONIC);
	return pid == w->pid || (pid < 0 && errno == ECHILD);
}

static void sample(struct watched_command *w)
{
	struct session *r = w->session;
	w->sampled_ns = clock_ns(CLOCK_MONOTONIC);
	if (session_sample(r) != 0) {
		message_error("sample lost", r->alert);
		return;
	}
	session_finish_sample(r);
	session_report_recording(r);
	command_stats_add(&w->stats, &r->machine.usage, &r->only);
}

/* Longer runs are sampled less often: their slices are longer too. */
static void choose_interval(struct watched_command *w)
{
	if (w->session->options->interval_given)
		w->interval = w->session->options->interval;
	else
		w->interval = w->stats.span < most_interval ? w->stats.span : most_interval;
}

/* Waits until when_ns, passing signals on. False when the command has ended. */
static bool wait_until(struct watched_command *w, int64_t when_ns)
{
	int64_t left;
	while ((left = when_ns - clock_ns(CLOCK_MONOTONIC)) > 0) {
		struct timespec wait = { (time_t)(left / NS_PER_S), (long)(left % NS_PER_S) };
		siginfo_t info;
		int signal = sigtimedwait(&w->held, &info, &wait);
		if (signal == SIGCHLD && has_ended(w))
			return false;
		if (signal > 0 && signal != SIGCHLD)
			pass_on(w, &info);
	}
	return true;
}

/* Takes samples until the command has ended. */
static void watch(struct watched_command *w)
{
	int64_t due_ns = w->began_ns;
	for (;;) {
		choose_interval(w);
		int64_t now = clock_ns(CLOCK_MONOTONIC), interval = (int64_t)(w->interval * 1e9);
		due_ns = due_ns + interval > now ? due_ns + interval : now + interval;
		if (!wait_until(w, due_ns))
			return;
		sample(w);
	}
}

/* Columns for cpus in the report, by the width of the terminal it is written to. */
static size_t report_columns(int fd)
{
	enum { LEFT_OF_COLUMNS = 20, LEAST = 16, USUAL = 80 };
	struct winsize size = { 0 };
	int width = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL;
	int columns = width - LEFT_OF_COLUMNS;
	return (size_t)(columns < LEAST ? LEAST : columns > COLUMNS_MOST ? COLUMNS_MOST : columns);
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int print_report(const struct watched_command *w, int fd)
{
	const struct options *o = w->session->options;
	bool ascii = o->ascii || !locale_is_utf8();
	struct command_report report = {
		.stats = &w->stats,
		.command = o->command,
		.status = WIFEXITED(w->wait_status) ? WEXITSTATUS(w->wait_status) : -1,
		.signal = WIFSIGNALED(w->wait_status) ? WTERMSIG(w->wait_status) : 0,
		.from_ns = w->from_ns,
		.elapsed = (double)(w->ended_ns - w->began_ns) / 1e9,
		.own = seconds_of(w->own.ru_utime) + seconds_of(w->own.ru_stime),
		.interval = w->interval,
		.host = w->session->source.host,
		.only = &o->only,
		.glyphs = glyphs_choose(ascii ? GLYPHS_ASCII : GLYPHS_UNICODE, false),
		.ascii = !locale_is_utf8(),
	};
	struct buf out = { 0 };
	size_t written = 0;
	format_find(o->format)->write_command(&out, &report);
	int error = output_write(fd, &out, &written, OUTPUT_PATIENT);
	buf_free(&out);
	if (error && error != -EPIPE && fd != STDERR_FILENO)
		message_error(o->report, strerror(-error));
	return WIFEXITED(w->wait_status) ? WEXITSTATUS(w->wait_status)
					 : STATUS_SIGNAL + WTERMSIG(w->wait_status);
}

/*
 * Takes the sample that the command starts from. Reading the topology after the first one may take
 * a while, so a second one replaces it.
 */
static bool sample_before(struct session *r)
{
	int status = session_sample(r);
	if (!status) {
		session_finish_sample(r);
		status = session_sample(r);
	}
	if (!status)
		session_finish_sample(r);
	else
		message_error(r->source.name, r->alert);
	return !status;
}

static int run_watched(struct watched_command *w, int fd)
{
	const struct options *o = w->session->options;
	hold_signals(w);
	int error = start(w);
	if (error) {
		message_error(o->command[0], strerror(error));
		return w->pid < 0        ? STATUS_FAILED
		       : error == ENOENT ? STATUS_NOT_FOUND
					 : STATUS_NOT_RUN;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	watch(w);
	if (w->ended_ns - w->sampled_ns >= SHORTEST_MS * NS_PER_MS)
		sample(w);
	return print_report(w, fd);
}

int command_run(struct session *r)
{
	const struct options *o = r->options;
	struct watched_command w = { .session = r, .pid = -1 };
	int fd = o->report ? output_create(o->report) : STDERR_FILENO;
	if (fd < 0) {
		message_error(o->report, strerror(-fd));
		return STATUS_FAILED;
	}
	if (!sample_before(r))
		return STATUS_FAILED;
	if (session_lacks_cpus(r))
		return STATUS_USAGE;
	command_stats_start(&w.stats, o->interval_given ? o->interval : least_interval,
			    report_columns(fd));
	int status = run_watched(&w, fd);
	command_stats_free(&w.stats);
	if (o->report)
		close(fd);
	return status;
}
