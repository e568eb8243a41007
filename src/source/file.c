/* Reading small text files. */
#include "source/file.h"

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
