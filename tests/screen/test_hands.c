/*
 * Hands on the wall, on the screen: jump, filter, order, detail, mouse, own cost and peaks, at
 * 80x24 and 40x10, in UTF-8 and in ASCII.
 */
#include "screen/stage.h"

#include "base/buf.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct stage *machine, *large, *threaded;

static int open_machines(void **state)
{
	(void)state;
	machine = stage_open("--cpus 255 --load hot:5,77,254");
	large = stage_open("--cpus 8192 --load hot:5,8000");
	threaded = stage_open("--cpus 64 --shape 1x1x2x2x8x2 --load hot:5,37");
	return 0;
}

static int close_machines(void **state)
{
	(void)state;
	stage_close(machine);
	stage_close(large);
	stage_close(threaded);
	return 0;
}

static const struct term_options places[] = {
	{ .rows = 24, .cols = 80 },
	{ .rows = 24, .cols = 80, .locale = "C" },
	{ .rows = 10, .cols = 40 },
	{ .rows = 10, .cols = 40, .locale = "C" },
};

enum { PLACES = sizeof places / sizeof *places, VIEWS = 7, POLICIES = 4 };

static const char *status_line(struct term *t)
{
	int rows, cols;
	term_size(t, &rows, &cols);
	return term_line(t, rows - 1);
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool says(struct term *t, const char *text)
{
	return strstr(status_line(t), text) != NULL;
}

/* Types text and waits for its effect. */
static void type(struct term *t, const char *text)
{
	term_type(t, text);
	term_expect_idle(t);
}

/* Escape is known to be one only after a moment: until its effect is there. */
static void escape(struct term *t)
{
	term_expect(t, term_key(t, "Esc"));
	term_expect(t, term_wait_change(t, TERM_PATIENCE));
	term_expect_idle(t);
}

/* Cells of the cursor between header and status line. */
static int marked_cells(struct term *t)
{
	int rows, cols, n = 0;
	term_size(t, &rows, &cols);
	for (int i = cols; i < (rows - 1) * cols; i++)
		n += term_cell(t, i / cols, i % cols).reverse;
	return n;
}

/* Typed in full, it leads to the cpu: the status line names it, and the cursor is on the screen. */
static void expect_jump(struct term *t, int cpu)
{
	char text[32];
	snprintf(text, sizeof text, "/%d", cpu);
	type(t, text);
	term_expect(t, begins(status_line(t), text));
	stage_key(t, "Enter");
	snprintf(text, sizeof text, "cpu%d ", cpu);
	term_expect(t, begins(status_line(t), text));
	term_expect(t, marked_cells(t) > 0);
}

static void each_place(struct stage *on, void (*test)(struct term *t, bool small))
{
	for (int i = 0; i < PLACES; i++) {
		struct term *t = stage_numbers(on, &places[i], "");
		test(t, places[i].rows < 24);
		if (places[i].locale)
			term_expect(t, stage_is_ascii(t));
		stage_quit(t);
	}
}

/* --- Jump --- */

static void try_jumps(struct term *t, int cpu)
{
	for (int policy = 0; policy < POLICIES; policy++) {
		for (int view = 0; view < VIEWS; view++) {
			stage_key(t, "g");
			stage_key(t, (char[]){ (char)('0' + view), '\0' });
			expect_jump(t, cpu);
		}
		stage_key(t, "o");
	}
}

static void try_77(struct term *t, bool small)
{
	(void)small;
	try_jumps(t, 77);
	expect_jump(t, 254);
	expect_jump(t, 0);
}

static void test_jump_255(void **state)
{
	(void)state;
	each_place(machine, try_77);
}

static void test_jump_8192(void **state)
{
	(void)state;
	for (int i = 0; i < PLACES; i += 2) {
		struct term *t = stage_numbers(large, &places[i], "");
		try_jumps(t, 8191);
		stage_quit(t);
	}
}

static void try_prompt(struct term *t, bool small)
{
	expect_jump(t, 12);
	struct shot *before = shot_take(t);
	/* Each character leads on, and Escape back to where it began. */
	type(t, "/7");
	type(t, "7");
	struct shot *there = shot_take(t);
	term_expect(t, shot_compare(before, there, 1, before->rows - 1).cells > 0);
	escape(t);
	struct shot *after = shot_take(t);
	term_expect(t, shot_same(before, after, 0));
	/* What is not there is said, before Enter and after it, and leads nowhere. */
	type(t, "/999");
	term_expect(t, says(t, "no cpu999 here"));
	stage_key(t, "Enter");
	term_expect(t, begins(status_line(t), "no cpu999 here"));
	expect_jump(t, 12);
	/* Editing; what was typed before comes back. */
	type(t, "/12");
	stage_key(t, "Backspace");
	stage_key(t, "Left");
	type(t, "20");
	stage_key(t, "Del");
	stage_key(t, "End");
	type(t, "3");
	term_expect(t, begins(status_line(t), "/203"));
	stage_key(t, "Enter");
	term_expect(t, begins(status_line(t), "cpu203 "));
	type(t, "/");
	stage_key(t, "Up");
	stage_key(t, "Up");
	term_expect(t, begins(status_line(t), "/12"));
	stage_key(t, "C-u");
	type(t, "node2");
	stage_key(t, "Enter");
	term_expect(t, begins(status_line(t), "cpu128 "));
	stage_key(t, "6");
	type(t, "/node3");
	stage_key(t, "Enter");
	term_expect(t, begins(status_line(t), small ? "node3" : "node3 "));
	type(t, "/node9");
	stage_key(t, "Enter");
	term_expect(t, says(t, "no cpu or group node9 here"));
	shot_free(before);
	shot_free(there);
	shot_free(after);
}

static void test_prompt(void **state)
{
	(void)state;
	each_place(machine, try_prompt);
}

/* --- Filter --- */

static void try_filter(struct term *t, bool small)
{
	const char *out = small ? "out 245 100%@77" : "filtered out: 245";
	stage_key(t, "g");
	struct shot *before = shot_take(t);
	type(t, "f0-9");
	term_expect(t, begins(status_line(t), "filter: 0-9"));
	stage_key(t, "Enter");
	term_expect(t, says(t, out));
	term_expect(t, begins(status_line(t), "cpu0 "));
	type(t, "/77");
	stage_key(t, "Enter");
	term_expect(t, says(t, "cpu77 is filtered out"));
	type(t, "f>=50 0-99");
	stage_key(t, "Enter");
	term_expect(t, says(t, "253"));
	term_expect(t, says(t, small ? "100%@254" : "max 100% cpu254"));
	type(t, "fall");
	stage_key(t, "Enter");
	term_expect(t, says(t, "all?"));
	escape(t);
	term_expect(t, begins(status_line(t), "the filter is cleared"));
	stage_key(t, "g");
	struct shot *after = shot_take(t);
	term_expect(t, !shot_compare(before, after, 0, before->rows - 1).cells);
	shot_free(before);
	shot_free(after);
}

static void test_filter(void **state)
{
	(void)state;
	each_place(machine, try_filter);
}

static void test_filter_options(void **state)
{
	(void)state;
	static const struct {
		const char *arguments, *out;
	} table[] = {
		{ "-c 0-9", "245" },
		{ "--min 50", "252" },
		{ "--min 50 --cpus 70-99", "254" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		for (int p = 0; p < PLACES; p++) {
			struct term *t = stage_numbers(machine, &places[p], table[i].arguments);
			term_expect(t, says(t, "out") && says(t, table[i].out));
			escape(t);
			stage_key(t, "g");
			term_expect(t, !says(t, "out"));
			stage_quit(t);
		}
	}
}

/* --- Order --- */

static void try_order(struct term *t, bool small)
{
	stage_key(t, "s");
	term_expect(t, begins(status_line(t), "order topology"));
	stage_key(t, "s");
	term_expect(t, begins(status_line(t), "order load: hottest first"));
	expect_jump(t, 77);
	term_expect(t, atol(term_line(t, small ? 1 : 3)) == 5);
	stage_key(t, "g");
	term_expect(t, begins(status_line(t), "cpu5 "));
	stage_key(t, "Right");
	term_expect(t, begins(status_line(t), "cpu77 "));
	stage_key(t, "s");
	term_expect(t, begins(status_line(t), "order id"));
	stage_key(t, "Left");
	term_expect(t, begins(status_line(t), "cpu76 "));
}

static void test_order(void **state)
{
	(void)state;
	each_place(machine, try_order);
}

static bool is_on_top(struct term *t, void *cpu)
{
	return atol(term_line(t, 3)) == *(const long *)cpu;
}

/* One that turns hot comes to the top, one that cools goes, and the cursor with its core. */
static void test_order_follows(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct stage *moving = stage_open("--cpus 100 --load idle --tick 0.02");
	struct term *t = stage_watch(moving, &o, "-d 0.05 -s load");
	long ten = 10, ninety = 90;
	term_expect_text(t, "max 0%");
	expect_jump(t, 10);
	stage_tell(moving, "hot 10");
	term_expect(t, term_wait(t, is_on_top, &ten, TERM_PATIENCE));
	stage_tell(moving, "hot 90");
	term_expect(t, term_wait(t, is_on_top, &ninety, TERM_PATIENCE));
	term_expect(t, begins(status_line(t), "cpu10 "));
	stage_quit(t);
	stage_close(moving);
}

/* --- Detail --- */

/* What cpufreq tells of a cpu, put there by hand. */
static void give_clock(const struct stage *s, int cpu, const char *khz, const char *most)
{
	const char *const file[] = { "scaling_cur_freq", "cpuinfo_max_freq" };
	const char *const text[] = { khz, most };
	struct buf path = { 0 };
	buf_printf(&path, "%s/sys/devices/system/cpu/cpu%d/cpufreq", stage_root(s), cpu);
	size_t folder = path.used;
	assert_true(mkdir(path.data, 0755) == 0 || errno == EEXIST);
	for (int i = 0; i < 2; i++) {
		path.used = folder;
		buf_printf(&path, "/%s", file[i]);
		FILE *f = fopen(path.data, "w");
		assert_non_null(f);
		assert_true(fputs(text[i], f) >= 0 && fclose(f) == 0);
	}
	buf_free(&path);
}

/* All that is known, or in little room what matters. */
static void try_detail(struct term *t, bool small)
{
	static const char *const fields[] = { "usr",  "nice",  "sys",   "iowait", "irq",
					      "soft", "steal", "guest", "gnice",  "idle" };
	expect_jump(t, 5);
	stage_key(t, "Enter");
	term_expect(t, strstr(term_screen(t), "busy 100.0%") != NULL);
	term_expect(t, strstr(term_screen(t), "peak 100%") != NULL);
	if (!small)
		term_expect(t, strstr(term_screen(t), "sibling cpu37 100%") != NULL);
	term_expect(t, strstr(term_screen(t), "2.40 of 3.70 GHz") != NULL);
	for (size_t i = 0; i < sizeof fields / sizeof *fields && !small; i++)
		term_expect(t, strstr(term_screen(t), fields[i]) != NULL);
	term_expect(t, strstr(term_screen(t), "usr ") != NULL);
	term_expect(t, term_find(t, "100.0", NULL, NULL));
}

/* It follows the cursor, and what is not told is not shown; Escape and Enter close it. */
static void try_detail_follows(struct term *t, bool small)
{
	(void)small;
	stage_key(t, "g");
	struct shot *before = shot_take(t);
	expect_jump(t, 5);
	stage_key(t, "Enter");
	stage_key(t, "Right");
	term_expect(t, strstr(term_screen(t), "busy 0.0%") != NULL);
	term_expect(t, strstr(term_screen(t), "GHz") == NULL);
	term_expect(t, marked_cells(t) > 0);
	escape(t);
	term_expect(t, strstr(term_screen(t), "busy 0.0%") == NULL);
	stage_key(t, "g");
	struct shot *after = shot_take(t);
	term_expect(t, shot_same(before, after, 0));
	stage_key(t, "Enter");
	term_expect(t, strstr(term_screen(t), "busy 0.0%") != NULL);
	stage_key(t, "Enter");
	term_expect(t, strstr(term_screen(t), "busy 0.0%") == NULL);
	shot_free(before);
	shot_free(after);
}

static void test_detail(void **state)
{
	(void)state;
	give_clock(threaded, 5, "2400000\n", "3700000\n");
	each_place(threaded, try_detail);
	each_place(threaded, try_detail_follows);
}

/* Beside the cores where there is width, and with all that it knows. */
static void test_detail_beside(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 50, .cols = 200 };
	give_clock(threaded, 5, "2400000\n", "3700000\n");
	struct term *t = stage_numbers(threaded, &o, "");
	int row, col;
	expect_jump(t, 5);
	stage_key(t, "Enter");
	term_expect(t, term_find(t, "busy 100.0%", &row, &col));
	term_expect(t, row == 3 && col > 120);
	term_expect(t, term_find(t, "idle", NULL, &col) && col > 120);
	/* A clock that moves is read again with the next core and back. */
	give_clock(threaded, 5, "1200000\n", "3700000\n");
	stage_key(t, "Right");
	stage_key(t, "Left");
	term_expect(t, strstr(term_screen(t), "1.20 of 3.70 GHz") != NULL);
	stage_quit(t);
}

/* Above or below, what the panel pushes out of the window is counted. */
static void test_detail_counts(void **state)
{
	(void)state;
	for (int i = 0; i < PLACES; i++) {
		struct term *t = stage_numbers(machine, &places[i], "-v bars -o scroll");
		const char *more = places[i].locale ? "v " : "\xe2\x96\xbc ";
		expect_jump(t, 0);
		const char *at = strstr(status_line(t), more);
		term_expect(t, at != NULL);
		long before = atol(at + strlen(more));
		stage_key(t, "Enter");
		at = strstr(status_line(t), more);
		term_expect(t, at != NULL);
		term_expect(t, atol(at + strlen(more)) > before);
		term_expect(t, strstr(at, "100%") != NULL);
		stage_quit(t);
	}
}

/* --- Mouse --- */

/* The place of the cpu in the numbers of 80x24. */
static void numbers_place(struct term *t, int cpu, int *row, int *col)
{
	char label[16];
	snprintf(label, sizeof label, "+%d ", cpu % 16);
	term_expect(t, term_find(t, label, row, col));
	*row += 1 + cpu / 16;
}

static void test_clicks(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "--mouse");
	int row, col;
	term_expect(t, term_mouse(t) == TERM_MOUSE_CLICK);
	numbers_place(t, 69, &row, &col);
	term_click(t, 1, row, col);
	term_expect_idle(t);
	term_expect(t, begins(status_line(t), "cpu69 "));
	numbers_place(t, 98, &row, &col);
	term_click(t, 2, row, col); /* another button is nothing */
	term_expect_idle(t);
	term_expect(t, begins(status_line(t), "cpu69 "));
	term_click(t, 1, row, col);
	term_click(t, 1, row, col);
	term_expect_text(t, "cpu98 \xc2\xb7 busy");
	term_expect_idle(t);
	stage_quit(t);
}

