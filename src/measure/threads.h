/*
 * Threads and the CPU time that each used between two readings of its own. Pure: the bytes of
 * /proc/PID/stat and /proc/PID/task/TID/stat in, with the time at which they were read; lists of
 * threads or processes out. Not every thread is read every time, so each has an interval of its
 * own.
 */
#ifndef COREWALL_MEASURE_THREADS_H
#define COREWALL_MEASURE_THREADS_H

#include "base/cpulist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	THREAD_NAME = 32,        /* the kernel's threads have up to 63 bytes; the others 15 */
	THREADS_MOST = 1 << 16,  /* remembered at a time, in 8 MiB */
	THREAD_UNKNOWN_CPU = -1, /* for `percent`: read once so far */
};

/* What one stat file holds. See proc_pid_stat(5). */
struct thread_stat {
	char name[THREAD_NAME]; /* comm: any bytes but NUL; not yet fit for a terminal */
	char state;             /* R S D T t Z X I … */
	bool kernel;            /* a thread of the kernel's own */
	int nice;
	unsigned priority; /* real-time priority, 1 to 99; 0 for others */
	unsigned policy;   /* SCHED_OTHER 0, FIFO 1, RR 2, BATCH 3, IDLE 5, DEADLINE 6, EXT 7 */
	uint32_t cpu;      /* where it runs, or ran last */
	uint32_t threads;  /* of its process */
	uint64_t ticks;    /* user and system time in USER_HZ */
	uint64_t started;  /* ticks after boot; tells a thread from a later one of the same id */
};

/* Reads n bytes. False when they are not what the kernel writes; `out` then means nothing. */
bool thread_parse(struct thread_stat *out, const char *text, size_t n);

/* "SCHED_FIFO" and so on, without "SCHED_"; "?" for what is not known. */
const char *thread_policy(unsigned policy);

struct thread {
	uint32_t tid, pid;
	struct thread_stat stat; /* as of the last reading */
	bool whole;              /* ticks are those of the process, which has no other thread */
	bool gone;               /* has ended; not yet removed */
	int64_t read_ns;         /* when ticks were read */
	float percent;           /* of one cpu, up to read_ns; or THREAD_UNKNOWN_CPU */
	uint32_t seen;           /* threads.round when it was seen last */

	/* Set only where tid is the pid of a process with several threads: */
	bool leads;               /* the following are set */
	bool idle;                /* its threads used nothing between the last two readings */
	uint32_t process_threads; /* how many threads it has */
	uint64_t process_ticks;   /* of all its threads */
};

struct threads {
	struct thread *thread; /* in no particular order */
	size_t count, room;
	uint32_t *slot; /* an open hash of tids: index + 1 of the entry, or 0 */
	size_t slots;   /* a power of two, at least twice `count` */
	unsigned hz;    /* USER_HZ, which the caller sets */
	uint32_t round;
	size_t forgotten;    /* threads there was no room for */
	struct cpulist cpus; /* the ones of interest, which the caller sets */
	uint64_t *order;     /* scratch */
	size_t order_room;
};

void threads_free(struct threads *t);

/* The thread of that id, or NULL. Valid until the next call that changes t. */
const struct thread *threads_find(const struct threads *t, uint32_t tid);

/*
 * Records a reading made at `now_ns`. `whole`: it is of /proc/PID/stat of a process with one thread
 * (tid is the pid). A thread that was read before, with the same start and the same `whole`, gets
 * its percentage. Ticks are coarse: readings less than 90 ms apart are too close, and the older one
 * stays in force. Half of the room is reserved for threads on the cpus of interest.
 */
void threads_note(struct threads *t, uint32_t pid, uint32_t tid, bool whole,
		  const struct thread_stat *stat, int64_t now_ns);

/*
 * Records /proc/PID/stat of a process with several threads. Call it for each of these in every
 * round. True when none of its threads used a tick since the last time: they need not be read.
 */
bool threads_note_process(struct threads *t, uint32_t pid, const struct thread_stat *stat);

/* The thread has ended. */
void threads_drop(struct threads *t, uint32_t tid);

/*
 * Ends a round, in which everything was read once. Forgets threads that were not seen in this round
 * or the last. Threads of an idle process count as seen.
 */
void threads_end_round(struct threads *t);

/* Whether it is on a cpu of interest, and was running or had used time when it was last read. */
bool threads_is_busy(const struct threads *t, const struct thread *thread);

/* Whether it is on a cpu of interest, and was read only once. */
bool threads_is_unknown(const struct threads *t, const struct thread *thread);

/* One row of a list: a thread, or all those of a process that are on the wanted cpus. */
struct thread_row {
	const struct thread *thread; /* the busiest thread of the row */
	uint32_t pid;
	uint32_t threads; /* number of threads in the row */
	const char *name; /* of the process's first thread if it was seen, else of `thread` */
	double percent;   /* of one cpu: their sum, up to 100 each; 0 when not known */
	bool known;       /* known of at least one thread */
};

/*
 * Lists the n busiest on the cpus of interest, the busiest first; returns how many are in `out`.
 * Threads whose use is not known yet sort as if they had used nothing, running ones first. Valid
 * until t changes.
 */
size_t threads_top(struct threads *t, bool by_process, struct thread_row *out, size_t n);

#endif
