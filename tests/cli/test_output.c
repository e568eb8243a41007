/*
 * Where it goes, when that takes nothing for a while, or nothing more: reports wait for a reader
 * and come whole; a screen waits for nobody who reads a recording; and what could not be written is
 * told and is no success, but of a command, whose status is its own.
 */
#include "screen/stage.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], *recording;
static struct stage *machine;

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/corewall-output.XXXXXX");
	recording = stage_record("--cpus 64 --samples 40");
	machine = stage_open("--cpus 255 --load hot:5 --tick 0.02");
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];
	(void)state;
	stage_unrecord(recording);
	stage_close(machine);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

/* --- Reports into a full pipe that does not block --- */

/* Fills it; returns how much that took. */
static size_t fill(int fd)
{
	char block[4096] = { 0 };
	size_t filled = 0;
	ssize_t n;
	while ((n = write(fd, block, sizeof block)) > 0 || (n = write(fd, block, 1)) > 0)
		filled += (size_t)n;
	assert_int_equal(errno, EAGAIN);
	return filled;
}

/* Whether it waits for something, or is no more. */
static bool sleeps(pid_t pid)
{
	char path[64], line[256] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return true;
	bool read = fgets(line, sizeof line, f);
	fclose(f);
	const char *name_end = strrchr(line, ')');
	return !read || !name_end || name_end[2] == 'S' || name_end[2] == 'Z';
}

