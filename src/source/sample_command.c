/* Invariant: a process exists in the phases COMMAND_RUNNING and COMMAND_ENDING only. */
#include "source/sample_command.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LONGEST_PAUSE_S = 60,
	STEADY_S = 10,   /* if it answered and ran longer, earlier failures are forgotten */
	LOOK_MS = 20,    /* how often to look whether it has ended */
	PATIENCE_S = 1,  /* then it is killed */
	MOST_READS = 64, /* at a time, so that others have a turn */
	LONGEST_ERROR = 512,
};

void sample_command_init(struct sample_command *c, const char *const *words, const char *script,
			 void (*take)(void *context, const struct reading *reading), void *context)
{
	size_t n = 0;
	while (words[n])
		n++;
	*c = (struct sample_command){ .script = script,
				      .child = { .in = -1, .out = -1, .err = -1 } };
	c->argv = mem_zero(n + 1, sizeof *c->argv);
	for (size_t i = 0; i < n; i++)
		c->argv[i] = mem_string(words[i]);
	reading_stream_start(&c->stream, take, context);
}

void sample_command_free(struct sample_command *c)
{
	for (size_t i = 0; c->argv && c->argv[i]; i++)
		free(c->argv[i]);
	free(c->argv);
	reading_stream_free(&c->stream);
	buf_free(&c->error);
}

int64_t sample_command_pause_ns(unsigned failures)
{
	int64_t pause =
		failures > 6 ? LONGEST_PAUSE_S : INT64_C(1) << (failures ? failures - 1 : 0);
	return (pause < LONGEST_PAUSE_S ? pause : LONGEST_PAUSE_S) * NS_PER_S;
}

/* --- Errors --- */

/* Keeps the last line that is not blank. */
static void take_error(struct sample_command *c, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			c->error_whole = true;
			continue;
		}
		if (c->error_whole)
			buf_clear(&c->error);
		c->error_whole = false;
		if (c->error.used < LONGEST_ERROR)
			buf_putc(&c->error, bytes[i]);
	}
}

static void read_errors(struct sample_command *c, char *chunk, size_t room)
{
	ssize_t n = 0;
	for (int i = 0; c->child.err >= 0 && i < MOST_READS; i++) {
		n = read(c->child.err, chunk, room);
		if (n <= 0)
			break;
		take_error(c, chunk, (size_t)n);
	}
	if (c->child.err >= 0 && n == 0) {
		close(c->child.err);
		c->child.err = -1;
	}
}

/* --- Ends --- */

static void fail(struct sample_command *c, const char *reason, int64_t now_ns)
{
	bool steady = c->came_ns > c->started_ns && now_ns - c->started_ns > STEADY_S * NS_PER_S;
	c->failures = steady ? 1 : c->failures + 1;
	c->phase = COMMAND_FAILED;
	c->retry_ns = now_ns + sample_command_pause_ns(c->failures);
	c->asked_ns = 0;
	if (!c->stopped)
		snprintf(c->reason, sizeof c->reason, "%s", reason);
	c->stopped = false;
}

static void describe_end(const struct sample_command *c, int status, char *out, size_t room)
{
	if (c->error.used)
		snprintf(out, room, "%s", c->error.data);
	else if (WIFSIGNALED(status))
		snprintf(out, room, "ended by signal %d", WTERMSIG(status));
	else if (status)
		snprintf(out, room, "ended with status %d", WEXITSTATUS(status));
	else if (c->script)
		snprintf(out, room, "the connection ended");
	else if (c->stream.unknown[0])
		snprintf(out, room, "printed no samples, but: %s", c->stream.unknown);
	else
		snprintf(out, room, "printed no samples");
}

/* If a reading came, the command works, and `reason` is cleared. */
static void note_readings(struct sample_command *c, uint64_t before, int64_t now_ns)
{
	if (c->stream.readings == before)
		return;
	if (c->asked_ns)
		c->took_ns = now_ns - c->asked_ns;
	c->asked_ns = 0;
	c->came_ns = now_ns;
	c->reason[0] = '\0';
}

/* The process is gone. */
static void end(struct sample_command *c, int status, int64_t now_ns)
{
	char why[160];
	bool well = status == 0 && !c->stopped && !c->script;
	uint64_t before = c->stream.readings;
	reading_stream_end(&c->stream, well);
	if (well && c->stream.readings > c->readings) {
		note_readings(c, before, now_ns);
		c->phase = COMMAND_IDLE;
		c->failures = 0;
		c->took_ns = now_ns - c->started_ns;
		return;
	}
	describe_end(c, status, why, sizeof why);
	fail(c, why, now_ns);
}

