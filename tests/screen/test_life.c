/*
 * The program and its terminal through all that happens to both: new sizes, other people's
 * output, stops, signals, lines that stall and lines that break.
 */
#include "screen/stage.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct stage *machine;
static struct termios fresh; /* of a terminal that nobody touched */

static int open_machine(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE };
	machine = stage_open("--cpus 255 --load hot:5,77,254 --tick 0.02");
	struct term *t = stage_run(&o, "--version");
	term_expect_exit(t, TERM_EXITED(0));
	fresh = term_termios(t);
	term_free(t);
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	stage_close(machine);
	return 0;
}

/* The first row holds the uptime, which differs between programs; where there is one. */
static int first_fixed_row(const struct shot *s)
{
	return s->rows < 12 ? 0 : 1;
}

static bool reads(const struct shot *s, int row, const char *text)
{
	for (int x = 0; text[x]; x++)
		if (x >= s->cols || s->cell[row * s->cols + x].code != (unsigned char)text[x])
			return false;
	return true;
}

/*
 * A screen without what differs between programs: the past that each has seen, in the band below
 * the wall, from the row of 100% to the status line. The loads at its left stay.
 */
static struct shot *take(struct term *t)
{
	enum { LOADS = 5 };
	struct shot *s = shot_take(t);
	int row = 0;
	while (row < s->rows && !reads(s, row, "100%"))
		row++;
	for (; row < s->rows - 1; row++)
		for (int x = LOADS; x < s->cols; x++)
			s->cell[row * s->cols + x] = (struct term_cell){ .code = ' ' };
	return s;
}

static bool looks_like(struct term *t, void *wanted)
{
	const struct shot *w = wanted;
	struct shot *is = take(t);
	bool same = is->rows == w->rows && is->cols == w->cols &&
		    !shot_compare(is, w, first_fixed_row(w), w->rows).cells;
	shot_free(is);
	return same;
}

/*
 * Waits until the terminal shows what another does, and says where not when it never does. Where
 * both go on, one of them may be at a moment that does not come again: hence more than one try.
 */
static void expect_like(struct term *t, struct term *other)
{
	enum { TRIES = 10 };
	for (int i = 1; i <= TRIES; i++) {
		term_pump(other);
		struct shot *wanted = take(other);
		bool same = term_wait(t, looks_like, wanted, TERM_PATIENCE / TRIES);
		if (!same && i == TRIES) {
			struct shot *is = take(t);
			term_print(other, stderr);
			term_expect(t, shot_same(is, wanted, first_fixed_row(wanted)));
		}
		shot_free(wanted);
		if (same)
			return;
	}
}

/* The terminal shows what a program shows that began at this size. */
static void expect_right(struct term *t)
{
	struct term_options o = { 0 };
	term_size(t, &o.rows, &o.cols);
	struct term *other = stage_watch(machine, &o, STILL);
	term_expect_idle(t);
	expect_like(other, t);
	stage_quit(other);
}

/* Writes to the terminal as another program on it would. */
static void scribble(struct term *t, const char *text)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd/0", (int)term_pid(t));
	int tty = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	assert_true(tty >= 0);
	assert_int_equal(write(tty, text, strlen(text)), strlen(text));
	close(tty);
}

/* --- Sizes --- */

static void test_resize(void **state)
{
	(void)state;
	static const struct {
		int cols, rows;
	} sizes[] = { { 120, 40 }, { 40, 10 }, { 1, 1 },  { 2, 1 },     { 3, 3 },
		      { 80, 2 },   { 1, 40 },  { 20, 5 }, { 500, 200 }, { 80, 24 } };
	enum { SIZES = sizeof sizes / sizeof *sizes };
	const struct term_options o = { 0 };
	struct term *t = stage_watch(machine, &o, STILL), *other[SIZES];
	for (size_t i = 0; i < SIZES; i++) {
		const struct term_options size = { .rows = sizes[i].rows, .cols = sizes[i].cols };
		other[i] = stage_watch(machine, &size, STILL);
	}
	stage_expect_numbers(t);
	for (size_t i = 0; i < SIZES; i++) {
		term_resize(t, sizes[i].rows, sizes[i].cols);
		term_expect_idle(t);
		expect_like(other[i], t);
		stage_quit(other[i]);
	}
	stage_quit(t);
}

