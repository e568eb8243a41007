/*
 * Machines that count in odd ways, in containers and after accidents: tests/odd/NAME/recording.txt
 * holds what /proc/stat said there, values.txt the states and the numbers that follow from it, a
 * line an interval and worked out by hand, and frames.txt what is then on the screen. With
 * UPDATE_GOLDEN=1 the frames alone are written anew; read the difference before it is kept.
 * doc/KERNEL.md tells where each of them is from.
 */
#include "screen/stage.h"

#include "base/buf.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Files --- */

static void read_file(const char *name, const char *file, struct buf *out)
{
	char path[128];
	snprintf(path, sizeof path, "tests/odd/%s/%s", name, file);
	FILE *f = fopen(path, "r");
	buf_puts(out, "");
	if (!f)
		return;
	for (size_t n = 1; n; out->used += n)
		n = fread(buf_reserve(out, 4096), 1, 4096, f);
	fclose(f);
	out->data[out->used] = '\0';
}

static void write_file(const char *name, const char *file, const struct buf *text)
{
	char path[128];
	snprintf(path, sizeof path, "tests/odd/%s/%s", name, file);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text->data, 1, text->used, f), text->used);
	assert_int_equal(fclose(f), 0);
}

static void expect_file(const char *name, const char *file, const struct buf *is)
{
	struct buf wanted = { 0 };
	read_file(name, file, &wanted);
	if (wanted.used != is->used || memcmp(wanted.data, is->data, is->used) != 0)
		fail_msg("tests/odd/%s/%s is not\n%s", name, file, is->data);
	buf_free(&wanted);
}

/* --- What corewall makes of a recording --- */

static struct term *play(const char *name, const char *options)
{
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	char line[256];
	snprintf(line, sizeof line, "--replay tests/odd/%s/recording.txt %s", name, options);
	struct term *t = stage_run(&o, line);
	term_expect_exit(t, TERM_EXITED(0));
	return t;
}

/* The value after the text; "-" for null. It moves *at past it. */
static const char *value_after(const char **at, const char *text)
{
	static char value[64];
	*at = strstr(*at, text);
	assert_non_null(*at);
	*at += strlen(text);
	size_t n = strcspn(*at, ",}\"");
	assert_true(n > 0 && n < sizeof value);
	memcpy(value, *at, n);
	value[n] = '\0';
	*at += n;
	return strcmp(value, "null") != 0 ? value : "-";
}

/* One interval: "all BUSY max BUSY cpuN | CPU STATE BUSY | …". */
static void add_interval(struct buf *out, const char *json)
{
	const char *max;
	buf_printf(out, "all %s", value_after(&json, "\"all\":{\"busy\":"));
	max = value_after(&json, "\"max\":");
	if (strcmp(max, "-") != 0) {
		buf_printf(out, " max %s", max);
		buf_printf(out, " cpu%s", value_after(&json, "\"max_cpu\":"));
	}
	while (strstr(json, "{\"cpu\":")) {
		buf_printf(out, " | %s", value_after(&json, "{\"cpu\":"));
		buf_printf(out, " %s", value_after(&json, "\"state\":\""));
		buf_printf(out, " %s", value_after(&json, "\"busy\":"));
	}
	buf_putc(out, '\n');
}

/*
 * Reports, and what was said where one had to be left out, a line each: the recordings are so made
 * that no more than one is left out, so that its place is the one before a gap in time.
 */
static void add_values(struct buf *out, struct term *t, unsigned intervals)
{
	char line[2048];
	const char *reports = term_output(t, NULL), *said = term_errors(t, NULL);
	double last = -1;
	for (unsigned i = 1; i <= intervals; i++) {
		const char *elapsed = strstr(reports, "\"elapsed\":");
		double seconds = elapsed ? strtod(elapsed + 10, NULL) : 0;
		buf_printf(out, "%u ", i);
		if (*said && (!elapsed || (last > 0 && seconds > last))) {
			size_t n = strcspn(said, "\n") + 1;
			buf_add(out, said, n);
			said += n;
			continue;
		}
		size_t n = strcspn(reports, "\n");
		assert_true(n && n < sizeof line);
		memcpy(line, reports, n);
		line[n] = '\0';
		add_interval(out, line);
		reports += n + 1;
		last = seconds;
	}
	assert_string_equal(reports, "");
	assert_string_equal(said, "");
}

