/*
 * A process that ends others when this one is gone, however it ended: it waits for the end of a
 * pipe that only we can write to. What a shell has started gets no signal when the shell's parent
 * dies.
 */
#ifndef COREWALL_SOURCE_GUARD_H
#define COREWALL_SOURCE_GUARD_H

#include <sys/types.h>

struct guard {
	pid_t pid; /* 0: there is none */
	int fd;    /* for the numbers of process groups, negative ones for those that are gone */
};

/* Starts it. Where that fails, what is left of others ends when it next prints. */
void guard_start(struct guard *g);

/* The process group is to end with us, or it is gone. */
void guard_add(const struct guard *g, pid_t group);
void guard_remove(const struct guard *g, pid_t group);

/* It ends all groups that are left. */
void guard_stop(struct guard *g);

#endif