/* All that it writes, after it has slept before a full pipe. */
static int run_slowly(char *const argv[], struct buf *out)
{
	int ends[2], status;
	char byte;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	size_t filled = fill(ends[1]);
	pid_t pid = fork();
	if (!pid) {
		dup2(ends[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(ends[1]);
	/* It sleeps for a moment while it is loaded, too: then this tells less, but nothing wrong.
	 */
	for (int i = 0; i < 50; i++)
		while (!sleeps(pid))
			continue;
	for (; filled; filled--)
		assert_int_equal(read(ends[0], &byte, 1), 1);
	for (ssize_t n = 1; n > 0; out->used += n > 0 ? (size_t)n : 0)
		n = read(ends[0], buf_reserve(out, 4096), 4096);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void reports_wait_for_room(void **state)
{
	(void)state;
	static const char *const modes[][2] = { { "-b", "json" },
						{ "-b", "csv" },
						{ "--once", "text" } };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		char line[256];
		struct buf is = { 0 };
		char *argv[] = { (char *)(uintptr_t)stage_program("corewall"),
				 (char *)(uintptr_t) "--replay",
				 recording,
				 (char *)(uintptr_t)modes[i][0],
				 (char *)(uintptr_t) "--format",
				 (char *)(uintptr_t)modes[i][1],
				 NULL };
		assert_int_equal(run_slowly(argv, &is), 0);
		const struct term_options o = { .out = TERM_PIPE };
		snprintf(line, sizeof line, "--replay %s %s --format %s", recording, modes[i][0],
			 modes[i][1]);
		struct term *t = stage_run(&o, line);
		term_expect_exit(t, TERM_EXITED(0));
		size_t n;
		const char *wanted = term_output(t, &n);
		assert_int_equal(is.used, n);
		assert_memory_equal(is.data, wanted, n);
		term_free(t);
		buf_free(&is);
	}
}

/* --- Reports on commands --- */

static void a_command_keeps_its_status(void **state)
{
	(void)state;
	static const struct {
		const char *redirect, *says;
	} ways[] = {
		{ "--report /dev/full -- sh -c 'exit 3'",
		  "corewall: /dev/full: No space left on device\n" },
		{ "--report /dev/full --format json -- sh -c 'exit 3'",
		  "corewall: /dev/full: No space left on device\n" },
		{ "-- sh -c 'exit 3' 2>/dev/full", "" },
		{ "-- sh -c 'exit 3' 2>&-", "" },
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		char script[512];
		const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
		snprintf(script, sizeof script, "exec %s -d 0.05 %s", stage_program("corewall"),
			 ways[i].redirect);
		char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
		struct term *t = term_start(&o, argv);
		term_expect_exit(t, TERM_EXITED(3));
		assert_string_equal(term_errors(t, NULL), ways[i].says);
		term_free(t);
	}
}

/* --- Recordings --- */

/* A pipe in the file system, of which we have the end to read from. */
static int make_fifo(char *path, size_t room)
{
	snprintf(path, room, "%s/fifo", folder);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	/* Less than a sample, so that one is cut in its midst. */
	assert_true(fcntl(fd, F_SETPIPE_SZ, 4096) > 0);
	return fd;
}

struct reader {
	int fd;
	struct buf got;
};

/* Reads what is there. */
static void take(struct reader *r)
{
	ssize_t n;
	while ((n = read(r->fd, buf_reserve(&r->got, 4096), 4096)) > 0)
		r->got.used += (size_t)n;
}

/* Reads on; whether the trouble is no longer told. */
static bool is_over(struct term *t, void *context)
{
	take(context);
	return strstr(term_screen(t), "takes nothing") == NULL;
}

/* Reads on until corewall has ended. */
static bool never(struct term *t, void *context)
{
	(void)t;
	take(context);
	return false;
}

/* It plays without damage; returns its samples. */
static unsigned expect_whole(const struct buf *bytes)
{
	char path[128], line[160];
	snprintf(path, sizeof path, "%s/played", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes->data, 1, bytes->used, f), bytes->used);
	assert_int_equal(fclose(f), 0);
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	snprintf(line, sizeof line, "-b --format json --replay %s", path);
	struct term *t = stage_run(&o, line);
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_errors(t, NULL), "");
	unsigned samples = 1;
	for (const char *p = term_output(t, NULL); *p; p++)
		samples += *p == '\n';
	term_free(t);
	return samples;
}

/* The screen lives on, says so, and records again what comes once somebody reads. */
static void a_screen_waits_for_no_reader(void **state)
{
	(void)state;
	char path[128], line[256];
	struct reader r = { .fd = make_fifo(path, sizeof path) };
	const struct term_options o = { .err = TERM_PIPE };
	snprintf(line, sizeof line, "-d 0.1 --record %s", path);
	struct term *t = stage_watch(machine, &o, line);
	for (int i = 0; i < 2; i++) {
		term_expect_text(t, "the reader takes nothing; ");
		term_expect_text(t, "max 100% cpu5");
		stage_key(t, "?");
		term_expect_text(t, "this help");
		stage_key(t, "Esc");
		term_expect_text(t, "the reader takes nothing; ");
		term_expect(t, term_wait(t, is_over, &r, TERM_PATIENCE));
	}
	/* Now it may be behind again, but its end waits for who reads. */
	term_expect(t, term_key(t, "q"));
	term_wait(t, never, &r, TERM_PATIENCE);
	term_expect_exit(t, TERM_EXITED(1));
	take(&r);
	assert_non_null(strstr(term_errors(t, NULL), " missing\n"));
	assert_true(expect_whole(&r.got) >= 3);
	term_free(t);
	close(r.fd);
	buf_free(&r.got);
}

/* Nor does the end of a command, for long. */
static void a_command_waits_for_no_reader(void **state)
{
	(void)state;
	char path[128], line[256];
	int fd = make_fifo(path, sizeof path);
	const struct term_options o = { .err = TERM_PIPE };
	snprintf(line, sizeof line, "-d 0.05 --record %s -- sleep 0.5", path);
	struct term *t = stage_watch(machine, &o, line);
	term_expect_exit(t, TERM_EXITED(0));
	assert_non_null(strstr(term_errors(t, NULL), "the reader takes nothing; "));
	assert_non_null(strstr(term_errors(t, NULL), ": exit status 0 after "));
	term_free(t);
	close(fd);
}

/* In batch every sample is recorded: there it is waited for a reader as for that of the reports. */
static void a_batch_waits_for_its_reader(void **state)
{
	(void)state;
	char path[128], line[256];
	struct reader r = { .fd = make_fifo(path, sizeof path) };
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	snprintf(line, sizeof line, "-b -n 5 -d 0.05 --record %s", path);
	struct term *t = stage_watch(machine, &o, line);
	term_expect_idle(t);
	term_wait(t, never, &r, TERM_PATIENCE);
	term_expect_exit(t, TERM_EXITED(0));
	take(&r);
	assert_string_equal(term_errors(t, NULL), "");
	assert_int_equal(expect_whole(&r.got), 6);
	term_free(t);
	close(r.fd);
	buf_free(&r.got);
}

/* The disk is full in the midst of a sample: the screen says so and lives on, and so do its end
 * and its status; what is on the disk is whole. */
static void a_disk_that_gets_full(void **state)
{
	(void)state;
	char script[512];
	struct buf bytes = { 0 };
	const struct term_options o = { .err = TERM_PIPE };
	snprintf(script, sizeof script,
		 "ulimit -f 64; exec %s --sysroot %s -d 0.05 --record %s/disk",
		 stage_program("corewall"), stage_root(machine), folder);
	char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, ": File too large; ");
	term_expect_text(t, "max 100% cpu5");
	stage_key(t, "?");
	term_expect_text(t, "this help");
	stage_key(t, "Esc");
	term_expect_text(t, ": File too large; ");
	term_expect(t, term_key(t, "q"));
	term_expect_exit(t, TERM_EXITED(1));
	assert_non_null(strstr(term_errors(t, NULL), " missing\n"));
	term_free(t);
	snprintf(script, sizeof script, "%s/disk", folder);
	FILE *f = fopen(script, "r");
	assert_non_null(f);
	for (size_t n = 1; n; bytes.used += n)
		n = fread(buf_reserve(&bytes, 4096), 1, 4096, f);
	fclose(f);
	assert_true(expect_whole(&bytes) >= 1);
	buf_free(&bytes);
}

