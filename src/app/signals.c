/* Catches signals, and lets them in only during the calls that wait or write. */
#include "app/signals.h"

#include "base/clock.h"
#include "terminal/terminal.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

volatile sig_atomic_t signals_ended, signals_resized, signals_stopped, signals_continued;

static sigset_t wait_mask; /* while waiting */

static void catch_signal(int signal)
{
	if (signal == SIGWINCH)
		signals_resized = 1;
	else if (signal == SIGTSTP)
		signals_stopped = 1;
	else if (signal == SIGCONT)
		signals_continued = 1;
	else
		signals_ended = signal;
}

/* Restores the terminal, then lets the crash take its course, with its core dump. */
static void crash(int signal)
{
	terminal_restore();
	raise(signal);
}

/* A signal that was ignored when we started stays ignored, as nohup(1) expects. */
static void catch_one(int signal, void (*handler)(int), unsigned flags)
{
	struct sigaction action = { .sa_flags = (int)flags }, old;
	if (sigaction(signal, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

void signals_catch(bool screen)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	static const int steers[] = { SIGWINCH, SIGTSTP, SIGCONT };
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	sigset_t caught;
	sigemptyset(&caught);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		sigaddset(&caught, ends[i]);
		catch_one(ends[i], catch_signal, 0);
	}
	for (size_t i = 0; screen && i < sizeof steers / sizeof steers[0]; i++) {
		sigaddset(&caught, steers[i]);
		catch_one(steers[i], catch_signal, 0);
	}
	for (size_t i = 0; screen && i < sizeof crashes / sizeof crashes[0]; i++)
		catch_one(crashes[i], crash, SA_RESETHAND | SA_NODEFER);
	catch_one(SIGPIPE, SIG_IGN, 0);
	catch_one(SIGXFSZ, SIG_IGN, 0); /* write() reports EFBIG instead */
	sigprocmask(SIG_BLOCK, &caught, &wait_mask);
	for (int signal = 1; signal < NSIG; signal++)
		if (sigismember(&caught, signal) == 1)
			sigdelset(&wait_mask, signal);
}

void signals_hold(const sigset_t *held, sigset_t *before)
{
	sigprocmask(SIG_BLOCK, held, before);
	sigprocmask(SIG_BLOCK, NULL, &wait_mask);
}

int signals_poll(struct pollfd *fds, nfds_t n, int64_t timeout_ns)
{
	struct timespec timeout = { (time_t)(timeout_ns / NS_PER_S),
				    (long)(timeout_ns % NS_PER_S) };
	return ppoll(fds, n, timeout_ns < 0 ? NULL : &timeout, &wait_mask);
}

/* A signal between the check of the flag and the write is noticed at the next write. */
ssize_t signals_write(int fd, const void *bytes, size_t n)
{
	sigset_t before;
	ssize_t written = -1;
	sigprocmask(SIG_SETMASK, &wait_mask, &before);
	errno = EINTR;
	if (!signals_ended)
		written = write(fd, bytes, n);
	int error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return written;
}

void signals_stop(void)
{
	sigset_t mask;
	signals_stopped = 0;
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTSTP);
	sigaddset(&mask, SIGCONT);
	sigprocmask(SIG_UNBLOCK, &mask, NULL); /* it stops here, and continues here */
	signals_catch(true);
	sigprocmask(SIG_BLOCK, &mask, NULL);
}
