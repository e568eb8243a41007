/*
 * source/live: a machine under a root directory whose files are replaced, cut, taken away or are no
 * files at all. What pread() answers is the test's to say.
 */
#include "base/buf.h"
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

/* How the next calls of pread() go: at most so many bytes each; the first ones fail. */
static struct {
	size_t most;
	int failures, error;
	size_t calls;
} reading = { .most = SIZE_MAX };

ssize_t pread(int fd, void *out, size_t n, off_t offset)
{
	reading.calls++;
	if (reading.failures > 0) {
		reading.failures--;
		errno = reading.error;
		return -1;
	}
	return syscall(SYS_pread64, fd, out, n < reading.most ? n : reading.most, offset);
}

/* A machine of one file or more, and the source that reads it. */
struct rig {
	char root[256];
	struct source s;
};

static char *path_in(const struct rig *r, const char *name)
{
	struct buf path = { 0 };
	buf_printf(&path, "%s/%s", r->root, name);
	return path.data;
}

static void write_at(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

/* Writes the file where it is. */
static void put(const struct rig *r, const char *name, const char *text)
{
	char *path = path_in(r, name);
	write_at(path, text, strlen(text));
	free(path);
}

/* Puts another file in its place, as editors and simulators do. */
static void replace(const struct rig *r, const char *name, const char *text)
{
	char *path = path_in(r, name), *next = path_in(r, "next");
	write_at(next, text, strlen(text));
	assert_int_equal(rename(next, path), 0);
	free(path);
	free(next);
}

static void take_away(const struct rig *r, const char *name)
{
	char *path = path_in(r, name);
	assert_int_equal(remove(path), 0);
	free(path);
}

static void make(const struct rig *r, const char *name, int (*how)(const char *, mode_t))
{
	char *path = path_in(r, name);
	assert_int_equal(how(path, 0700), 0);
	free(path);
}

static void rig_open(struct rig *r, const char *stat)
{
	const char *where = getenv("TMPDIR");
	memset(r, 0, sizeof *r);
	snprintf(r->root, sizeof r->root, "%s/corewall-live-XXXXXX", where ? where : "/tmp");
	assert_non_null(mkdtemp(r->root));
	make(r, "proc", mkdir);
	make(r, "proc/sys", mkdir);
	make(r, "proc/sys/kernel", mkdir);
	if (stat)
		put(r, "proc/stat", stat);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s, (void)kind, (void)where;
	return remove(path);
}

static void rig_close(struct rig *r)
{
	source_close(&r->s);
	nftw(r->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Fails unless the next reading gives this text. */
static void expect(struct rig *r, const char *text)
{
	assert_int_equal(source_read(&r->s), 0);
	assert_string_equal(r->s.text.data, text);
	assert_int_equal(r->s.text.used, strlen(text));
}

static void reads_the_file_and_the_clocks(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	assert_int_equal(source_open_live(&r.s, r.root), 0);
	assert_true(r.s.live);
	assert_int_equal(r.s.hz, sysconf(_SC_CLK_TCK));
	expect(&r, "cpu0 1 2 3 4\n");
	int64_t boot = r.s.boot_ns, wall = r.s.wall_ns;
	assert_true(boot > 0 && wall > 0);
	expect(&r, "cpu0 1 2 3 4\n");
	assert_true(r.s.boot_ns >= boot);
	/* Nothing says how long that other machine has been up, nor how loaded it is. */
	assert_int_equal(r.s.up_ns, -1);
	assert_string_equal(r.s.load, "");
	rig_close(&r);
}

static void tells_name_uptime_and_load(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	put(&r, "proc/uptime", "1000.25 4000.00\n");
	put(&r, "proc/loadavg", "12.40 11.00 9.80 3/457 12345\n");
	put(&r, "proc/sys/kernel/hostname", "big\n");
	struct buf slashed = { 0 };
	buf_printf(&slashed, "%s//", r.root);
	assert_int_equal(source_open_live(&r.s, slashed.data), 0);
	buf_free(&slashed);
	assert_string_equal(r.s.host, "big");
	expect(&r, "cpu0 1 2 3 4\n");
	assert_true(r.s.up_ns >= 1000250000000);
	assert_string_equal(r.s.load, "12.40 11.00 9.80");
	rig_close(&r);
}

/* Without a name of its own it has that of its directory. */
static void a_root_is_named_after_its_directory(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	assert_int_equal(source_open_live(&r.s, r.root), 0);
	assert_string_equal(r.s.host, strrchr(r.root, '/') + 1);
	rig_close(&r);
}

static void follows_a_file_that_changes(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	source_open_live(&r.s, r.root);
	expect(&r, "cpu0 1 2 3 4\n");
	put(&r, "proc/stat", "cpu0 5 6 7 8\ncpu1 5 6 7 8\n");
	expect(&r, "cpu0 5 6 7 8\ncpu1 5 6 7 8\n");
	put(&r, "proc/stat", "cpu0 9\n");
	expect(&r, "cpu0 9\n");
	put(&r, "proc/stat", "");
	expect(&r, "");
	replace(&r, "proc/stat", "cpu7 1 1 1 1\n");
	expect(&r, "cpu7 1 1 1 1\n");
	replace(&r, "proc/stat", "cpu8 1 1 1 1\n");
	replace(&r, "proc/stat", "cpu9 1 1 1 1\n");
	expect(&r, "cpu9 1 1 1 1\n");
	rig_close(&r);
}

static void a_file_may_go_and_come_back(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	source_open_live(&r.s, r.root);
	expect(&r, "cpu0 1 2 3 4\n");
	take_away(&r, "proc/stat");
	assert_int_equal(source_read(&r.s), -ENOENT);
	assert_int_equal(source_read(&r.s), -ENOENT);
	put(&r, "proc/stat", "cpu1 1 2 3 4\n");
	expect(&r, "cpu1 1 2 3 4\n");
	rig_close(&r);
}

static void without_a_file_it_does_not_open(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, NULL);
	assert_int_equal(source_open_live(&r.s, r.root), -ENOENT);
	assert_non_null(strstr(r.s.name, "/proc/stat"));
	rig_close(&r);
	rig_open(&r, NULL);
	make(&r, "proc/stat", mkdir);
	source_open_live(&r.s, r.root);
	assert_int_equal(source_read(&r.s), -EISDIR);
	rig_close(&r);
}

/* A FUSE file may answer short (lxcfs); only a 0 says that this was all. */
static void short_answers_are_put_together(void **state)
{
	static const size_t most[] = { 1, 2, 3, 7, 16, 4096, 16383 };
	struct buf text = { 0 };
	struct rig r;
	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_printf(&text, "cpu%d 1 2 3 %d\n", i, i);
	rig_open(&r, text.data);
	source_open_live(&r.s, r.root);
	for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
		reading.most = most[i];
		expect(&r, text.data);
	}
	reading.most = SIZE_MAX;
	expect(&r, text.data);
	buf_free(&text);
	rig_close(&r);
}

static void a_reading_that_fails_is_tried_anew(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "cpu0 1 2 3 4\n");
	source_open_live(&r.s, r.root);
	reading.failures = 3;
	reading.error = EINTR;
	expect(&r, "cpu0 1 2 3 4\n");
	reading.failures = 1;
	reading.error = EIO;
	assert_int_equal(source_read(&r.s), -EIO);
	/* The descriptor may be what is broken: the file is opened again, though the old one lives.
	 */
	expect(&r, "cpu0 1 2 3 4\n");
	char *path = path_in(&r, "proc/stat"), *aside = path_in(&r, "aside");
	assert_int_equal(link(path, aside), 0);
	replace(&r, "proc/stat", "cpu1 1 2 3 4\n");
	expect(&r, "cpu0 1 2 3 4\n");
	reading.failures = 1;
	assert_int_equal(source_read(&r.s), -EIO);
	expect(&r, "cpu1 1 2 3 4\n");
	free(path);
	free(aside);
	rig_close(&r);
}

