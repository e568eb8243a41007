/*
 * The signals that end a run or steer the screen. They are blocked except during signals_poll() and
 * signals_write(), so that none is missed between the check of a flag and a wait.
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

/* Catches signals that end a run; with `screen` also resize, stop, continue, and crashes. */
void signals_catch(bool screen);

/* Blocks these signals even while waiting here. Stores the previous mask in *before. */
void signals_hold(const sigset_t *held, sigset_t *before);

/* As poll(), for timeout_ns (negative: without end) or until a signal. */
int signals_poll(struct pollfd *fds, nfds_t n, int64_t timeout_ns);

/* As write(); -1 with EINTR when the run is to end. */
ssize_t signals_write(int fd, const void *bytes, size_t n);

/* Stops this process, as Ctrl-Z does, until it is continued. */
void signals_stop(void);

#endif
