/*
 * Runs a program on a terminal and measures it from outside, a sample for each interval: processor
 * time, bytes to the terminal, system calls; and peak memory, and how long the first frame took.
 * Owns the clock of the measurement; knows nothing of what it measures. Prints samples, one a line:
 * TABLE, ROW, COLUMN, VALUE, with tabs between; see summary.awk.
 */
#include "base/mem.h"
#include "term/term.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
	"program [OPTIONS] -- COMMAND [ARG…]\n"
	"      --table NAME --row NAME   first two words of every sample\n"
	"      --size WxH        of the terminal, 80x24\n"
	"      --interval SECS   at which COMMAND refreshes, 1\n"
	"      --refreshes N     measured, 10\n"
	"      --settle N        intervals that pass before, 3\n"
	"      --keys TEXT       typed once the first frame is there\n"
	"      --first TEXT      what the first frame holds; without it no start is timed\n"
	"      --starts N        how many starts are timed, 5\n"
	"      --trace N         intervals in which system calls are counted (by strace), 0\n"
	"      --env NAME=VALUE  one more of the environment; may be repeated\n";

enum { ENVIRONMENT_MOST = 15 };

struct bench {
	struct term_options options;
	const char *environment[ENVIRONMENT_MOST + 1];
	int environment_count;
	const char *table, *row, *keys, *first;
	double interval;
	int refreshes, settle, starts, trace;
	char **command;
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "program: %s: %s\n", what, why);
	exit(1);
}

static void sample(const struct bench *b, const char *column, double value)
{
	printf("%s\t%s\t%s\t%.3f\n", b->table, b->row, column, value);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool never(struct term *t, void *context)
{
	(void)t;
	(void)context;
	return false;
}

/* Takes what the program writes until then. */
static void take_until(const struct bench *b, struct term *t, double when)
{
	for (double left = when - now(); left > 0; left = when - now())
		term_wait(t, never, NULL, (int)(left * 1e3) + 1);
	if (!term_rss(t)) {
		term_print(t, stderr);
		fail(b->command[0], "ended before it was measured");
	}
}

/* The time from the start to the first whole frame, and to when nothing more comes. */
static void time_start(const struct bench *b)
{
	double begun = now();
	struct term *t = term_start(&b->options, b->command);
	if (!term_wait_text(t, b->first, TERM_PATIENCE))
		fail(b->command[0], "its first frame did not come");
	sample(b, "first ms", (now() - begun) * 1e3);
	if (!term_wait_idle(t, TERM_PATIENCE))
		fail(b->command[0], "is never idle");
	sample(b, "whole ms", (now() - begun) * 1e3);
	term_free(t);
}

/* Samples of `refreshes` intervals, each beginning where the program sleeps. */
static void watch(const struct bench *b, struct term *t)
{
	double when = now();
	for (int i = 0; i < b->refreshes; i++) {
		double cpu = term_cpu_time(t);
		uint64_t bytes = term_count(t);
		when += b->interval;
		take_until(b, t, when);
		sample(b, "cpu us", (term_cpu_time(t) - cpu) * 1e6);
		sample(b, "bytes", (double)(term_count(t) - bytes));
	}
	sample(b, "rss KiB", (double)term_rss_peak(t));
}

static pid_t start_strace(const struct term *t, const char *path)
{
	char pid[16];
	snprintf(pid, sizeof pid, "%d", (int)term_pid(t));
	pid_t child = fork();
	if (child == 0) {
		execlp("strace", "strace", "-f", "-qq", "-c", "-U", "calls,name", "-o", path, "-p",
		       pid, (char *)NULL);
		_exit(127);
	}
	return child;
}

/* The sum of strace's first column; its table ends with a line of its own sum. */
static double count_calls(const char *path)
{
	char line[256], name[64];
	double calls, sum = 0;
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%lf %63s", &calls, name) == 2 && strcmp(name, "total") != 0)
			sum += calls;
	if (f)
		fclose(f);
	return sum;
}

static void trace(const struct bench *b, struct term *t)
{
	char path[] = "/tmp/bench-XXXXXX";
	int status, fd = mkstemp(path);
	pid_t strace = fd < 0 ? -1 : start_strace(t, path);
	if (strace < 0)
		fail("strace", "cannot be started");
	/* One interval in which it attaches counts nothing of its own. */
	take_until(b, t, now() + b->interval * b->trace);
	kill(strace, SIGINT);
	waitpid(strace, &status, 0);
	double calls = count_calls(path);
	if (calls > 0)
		sample(b, "calls", calls / b->trace);
	close(fd);
	unlink(path);
}

static void run(const struct bench *b)
{
	for (int i = 0; b->first && i < b->starts; i++)
		time_start(b);
	struct term *t = term_start(&b->options, b->command);
	if (b->first && !term_wait_text(t, b->first, TERM_PATIENCE))
		fail(b->command[0], "its first frame did not come");
	if (b->keys) {
		term_wait_bytes(t, 1, TERM_PATIENCE);
		term_wait_idle(t, 1000);
		term_type(t, b->keys);
	}
	take_until(b, t, now() + b->interval * (b->settle + 0.5));
	watch(b, t);
	if (b->trace)
		trace(b, t);
	term_free(t);
}

enum option_id {
	OPT_TABLE = 1,
	OPT_ROW,
	OPT_SIZE,
	OPT_INTERVAL,
	OPT_REFRESHES,
	OPT_SETTLE,
	OPT_KEYS,
	OPT_FIRST,
	OPT_STARTS,
	OPT_TRACE,
	OPT_ENV,
	OPT_HELP
};

static const struct option table[] = {
	{ "table", required_argument, NULL, OPT_TABLE },
	{ "row", required_argument, NULL, OPT_ROW },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "interval", required_argument, NULL, OPT_INTERVAL },
	{ "refreshes", required_argument, NULL, OPT_REFRESHES },
	{ "settle", required_argument, NULL, OPT_SETTLE },
	{ "keys", required_argument, NULL, OPT_KEYS },
	{ "first", required_argument, NULL, OPT_FIRST },
	{ "starts", required_argument, NULL, OPT_STARTS },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "env", required_argument, NULL, OPT_ENV },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 },
};

