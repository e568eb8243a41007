/*
 * Looks through the threads of a machine a bit at a time: what a refresh may cost is fixed, however
 * many threads there are. The result is `threads`, of which threads_top() makes lists.
 */
#ifndef COREWALL_APP_THREAD_SCAN_H
#define COREWALL_APP_THREAD_SCAN_H

#include "measure/threads.h"
#include "source/tasks.h"

enum {
	THREAD_SCAN_FIRST_NS = 40 * 1000 * 1000, /* for the first call: what a key may take */
	THREAD_SCAN_NS = 2 * 1000 * 1000,        /* for the others */
};

/* Where the work ends, for now: whichever comes first. */
struct thread_budget {
	int64_t cpu_ns; /* CPU time of this process */
	size_t files;   /* files and directories opened; 0: no limit */
};

/* A round is one look at all that there is. */
struct thread_scan {
	struct tasks tasks;
	struct threads threads;
	size_t next_busy, next_unknown; /* where to go on with those read before their turn */
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
 * Of the machine under `root`, whose counters have `hz` ticks a second. Returns 0 or -errno, when
 * it has no /proc. thread_scan_close() in either case.
 */
int thread_scan_open(struct thread_scan *s, const char *root, unsigned hz);
void thread_scan_close(struct thread_scan *s);

/* From now on these cpus are of interest; what is known of all threads is kept. */
void thread_scan_watch(struct thread_scan *s, const struct cpulist *cpus);

/*
 * Goes on until the budget is used up or the round complete. First, for at most half of the budget,
 * come the threads on the cpus that were busy, then those that were read once alone: so that a
 * thread that was found has its percentage with the next call. One step is the least; a step that
 * lists processes or threads may be 10 ms longer than the budget.
 */
void thread_scan_run(struct thread_scan *s, struct thread_budget budget);

#endif
