/*
 * The walk over /proc. Owns its place: the process, and the thread in it. Invariant: a process or
 * thread that ends between being listed and being read is a step of its own, never an error. Must
 * not know which threads matter, nor how long a step may take.
 *
 * Files: Documentation/filesystems/proc.rst. A directory stays open from one step to the next, also
 * over minutes: the kernel finds its place again by the id it gave last (fs/proc/base.c,
 * next_tgid() and first_tid()).
 */
#include "source/tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 64 };

int tasks_open(struct tasks *t, const char *root)
{
	t->processes = t->threads = NULL;
	t->left = t->used = t->opened = 0;
	t->proc = -1;
	int error = root_open(&t->root, root);
	if (error)
		return error;
	t->proc = root_openat(&t->root, t->root.directory, "proc", O_PATH | O_DIRECTORY);
	return t->proc < 0 ? -errno : 0;
}

static void close_list(DIR **list)
{
	if (*list)
		closedir(*list);
	*list = NULL;
}

void tasks_close(struct tasks *t)
{
	close_list(&t->threads);
	close_list(&t->processes);
	if (t->proc >= 0)
		close(t->proc);
	t->proc = -1;
	root_close(&t->root);
}

static DIR *open_list(struct tasks *t, const char *path)
{
	t->opened++;
	int fd = t->proc < 0 ? -1 : root_openat(&t->root, t->proc, path, O_RDONLY | O_DIRECTORY);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list && fd >= 0)
		close(fd);
	return list;
}

/* The next entry that is a number; 0 at the end. */
static uint32_t next_number(DIR *list)
{
	for (struct dirent *e; (e = readdir(list));) {
		char *end;
		if (*e->d_name < '1' || *e->d_name > '9')
			continue;
		unsigned long n = strtoul(e->d_name, &end, 10);
		if (!*end && n <= INT32_MAX)
			return (uint32_t)n;
	}
	return 0;
}

static enum tasks_step failure(int error)
{
	return error == EACCES || error == EPERM ? TASKS_DENIED : TASKS_GONE;
}

enum tasks_step tasks_read(struct tasks *t, uint32_t pid, uint32_t tid)
{
	char path[PATH_ROOM];
	ssize_t n;
	t->pid = pid;
	t->tid = tid ? tid : pid;
	t->used = 0;
	t->opened++;
	if (tid)
		snprintf(path, sizeof path, "%u/task/%u/stat", pid, tid);
	else
		snprintf(path, sizeof path, "%u/stat", pid);
	int fd = t->proc < 0 ? -1 : root_openat(&t->root, t->proc, path, O_RDONLY);
	if (fd < 0)
		return failure(errno);
	do
		n = read(fd, t->text, TASKS_TEXT);
	while (n < 0 && errno == EINTR);
	int error = errno;
	close(fd);
	if (n <= 0)
		return n ? failure(error) : TASKS_GONE;
	t->used = (size_t)n;
	t->text[n] = '\0';
	return tid ? TASKS_THREAD : TASKS_PROCESS;
}

bool tasks_enter(struct tasks *t)
{
	char path[PATH_ROOM];
	snprintf(path, sizeof path, "%u/task", t->pid);
	close_list(&t->threads);
	t->threads = open_list(t, path);
	t->entered = t->pid;
	return t->threads != NULL;
}

/* Fills the list from the directory; false at its end. */
static bool list_processes(struct tasks *t)
{
	uint32_t pid;
	if (!t->processes)
		t->processes = open_list(t, ".");
	while (t->processes && t->left < TASKS_LISTED && (pid = next_number(t->processes)))
		t->listed[t->left++] = pid;
	return t->left > 0;
}

enum tasks_step tasks_next(struct tasks *t)
{
	uint32_t tid = t->threads ? next_number(t->threads) : 0;
	if (tid)
		return tasks_read(t, t->entered, tid);
	close_list(&t->threads);
	if (!t->left && !list_processes(t)) {
		close_list(&t->processes);
		return TASKS_END;
	}
	return tasks_read(t, t->listed[--t->left], 0);
}

uint64_t tasks_total(struct tasks *t)
{
	struct buf text = { 0 };
	uint64_t total = 0;
	t->opened++;
	bool read = root_read(&t->root, "proc/loadavg", &text, 4096);
	const char *slash = read ? strchr(text.data, '/') : NULL;
	if (slash)
		total = strtoull(slash + 1, NULL, 10);
	buf_free(&text);
	return total;
}