/* The size is the old one when the program learns of it; what was on the screen is gone. */
static void test_resize_and_back(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "");
	struct shot *before = take(t);
	scribble(t, "\033[2J");
	term_expect_idle(t);
	term_expect(t, !looks_like(t, before));
	term_signal(t, SIGWINCH);
	term_expect(t, term_wait(t, looks_like, before, TERM_PATIENCE));
	shot_free(before);
	stage_quit(t);
}

static unsigned dice(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed / 65536 % sides;
}

static void test_resize_storm(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "");
	unsigned seed = 1;
	for (int i = 0; i < 300; i++) {
		int high = 1 + (int)dice(&seed, i % 10 ? 60 : 200);
		int wide = 1 + (int)dice(&seed, i % 10 ? 150 : 500);
		term_resize(t, high, wide);
		if (i % 3 == 0)
			term_type(t, (char[]){ "0123456otTjklh+- \033?\f"[dice(&seed, 20)], '\0' });
		if (i % 7 == 0)
			term_pump(t);
	}
	term_resize(t, 33, 97);
	term_expect_idle(t);
	term_free(t); /* what the keys made of it is anybody's guess; that it lives is not */

	t = stage_numbers(machine, &o, "");
	for (int i = 0; i < 300; i++)
		term_resize(t, 1 + (int)dice(&seed, 60), 1 + (int)dice(&seed, 150));
	term_resize(t, 33, 97);
	expect_right(t);
	stage_quit(t);
}

/* A size that nobody has: it lives, and is itself again afterwards. */
static void test_resize_absurd(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 24, .cols = 80 };
	struct term *t = stage_numbers(machine, &o, "");
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd/0", (int)term_pid(t));
	int tty = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(tty >= 0);
	struct winsize size = { .ws_row = 65535, .ws_col = 65535 };
	ioctl(tty, TIOCSWINSZ, &size);
	term_expect_idle(t);
	term_expect(t, term_rss_peak(t) < 256 * 1024);
	size = (struct winsize){ 0 };
	ioctl(tty, TIOCSWINSZ, &size); /* a serial line: 80x24 by its description */
	expect_right(t);
	close(tty);
	stage_quit(t);
}

/* --- Other people's output --- */

static void test_repair(void **state)
{
	(void)state;
	static const char *const damage[] = {
		"\033[5;5Hkernel: something happened\r\nand more\r\n\n\n\n",
		"\033[2J",
		"\033[1;4;31;44mcolours left on\033[5;9r\033[4hand modes",
		"\033[?1049lthe other screen",
	};
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "");
	struct shot *before = take(t);
	for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
		scribble(t, damage[i]);
		term_expect_idle(t);
		term_expect(t, !looks_like(t, before));
		stage_key(t, "C-l");
		struct shot *after = take(t);
		term_expect(t, shot_same(before, after, 0));
		shot_free(after);
	}
	shot_free(before);
	stage_quit(t);
}

/* --- Stops --- */

static void test_stop(void **state)
{
	(void)state;
	const struct term_options o = { .job = true };
	struct term *t = stage_numbers(machine, &o, "");
	struct shot *before = take(t);
	struct termios during = term_termios(t);
	for (int i = 0; i < 3; i++) {
		if (i)
			term_signal(t, SIGTSTP);
		else
			term_key(t, "C-z");
		term_expect_stop(t);
		term_expect(t, stage_given_back(t, &fresh));
		term_expect(t, !looks_like(t, before));
		term_continue(t);
		term_expect(t, term_wait(t, looks_like, before, TERM_PATIENCE));
		term_expect_idle(t);
		struct termios again = term_termios(t);
		term_expect(t, term_termios_same(&during, &again));
		term_expect(t, term_alternate(t) && !term_cursor_visible(t));
	}
	stage_key(t, "Right");
	term_expect(t, !strncmp(term_line(t, 23), "cpu1 ", 5));
	shot_free(before);
	stage_quit(t);
}

