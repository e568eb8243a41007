/*
 * The command line: what the options take, what they say when they do not, and where it goes.
 * Standard output and standard error are pipes, as in a script.
 */
#include "screen/stage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct stage *machine;
static char *recording; /* of the same machine, to be reported without waiting */

static int open_machine(void **state)
{
	(void)state;
	machine = stage_open("--cpus 16 --load hot:5:30 --tick 0.02");
	recording = stage_record("--cpus 16 --load hot:5:30 --samples 5");
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	stage_close(machine);
	stage_unrecord(recording);
	return 0;
}

/* corewall in a script, with COREWALL set when it is not NULL. */
static struct term *start(const char *corewall, const char *arguments)
{
	char variable[128];
	const char *const environment[] = { variable, NULL };
	const struct term_options o = { .environment = environment,
					.out = TERM_PIPE,
					.err = TERM_PIPE };
	snprintf(variable, sizeof variable, "%s=%s", corewall ? "COREWALL" : "NOTHING",
		 corewall ? corewall : "");
	return stage_watch(machine, &o, arguments);
}

/* The same, after it has ended with that status. */
static struct term *run(const char *corewall, const char *arguments, int status)
{
	struct term *t = start(corewall, arguments);
	int is = term_wait_exit(t, TERM_PATIENCE);
	if (is != TERM_EXITED(status))
		fprintf(stderr, "corewall %s: wait status %#x\n%s", arguments, (unsigned)is,
			term_errors(t, NULL));
	assert_int_equal(is, TERM_EXITED(status));
	return t;
}

/* Of the recording, which needs no time. */
static struct term *replay(const char *corewall, const char *arguments)
{
	char line[256];
	snprintf(line, sizeof line, "--replay %s %s", recording, arguments);
	return run(corewall, line, 0);
}

/* Columns of the line at the text, which is UTF-8. */
static int columns_of(const char *line)
{
	int n = 0;
	for (; *line && *line != '\n'; line++)
		n += ((unsigned char)*line & 0xc0) != 0x80;
	return n;
}

/* Lines of the text, all of which end; *widest is how wide the widest is. */
static int lines_of(const char *text, int *widest)
{
	int lines = 0;
	*widest = 0;
	for (const char *at = text; *at; lines++) {
		int columns = columns_of(at);
		*widest = columns > *widest ? columns : *widest;
		at = strchr(at, '\n');
		assert_non_null(at);
		at++;
	}
	return lines;
}

static int count(const char *text, const char *what)
{
	int n = 0;
	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* --- Texts --- */

static void test_help(void **state)
{
	(void)state;
	static const char *const options[] = {
		"-d, --interval", "-n, --iterations", "-v, --view",  "-o, --overflow",
		"-g, --group",    "-s, --sort",       "-c, --cpus",  "--min",
		"-b, --batch",    "--once",           "--format",    "--snapshot",
		"--record",       "--replay",         "--report",    "--sysroot",
		"--ascii",        "--color",          "--theme",     "--mouse",
		"--hot",          "--utf8",           "--no-config", "-h, --help",
		"-V, --version",  "--output",         "--at",        "--check",
		"--warn",         "--until",
	};
	static const char *const asked[] = { "--help", "-h", "--view bars -h --no-more" };
	for (size_t i = 0; i < 2; i++) {
		struct term *t = run(NULL, asked[i], 0);
		int widest, lines = lines_of(term_output(t, NULL), &widest);
		assert_true(lines <= 24);
		assert_true(widest <= 80);
		for (size_t k = 0; k < sizeof options / sizeof *options; k++)
			assert_non_null(strstr(term_output(t, NULL), options[k]));
		assert_string_equal(term_errors(t, NULL), "");
		term_free(t);
	}
}

static void test_version(void **state)
{
	(void)state;
	static const char *const asked[] = { "--version", "-V" };
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		struct term *t = run(NULL, asked[i], 0);
		int widest;
		assert_int_equal(lines_of(term_output(t, NULL), &widest), 1);
		assert_int_equal(strncmp(term_output(t, NULL), "corewall ", 9), 0);
		term_free(t);
	}
}

/* --- What is wrong is said once, on standard error, and nothing is done --- */

