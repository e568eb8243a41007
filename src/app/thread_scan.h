/*
 * Looks through the threads of a machine bit by bit, so that a refresh has a fixed cost however
 * many threads there are. The result is `threads`; threads_top() makes lists from it.
 */
#ifndef COREWALL_APP_THREAD_SCAN_H
#define COREWALL_APP_THREAD_SCAN_H

#include "measure/threads.h"
#include "source/tasks.h"

enum {
	THREAD_SCAN_FIRST_NS = 40 * 1000 * 1000, /* for the first call: what a key may take */
	THREAD_SCAN_NS = 2 * 1000 * 1000,        /* for the others */
};

/* A call ends at the first of these limits. */
struct thread_budget {
	int64_t cpu_ns; /* CPU time of this process */
	size_t files;   /* files and directories opened; 0: no limit */
};

/* A round is one walk over all processes. */
struct thread_scan {
	struct tasks tasks;
	struct threads threads;
	size_t next_busy, next_unknown; /* where to continue with those read out of turn */
	int64_t round_began_ns;

	uint64_t looked;      /* threads looked at in this round so far */
	size_t denied;        /* processes in this round that may not be read */
	unsigned rounds;      /* that are complete; 0: not all threads are known yet */
	uint64_t last_looked; /* the same of the last complete round */
	size_t last_denied;
	int64_t last_round_ns; /* how long it took, from its first call to its last */
	uint64_t total;        /* threads that the machine has; 0 when not known */

	size_t opened;  /* by the last call */
	int64_t cpu_ns; /* CPU time of the last call */
};

/*
 * Opens the machine under `root`, whose counters have `hz` ticks a second. Returns 0, or -errno
 * when it has no /proc. Call thread_scan_close() in either case.
 */
int thread_scan_open(struct thread_scan *s, const char *root, unsigned hz);
void thread_scan_close(struct thread_scan *s);

/* From now on these cpus are of interest; what is known of all threads is kept. */
void thread_scan_watch(struct thread_scan *s, const struct cpulist *cpus);

/*
 * Continues until the budget is used up or the round is complete. At most half of the budget goes
 * to threads on the watched cpus: first those that were busy, then those that were read only once,
 * so that a new thread has its percentage after the next call. Takes at least one step; a step that
 * lists processes or threads may exceed the budget by 10 ms.
 */
void thread_scan_run(struct thread_scan *s, struct thread_budget budget);

#endif