/* The wheel scrolls, the cursor stays. */
static void test_wheel(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "--mouse");
	stage_key(t, "1");
	stage_key(t, "o");
	stage_key(t, "g");
	term_expect(t, atol(term_line(t, 4)) == 0);
	term_click(t, 5, 10, 10);
	term_expect_idle(t);
	term_expect(t, atol(term_line(t, 4)) == 3);
	term_expect(t, begins(status_line(t), "cpu0 "));
	term_click(t, 4, 10, 10);
	term_expect_idle(t);
	term_expect(t, atol(term_line(t, 4)) == 0);
	stage_quit(t);
}

/* Terminals without mode 1006 tell it in bytes, of which any may be the letter of a key. */
static void test_mouse_in_bytes(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "--mouse -v bars -o scroll");
	term_type(t, "\033[M !q\033[M#!q");
	term_expect_idle(t);
	term_expect(t, term_wait_exit(t, 0) == TERM_RUNNING);
	term_type(t, "\033[M !+");
	term_expect_idle(t);
	term_expect(t, begins(status_line(t), "cpu6 "));
	stage_quit(t);
}

/* Nobody asked for it: it is off, and what looks like it does nothing. */
static void test_no_mouse(void **state)
{
	(void)state;
	const struct term_options o = { .log = true };
	struct term *t = stage_numbers(machine, &o, "");
	stage_key(t, "g");
	term_expect(t, term_mouse(t) == TERM_MOUSE_OFF);
	term_type(t, "\033[<0;30;10M\033[<0;30;10m");
	term_expect_idle(t);
	term_expect(t, begins(status_line(t), "cpu0 "));
	term_expect(t, strstr(term_log(t, NULL), "1000") == NULL);
	stage_quit(t);
}