/* --- A file that each report replaces --- */

static void run_to_end(const char *line, int status, const char *errors)
{
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	struct term *t = stage_watch(machine, &o, line);
	term_expect_exit(t, TERM_EXITED(status));
	assert_string_equal(term_output(t, NULL), "");
	assert_string_equal(term_errors(t, NULL), errors);
	term_free(t);
}

/* All of a file, which is in one piece whenever it is opened. */
static void read_all(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	buf_clear(out);
	assert_true(fd >= 0);
	for (ssize_t n = 1; n > 0; out->used += n > 0 ? (size_t)n : 0)
		n = read(fd, buf_reserve(out, 4096), 4096);
	close(fd);
	buf_putc(out, '\0');
	out->used--;
}

static bool exists(struct term *t, void *path)
{
	(void)t;
	return access(path, F_OK) == 0;
}

static void a_reader_never_sees_half_of_a_report(void **state)
{
	char line[160], path[96];
	struct buf text = { 0 };
	struct stat is;
	(void)state;
	snprintf(path, sizeof path, "%s/metrics.prom", folder);
	snprintf(line, sizeof line, "-b -d 0.05 -n 20 --format openmetrics --output %s", path);
	const struct term_options o = { 0 };
	struct term *t = stage_watch(machine, &o, line);
	term_expect(t, term_wait(t, exists, path, TERM_PATIENCE));
	for (int i = 0; i < 2000; i++) {
		read_all(path, &text);
		assert_int_equal(strncmp(text.data, "# HELP ", 7), 0);
		assert_int_equal(strncmp(text.data + text.used - 6, "# EOF\n", 6), 0);
		term_pump(t);
	}
	term_expect_exit(t, TERM_EXITED(0));
	assert_int_equal(stat(path, &is), 0);
	mode_t mask = umask(0);
	umask(mask);
	assert_int_equal(is.st_mode & 0777, 0666 & ~mask);
	assert_int_equal(unlink(path), 0);
	buf_free(&text);
	term_free(t);
}

/* Nothing is left beside it, a link stays one, and what is no file is left alone. */
static void only_files_are_replaced(void **state)
{
	char line[256], path[96], target[96];
	struct stat is;
	struct buf text = { 0 };
	(void)state;
	snprintf(path, sizeof path, "%s/link", folder);
	snprintf(target, sizeof target, "%s/target.csv", folder);
	close(open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	assert_int_equal(symlink(target, path), 0);
	snprintf(line, sizeof line, "-b -n 2 -d 0.05 --format csv --output %s", path);
	run_to_end(line, 0, "");
	assert_true(lstat(path, &is) == 0 && S_ISLNK(is.st_mode));
	read_all(target, &text);
	assert_int_equal(strncmp(text.data, "time,cpu,", 9), 0);
	assert_null(strstr(text.data + 9, "time,cpu,"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(target), 0);
	run_to_end("--once --output /dev/null", 1, "corewall: /dev/null: not a regular file\n");
	assert_true(stat("/dev/null", &is) == 0 && S_ISCHR(is.st_mode));
	snprintf(line, sizeof line, "corewall: %s/no/file: No such file or directory\n", folder);
	snprintf(target, sizeof target, "--once --output %s/no/file", folder);
	run_to_end(target, 1, line);
	snprintf(line, sizeof line, "corewall: %s: not a regular file\n", folder);
	snprintf(target, sizeof target, "--snapshot --output %s", folder);
	run_to_end(target, 1, line);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_wait_for_room),
		cmocka_unit_test(a_command_keeps_its_status),
		cmocka_unit_test(a_screen_waits_for_no_reader),
		cmocka_unit_test(a_command_waits_for_no_reader),
		cmocka_unit_test(a_batch_waits_for_its_reader),
		cmocka_unit_test(a_disk_that_gets_full),
		cmocka_unit_test(a_reader_never_sees_half_of_a_report),
		cmocka_unit_test(only_files_are_replaced),
	};
	return cmocka_run_group_tests_name("output", tests, set_up, tear_down);
}