static unsigned lines_of(const char *text)
{
	unsigned n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void expect_values(const char *name, unsigned intervals)
{
	struct buf values = { 0 };
	struct term *t = play(name, "-b --format json");
	add_values(&values, t, intervals);
	expect_file(name, "values.txt", &values);
	term_free(t);
	buf_free(&values);
}

static void expect_frames(const char *name, unsigned intervals)
{
	struct buf frames = { 0 };
	for (unsigned i = 1; i <= intervals; i++) {
		char options[64];
		snprintf(options, sizeof options, "--snapshot=80x11 -n %u", i);
		struct term *t = play(name, options);
		buf_printf(&frames, "## after interval %u\n%s", i, term_output(t, NULL));
		assert_string_equal(term_errors(t, NULL), "");
		term_free(t);
	}
	if (getenv("UPDATE_GOLDEN"))
		write_file(name, "frames.txt", &frames);
	else
		expect_file(name, "frames.txt", &frames);
	buf_free(&frames);
}

static size_t played;

static void expect_all(const char *name)
{
	struct buf values = { 0 };
	played++;
	read_file(name, "values.txt", &values);
	unsigned intervals = lines_of(values.data);
	assert_true(intervals > 0);
	expect_values(name, intervals);
	expect_frames(name, intervals);
	buf_free(&values);
}

/* A test of the name of its folder. */
#define PLAY(name)                                                                                 \
	static void name(void **state)                                                             \
	{                                                                                          \
		(void)state;                                                                       \
		expect_all(#name);                                                                 \
	}

PLAY(false_sum)
PLAY(frozen)
PLAY(gvisor_shares)
PLAY(gvisor_zeros)
PLAY(hotplug)
PLAY(lxcfs)
PLAY(migration)
PLAY(reborn)
PLAY(stuck_idle)
PLAY(suspend)
PLAY(unit_1000)
PLAY(unit_untold)
PLAY(wrap_32_bits)

/* To be the last of them. */
static void every_folder_is_played(void **state)
{
	glob_t found;
	(void)state;
	assert_int_equal(glob("tests/odd/*/recording.txt", 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, played);
	globfree(&found);
}

/* --- No /proc/stat --- */

/*
 * A real procfs without it. Whether one may be mounted depends on who runs the tests, and where:
 * the script says which, so that nothing else passes for it.
 */
static void subset_of_pid(void **state)
{
	(void)state;
	static const char script[] =
		"d=$(mktemp -d) && mkdir $d/proc && trap 'umount $d/proc; rm -r $d' EXIT\n"
		"mount -t proc -o subset=pid proc $d/proc 2>/dev/null && [ -d $d/proc/1 ] ||\n"
		"	{ trap - EXIT; rm -r $d; exit 77; }\n"
		"for mode in --once --snapshot --batch '-- true'; do\n"
		"	$0 --sysroot $d $mode 2>&1 | sed \"s,$d,ROOT,\"\n"
		"done\n"
		"$0 --sysroot $d --once 2>/dev/null\n"
		"echo $?\n";
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	const char *const ways[] = { "-m", "-rmpf" };
	for (size_t i = 0; i < 2; i++) {
		char *argv[] = { (char *)(uintptr_t) "unshare",
				 (char *)(uintptr_t)ways[i],
				 (char *)(uintptr_t) "sh",
				 (char *)(uintptr_t) "-c",
				 (char *)(uintptr_t)script,
				 (char *)(uintptr_t)stage_program("corewall"),
				 NULL };
		struct term *t = term_start(&o, argv);
		int status = term_wait_exit(t, TERM_PATIENCE);
		if (status == TERM_EXITED(0)) {
			static const char line[] =
				"corewall: ROOT/proc/stat: No such file or directory\n";
			char wanted[sizeof line * 4 + 8] = "";
			for (int k = 0; k < 4; k++)
				strcat(wanted, line); /* NOLINT: there is room for four */
			strcat(wanted, "1\n");        /* NOLINT: and for this */
			assert_string_equal(term_output(t, NULL), wanted);
			term_free(t);
			return;
		}
		term_free(t);
	}
	print_message("procfs cannot be mounted here\n");
	skip();
}

/* Allowed, forbidden, and allowed again, to a user who is not root. */
static void forbidden_for_a_while(void **state)
{
	static const char *const nobody[] = { "setpriv", "--reuid=65534", "--clear-groups", NULL };
	const struct term_options o = { 0 };
	char path[128];
	(void)state;
	if (geteuid() != 0)
		skip();
	struct stage *machine = stage_open("--cpus 8 --load hot:5 --tick 0.02");
	struct term *t = stage_watch_by(machine, &o, nobody, "-d 0.1");
	term_expect_text(t, "max 100% cpu5");
	/* Not the file, which is replaced again and again: the way to it. */
	snprintf(path, sizeof path, "%s/proc", stage_root(machine));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(chmod(path, 0700), 0);
		term_expect_text(t, "/proc/stat: Permission denied");
		term_expect_text(t, "max \xe2\x80\x93");
		assert_int_equal(chmod(path, 0755), 0);
		term_expect_gone(t, "Permission denied");
		term_expect_text(t, "max 100% cpu5");
	}
	stage_quit(t);
	stage_close(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(false_sum),     cmocka_unit_test(frozen),
		cmocka_unit_test(gvisor_shares), cmocka_unit_test(gvisor_zeros),
		cmocka_unit_test(hotplug),       cmocka_unit_test(lxcfs),
		cmocka_unit_test(migration),     cmocka_unit_test(reborn),
		cmocka_unit_test(stuck_idle),    cmocka_unit_test(suspend),
		cmocka_unit_test(unit_1000),     cmocka_unit_test(unit_untold),
		cmocka_unit_test(wrap_32_bits),  cmocka_unit_test(every_folder_is_played),
		cmocka_unit_test(subset_of_pid), cmocka_unit_test(forbidden_for_a_while),
	};
	return cmocka_run_group_tests_name("odd", tests, NULL, NULL);
}
