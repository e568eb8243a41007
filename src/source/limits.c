/*
 * The files of cgroups and of pressure stall information. Owns their names and units in both
 * versions of cgroups. Must not know how readings are compared.
 *
 * Files: Documentation/admin-guide/cgroup-v2.rst (cpu.max, cpu.stat), Documentation/scheduler/
 * sched-bwc.rst (cpu.cfs_*; cpu.stat with throttled_time in ns), Documentation/accounting/psi.rst.
 */
#include "source/limits.h"

#include "source/cgroup.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TEXT = 4096 }; /* of each file; they have some hundred bytes */

static const int64_t NOT_KNOWN = -1;

/* A decimal number at the start of the text, NOT_KNOWN where there is none ("max", "-1"). */
static int64_t number_at(const char *text)
{
	if (*text < '0' || *text > '9')
		return NOT_KNOWN;
	long long n = strtoll(text, NULL, 10);
	return n < INT64_MAX / 1000 ? n : NOT_KNOWN;
}

/* The number after the word, as in "nr_periods 12" or "some … total=12". */
static int64_t number_after(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *at = text;
	while ((at = strstr(at, word)) && at != text && at[-1] != '\n' && at[-1] != ' ')
		at++;
	return at ? number_at(at + n) : NOT_KNOWN;
}

/* One pread is enough: the kernel returns these short files at once. */
static bool read_again(struct limits_source *l, int fd)
{
	ssize_t n = -1;
	buf_clear(&l->text);
	char *text = buf_reserve(&l->text, MOST_TEXT + 1);
	if (fd >= 0)
		n = pread(fd, text, MOST_TEXT, 0);
	l->text.used = n > 0 ? (size_t)n : 0;
	text[l->text.used] = '\0';
	return n > 0;
}

static int64_t read_number(struct limits_source *l, int fd)
{
	return read_again(l, fd) ? number_at(l->text.data) : NOT_KNOWN;
}

static int64_t divide(int64_t n, int64_t by)
{
	return n == NOT_KNOWN ? n : n / by;
}

/* False when there is none: "max 100000", or version 1's -1. */
static bool read_quota(struct limits_source *l, const struct limits_level *level, int64_t *quota,
		       int64_t *period)
{
	*quota = read_number(l, level->quota);
	if (level->v2) {
		const char *blank = *quota == NOT_KNOWN ? NULL : strchr(l->text.data, ' ');
		*period = blank ? number_at(blank + 1) : NOT_KNOWN;
	} else {
		*period = read_number(l, level->period);
	}
	return *quota > 0 && *period > 0;
}

static void put_number(struct buf *out, int64_t n)
{
	if (n == NOT_KNOWN)
		buf_puts(out, " -");
	else
		buf_printf(out, " %lld", (long long)n);
}

static void put_level(struct limits_source *l, const struct limits_level *level, struct buf *out)
{
	int64_t quota, period, usage = NOT_KNOWN;
	if (!read_quota(l, level, &quota, &period))
		return;
	bool stat = read_again(l, level->stat);
	const char *text = stat ? l->text.data : "";
	buf_puts(out, "quota");
	put_number(out, quota);
	put_number(out, period);
	put_number(out, number_after(text, "nr_periods "));
	put_number(out, number_after(text, "nr_throttled "));
	if (level->v2) {
		put_number(out, number_after(text, "throttled_usec "));
		usage = number_after(text, "usage_usec ");
	} else {
		put_number(out, divide(number_after(text, "throttled_time "), 1000));
		usage = divide(read_number(l, level->usage), 1000);
	}
	put_number(out, usage);
	buf_putc(out, '\n');
}

void limits_read(struct limits_source *l, struct buf *lines)
{
	buf_clear(lines);
	for (size_t i = 0; i < l->levels; i++)
		put_level(l, &l->level[i], lines);
	if (!read_again(l, l->pressure) || strncmp(l->text.data, "some ", 5) != 0)
		return;
	buf_puts(lines, "pressure");
	put_number(lines, number_after(l->text.data, "total="));
	buf_putc(lines, '\n');
}

static void close_one(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void close_level(const struct limits_level *level)
{
	close_one(level->quota);
	close_one(level->period);
	close_one(level->stat);
	close_one(level->usage);
}

static struct limits_level open_level(struct root *r, const struct cgroup *cpu,
				      const struct cgroup *usage)
{
	struct limits_level level = { .v2 = cpu->v2, .period = -1, .usage = -1 };
	level.quota = cgroup_open(cpu, r, cpu->v2 ? "cpu.max" : "cpu.cfs_quota_us");
	level.stat = cgroup_open(cpu, r, "cpu.stat");
	if (!cpu->v2)
		level.period = cgroup_open(cpu, r, "cpu.cfs_period_us");
	if (usage)
		level.usage = cgroup_open(usage, r, "cpuacct.usage");
	return level;
}

/* Whether both are the same group, in hierarchies of version 1 that may be mounted apart. */
static bool same_group(const struct cgroup *a, const struct cgroup *b)
{
	return !strcmp(a->path.data + a->top, b->path.data + b->top);
}

static void open_levels(struct limits_source *l, struct root *r)
{
	struct cgroup cpu, account;
	int64_t quota, period;
	bool more = cgroup_find(&cpu, r, "cpu");
	bool apart = cgroup_find(&account, r, "cpuacct") && more && !cpu.v2 && !account.v2 &&
		     same_group(&cpu, &account);
	for (; more && l->levels < LIMITS_LEVELS; more = cgroup_go_up(&cpu)) {
		struct limits_level level = open_level(r, &cpu, apart ? &account : NULL);
		if (read_quota(l, &level, &quota, &period))
			l->level[l->levels++] = level;
		else
			close_level(&level);
		apart = apart && cgroup_go_up(&account);
	}
	cgroup_free(&cpu);
	cgroup_free(&account);
}

void limits_open(struct limits_source *l, const char *root)
{
	struct root r;
	*l = (struct limits_source){ .pressure = -1 };
	if (root_open(&r, root) == 0) {
		open_levels(l, &r);
		l->pressure = root_openat(&r, r.directory, "proc/pressure/cpu", O_RDONLY);
	}
	root_close(&r);
}

void limits_close(struct limits_source *l)
{
	for (size_t i = 0; i < l->levels; i++)
		close_level(&l->level[i]);
	close_one(l->pressure);
	buf_free(&l->text);
	*l = (struct limits_source){ .pressure = -1 };
}