/* Stopped without being asked; the shell then uses the terminal as its own. */
static void test_hard_stop(void **state)
{
	(void)state;
	const struct term_options o = { .job = true };
	struct term *t = stage_numbers(machine, &o, "");
	struct shot *before = take(t);
	struct termios during = term_termios(t);
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd/0", (int)term_pid(t));
	int tty = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	term_signal(t, SIGSTOP);
	term_expect_stop(t);
	tcsetattr(tty, TCSANOW, &fresh);
	scribble(t, "\033[?1049l\033[?25h$ fg\r\n");
	term_pump(t);
	term_continue(t);
	term_expect(t, term_wait(t, looks_like, before, TERM_PATIENCE));
	term_expect_idle(t);
	struct termios again = term_termios(t);
	term_expect(t, term_termios_same(&during, &again));
	term_expect(t, term_alternate(t) && !term_cursor_visible(t));
	term_key(t, "q");
	term_expect_exit(t, TERM_EXITED(0));
	term_expect(t, stage_given_back(t, &fresh));
	close(tty);
	shot_free(before);
	term_free(t);
}

/* --- Ends --- */

/* A shell that said something, became the program, and left no core behind. */
static struct term *start_after_shell(const struct term_options *o)
{
	char script[512];
	snprintf(script, sizeof script,
		 "ulimit -c 0; printf 'before\\n'; exec %s --sysroot %s " STILL,
		 stage_program("corewall"), stage_root(machine));
	char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
	struct term *t = term_start(o, argv);
	term_expect_text(t, "? help");
	term_expect_idle(t);
	return t;
}

static const struct end {
	int signal; /* 0: the key q */
	int status;
} ends[] = {
	{ 0, TERM_EXITED(0) },
	{ SIGINT, TERM_EXITED(0) },
	{ SIGTERM, TERM_EXITED(0) },
	{ SIGQUIT, TERM_EXITED(0) },
	{ SIGHUP, TERM_EXITED(1) },
	{ SIGSEGV, TERM_KILLED(SIGSEGV) },
	{ SIGABRT, TERM_KILLED(SIGABRT) },
	{ SIGBUS, TERM_KILLED(SIGBUS) },
	{ SIGFPE, TERM_KILLED(SIGFPE) },
	{ SIGILL, TERM_KILLED(SIGILL) },
};

static void end(struct term *t, const struct end *e)
{
	if (e->signal)
		term_signal(t, e->signal);
	else
		term_key(t, "q");
	term_expect_exit(t, e->status);
}

static void test_ends(void **state)
{
	(void)state;
	const struct term_options o = { .err = TERM_PIPE };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct term *t = start_after_shell(&o);
		term_expect(t, !stage_given_back(t, &fresh));
		end(t, &ends[i]);
		term_expect(t, stage_given_back(t, &fresh));
		term_expect(t, !strcmp(term_line(t, 0), "before"));
		term_expect(t, !strcmp(term_line(t, 1), ""));
		assert_string_equal(term_errors(t, NULL), "");
		term_free(t);
	}
}

#ifndef __SANITIZE_ADDRESS__
/* It may have what memory it has, and then the terminal becomes one that wants more. */
static void test_out_of_memory(void **state)
{
	(void)state;
	const struct rlimit none = { 0, 0 };
	const struct term_options o = { .err = TERM_PIPE };
	struct term *t = start_after_shell(&o);
	assert_int_equal(prlimit(term_pid(t), RLIMIT_AS, &none, NULL), 0);
	term_resize(t, 300, 500);
	term_expect_exit(t, TERM_EXITED(1));
	term_expect(t, stage_given_back(t, &fresh));
	assert_string_equal(term_errors(t, NULL), "corewall: out of memory\n");
	term_free(t);
}
#endif