/* Released on every way out, with everything else, and taken again after a stop. */
static void test_mouse_released(void **state)
{
	(void)state;
	static const struct {
		int signal;
		int status;
	} way[] = {
		{ 0, TERM_EXITED(0) }, { SIGTERM, -1 }, { SIGINT, -1 },  { SIGHUP, -1 },
		{ SIGQUIT, -1 },       { SIGSEGV, -1 }, { SIGABRT, -1 },
	};
	for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
		const struct term_options o = { 0 };
		struct term *idle = term_start(&o, (char *[]){ (char *)(uintptr_t) "true", NULL });
		term_wait_exit(idle, TERM_PATIENCE);
		struct termios before = term_termios(idle);
		term_free(idle);
		struct term *t = stage_numbers(machine, &o, "--mouse");
		term_expect(t, term_mouse(t) == TERM_MOUSE_CLICK);
		term_expect(t, term_mode(t, 1006));
		if (way[i].signal)
			term_signal(t, way[i].signal);
		else
			term_key(t, "q");
		term_expect(t, term_wait_exit(t, TERM_PATIENCE) != TERM_RUNNING);
		term_expect(t, term_mouse(t) == TERM_MOUSE_OFF);
		term_expect(t, stage_given_back(t, &before));
		term_free(t);
	}
}

