/*
 * Calls that fail on purpose: linked into corewall with --wrap, so that what it asks of the system
 * comes here first. FAULT=CALL:KIND:N has the Nth call of that name answer as KIND says, and once
 * it has, a file named by FAULT_HIT is made. Without FAULT nothing fails.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum call {
	CALL_MALLOC,
	CALL_OPEN,
	CALL_READ,
	CALL_WRITE,
	CALL_STAT,
	CALL_READDIR,
	CALL_CLOSE,
	CALL_SEEK,   /* and what else is asked of the file of a recording */
	CALL_OUTBOX, /* the files of ncurses */
	CALL_POLL,
	CALL_EVENTS,
	CALL_HOST, /* what the machine says of itself */
	CALL_TTY,  /* what terminal it is, how large, in which modes */
	CALL_MODES,
	CALL_START, /* of a command */
	CALL_EXEC,
	CALL_WAIT, /* for a signal that comes of it */
	CALL_REAP,
	CALLS
};

static const char *const call_name[CALLS] = {
	"malloc", "open",   "read", "write", "stat",  "readdir", "close", "seek", "outbox",
	"poll",   "events", "host", "tty",   "modes", "start",   "exec",  "wait", "reap",
};

/* What a call answers: an error, or fewer bytes than there are. */
enum { SHORT = -1 };

static const struct {
	const char *name;
	int error;
} kind_table[] = {
	{ "ENOMEM", ENOMEM }, { "EIO", EIO },       { "EINTR", EINTR },   { "EAGAIN", EAGAIN },
	{ "ENOENT", ENOENT }, { "EMFILE", EMFILE }, { "ENOSPC", ENOSPC }, { "short", SHORT },
	{ "EACCES", EACCES }, { "ECHILD", ECHILD }, { "EINVAL", EINVAL }, { "EPERM", EPERM },
};

enum { KINDS = sizeof kind_table / sizeof kind_table[0] };

static struct {
	bool known;
	enum call call;
	int error;
	long when; /* so many calls from now; 0: not any more */
} fault;

static void learn(void)
{
	char call[16], kind[16];
	const char *text = getenv("FAULT");
	fault.known = true;
	if (!text || sscanf(text, "%15[^:]:%15[^:]:%ld", call, kind, &fault.when) != 3)
		return;
	while (fault.call < CALLS && strcmp(call_name[fault.call], call) != 0)
		fault.call++;
	for (int i = 0; i < KINDS; i++)
		if (!strcmp(kind_table[i].name, kind))
			fault.error = kind_table[i].error;
}

/* The linker gives these names. */

/* The calls themselves, under their real names. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
int __real_openat(int at, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __real_pread(int fd, void *to, size_t n, off_t at);
ssize_t __real_write(int fd, const void *from, size_t n);
long __real_syscall(long number, long a, long b, long c, long d);

static void tell(void)
{
	const char *path = getenv("FAULT_HIT");
	int fd = path ? __real_openat(AT_FDCWD, path, O_CREAT | O_WRONLY, 0600) : -1;
	if (fd >= 0)
		close(fd);
}

/* The error with which this call fails, SHORT, or 0. */
static int ask(enum call call)
{
	int before = errno;
	if (!fault.known)
		learn();
	if (!fault.when || call != fault.call || --fault.when)
		return 0;
	tell();
	errno = fault.error == SHORT ? before : fault.error;
	return fault.error;
}

/* How many bytes the call is given instead of n; -1: it fails. */
static ssize_t ration(enum call call, size_t n)
{
	int error = ask(call);
	return error == SHORT ? n > 1 : error ? -1 : (ssize_t)n;
}

/* --- In place of the C library's --- */

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int __wrap___open_2(const char *path, int flags);
int __wrap___openat_2(int at, const char *path, int flags);
long __wrap_syscall(long number, long a, long b, long c, long d);
ssize_t __wrap_read(int fd, void *to, size_t n);
ssize_t __wrap_pread(int fd, void *to, size_t n, off_t at);
ssize_t __wrap_write(int fd, const void *from, size_t n);

void *__wrap_malloc(size_t n)
{
	return ask(CALL_MALLOC) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return ask(CALL_MALLOC) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	return ask(CALL_MALLOC) ? NULL : __real_realloc(p, n);
}

static int open_or_fail(int at, const char *path, int flags, int mode)
{
	return ask(CALL_OPEN) ? -1 : __real_openat(at, path, flags, mode);
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	int mode = flags & O_CREAT ? va_arg(more, int) : 0;
	va_end(more);
	return open_or_fail(AT_FDCWD, path, flags, mode);
}

int __wrap_openat(int at, const char *path, int flags, ...)
{
	return open_or_fail(at, path, flags, 0);
}

