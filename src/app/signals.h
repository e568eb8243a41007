/*
 * The signals that end a run or steer the screen. They are blocked except while the program waits
 * or writes in here, so that none arrives unseen between a look at a flag and a wait.
 */
#ifndef COREWALL_APP_SIGNALS_H
#define COREWALL_APP_SIGNALS_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Set by signals; `signals_ended` is the number of the one that ends the run. */
extern volatile sig_atomic_t signals_ended, signals_resized, signals_stopped, signals_continued;

/* Catches what ends a run; with `screen` also what resizes, stops and continues it, and crashes. */
void signals_catch(bool screen);

/* Blocks these signals, also while waiting here; the mask before goes into *before. */
void signals_hold(const sigset_t *held, sigset_t *before);

/* As poll(), for so many nanoseconds or until a signal; a negative time has no end. */
int signals_poll(struct pollfd *fds, nfds_t n, int64_t timeout_ns);

/* As write(); -1 with EINTR when the run is to end. */
ssize_t signals_write(int fd, const void *bytes, size_t n);

/* Stops this process, as Ctrl-Z does, until it is continued. */
void signals_stop(void);

#endif
