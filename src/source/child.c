/* Invariant: a pid other than 0 is a child of ours that was not waited for yet. */
#include "source/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void reset_signals(void)
{
	sigset_t none;
	for (int signal_number = 1; signal_number < NSIG; signal_number++)
		signal(signal_number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Runs in the new process. Errors go to its standard error, which we read. */
static void become(char *const argv[], pid_t parent, const int fd[3])
{
	setsid();
	reset_signals();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (int i = 0; i < 3; i++)
		if (dup2(fd[i], i) < 0)
			_exit(126);
	if (getppid() != parent)
		_exit(126);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Opens a pipe between us and the child. Only our end is non-blocking. */
static int open_pipe(int *ours, int *its, bool we_write)
{
	int end[2];
	if (pipe2(end, O_CLOEXEC) != 0)
		return -errno;
	*ours = end[we_write];
	*its = end[!we_write];
	return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0 ? 0 : -errno;
}

static int open_streams(struct child *c, int its[3], bool input)
{
	int error = 0;
	if (input)
		error = open_pipe(&c->in, &its[0], true);
	else if ((its[0] = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		error = -errno;
	if (!error)
		error = open_pipe(&c->out, &its[1], false);
	if (!error)
		error = open_pipe(&c->err, &its[2], false);
	return error;
}

int child_start(struct child *c, char *const argv[], bool input)
{
	int its[3] = { -1, -1, -1 };
	pid_t parent = getpid();
	*c = (struct child){ .in = -1, .out = -1, .err = -1 };
	int error = open_streams(c, its, input);
	if (!error) {
		c->pid = fork();
		if (c->pid == 0)
			become(argv, parent, its);
		if (c->pid < 0) {
			error = -errno;
			c->pid = 0;
		}
	}
	for (int i = 0; i < 3; i++)
		close_fd(&its[i]);
	if (error)
		child_stop(c, false);
	return error;
}

void child_stop(struct child *c, bool force)
{
	close_fd(&c->in);
	close_fd(&c->out);
	close_fd(&c->err);
	if (!c->pid)
		return;
	kill(-c->pid, force ? SIGKILL : SIGTERM);
	kill(c->pid, force ? SIGKILL : SIGTERM); /* it may not be in its own session yet */
	kill(-c->pid, SIGCONT);
}

bool child_reap(struct child *c, int *status)
{
	pid_t ended;
	if (!c->pid)
		return false;
	do
		ended = waitpid(c->pid, status, WNOHANG);
	while (ended < 0 && errno == EINTR);
	if (ended == 0)
		return false;
	if (ended < 0)
		*status =
			0; /* SIGCHLD was ignored when we started, and so there is no exit status */
	kill(-c->pid, SIGTERM); /* what it left in the background */
	c->pid = 0;
	return true;
}