static bool has_mouse(struct term *t, void *context)
{
	(void)context;
	return term_mouse(t) == TERM_MOUSE_CLICK;
}

static void test_mouse_and_stop(void **state)
{
	(void)state;
	const struct term_options o = { .job = true };
	struct term *t = stage_numbers(machine, &o, "--mouse");
	term_key(t, "C-z");
	term_expect_stop(t);
	term_pump(t);
	term_expect(t, term_mouse(t) == TERM_MOUSE_OFF);
	term_continue(t);
	term_expect_text(t, "max 100% cpu5");
	/* It follows the frame. */
	term_expect(t, term_wait(t, has_mouse, NULL, TERM_PATIENCE));
	stage_quit(t);
}

/* --- Own cost --- */

struct told {
	double cpu_us, percent, bytes, mib;
};

static struct told read_cost(struct term *t)
{
	struct told told = { 0 };
	char unit[8] = "";
	const char *at = strstr(status_line(t), "own cost a refresh: ");
	term_expect(t, at != NULL);
	term_expect(t, sscanf(at, "own cost a refresh: %lf%2[a-z] cpu (%lf%%), %lf bytes; %lf MiB",
			      &told.cpu_us, unit, &told.percent, &told.bytes, &told.mib) == 5);
	if (!strcmp(unit, "ms"))
		told.cpu_us *= 1e3;
	return told;
}

