/* Writing. Knows nothing of what is written. */
#include "app/output.h"

#include "app/run.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/*
 * Signals are let in for as long as the write may last. One that comes between the look at
 * run_ended and the write is seen at the next one.
 */
static ssize_t write_some(int fd, const char *bytes, size_t n)
{
	sigset_t before;
	ssize_t written = -1;
	sigprocmask(SIG_SETMASK, &run_wait_mask, &before);
	errno = EINTR;
	if (!run_ended)
		written = write(fd, bytes, n);
	int error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return written;
}

/* Until it takes more; false when it does not for so long. Signals are let in. */
static bool wait_for_room(int fd, int patience_ms)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	struct timespec most = { patience_ms / 1000, patience_ms % 1000 * 1000000L };
	return ppoll(&room, 1, patience_ms < 0 ? NULL : &most, &run_wait_mask) != 0;
}

int output_write(int fd, const struct buf *b, size_t *written, int patience_ms)
{
	while (*written < b->used) {
		ssize_t n = write_some(fd, b->data + *written, b->used - *written);
		if (n > 0)
			*written += (size_t)n;
		else if (n < 0 && errno == EAGAIN && wait_for_room(fd, patience_ms))
			continue;
		else if (n < 0 && (errno != EINTR || run_ended))
			return errno == EAGAIN || errno == EWOULDBLOCK ? -EAGAIN : -errno;
	}
	return 0;
}

int output_say(const struct buf *b, bool *gone)
{
	size_t written = 0;
	int error = output_write(STDOUT_FILENO, b, &written, OUTPUT_PATIENT);
	*gone = error != 0;
	if (!error || error == -EPIPE || error == -EINTR)
		return 0;
	run_complain("standard output", strerror(-error));
	return 1;
}