static const struct {
	const char *arguments, *says;
} wrong[] = {
	{ "-d 0", "0.05 to 3600" },
	{ "-d 3601", "0.05 to 3600" },
	{ "-d nan", "0.05 to 3600" },
	{ "-d 1s", "0.05 to 3600" },
	{ "--interval=-1", "0.05 to 3600" },
	{ "-n 0", "whole number" },
	{ "-n 1.5", "whole number" },
	{ "-n x", "whole number" },
	{ "-v cube", "bars" },
	{ "--view=", "bars" },
	{ "-o spill", "collapse" },
	{ "-g socket", "package" },
	{ "-g 0", "package" },
	{ "-s heat", "topology" },
	{ "-c 3-1", "0-63,128" },
	{ "-c none", "0-63,128" },
	{ "--format xml", "text" },
	{ "--snapshot=0x5", "80x24" },
	{ "--snapshot=80", "80x24" },
	{ "--snapshot=80x24x3", "80x24" },
	{ "--hot 0", "1 to 100" },
	{ "--color sometimes", "always" },
	{ "--theme dark", "mono" },
	{ "--sysroot", "needs a value" },
	{ "--nonsense", "--help" },
	{ "-x", "--help" },
	{ "-b stray", "--help" },
	{ "make -j", "a command goes after --" },
	{ "--", "make -j" },
	{ "-d", "SECS" },
	{ "--color", "always" },
	{ "--once -- true", ": --once: cannot be used with a command" },
	{ "-b -- true", ": --batch: cannot be used with a command" },
	{ "--report out", "needs a command after --" },
	{ "--record -", "needs --batch" },
	{ "-b --format svg", "--format svg: of frames, not of --batch" },
	{ "--snapshot --format csv", "--format csv: of reports, not of --snapshot" },
	{ "-g machine", "--group machine: needs --format openmetrics" },
	{ "--output out", "--output: needs --batch or --snapshot" },
	{ "-b --output=", "or - for standard output" },
	{ "--snapshot --at 12:00", "--at: needs --replay and --snapshot" },
	{ "--snapshot --at noon", "12:03:41" },
	{ "--warn max>5", "--warn: needs --check" },
	{ "--until max>>95", ": --until: 'max>>95': expected a number at '>95'" },
	{ "--until max>95 --once", "--until: cannot be used with --once" },
	{ "--until max>95 -- true", "--until: cannot be used with a command" },
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct term *t = run(NULL, wrong[i].arguments, 2);
		const char *said = term_errors(t, NULL);
		int widest;
		if (!strstr(said, wrong[i].says))
			fprintf(stderr, "%s: %s", wrong[i].arguments, said);
		assert_non_null(strstr(said, wrong[i].says));
		assert_int_equal(strncmp(said, "corewall: ", 10), 0);
		assert_int_equal(lines_of(said, &widest), 1);
		assert_string_equal(term_output(t, NULL), "");
		term_free(t);
	}
}

/* Cpus that are not there are asked for by mistake: no report, and where they are. */
static void test_none_of_them(void **state)
{
	(void)state;
	static const char says[] = "corewall: --cpus: this machine has none of them, but 0-15\n";
	static const char *const modes[] = { "--once",
					     "-b",
					     "--format json",
					     "-b --record -",
					     "--snapshot",
					     "--format svg",
					     "--until max>1",
					     "-- touch /nowhere/to/be",
					     "-n 2 --format asciicast" };
	char line[256];
	snprintf(line, sizeof line, "--replay %s -b -n 2 -c 77", recording);
	struct term *t = run(NULL, line, 2);
	assert_string_equal(term_errors(t, NULL), says);
	assert_string_equal(term_output(t, NULL), "");
	term_free(t);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		t = run("-c 99999", modes[i], 2);
		assert_string_equal(term_errors(t, NULL), says);
		assert_string_equal(term_output(t, NULL), "");
		term_free(t);
	}
	t = run("-c 99999", "--check max>1", 3);
	assert_string_equal(term_errors(t, NULL), says);
	term_free(t);
	t = run(NULL, "-g drawer --once", 0);
	assert_string_equal(term_errors(t, NULL),
			    "corewall: --group drawer: this machine has none\n");
	term_free(t);
	t = replay(NULL, "-g set --once");
	assert_string_equal(term_errors(t, NULL), "corewall: --group set: this machine has none\n");
	term_free(t);
	t = replay(NULL, "-g drawer --snapshot=100x24");
	assert_non_null(strstr(term_output(t, NULL), " no drawer "));
	term_free(t);
	t = replay(NULL, "-g drawer --snapshot=100x12");
	assert_non_null(strstr(term_output(t, NULL), " no drawer "));
	term_free(t);
	t = replay(NULL, "-g core --snapshot=100x24");
	assert_null(strstr(term_output(t, NULL), " no core"));
	term_free(t);
	t = replay(NULL, "-b -n 2 -c 7,77 --min 90");
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
}

