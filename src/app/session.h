/*
 * One run of corewall: a source, the machine that its samples describe, and the recording of these
 * samples. The ways of running (watch, batch, check, until, snapshot, command) are built on it.
 */
#ifndef COREWALL_APP_SESSION_H
#define COREWALL_APP_SESSION_H

#include "app/options.h"
#include "app/recorder.h"
#include "measure/machine.h"
#include "source/source.h"
#include "panels/surroundings.h"
#include "wall/wall.h"

struct session {
	const struct options *options;
	struct source source;
	struct machine machine;
	char alert[160]; /* what is wrong with the source now; empty: nothing */
	struct recorder recorder;
	bool unrecorded;       /* the last sample is not recorded yet */
	bool recording_failed; /* as last reported on standard error */
	bool *host_lost;       /* [hosts] the same */
	size_t host_lost_room;
	size_t hosts_chosen; /* how many hosts there were when `only` was resolved; 0: it was not */
	struct cpulist only; /* of --cpus; from the first sample on, by hosts; empty: all */
};

/*
 * Opens the source and the recording that the options name. Returns false after a message. Call
 * session_close() in either case.
 */
bool session_open(struct session *r, const struct options *o);

/*
 * Returns the exit status: `status`, but 1 (or CHECK_UNKNOWN with --check) when that is 0 and
 * samples are missing in the recording. The status of a command is never changed.
 */
int session_close(struct session *r, int status);

/*
 * Reads the next sample into the machine. Returns 0; SOURCE_END; SOURCE_LATER; or -errno (-ENODATA:
 * the file has no cpu lines), with r->alert set and all numbers unknown.
 */
int session_sample(struct session *r);

/* The same, but waits for a pipe. SOURCE_END also when the run is to end. */
int session_wait_sample(struct session *r);

/*
 * Moves *due_ns (CLOCK_MONOTONIC) by the interval, or to now if that is past, and waits until then
 * unless it is a recording. Then as session_wait_sample().
 */
int session_next_sample(struct session *r, double seconds, int64_t *due_ns);

/*
 * Waits for the first sample, and resolves --cpus. False when either fails: after a message, unless
 * a signal ended the run.
 */
bool session_first_sample(struct session *r);

/*
 * After the first sample: whether none of the cpus of --cpus exists, online or not. Reports that;
 * the caller exits as after a usage error.
 */
bool session_lacks_cpus(struct session *r);

/*
 * After each sample: reads the topology if the set of cpus changed, then records the sample. It may
 * take a while, so a screen is drawn first.
 */
void session_finish_sample(struct session *r);

/* Reports on standard error that recording fails, or works again. */
void session_report_recording(struct session *r);

/* Reports on standard error what is wrong with the input. */
void session_report_trouble(const struct session *r);

/*
 * Prints to standard output, or replaces the file of --output, and reports errors. Returns the exit
 * status; *gone as with output_print().
 */
int session_print(const struct session *r, const struct buf *b, bool *gone);

/* Prepares a wall by the options; then, after the first sample, filters it by --cpus. */
void session_init_wall(const struct session *r, struct wall *w);
void session_filter_wall(const struct session *r, struct wall *w);

struct surroundings session_surroundings(const struct session *r);

#endif
