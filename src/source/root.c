/*
 * Opens and reads files below a root, and keeps paths from leading out of it. Must not know what
 * the files hold.
 */
#include "source/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096, MOST_TRIES = 32 };

int root_open(struct root *r, const char *path)
{
	*r = (struct root){ .live = !path[strspn(path, "/")] };
	r->directory = open(*path ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return r->directory < 0 ? -errno : 0;
}

void root_close(struct root *r)
{
	if (r->directory >= 0)
		close(r->directory);
	r->directory = -1;
}

/* Opens the path one name at a time, without following any link. */
static int open_stepwise(int directory, const char *path, int flags)
{
	char name[NAME_MAX + 1];
	int at = directory;
	while (at >= 0) {
		size_t n = strcspn(path, "/");
		bool last = !path[n];
		int step = last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
		int next = -1;
		if (n <= NAME_MAX) {
			memcpy(name, path, n);
			name[n] = '\0';
			next = openat(at, strcmp(name, "..") ? name : "", step | O_NOFOLLOW);
		}
		if (at != directory)
			close(at);
		if (last)
			return next;
		at = next;
		path += n + 1;
	}
	return -1;
}

/* openat2() fails with EAGAIN if a file is renamed while it resolves ".." in a link. */
static int open_beneath(int directory, const char *path, const struct open_how *how)
{
	long fd = -1;
	for (int tries = 0; tries < MOST_TRIES; tries++) {
		fd = syscall(SYS_openat2, directory, path, how, sizeof *how);
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return (int)fd;
}

int root_openat(struct root *r, int directory, const char *path, int flags)
{
	flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY | O_NONBLOCK);
	if (r->live)
		return openat(directory, path, flags);
	if (!r->old) {
		struct open_how how = { .flags = (unsigned)flags,
					.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
		int fd = open_beneath(directory, path, &how);
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return fd;
		r->old = errno == ENOSYS; /* EPERM: a container's filter, or the file's own */
	}
	return open_stepwise(directory, path, flags);
}

bool root_read_open(int fd, struct buf *text, size_t most)
{
	ssize_t n = 1;
	buf_clear(text);
	while (n && text->used <= most) {
		buf_reserve(text, text->used ? text->used : FIRST_ROOM);
		n = pread(fd, text->data + text->used, text->room - text->used - 1,
			  (off_t)text->used);
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			text->used += (size_t)n;
	}
	bool whole = !n && text->used <= most;
	if (!whole)
		buf_clear(text);
	text->data[text->used] = '\0';
	return whole;
}

bool root_read(struct root *r, const char *path, struct buf *text, size_t most)
{
	int fd = root_openat(r, r->directory, path, O_RDONLY);
	bool read = fd >= 0 && root_read_open(fd, text, most);
	if (fd >= 0)
		close(fd);
	if (!read)
		buf_clear(text);
	return read;
}