/* On a terminal too: it says so where the screen would have been. */
static void test_none_to_watch(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 0 };
	struct term *t = stage_watch(machine, &o, STILL " -c 99999");
	term_expect_exit(t, TERM_EXITED(2));
	assert_non_null(strstr(term_screen(t), "this machine has none of them, but 0-15"));
	assert_false(term_alternate(t));
	term_free(t);
}

/* A cpu that is switched off from the start is one that the machine has. */
static void test_offline_cpu(void **state)
{
	(void)state;
	struct stage *other = stage_open("--cpus 4 --manual");
	stage_tell(other, "offline 3");
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	struct term *t = stage_watch(other, &o, "-c 3 --once -d 0.05 --format csv");
	term_expect_exit(t, TERM_EXITED(0));
	assert_non_null(strstr(term_output(t, NULL), "Z,3,offline,"));
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
	stage_close(other);
}

/* Without what makes a screen, or a recording, it says what would. */
static void test_no_screen(void **state)
{
	(void)state;
	static const struct {
		const char *type, *says;
	} terms[] = {
		{ "", "TERM is not set: try TERM=vt100" },
		{ "nosuch", "'nosuch' is not known here: try TERM=xterm" },
		{ "dumb", "cannot move its cursor: use --once" },
	};
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		const struct term_options o = { .type = terms[i].type, .err = TERM_PIPE };
		struct term *t = stage_watch(machine, &o, "");
		assert_int_equal(term_wait_exit(t, TERM_PATIENCE), TERM_EXITED(1));
		assert_non_null(strstr(term_errors(t, NULL), terms[i].says));
		term_free(t);
	}
	struct term *t = run(NULL, "--once --replay /etc/passwd", 1);
	assert_string_equal(term_errors(t, NULL),
			    "corewall: /etc/passwd: not a corewall recording; "
			    "--record FILE makes one\n");
	term_free(t);
}

/* Nothing that was typed reaches the terminal as control bytes. */
static void test_wrong_bytes(void **state)
{
	(void)state;
	struct term *t = run(NULL, "-v \033[2Jx\007", 2);
	for (const char *p = term_errors(t, NULL); p[0] && p[1]; p++)
		assert_true((unsigned char)*p >= ' ' && *p != 0x7f);
	term_free(t);
}

static void test_no_terminal(void **state)
{
	(void)state;
	struct term *t = run(NULL, "", 2);
	assert_string_equal(term_output(t, NULL), "");
	assert_string_equal(
		term_errors(t, NULL),
		"corewall: standard output is not a terminal: use --batch or --once for "
		"reports, --snapshot for one frame\n");
	term_free(t);
}

/* A full disk under the report is told, and is no success. */
static void test_full(void **state)
{
	(void)state;
	static const char *const modes[] = { "--version", "--help", "--once -d 0.05",
					     "--snapshot -d 0.05" };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		const struct term_options o = { .err = TERM_PIPE };
		char script[512];
		snprintf(script, sizeof script, "exec %s --sysroot %s %s >/dev/full",
			 stage_program("corewall"), stage_root(machine), modes[i]);
		char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
		struct term *t = term_start(&o, argv);
		assert_int_equal(term_wait_exit(t, TERM_PATIENCE), TERM_EXITED(1));
		assert_non_null(strstr(term_errors(t, NULL), "No space left on device"));
		term_free(t);
	}
}

/* A reader that has seen enough is no failure, and nothing is said of it. */
static void test_reader_gone(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	char script[512];
	snprintf(script, sizeof script,
		 "exec 3>&1; { %s --sysroot %s -b -d 0.05 2>&3; echo status $? >&3; } | head -n 1",
		 stage_program("corewall"), stage_root(machine));
	char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
	struct term *t = term_start(&o, argv);
	assert_int_equal(term_wait_exit(t, TERM_PATIENCE), TERM_EXITED(0));
	assert_non_null(strstr(term_output(t, NULL), "status 0\n"));
	assert_null(strstr(term_output(t, NULL), "corewall: "));
	term_free(t);
}

