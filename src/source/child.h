/*
 * A process that prints for us. It is in a session of its own, so that it can neither ask on our
 * terminal nor is stopped with us, and its whole process group ends with us, also when we are
 * killed. Nothing here waits.
 */
#ifndef COREWALL_SOURCE_CHILD_H
#define COREWALL_SOURCE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid;        /* 0: there is none */
	int in, out, err; /* our ends of its standard streams, non-blocking; -1: closed */
};

/*
 * Starts the program, which is looked for along PATH. With `input` it reads from `in`, else from
 * nothing. Returns 0 or -errno; that it cannot be executed is only seen as status 127.
 */
int child_start(struct child *c, char *const argv[], bool input);

/* Closes our ends and asks its group to end, or forces it to. It has to be reaped then. */
void child_stop(struct child *c, bool force);

/* Whether it has ended, and how (see wait(2)); it is gone then. */
bool child_reap(struct child *c, int *status);

#endif
