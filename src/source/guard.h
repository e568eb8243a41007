/*
 * A process that ends the commands of a fleet when corewall is gone, however it ended: it waits for
 * the end of a pipe that only corewall writes to. Without it, what a shell has started would get no
 * signal when the shell's parent dies.
 */
#ifndef COREWALL_SOURCE_GUARD_H
#define COREWALL_SOURCE_GUARD_H

#include <sys/types.h>

struct guard {
	pid_t pid; /* 0: there is none */
	int fd;    /* takes ids of process groups; negative: the group is gone */
};

/* Starts the guard. If that fails, commands that we leave behind end when they next print. */
void guard_start(struct guard *g);

/* From now on the process group is to end with us, or no longer. */
void guard_add(const struct guard *g, pid_t group);
void guard_remove(const struct guard *g, pid_t group);

/* Stops the guard, which ends all groups that are left. */
void guard_stop(struct guard *g);

#endif