/* The keys that the terminal itself turns into signals. */
static void test_end_keys(void **state)
{
	(void)state;
	static const char *const keys[] = { "C-c", "C-\\", "Q" };
	const struct term_options o = { 0 };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct term *t = start_after_shell(&o);
		term_type(t, i == 1 ? "\034" : i == 0 ? "\003" : "Q");
		term_expect_exit(t, TERM_EXITED(0));
		term_expect(t, stage_given_back(t, &fresh));
		term_free(t);
	}
}

/* Without a second screen the last frame stays, and the prompt comes below it. */
static void test_end_below(void **state)
{
	(void)state;
	static const char *const types[] = { "vt100", "linux" };
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const struct term_options o = { .type = types[i] };
		struct term *t = start_after_shell(&o);
		int row, col;
		stage_key(t, "p"); /* the last that is drawn is in the first row */
		term_key(t, "q");
		term_expect_exit(t, TERM_EXITED(0));
		term_cursor(t, &row, &col);
		term_expect(t, row == 23 && col == 0 && !strcmp(term_line(t, 23), ""));
		term_expect(t, strstr(term_line(t, 22), "? help") != NULL);
		term_expect(t, term_cursor_visible(t) && term_pen_plain(t));
		struct termios now = term_termios(t);
		term_expect(t, term_termios_same(&fresh, &now));
		term_free(t);
	}
}

static void test_iterations(void **state)
{
	(void)state;
	const struct term_options o = { .log = true };
	struct term *t = stage_watch(machine, &o, "-n 2 -d 0.05");
	term_expect_exit(t, TERM_EXITED(0));
	term_expect(t, stage_given_back(t, &fresh));
	term_expect(t, strstr(term_log(t, NULL), "100% cpu5") != NULL);
	term_free(t);
}

/* --- Lines that break --- */

static void expect_gone(const struct term_options *o, const char *key)
{
	struct term *t = stage_watch(machine, o, STILL);
	term_expect_text(t, "? help");
	if (key)
		stage_key(t, key);
	double before = term_cpu_time(t);
	term_hangup(t);
	int status = term_wait_exit(t, TERM_PATIENCE);
	term_expect(t, status == TERM_EXITED(1));
	term_expect(t, term_cpu_time(t) - before < 0.2);
	term_free(t);
}

static void test_hangup(void **state)
{
	(void)state;
	static const enum term_stream inputs[] = { TERM_TTY, TERM_PIPE, TERM_NULL, TERM_CLOSED };
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
		for (int ignored = 0; ignored < 2; ignored++) {
			const struct term_options o = { .in = inputs[i],
							.hangup_ignored = ignored };
			expect_gone(&o, NULL);
		}
	const struct term_options ignored = { .hangup_ignored = true };
	expect_gone(&ignored, "p"); /* nothing is due any more */
	expect_gone(&ignored, "?");
	const struct term_options job = { .job = true, .hangup_ignored = true };
	expect_gone(&job, NULL);
}

/* Keys come from the controlling terminal when standard input is something else. */
static void test_keys_beside_input(void **state)
{
	(void)state;
	static const enum term_stream inputs[] = { TERM_PIPE, TERM_NULL, TERM_CLOSED };
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		const struct term_options o = { .in = inputs[i] };
		struct term *t = stage_numbers(machine, &o, "");
		stage_key(t, "Right");
		term_expect(t, !strncmp(term_line(t, 23), "cpu1 ", 5));
		term_key(t, "q");
		term_expect_exit(t, TERM_EXITED(0));
		term_expect(t, stage_given_back(t, &fresh));
		term_free(t);
	}
}

/* --- Lines that stall --- */

/* Fills the line to a terminal that reads no more: whole frames, as many as it takes. */
static void fill_line(struct term *t)
{
	long long before, after = -1;
	term_stall(t);
	do {
		before = after;
		stage_key(t, "C-l");
		after = stage_io(t, "wchar:");
	} while (after != before);
}

/* What memory may grow by, in KiB: nothing but the address sanitizer keeps what was freed. */
#ifdef __SANITIZE_ADDRESS__
enum { GROWTH_MOST = 8192 };
#else
enum { GROWTH_MOST = 256 };
#endif