/*
 * With a single refresh behind it what it tells is what it used since then: twice, and the
 * difference is what was used between, which can be seen from outside too.
 */
static void test_own_cost(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 30, .cols = 140 };
	struct term *t = stage_numbers(machine, &o, "");
	term_count_reset(t);
	double cpu = term_cpu_time(t);
	stage_key(t, "i");
	struct told first = read_cost(t);
	for (int i = 0; i < 40; i++)
		type(t, i % 2 ? "4" : "6");
	stage_key(t, "i");
	term_expect(t, !says(t, "own cost"));
	double bytes = (double)term_count(t), cpu_us = (term_cpu_time(t) - cpu) * 1e6;
	stage_key(t, "i");
	struct told second = read_cost(t);
	term_expect(t, second.bytes - first.bytes == bytes);
	term_expect(t, second.cpu_us - first.cpu_us < 2 * cpu_us);
	term_expect(t, second.cpu_us - first.cpu_us > cpu_us / 2);
	term_expect(t, second.percent > 0);
	term_expect(t, fabs(second.mib * 1024 - (double)term_rss(t)) < 1024);
	stage_quit(t);
}

/* Per refresh: while nothing but refreshes happens. */
static void test_own_cost_each(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 24, .cols = 140 };
	struct stage *moving = stage_open("--cpus 64 --load all --tick 0.02");
	struct term *t = stage_watch(moving, &o, "-d 0.05");
	term_expect_text(t, "max ");
	stage_key(t, "i");
	term_expect_text(t, "own cost a refresh");
	double bytes = 0;
	enum { REFRESHES = 40 };
	for (int i = 0; i < REFRESHES; i++) {
		term_count_reset(t);
		term_expect_frame(t);
		bytes += (double)term_count(t) / REFRESHES;
	}
	struct told told = read_cost(t);
	/* A frame that was waited for may have been two on a busy machine, not many more. */
	term_expect(t, told.bytes > bytes / 3 && told.bytes < bytes * 3);
	stage_quit(t);
	stage_close(moving);
}

