/*
 * What a run of corewall is about: the source, the machine it fills, and what was asked for.
 * Shared by the ways of running: on a screen, in batch, as one snapshot.
 */
#ifndef COREWALL_APP_RUN_H
#define COREWALL_APP_RUN_H

#include "measure/machine.h"
#include "app/options.h"
#include "app/record.h"
#include "source/source.h"
#include "panels/surroundings.h"
#include "wall/wall.h"

#include <signal.h>

struct run {
	const struct options *options;
	struct source source;
	struct machine machine;
	char alert[160]; /* what is wrong with the source now; empty when nothing */
	int64_t alert_since_ns;
	struct record record; /* of what is sampled; its fd is -1 when nothing is recorded */
	bool unrecorded;      /* the last sample is not in it yet */
	bool record_failed;   /* as was last told on standard error */
};

/*
 * Reads the next sample into the machine. 0; SOURCE_END; SOURCE_LATER; or -errno (-ENODATA when
 * there was no cpu in the file), with run->alert set and the machine's numbers unknown.
 */
int run_sample(struct run *r);

/* Waits until a source that said SOURCE_LATER may have more; false when the run is to end. */
bool run_wait_source(const struct run *r);

/*
 * After each sample: reads the topology when it is due, and records the sample, in this order. It
 * may take a while: draw first.
 */
void run_topology(struct run *r);

/* Says on standard error when recording begins to fail, and when it works again. */
void run_tell_record(struct run *r);

/* The wall as the options want it. */
void run_wall(const struct run *r, struct wall *w);

struct surroundings run_surroundings(const struct run *r);

/*
 * A message on standard error, "corewall: what: why", in which nothing steers a terminal. why is
 * NULL when `what` tells both.
 */
void run_complain(const char *what, const char *why);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t run_clock(void);

/* Waits until then, or until a signal that ends the run; false when it is to end. */
bool run_sleep_until(int64_t when_ns);

/* Signals that end the run are blocked but while waiting with this mask; set once, at start. */
extern sigset_t run_wait_mask;
extern volatile sig_atomic_t run_ended, run_resized, run_stopped, run_continued;
void run_catch_signals(bool screen);

/* The ways of running: each returns the exit status. */
int watch_run(struct run *r);
int batch_run(struct run *r);
int snapshot_run(struct run *r);
int command_run(struct run *r);

#endif
