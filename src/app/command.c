/*
 * Runs a command, watches the machine while it runs, and reports. The command has the standard
 * streams, the signals and the process group that it would have without us; its end is ours.
 */
#include "report/command_report.h"
#include "terminal/locale.h"
#include "app/output.h"
#include "app/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_FAILED = 125, STATUS_NOT_RUN = 126, STATUS_NOT_FOUND = 127, STATUS_SIGNAL = 128 };

/* Without -d, samples are at first so far apart, and then ever farther up to a second. */
static const double least_interval = 0.1, most_interval = 1;

/* What remains after the last sample is left out when it is less: a few ticks tell nothing. */
enum { SHORTEST_MS = 30 };

struct watched {
	struct run *run;
	struct command_stats tally;
	pid_t pid;
	int ended; /* as wait4() tells it */
	struct rusage own;
	int64_t from_ns, began_ns, over_ns; /* wall clock; clock at start and end */
	sigset_t ours;                      /* what sigtimedwait() takes */
	sigset_t mask;                      /* as we were given it, and the command is */
	struct sigaction child_action;      /* the same of SIGCHLD */
	double interval;
	int64_t sampled_ns; /* clock of the last sample */
};

/* Signals wait for us to take them up one by one, so that none is lost and none interrupts. */
static void hold_signals(struct watched *w)
{
	static const int ours[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
	struct sigaction action = { 0 };
	action.sa_handler = SIG_DFL;
	sigemptyset(&action.sa_mask);
	sigaction(SIGCHLD, &action, &w->child_action);
	sigemptyset(&w->ours);
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		sigaddset(&w->ours, ours[i]);
	sigprocmask(SIG_BLOCK, &w->ours, &w->mask);
	sigprocmask(SIG_BLOCK, NULL, &run_wait_mask);
}

/* In the child. Comes back only by telling why it could not be run. */
static void become(const struct watched *w, int tell)
{
	char **words = w->run->options->command;
	sigaction(SIGCHLD, &w->child_action, NULL);
	sigprocmask(SIG_SETMASK, &w->mask, NULL);
	execvp(words[0], words);
	int error = errno;
	if (write(tell, &error, sizeof error) < 0)
		_exit(STATUS_FAILED);
	_exit(STATUS_FAILED);
}

/* Returns 0 once the command runs, else the errno of what kept it from it. */
static int start(struct watched *w)
{
	int tell[2], error = 0;
	struct timespec now = { 0 };
	if (pipe2(tell, O_CLOEXEC) < 0)
		return errno;
	clock_gettime(CLOCK_REALTIME, &now);
	w->from_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	w->began_ns = w->sampled_ns = run_clock();
	w->pid = fork();
	if (w->pid == 0)
		become(w, tell[1]);
	if (w->pid < 0)
		error = errno;
	close(tell[1]);
	/* It is closed by a successful exec, and otherwise brings the errno. */
	ssize_t n = 0;
	while (w->pid > 0 && (n = read(tell[0], &error, sizeof error)) < 0 && errno == EINTR)
		;
	close(tell[0]);
	if (n > 0)
		waitpid(w->pid, NULL, 0);
	return error;
}

/*
 * Passes the signal on, unless the command has it already: what the terminal sends goes to all of
 * the foreground, which the command belongs to as we do.
 */
static void pass_on(const struct watched *w, const siginfo_t *info)
{
	if (info->si_code <= 0 && info->si_pid != w->pid)
		kill(w->pid, info->si_signo);
}

static bool has_ended(struct watched *w)
{
	pid_t pid = wait4(w->pid, &w->ended, WNOHANG, &w->own);
	w->over_ns = run_clock();
	return pid == w->pid || (pid < 0 && errno == ECHILD);
}

static void sample(struct watched *w)
{
	struct run *r = w->run;
	w->sampled_ns = run_clock();
	if (run_sample(r) != 0) {
		run_complain("sample lost", r->alert);
		return;
	}
	run_topology(r);
	run_tell_record(r);
	command_stats_take(&w->tally, &r->machine.usage, &r->options->only);
}

/* Longer runs are looked at less often: what is kept of them is coarser too. */
static void choose_interval(struct watched *w)
{
	if (w->run->options->interval_given)
		w->interval = w->run->options->interval;
	else
		w->interval = w->tally.span < most_interval ? w->tally.span : most_interval;
}

/* Until the command has ended. */
static void watch(struct watched *w)
{
	int64_t due = w->began_ns;
	for (;;) {
		choose_interval(w);
		due += (int64_t)(w->interval * 1e9);
		int64_t now = run_clock();
		if (due <= now)
			due = now + (int64_t)(w->interval * 1e9);
		while ((now = run_clock()) < due) {
			int64_t left = due - now;
			struct timespec wait = { (time_t)(left / 1000000000),
						 (long)(left % 1000000000) };
			siginfo_t info;
			int signal = sigtimedwait(&w->ours, &info, &wait);
			if (signal == SIGCHLD && has_ended(w))
				return;
			if (signal > 0 && signal != SIGCHLD)
				pass_on(w, &info);
		}
		sample(w);
	}
}

/* Columns for the strip on what the report is written to. */
static size_t strip_columns(int fd)
{
	enum { LEFT_OF_STRIP = 20, LEAST = 16, USUAL = 80 };
	struct winsize size = { 0 };
	int width = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL;
	int columns = width - LEFT_OF_STRIP;
	return (size_t)(columns < LEAST           ? LEAST
			: columns > TALLY_COLUMNS ? TALLY_COLUMNS
						  : columns);
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int report(const struct watched *w, int fd)
{
	const struct options *o = w->run->options;
	bool ascii = o->ascii || !locale_is_utf8();
	struct command_report a = {
		.tally = &w->tally,
		.command = o->command,
		.status = WIFEXITED(w->ended) ? WEXITSTATUS(w->ended) : -1,
		.signal = WIFSIGNALED(w->ended) ? WTERMSIG(w->ended) : 0,
		.from_ns = w->from_ns,
		.elapsed = (double)(w->over_ns - w->began_ns) / 1e9,
		.own = seconds_of(w->own.ru_utime) + seconds_of(w->own.ru_stime),
		.interval = w->interval,
		.host = w->run->source.host,
		.only = &o->only,
		.glyphs = &glyph_table[ascii ? GLYPHS_ASCII : GLYPHS_UNICODE],
	};
	struct buf out = { 0 };
	size_t written = 0;
	if (o->format && !strcmp(o->format, "json"))
		command_report_json(&out, &a);
	else
		command_report_text(&out, &a);
	int error = output_write(fd, &out, &written, OUTPUT_PATIENT);
	buf_free(&out);
	if (error && error != -EPIPE && fd != STDERR_FILENO)
		run_complain(o->report, strerror(-error));
	return WIFEXITED(w->ended) ? WEXITSTATUS(w->ended) : STATUS_SIGNAL + WTERMSIG(w->ended);
}

/* The sample before the command begins: close to its start, whatever the topology took. */
static bool look_before(struct run *r)
{
	int status = run_sample(r);
	if (!status) {
		run_topology(r);
		status = run_sample(r);
	}
	if (!status)
		run_topology(r);
	else
		run_complain(r->source.name, r->alert);
	return !status;
}

static int run_watched(struct watched *w, int fd)
{
	const struct options *o = w->run->options;
	hold_signals(w);
	int error = start(w);
	if (error) {
		run_complain(o->command[0], strerror(error));
		return w->pid < 0        ? STATUS_FAILED
		       : error == ENOENT ? STATUS_NOT_FOUND
					 : STATUS_NOT_RUN;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	watch(w);
	if (w->over_ns - w->sampled_ns >= SHORTEST_MS * (int64_t)1000000)
		sample(w);
	return report(w, fd);
}

int command_run(struct run *r)
{
	const struct options *o = r->options;
	struct watched w = { .run = r, .pid = -1 };
	int fd = o->report ? record_create(o->report) : STDERR_FILENO;
	if (fd < 0) {
		run_complain(o->report, strerror(-fd));
		return STATUS_FAILED;
	}
	if (!look_before(r))
		return STATUS_FAILED;
	command_stats_start(&w.tally, o->interval_given ? o->interval : least_interval, strip_columns(fd));
	int status = run_watched(&w, fd);
	command_stats_free(&w.tally);
	if (o->report)
		close(fd);
	return status;
}
