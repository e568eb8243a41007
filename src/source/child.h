/*
 * A process that prints for us. It has a session of its own, so that it can neither ask on our
 * terminal nor be stopped with us. It gets a signal when we are killed; guard.h does the same for
 * the rest of its process group. Nothing here waits.
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
 * Starts the program, searching PATH. With `input` it reads from `in`, else from /dev/null. Returns
 * 0 or -errno. If the program cannot be executed, the child ends with status 127.
 */
int child_start(struct child *c, char *const argv[], bool input);

/* Closes our ends and sends its group SIGTERM, or SIGKILL to force it. Reap it afterwards. */
void child_stop(struct child *c, bool force);

/* Whether it has ended. If so, sets *status (see wait(2)) and forgets the process. */
bool child_reap(struct child *c, int *status);

#endif