static void try_cost(struct term *t, bool small)
{
	stage_key(t, "g");
	stage_key(t, "i");
	term_expect(t, says(t, "MiB") && says(t, "B ") && says(t, "s "));
	term_expect(t, small || says(t, "own cost"));
	stage_key(t, "i");
	term_expect(t, !says(t, "MiB"));
}

static void test_cost_keys(void **state)
{
	(void)state;
	each_place(machine, try_cost);
}

/* --- Peaks --- */

static void test_peaks(void **state)
{
	(void)state;
	struct stage *moving = stage_open("--cpus 8 --load idle --tick 0.02");
	for (int i = 0; i < PLACES; i++) {
		const char *mark = places[i].locale ? ":" : "\xe2\x94\x8a";
		int row = 1;
		struct term *t = stage_watch(moving, &places[i], "-d 0.5 -v bars");
		stage_tell(moving, "hot 3");
		term_expect_text(t, "max 100% cpu3");
		stage_tell(moving, "hot");
		term_expect_text(t, "max 0%");
		stage_key(t, "p");
		while (term_line(t, row)[0] != '3')
			row++;
		term_expect(t, strstr(term_line(t, row), mark) != NULL);
		stage_key(t, "r");
		term_expect(t, begins(status_line(t), "peaks reset"));
		term_expect(t, strstr(term_line(t, row), mark) == NULL);
		expect_jump(t, 3);
		term_expect(t, places[i].rows < 24 || says(t, "peak 0 ") || says(t, "peak 0"));
		stage_quit(t);
	}
	stage_close(moving);
}

/* --- Keys that mean nothing here --- */

static void try_replay_keys(struct term *t, bool small)
{
	static const char *const keys[] = { ",", ".", "[", "]" };
	(void)small;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		stage_key(t, "g");
		stage_key(t, keys[i]);
		term_expect(t, says(t, "moves through a recording"));
	}
	term_expect(t, term_bells(t) == 0);
}

static void test_replay_keys(void **state)
{
	(void)state;
	each_place(machine, try_replay_keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jump_255),       cmocka_unit_test(test_jump_8192),
		cmocka_unit_test(test_prompt),         cmocka_unit_test(test_filter),
		cmocka_unit_test(test_filter_options), cmocka_unit_test(test_order),
		cmocka_unit_test(test_order_follows),  cmocka_unit_test(test_detail),
		cmocka_unit_test(test_detail_beside),  cmocka_unit_test(test_detail_counts),
		cmocka_unit_test(test_clicks),         cmocka_unit_test(test_wheel),
		cmocka_unit_test(test_mouse_in_bytes), cmocka_unit_test(test_no_mouse),
		cmocka_unit_test(test_mouse_released), cmocka_unit_test(test_mouse_and_stop),
		cmocka_unit_test(test_own_cost),       cmocka_unit_test(test_own_cost_each),
		cmocka_unit_test(test_cost_keys),      cmocka_unit_test(test_peaks),
		cmocka_unit_test(test_replay_keys),
	};
	return cmocka_run_group_tests_name("hands", tests, open_machines, close_machines);
}