static void look_for_end(struct sample_command *c, int64_t now_ns)
{
	int status;
	char rest[LONGEST_ERROR];
	pid_t group = c->child.pid;
	if (child_reap(&c->child, &status)) {
		if (c->guard)
			guard_remove(c->guard, group);
		read_errors(c, rest, sizeof rest);
		child_stop(&c->child, false);
		end(c, status, now_ns);
		return;
	}
	c->look_ns = now_ns + LOOK_MS * NS_PER_MS;
	if (now_ns - c->ending_ns > PATIENCE_S * NS_PER_S)
		child_stop(&c->child, true);
}

/* It has closed its output, or was asked to end. */
static void begin_end(struct sample_command *c, int64_t now_ns)
{
	c->phase = COMMAND_ENDING;
	c->ending_ns = now_ns;
	look_for_end(c, now_ns);
}

void sample_command_stop(struct sample_command *c, const char *reason, int64_t now_ns)
{
	if (c->phase != COMMAND_RUNNING)
		return;
	snprintf(c->reason, sizeof c->reason, "%s", reason);
	c->stopped = true;
	child_stop(&c->child, false);
	begin_end(c, now_ns);
}

/* --- Beginnings --- */

static void start(struct sample_command *c, int64_t now_ns)
{
	int error = child_start(&c->child, c->argv, c->script != NULL);
	c->started_ns = now_ns;
	c->readings = c->stream.readings;
	c->stream.unknown[0] = '\0';
	buf_clear(&c->error);
	c->error_whole = false;
	if (error) {
		fail(c, strerror(-error), now_ns);
		return;
	}
	c->phase = COMMAND_RUNNING;
	if (c->guard)
		guard_add(c->guard, c->child.pid);
	if (!c->script)
		return;
	/* The empty pipe has room for the script. If it is closed, the command's end says why. */
	size_t n = strlen(c->script);
	if (write(c->child.in, c->script, n) == (ssize_t)n)
		c->asked_ns = now_ns;
}

static void ask(struct sample_command *c, int64_t now_ns)
{
	if (write(c->child.in, "\n", 1) == 1)
		c->asked_ns = now_ns;
}

/* How long before the sample to start or ask it. */
static int64_t lead_ns(const struct sample_command *c, int64_t interval_ns)
{
	int64_t half = interval_ns / 2, most = NS_PER_S / 2;
	if (!c->took_ns)
		return half < most ? half : most;
	return c->took_ns + c->took_ns / 2 + 30 * NS_PER_MS;
}

/* Whether it waits to be asked or started for the next sample. */
static bool is_ready(const struct sample_command *c)
{
	return c->phase == COMMAND_IDLE ||
	       (c->phase == COMMAND_RUNNING && c->script && !c->asked_ns);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t sample_command_due(const struct sample_command *c, int64_t sample_ns, int64_t interval_ns)
{
	int64_t due = reading_stream_due(&c->stream);
	if (c->phase == COMMAND_FAILED)
		return c->retry_ns;
	if (c->phase == COMMAND_ENDING)
		return c->look_ns;
	if (is_ready(c) && c->served_ns != sample_ns)
		due = earlier(due, sample_ns - lead_ns(c, interval_ns));
	return due;
}

void sample_command_step(struct sample_command *c, int64_t now_ns, int64_t sample_ns,
			 int64_t interval_ns)
{
	uint64_t before = c->stream.readings;
	if (c->phase == COMMAND_ENDING && now_ns >= c->look_ns)
		look_for_end(c, now_ns);
	if (now_ns >= reading_stream_due(&c->stream))
		reading_stream_flush(&c->stream);
	note_readings(c, before, now_ns);
	if (c->phase == COMMAND_FAILED && now_ns >= c->retry_ns)
		start(c, now_ns);
	if (!is_ready(c) || c->served_ns == sample_ns ||
	    now_ns < sample_ns - lead_ns(c, interval_ns))
		return;
	c->served_ns = sample_ns;
	if (c->phase == COMMAND_IDLE)
		start(c, now_ns);
	else
		ask(c, now_ns);
}

/* --- Bytes --- */

static bool would_block(ssize_t n)
{
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

void sample_command_read(struct sample_command *c, char *chunk, size_t room, int64_t now_ns)
{
	ssize_t n = 1;
	uint64_t before = c->stream.readings;
	int64_t wall_ns = clock_ns(CLOCK_REALTIME);
	for (int i = 0; c->phase == COMMAND_RUNNING && i < MOST_READS; i++) {
		n = read(c->child.out, chunk, room);
		if (n <= 0)
			break;
		reading_stream_add(&c->stream, chunk, (size_t)n, now_ns, wall_ns);
	}
	note_readings(c, before, now_ns);
	read_errors(c, chunk, room);
	if (c->phase == COMMAND_RUNNING && n <= 0 && !would_block(n)) {
		close(c->child.out);
		c->child.out = -1;
		begin_end(c, now_ns);
		read_errors(c, chunk, room);
	}
}
