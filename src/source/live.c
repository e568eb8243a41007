/*
 * A live machine: /proc/stat kept open and read by pread at offset 0, under a root directory.
 * Steady state: one pread a reading (two where the file may answer short), and one more of
 * /proc/loadavg every five seconds, which is how often the kernel computes it.
 */
#include "source/source.h"

#include "base/mem.h"
#include "source/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum {
	FIRST_ROOM = 1 << 14,
	MOST_TEXT = 1 << 26, /* twice what 131072 cpus and their interrupts come to */
	HEAD = 128,          /* bytes that differ as soon as a cpu has counted something */
};

struct live {
	char *root;
	char *stat_path;
	char *load_path;
	int stat; /* descriptor, or -1 */
	int load;
	bool procfs;         /* answers whole, is never replaced */
	bool fuse;           /* answers short, and what it says of its size means little */
	size_t size;         /* of an ordinary file when it was last asked for; 0: not known */
	char head[HEAD];     /* with which the last text began, zeros behind it */
	bool this_machine;   /* the root is this machine's own */
	int64_t load_due_ns; /* when to read the load averages again */
	int64_t up_from_ns;  /* uptime minus CLOCK_BOOTTIME, for a root of another machine */
};

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0 };
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static char *path_under(const char *root, const char *path)
{
	struct buf b = { 0 };
	buf_puts(&b, root);
	buf_puts(&b, path);
	return b.data;
}

static void close_stat(struct live *l)
{
	if (l->stat >= 0)
		close(l->stat);
	l->stat = -1;
}

