/*
 * A walk over /proc: the stat file of each process, and of each thread of the processes that the
 * caller enters. Each step reads one file, so that the caller can stop after any and go on later.
 * Gives bytes; never looks inside them.
 */
#ifndef COREWALL_SOURCE_TASKS_H
#define COREWALL_SOURCE_TASKS_H

#include "source/root.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TASKS_TEXT = 2048,   /* bytes of a stat file; 52 numbers of 20 digits take half of it */
	TASKS_LISTED = 4096, /* processes listed at a time */
};

enum tasks_step {
	TASKS_END,     /* the round is over: the next step starts one */
	TASKS_PROCESS, /* text is that of /proc/PID/stat */
	TASKS_THREAD,  /* text is that of /proc/PID/task/TID/stat */
	TASKS_GONE,    /* ended meanwhile, or is not readable for some other reason */
	TASKS_DENIED,  /* there, but not ours to read (hidepid=1, a security module) */
};

struct tasks {
	struct root root;
	int proc;         /* descriptor of DIR/proc, or -1 */
	DIR *processes;   /* in the middle of a round; else NULL */
	DIR *threads;     /* of the process that tasks_enter() opened; else NULL */
	uint32_t entered; /* pid of that process */
	uint32_t listed[TASKS_LISTED];
	size_t left;               /* of those listed, not yet read; the last one comes first */
	uint32_t pid, tid;         /* of the last file, also when it was gone or denied */
	char text[TASKS_TEXT + 1]; /* ends with NUL */
	size_t used;
	size_t opened; /* files and directories, since tasks_open() */
};

/* Returns 0, or -errno when there is no DIR/proc. Call tasks_close() in either case. */
int tasks_open(struct tasks *t, const char *root);
void tasks_close(struct tasks *t);

/*
 * Reads the next file. Of the processes that are listed together, those with high ids come first:
 * they are mostly the younger ones, and the kernel's own threads come last. Listing 4096 processes
 * takes about as long as reading 1000 files.
 */
enum tasks_step tasks_next(struct tasks *t);

/* After TASKS_PROCESS: reads its threads next. False when they cannot be listed. */
bool tasks_enter(struct tasks *t);

/* Reads one file outside of the walk: of the thread `tid`, or of the process as a whole if 0. */
enum tasks_step tasks_read(struct tasks *t, uint32_t pid, uint32_t tid);

/* Threads on the machine, from /proc/loadavg: of all namespaces; 0 when not known. */
uint64_t tasks_total(struct tasks *t);

#endif
