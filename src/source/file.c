/* Reading small text files. */
#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int file_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

bool file_read_line(int fd, char *out, size_t room)
{
	ssize_t n = fd < 0 ? 0 : pread(fd, out, room - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return n > 0;
}

bool file_read_path(const char *path, char *out, size_t room)
{
	int fd = file_open(path);
	bool read = file_read_line(fd, out, room);
	if (fd >= 0)
		close(fd);
	return read;
}

int file_read_all(const char *path, size_t most, struct buf *out)
{
	enum { STEP = 4096 };
	int fd = file_open(path);
	ssize_t n = fd < 0 ? -1 : 1;
	size_t left = most;
	while (n > 0 && left) {
		size_t room = left < STEP ? left : STEP;
		n = read(fd, buf_reserve(out, room), room);
		out->used += n > 0 ? (size_t)n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	int error = n < 0 ? -errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}