/* Counters go on being read; no frame is kept, none is tried in vain; the last one is right. */
static void expect_stall(const struct term_options *o, struct term *t, struct stage *s)
{
	term_expect_text(t, "max 0%");
	fill_line(t);
	long rss = term_rss(t);
	long long written = stage_io(t, "syscw:");
	stage_tell(s, "hot 9");
	stage_expect_samples(s, t, 5);
	/* Enough for a step in the histogram, which small changes leave as it is. */
	stage_tell(s, "hot 9,11,21-30");
	stage_expect_samples(s, t, 5);
	term_expect_idle(t);
	term_expect(t, stage_io(t, "syscw:") - written < 5);
	term_expect(t, term_rss(t) - rss < GROWTH_MOST);
	term_unstall(t);
	term_expect_text(t, "max 100% cpu9");
	struct term *other = stage_watch(s, o, "-d 0.05");
	term_expect_text(other, "hottest cpu9 100  cpu11 100  cpu21 100");
	/* On one that is idle: for how long the hottest is hot differs. */
	stage_key(t, "Home");
	stage_key(other, "Home");
	expect_like(t, other);
	stage_quit(other);
	stage_tell(s, "hot");
}

static void test_stall(void **state)
{
	(void)state;
	struct stage *s = stage_open("--cpus 255 --load idle --tick 0.05");
	for (int nonblocking = 0; nonblocking < 2; nonblocking++) {
		const struct term_options o = { .rows = 50,
						.cols = 200,
						.nonblocking = nonblocking };
		struct term *t = stage_watch(s, &o, "-d 0.05");
		expect_stall(&o, t, s);
		term_expect(t, term_nonblocking(t) == nonblocking);
		stage_quit(t);
	}
	stage_close(s);
}

/* After su the terminal is another user's, and cannot be opened by its name. */
static void test_stall_of_others(void **state)
{
	(void)state;
	if (geteuid() != 0 || access("/usr/bin/setpriv", X_OK) != 0)
		skip();
	struct stage *s = stage_open("--cpus 255 --load idle --tick 0.05");
	const struct term_options o = { .rows = 50, .cols = 200 };
	static const char *const nobody[] = { "setpriv", "--reuid=65534", "--clear-groups", NULL };
	struct term *t = stage_watch_by(s, &o, nobody, "-d 0.05");
	expect_stall(&o, t, s);
	stage_quit(t);
	stage_close(s);
}

/* The terminal is given back once it takes bytes again, if that is soon. */
static void test_end_stalled(void **state)
{
	(void)state;
	static const int signals[] = { SIGTERM, SIGHUP, SIGSEGV };
	static const int statuses[] = { TERM_EXITED(0), TERM_EXITED(1), TERM_KILLED(SIGSEGV) };
	const struct term_options o = { .rows = 50, .cols = 200 };
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct term *t = start_after_shell(&o);
		fill_line(t);
		term_signal(t, signals[i]);
		term_unstall(t);
		term_expect_exit(t, statuses[i]);
		term_expect(t, stage_given_back(t, &fresh));
		term_expect(t, !strcmp(term_line(t, 0), "before"));
		term_free(t);
	}
	/* And never: it ends all the same. */
	struct term *t = start_after_shell(&o);
	fill_line(t);
	term_signal(t, SIGTERM);
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_resize_and_back),
		cmocka_unit_test(test_resize_storm),
		cmocka_unit_test(test_resize_absurd),
		cmocka_unit_test(test_repair),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_hard_stop),
		cmocka_unit_test(test_ends),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(test_out_of_memory),
#endif
		cmocka_unit_test(test_end_keys),
		cmocka_unit_test(test_end_below),
		cmocka_unit_test(test_iterations),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_keys_beside_input),
		cmocka_unit_test(test_stall),
		cmocka_unit_test(test_stall_of_others),
		cmocka_unit_test(test_end_stalled),
	};
	return cmocka_run_group_tests_name("life", tests, open_machine, close_machine);
}