/* --- COREWALL --- */

static void test_environment(void **state)
{
	(void)state;
	struct term *t = replay("-b -n 1 -c 2", "");
	assert_int_equal(count(term_output(t, NULL), "  ok\n"), 1);
	term_free(t);
	t = replay("  -b\t-n 1   -n 3 ", "-n 2");                      /* the later one wins */
	assert_int_equal(count(term_output(t, NULL), " all "), 2 + 1); /* the average */
	term_free(t);
	t = replay("", "--once");
	assert_int_equal(count(term_output(t, NULL), "  ok\n"), 16);
	term_free(t);
	t = run("--bogus", "--once", 2);
	assert_non_null(strstr(term_errors(t, NULL), "COREWALL"));
	assert_non_null(strstr(term_errors(t, NULL), "--bogus"));
	term_free(t);
}

/* --- Reports --- */

static void test_iterations(void **state)
{
	(void)state;
	static const char *const arguments[] = { "-b -n 3 -d 0.05", "-d 0.05 -n 3 --batch",
						 "-bn3 -d.05" };
	for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
		struct term *t = run(NULL, arguments[i], 0);
		assert_int_equal(count(term_output(t, NULL), " all "), 3 + 1); /* the average */
		assert_string_equal(term_errors(t, NULL), "");
		term_free(t);
	}
}

/* Words of the line at the text. */
static int words_of(const char *line)
{
	int n = 0;
	for (; *line && *line != '\n'; line++)
		n += *line != ' ' && (line[1] == ' ' || line[1] == '\n');
	return n;
}

/* One name over each column, and each cpu a row with as many values. */
static void test_columns(void **state)
{
	(void)state;
	static const char names[] =
		"busy usr nice sys iowait irq soft steal guest gnice idle state";
	struct term *t = replay(NULL, "--once");
	const char *text = term_output(t, NULL), *heading = strstr(text, " cpu ");
	assert_non_null(heading);
	char squeezed[256] = "";
	for (const char *p = strstr(heading, "busy"); *p != '\n'; p++) {
		size_t n = strlen(squeezed);
		if (*p != ' ' || (n && squeezed[n - 1] != ' '))
			squeezed[n] = *p;
	}
	assert_string_equal(squeezed, names);
	int rows = 0;
	for (const char *line = strchr(heading, '\n'); line && line[1]; line = strchr(line, '\n')) {
		line++;
		const char *end = strchr(line, '\n');
		if (end && end - line > 2 && !strncmp(end - 2, "ok", 2)) {
			assert_int_equal(words_of(line), 1 + words_of(heading));
			rows++;
		}
	}
	assert_int_equal(rows, 16);
	term_free(t);
}

/* What -c names is in the report, and the total is that of all. */
static void test_cpus(void **state)
{
	(void)state;
	struct term *t = replay(NULL, "--once -c 3,5-6,99");
	const char *text = term_output(t, NULL);
	assert_int_equal(count(text, "  ok\n"), 3);
	assert_non_null(strstr(text, " 5  "));
	assert_null(strstr(text, " 4  "));
	assert_non_null(strstr(text, "max 100.00 cpu5"));
	term_free(t);
}

static void test_signals(void **state)
{
	(void)state;
	static const int signals[] = { SIGINT, SIGTERM, SIGQUIT };
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct term *t = start(NULL, "-b -d 3600");
		term_expect_idle(t);
		term_signal(t, signals[i]);
		term_expect_exit(t, TERM_EXITED(0));
		assert_string_equal(term_errors(t, NULL), "");
		term_free(t);
	}
}

static bool has_reports(struct term *t, void *n)
{
	return count(term_output(t, NULL), " all ") >= *(int *)n;
}

/* Under nohup reports go on when the terminal is gone. */
static void test_nohup(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE,
					.err = TERM_PIPE,
					.hangup_ignored = true };
	struct term *t = stage_watch(machine, &o, "-b -d 0.05");
	int reports = 1;
	assert_true(term_wait(t, has_reports, &reports, TERM_PATIENCE));
	term_hangup(t);
	term_signal(t, SIGHUP);
	reports = count(term_output(t, NULL), " all ") + 3;
	assert_true(term_wait(t, has_reports, &reports, TERM_PATIENCE));
	term_free(t);
}