static int open_stat(struct live *l)
{
	struct statfs fs;
	l->stat = open(l->stat_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (l->stat < 0)
		return -errno;
	bool told = fstatfs(l->stat, &fs) == 0;
	l->procfs = told && (unsigned long)fs.f_type == PROC_SUPER_MAGIC;
	l->fuse = !told || (unsigned long)fs.f_type == FUSE_SUPER_MAGIC;
	l->size = 0;
	return 0;
}

/* Whether the file was renamed over or unlinked: what is open is a ghost, whose text stays as it
 * was. */
static bool replaced(const struct live *l)
{
	struct stat now;
	return fstat(l->stat, &now) != 0 || now.st_nlink == 0;
}

/* Takes note of how the text begins. True when the last one began so, as a ghost's does. */
static bool stands_still(struct live *l, const struct buf *text)
{
	char head[HEAD] = { 0 };
	memcpy(head, text->data, text->used < HEAD ? text->used : HEAD);
	bool same = !memcmp(head, l->head, HEAD);
	memcpy(l->head, head, HEAD);
	return same;
}

static size_t size_of(const struct live *l)
{
	struct stat now;
	bool told = !l->fuse && fstat(l->stat, &now) == 0 && S_ISREG(now.st_mode);
	return told ? (size_t)now.st_size : 0;
}

/* Whether an answer that left room tells that there is no more. */
static bool is_whole(struct live *l, size_t used)
{
	if (!l->procfs && used != l->size)
		l->size = size_of(l);
	return l->procfs || (l->size && used == l->size);
}

/*
 * All of the file into text. A FUSE file (lxcfs) may answer short, so read until it says 0; procfs
 * answers whole whenever there is room (seq_read_iter(), fs/seq_file.c). What has no end (a link to
 * /dev/zero under some root) is not read to the end of the memory.
 */
static int read_whole(struct live *l, struct buf *text)
{
	buf_clear(text);
	/* A little more than it was, since a file that fills its room might go on. */
	buf_reserve(text, FIRST_ROOM + l->size + l->size / 64);
	for (;;) {
		size_t room = text->room - text->used - 1;
		ssize_t n = pread(l->stat, text->data + text->used, room, (off_t)text->used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text->used += (size_t)n;
		text->data[text->used] = '\0';
		if (n == 0 || ((size_t)n < room && is_whole(l, text->used)))
			return 0;
		if (text->used > MOST_TEXT)
			return -EFBIG;
		if ((size_t)n == room)
			buf_reserve(text, text->room);
	}
}

/* Under a root of anybody's making a file may be a pipe that nobody writes to: nothing waits. */
static int open_small(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Up to n - 1 bytes of a small file; 0 of them when it cannot be read. */
static void read_small(int fd, char *out, size_t n)
{
	ssize_t got = fd < 0 ? 0 : pread(fd, out, n - 1, 0);
	out[got > 0 ? got : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

static void read_small_path(const char *root, const char *path, char *out, size_t n)
{
	char *full = path_under(root, path);
	int fd = open_small(full);
	read_small(fd, out, n);
	if (fd >= 0)
		close(fd);
	free(full);
}

/* The first three words of /proc/loadavg. */
static void read_load(struct live *l, struct source *s)
{
	if (l->load < 0 || s->boot_ns < l->load_due_ns)
		return;
	l->load_due_ns = s->boot_ns - s->boot_ns % 5000000000 + 5000000000;
	read_small(l->load, s->load, sizeof s->load);
	char *p = s->load;
	for (int words = 0; *p; p++)
		if (*p == ' ' && ++words == 3)
			break;
	*p = '\0';
}

/* *still: the text may be that of a ghost. */
static int read_stat(struct live *l, struct buf *text, bool *still)
{
	int error = l->stat < 0 ? open_stat(l) : 0;
	error = error ? error : read_whole(l, text);
	*still = !l->procfs && (error || stands_still(l, text));
	return error;
}

static int live_read(struct source *s)
{
	struct live *l = s->state;
	bool still, fresh = l->stat < 0;
	int error = read_stat(l, &s->text, &still);
	/* Nobody asks whether it is one as long as it tells something new: that would be a call. */
	if (still && !fresh && replaced(l)) {
		close_stat(l);
		error = read_stat(l, &s->text, &still);
	}
	s->boot_ns = clock_ns(CLOCK_BOOTTIME);
	s->wall_ns = clock_ns(CLOCK_REALTIME);
	s->up_ns = l->up_from_ns == INT64_MIN ? -1 : s->boot_ns + l->up_from_ns;
	if (error)
		close_stat(l);
	read_load(l, s);
	return error;
}

static int live_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	struct live *l = s->state;
	buf_clear(&s->facts);
	return sysfs_facts(l->root, cpu, n, &s->facts);
}

static void live_close(struct source *s)
{
	struct live *l = s->state;
	close_stat(l);
	if (l->load >= 0)
		close(l->load);
	free(l->root);
	free(l->stat_path);
	free(l->load_path);
	free(l);
}

static const struct source_kind live_kind = {
	.read = live_read,
	.facts = live_facts,
	.close = live_close,
};

/* Uptime of the root's machine: this one's, or what its /proc/uptime says, going on from there. */
static void set_uptime(struct live *l)
{
	l->up_from_ns = 0;
	if (l->this_machine)
		return;
	char text[64];
	read_small_path(l->root, "/proc/uptime", text, sizeof text);
	double seconds = strtod(text, NULL);
	l->up_from_ns = INT64_MIN;
	if (seconds > 0 && seconds < 1e9)
		l->up_from_ns = (int64_t)(seconds * 1e9) - clock_ns(CLOCK_BOOTTIME);
}

static void set_host(struct source *s, const struct live *l)
{
	read_small_path(l->root, "/proc/sys/kernel/hostname", s->host, sizeof s->host);
	if (!s->host[0] && l->this_machine)
		gethostname(s->host, sizeof s->host - 1);
	if (!s->host[0]) {
		const char *slash = strrchr(l->root, '/');
		snprintf(s->host, sizeof s->host, "%s", slash ? slash + 1 : l->root);
	}
}

int source_open_live(struct source *s, const char *root)
{
	struct live *l = mem_zero(1, sizeof *l);
	*s = (struct source){ .kind = &live_kind, .state = l, .live = true, .wait_fd = -1 };
	l->root = mem_string(root);
	for (size_t n = strlen(l->root); n && l->root[n - 1] == '/'; n--)
		l->root[n - 1] = '\0';
	l->this_machine = !l->root[0];
	l->stat_path = path_under(l->root, "/proc/stat");
	l->load_path = path_under(l->root, "/proc/loadavg");
	l->load = open_small(l->load_path);
	snprintf(s->name, sizeof s->name, "%s", l->stat_path);
	s->hz = (unsigned)sysconf(_SC_CLK_TCK);
	set_uptime(l);
	set_host(s, l);
	return open_stat(l);
}
