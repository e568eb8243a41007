/* Invariant: the guard has no descriptor open but its end of the pipe. */
#include "source/guard.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct groups {
	pid_t *group;
	size_t count, room;
};

static void take(struct groups *g, pid_t number)
{
	if (number > 0) {
		g->group = mem_grow(g->group, &g->room, g->count + 1, sizeof *g->group);
		g->group[g->count++] = number;
		return;
	}
	for (size_t i = 0; i < g->count; i++)
		if (g->group[i] == -number)
			g->group[i--] = g->group[--g->count];
}

/* Closes all other files, and ignores the signals that end us: its work comes after. */
static void keep_only(int fd)
{
	long most = sysconf(_SC_OPEN_MAX);
	setsid();
	for (int i = 0; i < (most > 0 && most < 4096 ? (int)most : 4096); i++)
		if (i != fd)
			close(i);
	for (int i = 1; i < NSIG; i++)
		signal(i, i == SIGCHLD ? SIG_DFL : SIG_IGN);
}

static void wait_for_end(int fd)
{
	struct groups groups = { 0 };
	pid_t number;
	ssize_t n;
	keep_only(fd);
	while ((n = read(fd, &number, sizeof number)) == sizeof number || (n < 0 && errno == EINTR))
		if (n > 0)
			take(&groups, number);
	for (size_t i = 0; i < groups.count; i++)
		kill(-groups.group[i], SIGTERM);
	_exit(0);
}

void guard_start(struct guard *g)
{
	int end[2];
	*g = (struct guard){ .fd = -1 };
	if (pipe2(end, O_CLOEXEC) != 0)
		return;
	pid_t pid = fork();
	if (pid == 0)
		wait_for_end(end[0]);
	close(end[0]);
	g->fd = end[1];
	g->pid = pid > 0 ? pid : 0;
}

/* The guard reads at once, so the pipe is never full. Without a guard, SIGPIPE is ignored. */
static void send_number(const struct guard *g, pid_t number)
{
	if (g->pid && write(g->fd, &number, sizeof number) < 0)
		return;
}

void guard_add(const struct guard *g, pid_t group)
{
	send_number(g, group);
}

void guard_remove(const struct guard *g, pid_t group)
{
	send_number(g, -group);
}

void guard_stop(struct guard *g)
{
	if (g->fd >= 0)
		close(g->fd);
	while (g->pid && waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	*g = (struct guard){ .fd = -1 };
}