/* A recording that nobody writes yet can be given up. */
static void test_waiting_for_input(void **state)
{
	(void)state;
	const struct term_options o = { .in = TERM_PIPE, .out = TERM_PIPE, .err = TERM_PIPE };
	static const int signals[] = { SIGINT, SIGTERM };
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct term *t = stage_run(&o, "--batch --replay -");
		term_expect_idle(t);
		term_signal(t, signals[i]);
		int status = term_wait_exit(t, TERM_PATIENCE);
		assert_true(status == TERM_EXITED(0) || status == TERM_KILLED(signals[i]));
		term_free(t);
	}
}

/* --- Snapshots --- */

static void expect_snapshot(const char *options, int width, int height)
{
	char arguments[128];
	snprintf(arguments, sizeof arguments, "--snapshot=%dx%d -n 2 %s", width, height, options);
	struct term *t = replay(NULL, arguments);
	const char *text = term_output(t, NULL);
	int widest, lines = lines_of(text, &widest);
	assert_int_equal(lines, height);
	assert_true(widest <= width);
	for (const char *p = text; *p; p++)
		assert_true(((unsigned char)*p >= ' ' && *p != 0x7f) || *p == '\n');
	assert_string_equal(term_errors(t, NULL), "");
	if (width >= 20 && height >= 4)
		assert_non_null(strstr(text, "100%"));
	term_free(t);
}

static void test_snapshot_in_colour(void **state)
{
	(void)state;
	struct term *t = replay(NULL, "--snapshot --color always -n 2");
	const char *text = term_output(t, NULL);
	assert_non_null(strstr(text, "\033[0;"));
	assert_non_null(strstr(text, "38;5;"));
	term_free(t);
	t = replay(NULL, "--snapshot -n 2");
	assert_null(strstr(term_output(t, NULL), "\033"));
	term_free(t);
	t = replay(NULL, "--snapshot --format svg -n 2");
	assert_int_equal(strncmp(term_output(t, NULL), "<svg", 4), 0);
	term_free(t);
	t = replay(NULL, "--snapshot --format html --theme light -n 2");
	assert_int_equal(strncmp(term_output(t, NULL), "<!DOCTYPE html>", 15), 0);
	term_free(t);
}

static void test_snapshots(void **state)
{
	(void)state;
	struct term *t = run(NULL, "--snapshot", 0); /* of a live machine */
	int widest;
	assert_int_equal(lines_of(term_output(t, NULL), &widest), 24);
	term_free(t);
	static const struct {
		int width, height;
	} sizes[] = { { 1, 1 },    { 2, 1 },   { 1, 2 },   { 3, 3 },    { 5, 4 },
		      { 10, 3 },   { 20, 5 },  { 40, 10 }, { 80, 2 },   { 80, 24 },
		      { 132, 43 }, { 1, 200 }, { 500, 1 }, { 500, 200 } };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		expect_snapshot("", sizes[i].width, sizes[i].height);
	static const char *const options[] = { "-v bars",   "-v meters", "-v numbers",
					       "-v blocks", "-v halves", "-v groups",
					       "--ascii",   "-o page",   "-s topology" };
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		expect_snapshot(options[i], 80, 24);
		expect_snapshot(options[i], 7, 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help),          cmocka_unit_test(test_version),
		cmocka_unit_test(test_wrong),         cmocka_unit_test(test_none_of_them),
		cmocka_unit_test(test_none_to_watch), cmocka_unit_test(test_offline_cpu),
		cmocka_unit_test(test_no_screen),     cmocka_unit_test(test_wrong_bytes),
		cmocka_unit_test(test_no_terminal),   cmocka_unit_test(test_full),
		cmocka_unit_test(test_reader_gone),   cmocka_unit_test(test_environment),
		cmocka_unit_test(test_iterations),    cmocka_unit_test(test_columns),
		cmocka_unit_test(test_cpus),          cmocka_unit_test(test_signals),
		cmocka_unit_test(test_nohup),         cmocka_unit_test(test_waiting_for_input),
		cmocka_unit_test(test_snapshots),     cmocka_unit_test(test_snapshot_in_colour),
	};
	return cmocka_run_group_tests_name("cli", tests, open_machine, close_machine);
}