int __wrap___open_2(const char *path, int flags)
{
	return open_or_fail(AT_FDCWD, path, flags, 0);
}

int __wrap___openat_2(int at, const char *path, int flags)
{
	return open_or_fail(at, path, flags, 0);
}

/* Of all calls without a name there is openat2() alone. */
long __wrap_syscall(long number, long a, long b, long c, long d)
{
	return ask(CALL_OPEN) ? -1 : __real_syscall(number, a, b, c, d);
}

ssize_t __wrap_read(int fd, void *to, size_t n)
{
	ssize_t some = ration(CALL_READ, n);
	return some < 0 ? -1 : __real_read(fd, to, (size_t)some);
}

ssize_t __wrap_pread(int fd, void *to, size_t n, off_t at)
{
	ssize_t some = ration(CALL_READ, n);
	return some < 0 ? -1 : __real_pread(fd, to, (size_t)some, at);
}

ssize_t __wrap_write(int fd, const void *from, size_t n)
{
	ssize_t some = ration(CALL_WRITE, n);
	return some < 0 ? -1 : __real_write(fd, from, (size_t)some);
}

/* The descriptor is closed all the same: after an error it must not be closed again (close(2)). */
int __real_close(int fd);
int __wrap_close(int fd);

int __wrap_close(int fd)
{
	int status = __real_close(fd);
	return ask(CALL_CLOSE) ? -1 : status;
}

/* Returns `failed` when this call is to fail, else what the call returns. */
#define FAIL(call, failed, type, name, parameters, arguments)                                      \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		return ask(call) ? (failed) : __real_##name arguments;                             \
	}

FAIL(CALL_STAT, -1, int, stat, (const char *path, struct stat *to), (path, to))
FAIL(CALL_STAT, -1, int, fstat, (int fd, struct stat *to), (fd, to))
FAIL(CALL_STAT, -1, int, fstatfs, (int fd, struct statfs *to), (fd, to))
FAIL(CALL_READDIR, NULL, DIR *, fdopendir, (int fd), (fd))
FAIL(CALL_READDIR, NULL, struct dirent *, readdir, (DIR * folder), (folder))
FAIL(CALL_SEEK, -1, off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence))
FAIL(CALL_SEEK, -1, int, ftruncate, (int fd, off_t n), (fd, n))
FAIL(CALL_OUTBOX, -1, int, memfd_create, (const char *name, unsigned flags), (name, flags))
FAIL(CALL_OUTBOX, NULL, FILE *, fdopen, (int fd, const char *mode), (fd, mode))
FAIL(CALL_SEEK, -1, int, fcntl, (int fd, int command, long value), (fd, command, value))
FAIL(CALL_POLL, -1, int, poll, (struct pollfd * fds, nfds_t n, int ms), (fds, n, ms))
FAIL(CALL_POLL, -1, int, ppoll,
     (struct pollfd * fds, nfds_t n, const struct timespec *most, const sigset_t *mask),
     (fds, n, most, mask))
FAIL(CALL_POLL, -1, int, epoll_pwait,
     (int fd, struct epoll_event *to, int n, int ms, const sigset_t *mask), (fd, to, n, ms, mask))
FAIL(CALL_EVENTS, -1, int, epoll_create1, (int flags), (flags))
FAIL(CALL_EVENTS, -1, int, epoll_ctl, (int fd, int what, int of, struct epoll_event *event),
     (fd, what, of, event))
FAIL(CALL_HOST, -1, int, gethostname, (char *to, size_t n), (to, n))
FAIL(CALL_HOST, -1, long, sysconf, (int name), (name))
FAIL(CALL_TTY, 0, int, isatty, (int fd), (fd))
FAIL(CALL_TTY, -1, pid_t, tcgetpgrp, (int fd), (fd))
FAIL(CALL_TTY, -1, pid_t, tcgetsid, (int fd), (fd))
FAIL(CALL_TTY, -1, int, ioctl, (int fd, unsigned long what, void *to), (fd, what, to))
FAIL(CALL_TTY, -1, int, tcgetattr, (int fd, struct termios *to), (fd, to))
FAIL(CALL_MODES, -1, int, tcsetattr, (int fd, int when, const struct termios *modes),
     (fd, when, modes))
FAIL(CALL_START, -1, int, pipe2, (int fd[2], int flags), (fd, flags))
FAIL(CALL_START, -1, pid_t, fork, (void), ())
FAIL(CALL_EXEC, -1, int, execvp, (const char *path, char *const words[]), (path, words))
FAIL(CALL_WAIT, -1, int, sigtimedwait,
     (const sigset_t *set, siginfo_t *info, const struct timespec *most), (set, info, most))
FAIL(CALL_REAP, -1, pid_t, wait4, (pid_t pid, int *status, int how, struct rusage *used),
     (pid, status, how, used))
