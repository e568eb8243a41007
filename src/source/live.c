/*
 * A live machine under a root directory: its /proc/stat and /proc/loadavg stay open and are read
 * from offset 0 each time.
 */
#include "source/source.h"

#include "base/clock.h"
#include "base/mem.h"
#include "source/cpu_sets.h"
#include "source/file.h"
#include "source/limits.h"
#include "source/sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LEAST_ROOM = 1 << 14,
	MOST_TEXT = 1 << 26, /* twice what 131072 cpus and their interrupts come to */
};

struct live {
	char *root;
	char *stat_path;
	int stat; /* descriptors, or -1 */
	int load;
	struct limits_source limits;
	bool this_machine;  /* the root is this machine's own */
	int64_t up_from_ns; /* uptime minus CLOCK_BOOTTIME; INT64_MIN: not known */
};

static char *path_under(const char *root, const char *path)
{
	struct buf b = { 0 };
	buf_puts(&b, root);
	buf_puts(&b, path);
	return b.data;
}

static void close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int open_stat(struct live *l)
{
	l->stat = file_open(l->stat_path);
	return l->stat < 0 ? -errno : 0;
}

/* Whether the file was deleted or replaced: the open one would never change again. */
static bool was_replaced(int fd)
{
	struct stat now;
	return fstat(fd, &now) != 0 || now.st_nlink == 0;
}

/*
 * Reads the whole file into text. A FUSE file (lxcfs) may return short reads, so only a read of 0
 * bytes is the end. Gives up (-EFBIG) on a file without end, such as a link to /dev/zero.
 */
static int read_whole(int fd, struct buf *text)
{
	buf_clear(text);
	for (;;) {
		buf_reserve(text, LEAST_ROOM);
		size_t room = text->room - text->used - 1;
		ssize_t n = pread(fd, text->data + text->used, room, (off_t)text->used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text->used += (size_t)n;
		text->data[text->used] = '\0';
		if (n == 0)
			return 0;
		if (text->used > MOST_TEXT)
			return -EFBIG;
	}
}

static void read_path(const char *root, const char *path, char *out, size_t room)
{
	char *full = path_under(root, path);
	file_read_path(full, out, room);
	free(full);
}

/* The first three words of /proc/loadavg. */
static void read_load(int fd, char *out, size_t room)
{
	file_read_line(fd, out, room);
	char *p = out;
	for (int words = 0; *p; p++)
		if (*p == ' ' && ++words == 3)
			break;
	*p = '\0';
}

static int read_stat(struct live *l, struct buf *text)
{
	if (l->stat >= 0 && was_replaced(l->stat))
		close_file(&l->stat);
	int error = l->stat < 0 ? open_stat(l) : 0;
	return error ? error : read_whole(l->stat, text);
}

static int live_read(struct source *s)
{
	struct live *l = s->state;
	int error = read_stat(l, &s->text);
	s->boot_ns = clock_ns(CLOCK_BOOTTIME);
	s->wall_ns = clock_ns(CLOCK_REALTIME);
	s->up_ns = l->up_from_ns == INT64_MIN ? -1 : s->boot_ns + l->up_from_ns;
	if (error)
		close_file(&l->stat);
	read_load(l->load, s->load, sizeof s->load);
	limits_read(&l->limits, &s->limits);
	return error;
}

static int live_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	struct live *l = s->state;
	buf_clear(&s->facts);
	int error = sysfs_facts(l->root, cpu, n, &s->facts);
	cpu_sets_facts(l->root, &s->facts);
	return s->facts.used ? 0 : error;
}

static void live_close(struct source *s)
{
	struct live *l = s->state;
	close_file(&l->stat);
	close_file(&l->load);
	limits_close(&l->limits);
	free(l->root);
	free(l->stat_path);
	free(l);
}

static const struct source_kind live_kind = {
	.read = live_read,
	.facts = live_facts,
	.close = live_close,
};

/* Another machine's uptime is what its /proc/uptime says, and grows from there. */
static void set_uptime(struct live *l)
{
	l->up_from_ns = 0;
	if (l->this_machine)
		return;
	char text[64];
	read_path(l->root, "/proc/uptime", text, sizeof text);
	double seconds = strtod(text, NULL);
	l->up_from_ns = INT64_MIN;
	if (seconds > 0 && seconds < 1e9)
		l->up_from_ns = (int64_t)(seconds * 1e9) - clock_ns(CLOCK_BOOTTIME);
}

static void set_host(struct source *s, const struct live *l)
{
	read_path(l->root, "/proc/sys/kernel/hostname", s->host, sizeof s->host);
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
	*s = (struct source){
		.kind = &live_kind, .state = l, .live = true, .local = true, .wait_fd = -1
	};
	l->root = mem_string(root);
	for (size_t n = strlen(l->root); n && l->root[n - 1] == '/'; n--)
		l->root[n - 1] = '\0';
	l->this_machine = !l->root[0];
	l->stat_path = path_under(l->root, "/proc/stat");
	char *load_path = path_under(l->root, "/proc/loadavg");
	l->load = file_open(load_path);
	free(load_path);
	limits_open(&l->limits, l->root);
	snprintf(s->name, sizeof s->name, "%s", l->stat_path);
	s->hz = (unsigned)sysconf(_SC_CLK_TCK);
	set_uptime(l);
	set_host(s, l);
	return open_stat(l);
}
