/* The only place that creates files and writes reports. */
#include "app/output.h"

#include "app/message.h"
#include "app/signals.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * O_NONBLOCK: a pipe without a reader is an error, and a slow reader blocks nothing. O_APPEND: if
 * others write to the file too, there is never a hole in it.
 */
int output_create(const char *path)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags, 0666);
	return fd < 0 ? -errno : fd;
}

/* False when the descriptor takes nothing for patience_ms. */
static bool wait_for_room(int fd, int patience_ms)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	return signals_poll(&room, 1, patience_ms < 0 ? -1 : patience_ms * NS_PER_MS) != 0;
}

int output_write(int fd, const struct buf *b, size_t *written, int patience_ms)
{
	while (*written < b->used) {
		ssize_t n = signals_write(fd, b->data + *written, b->used - *written);
		if (n > 0)
			*written += (size_t)n;
		else if (n < 0 && errno == EAGAIN && wait_for_room(fd, patience_ms))
			continue;
		else if (n < 0 && (errno != EINTR || signals_ended))
			return errno == EAGAIN || errno == EWOULDBLOCK ? -EAGAIN : -errno;
	}
	return 0;
}

/* A name in the target's directory that a glob such as *.prom does not match. */
static void add_name_beside(const char *target, struct buf *out)
{
	const char *slash = strrchr(target, '/');
	const char *name = slash ? slash + 1 : target;
	buf_add(out, target, (size_t)(name - target));
	buf_printf(out, ".%s.XXXXXX", name);
}

/* mkostemp() makes a file for its owner alone; give it the mode that open() and the umask give. */
static int create_beside(char *path)
{
	mode_t mask = umask(0);
	umask(mask);
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0 && fchmod(fd, 0666 & ~mask) != 0) {
		int error = errno;
		close(fd);
		unlink(path);
		return -error;
	}
	return fd < 0 ? -errno : fd;
}

static int write_and_rename(const char *target, const struct buf *b)
{
	struct buf beside = { 0 };
	size_t written = 0;
	add_name_beside(target, &beside);
	int fd = create_beside(beside.data);
	int error = fd < 0 ? fd : output_write(fd, b, &written, OUTPUT_PATIENT);
	if (fd >= 0 && close(fd) != 0 && !error)
		error = -errno;
	if (!error && rename(beside.data, target) != 0)
		error = -errno;
	if (fd >= 0 && error)
		unlink(beside.data);
	buf_free(&beside);
	return error;
}

int output_replace(const char *path, const struct buf *b)
{
	struct stat is;
	char *real = realpath(path, NULL);
	bool regular = stat(path, &is) != 0 || S_ISREG(is.st_mode);
	int error = regular ? write_and_rename(real ? real : path, b) : -EINVAL;
	free(real);
	return error;
}

int output_print(const struct buf *b, bool *gone)
{
	size_t written = 0;
	int error = output_write(STDOUT_FILENO, b, &written, OUTPUT_PATIENT);
	*gone = error != 0;
	if (!error || error == -EPIPE || error == -EINTR)
		return 0;
	message_error("standard output", strerror(-error));
	return 1;
}
