/*
 * A command that prints samples. If it ends, it is run again for the next sample; if it has a
 * script, it is asked for the next one; else its output is read as it comes. Owns the process, and
 * decides when to start it: after failures, with pauses that grow to a minute. Times are
 * CLOCK_MONOTONIC and passed in; nothing here waits.
 */
#ifndef COREWALL_SOURCE_SAMPLE_COMMAND_H
#define COREWALL_SOURCE_SAMPLE_COMMAND_H

#include "base/buf.h"
#include "source/child.h"
#include "source/guard.h"
#include "source/reading_stream.h"

#include <stdbool.h>
#include <stdint.h>

enum command_phase {
	COMMAND_IDLE, /* it ended well, or was never started */
	COMMAND_RUNNING,
	COMMAND_ENDING, /* it was asked to end, or closed its output */
	COMMAND_FAILED  /* it is started again at retry_ns */
};

struct sample_command {
	char **argv;        /* owned; its words, then NULL */
	const char *script; /* for its input; each newline after it asks for a sample. NULL: none */
	const struct guard *guard; /* ends its processes when we cannot; NULL: none does */
	struct reading_stream stream;
	enum command_phase phase;
	struct child child;
	int64_t started_ns;
	int64_t asked_ns;  /* for a sample that has not come; 0: none was asked for */
	int64_t took_ns;   /* how long the last answer took; 0: not known */
	int64_t came_ns;   /* when the last reading came */
	int64_t served_ns; /* time of the sample that it was last started or asked for */
	int64_t ending_ns; /* since when it is ending */
	int64_t look_ns;   /* when to look whether it has ended */
	bool stopped;      /* by sample_command_stop(), which has set `reason` */
	int64_t retry_ns;
	unsigned failures; /* in a row */
	uint64_t readings; /* of the stream, when it was started */
	struct buf error;  /* its last line on standard error */
	bool error_whole;  /* the line has ended */
	char reason[160];  /* why it failed, until a reading comes; empty: it did not */
};

/*
 * Prepares a command of these words, which are copied. `take` is called with each reading, see
 * reading_stream.h.
 */
void sample_command_init(struct sample_command *c, const char *const *words, const char *script,
			 void (*take)(void *context, const struct reading *reading), void *context);

/* Frees all. The process must be gone: child_stop(), then child_reap() until it has ended. */
void sample_command_free(struct sample_command *c);

/* When sample_command_step() has something to do, given the moment of the next sample. */
int64_t sample_command_due(const struct sample_command *c, int64_t sample_ns, int64_t interval_ns);

/* Does what is due: starts it, asks it, ends an answer, looks whether it has ended. */
void sample_command_step(struct sample_command *c, int64_t now_ns, int64_t sample_ns,
			 int64_t interval_ns);

/* Reads what it printed, with the chunk of `room` bytes as scratch. */
void sample_command_read(struct sample_command *c, char *chunk, size_t room, int64_t now_ns);

/* Makes it end and fail for this reason. */
void sample_command_stop(struct sample_command *c, const char *reason, int64_t now_ns);

/* How long to pause after so many failures in a row. */
int64_t sample_command_pause_ns(unsigned failures);

#endif