static void take_option(struct bench *b, int option)
{
	int *const number[] = { [OPT_REFRESHES] = &b->refreshes,
				[OPT_SETTLE] = &b->settle,
				[OPT_STARTS] = &b->starts,
				[OPT_TRACE] = &b->trace,
				[OPT_HELP] = NULL };
	const char **const text[] = { [OPT_TABLE] = &b->table,
				      [OPT_ROW] = &b->row,
				      [OPT_KEYS] = &b->keys,
				      [OPT_FIRST] = &b->first,
				      [OPT_HELP] = NULL };
	if (option == OPT_HELP) {
		fputs(help, stdout);
		exit(0);
	}
	if (option == OPT_SIZE) {
		if (sscanf(optarg, "%dx%d", &b->options.cols, &b->options.rows) != 2)
			fail("--size", "not WxH");
	} else if (option == OPT_INTERVAL) {
		b->interval = atof(optarg);
	} else if (option == OPT_ENV) {
		if (b->environment_count == ENVIRONMENT_MOST)
			fail("--env", "too many");
		b->environment[b->environment_count++] = optarg;
	} else if (number[option]) {
		*number[option] = atoi(optarg);
	} else if (text[option]) {
		*text[option] = optarg;
	}
}

int main(int argc, char **argv)
{
	struct bench b = {
		.table = "-", .row = "-", .interval = 1, .refreshes = 10, .settle = 3, .starts = 5
	};
	int option;
	while ((option = getopt_long(argc, argv, "+", table, NULL)) != -1) {
		if (option == '?')
			return 2;
		take_option(&b, option);
	}
	if (optind >= argc || !(b.interval > 0)) {
		fputs(help, stderr);
		return 2;
	}
	b.options.environment = b.environment;
	b.command = argv + optind;
	run(&b);
	return 0;
}
