/*
 * Opens the terminal, and sets and restores its modes. Invariant: a descriptor that is shared with
 * the shell is never made non-blocking.
 */
#include "terminal/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* How long to wait for a terminal that takes nothing when we leave it. */
enum { LEAVE_MS = 1000 };

/* The controlling terminal, if standard output is that: tcgetsid() fails for any other. */
static int open_controlling(int flags)
{
	return tcgetsid(STDOUT_FILENO) < 0 ? -1 : open("/dev/tty", flags);
}

/*
 * Opens the terminal on standard output once more, so that only our descriptor is non-blocking, not
 * the shell's. It may belong to another user (su); /dev/tty can be opened even then.
 */
static int open_again(int access)
{
	int flags = access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open("/proc/self/fd/1", flags);
	if (fd >= 0 && isatty(fd))
		return fd;
	if (fd >= 0)
		close(fd);
	return open_controlling(flags);
}

/* Falls back on standard output itself. */
static void open_output(struct tty *t)
{
	t->out = open_again(O_WRONLY);
	t->own_out = t->out >= 0;
	if (!t->own_out)
		t->out = STDOUT_FILENO;
}

/* Standard input, or the controlling terminal, or the one on standard output. */
static void open_input(struct tty *t)
{
	t->in = STDIN_FILENO;
	if (!isatty(t->in))
		t->in = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (t->in < 0)
		t->in = open_again(O_RDONLY);
	if (t->in < 0)
		t->in = STDOUT_FILENO;
}

bool tty_open(struct tty *t)
{
	open_input(t);
	open_output(t);
	/* The kernel sends SIGWINCH only to those whose controlling terminal this is. */
	t->signals = tcgetpgrp(t->out) >= 0;
	return tty_save_modes(t);
}

void tty_close(struct tty *t)
{
	if (t->own_out)
		close(t->out);
	if (t->in > STDERR_FILENO)
		close(t->in);
}

bool tty_save_modes(struct tty *t)
{
	return tcgetattr(t->in, &t->saved) == 0;
}

/* TCSANOW, as a stalled serial line never drains. A signal must not leave it undone. */
static void put_modes(int fd, const struct termios *modes)
{
	while (tcsetattr(fd, TCSANOW, modes) != 0 && errno == EINTR)
		;
}

void tty_set_modes(const struct tty *t)
{
	struct termios modes = t->saved;
	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	modes.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
	modes.c_oflag &= ~(tcflag_t)OPOST;
	modes.c_cc[VMIN] = 0;
	modes.c_cc[VTIME] = 0;
	put_modes(t->in, &modes);
}

void tty_restore_modes(const struct tty *t)
{
	put_modes(t->in, &t->saved);
}

bool tty_write(const struct tty *t, const char *bytes, size_t n)
{
	struct pollfd room = { .fd = t->out, .events = POLLOUT };
	while (n) {
		ssize_t wrote = write(t->out, bytes, n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN && poll(&room, 1, LEAVE_MS) > 0)
			continue;
		if (wrote <= 0)
			return false;
		bytes += wrote;
		n -= (size_t)wrote;
	}
	return true;
}

bool tty_size(const struct tty *t, int *width, int *height)
{
	struct winsize size = { 0 };
	if (ioctl(t->out, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row)
		return false;
	*width = size.ws_col;
	*height = size.ws_row;
	return true;
}