/* Files that nobody writes to, or that never end: an error at most, and no waiting. */
static void nothing_makes_it_wait(void **state)
{
	struct rig r;
	(void)state;
	alarm(60);
	rig_open(&r, "cpu0 1 2 3 4\n");
	make(&r, "proc/uptime", mkfifo);
	make(&r, "proc/loadavg", mkfifo);
	make(&r, "proc/sys/kernel/hostname", mkfifo);
	assert_int_equal(source_open_live(&r.s, r.root), 0);
	expect(&r, "cpu0 1 2 3 4\n");
	rig_close(&r);
	rig_open(&r, NULL);
	make(&r, "proc/stat", mkfifo);
	assert_int_equal(source_open_live(&r.s, r.root), 0);
	assert_int_equal(source_read(&r.s), -ESPIPE);
	rig_close(&r);
	alarm(0);
}

static void a_file_without_end_is_not_read_to_its_end(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, NULL);
	char *path = path_in(&r, "proc/stat");
	assert_int_equal(symlink("/dev/zero", path), 0);
	free(path);
	assert_int_equal(source_open_live(&r.s, r.root), 0);
	assert_int_equal(source_read(&r.s), -EFBIG);
	rig_close(&r);
}

/* One pread for the text, one that finds its end, one for the load averages, and where the kernel
 * has the file one for the pressure. */
static void few_calls_a_reading(void **state)
{
	struct source s;
	(void)state;
	if (source_open_live(&s, "") != 0) {
		source_close(&s);
		skip();
	}
	assert_int_equal(source_read(&s), 0);
	assert_int_equal(source_read(&s), 0);
	size_t calls = reading.calls;
	assert_int_equal(source_read(&s), 0);
	if (!s.limits.used || strncmp(s.limits.data, "quota", 5) != 0)
		assert_int_equal(reading.calls - calls, 3 + (s.limits.used > 0));
	assert_true(s.up_ns == s.boot_ns);
	source_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_file_and_the_clocks),
		cmocka_unit_test(tells_name_uptime_and_load),
		cmocka_unit_test(a_root_is_named_after_its_directory),
		cmocka_unit_test(follows_a_file_that_changes),
		cmocka_unit_test(a_file_may_go_and_come_back),
		cmocka_unit_test(without_a_file_it_does_not_open),
		cmocka_unit_test(short_answers_are_put_together),
		cmocka_unit_test(a_reading_that_fails_is_tried_anew),
		cmocka_unit_test(nothing_makes_it_wait),
		cmocka_unit_test(a_file_without_end_is_not_read_to_its_end),
		cmocka_unit_test(few_calls_a_reading),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
