/* The program on kinds of terminals and locales: what it draws, in which colours, and when. */
#include "screen/stage.h"

#include <stdlib.h>
#include <string.h>

static struct stage *machine;

static int open_machine(void **state)
{
	(void)state;
	machine = stage_open("--cpus 255 --load hot:5,77,254 --tick 0.02");
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	stage_close(machine);
	return 0;
}

/* Where cpu 5 and cpu 6 are at 80x24 in the view numbers: the last digit of their slots. */
enum { ROW_OF_5 = 5, COL_OF_5 = 28, COL_OF_6 = 32 };

static struct term_cell hot_cell(struct term *t)
{
	term_expect(t, !strcmp(term_part(t, ROW_OF_5, COL_OF_5 - 2, 3), "100"));
	return term_cell(t, ROW_OF_5, COL_OF_5);
}

static struct term_cell idle_cell(struct term *t)
{
	term_expect(t, !strcmp(term_part(t, ROW_OF_5, COL_OF_6 - 2, 3), "  0"));
	return term_cell(t, ROW_OF_5, COL_OF_6);
}

/* The largest index of a colour on the screen; -1 when all is the terminal's own. */
static int largest_colour(struct term *t)
{
	int rows, cols, most = TERM_DEFAULT;
	term_size(t, &rows, &cols);
	for (int i = 0; i < rows * cols; i++) {
		struct term_cell c = term_cell(t, i / cols, i % cols);
		term_expect(t, c.code == ' ' || c.fg == TERM_DEFAULT || c.fg != c.bg);
		most = c.fg > most ? c.fg : most;
		most = c.bg > most ? c.bg : most;
	}
	return most;
}

/* The hot one stands on a colour that no other cell but its like has, the idle one on none. */
static void expect_colours(struct term *t, int colours)
{
	struct term_cell hot = hot_cell(t);
	int rows, cols, alike = 0;
	term_expect(t, largest_colour(t) < colours);
	if (!colours) {
		term_expect(t, hot.reverse && !idle_cell(t).reverse);
		return;
	}
	term_expect(t, hot.bg != TERM_DEFAULT && hot.fg != TERM_DEFAULT && hot.fg != hot.bg);
	term_expect(t, idle_cell(t).bg == TERM_DEFAULT);
	if (colours == 256)
		term_expect(t, largest_colour(t) >= 16);
	term_size(t, &rows, &cols);
	for (int y = ROW_OF_5; y < rows - 2; y++) /* without the legend */
		for (int x = 0; x < cols; x++)
			alike += term_cell(t, y, x).bg == hot.bg;
	term_expect(t, alike == 3 * 4); /* three hot cpus, four columns each */
}

static void expect_ascii(struct term *t)
{
	size_t size;
	const char *log = term_log(t, &size);
	term_expect(t, stage_is_ascii(t));
	for (size_t i = 0; i < size; i++)
		term_expect(t, (unsigned char)log[i] < 0x80);
}

/* Blocks of eighths, or on the Linux console only what its fonts have. */
static void expect_blocks(struct term *t, bool console)
{
	static const uint32_t console_has[] = { 0xb7,   0x2502, 0x2580, 0x2584,
						0x2588, 0x2591, 0x2592, 0x2593 };
	enum { HAS = sizeof console_has / sizeof *console_has };
	int rows, cols, beyond = 0;
	term_size(t, &rows, &cols);
	for (int i = 0; i < rows * cols; i++) {
		uint32_t code = term_cell(t, i / cols, i % cols).code, k = 0;
		beyond += code >= 0x80;
		while (console && code >= 0x80 && k < HAS && console_has[k] != code)
			k++;
		term_expect(t, k < HAS);
	}
	term_expect(t, beyond > 0);
}

/* --- Kinds of terminals --- */

static const struct kind {
	const char *type;
	int colours;
	bool blocks, alternate;
} kinds[] = {
	{ "xterm-256color", 256, true, true }, { "xterm", 8, true, true },
	{ "screen", 8, true, true },           { "tmux-256color", 256, true, true },
	{ "linux", 8, true, false },           { "vt100", 0, false, false },
};

static void expect_kind(const struct kind *k, const char *locale)
{
	const struct term_options o = { .type = k->type, .locale = locale, .log = true };
	struct term *t = stage_numbers(machine, &o, "");
	term_expect(t, term_alternate(t) == k->alternate);
	expect_colours(t, k->colours);
	if (k->blocks && strcmp(locale, "C") != 0)
		expect_blocks(t, !strcmp(k->type, "linux"));
	else
		expect_ascii(t);
	term_key(t, "q");
	term_expect_exit(t, TERM_EXITED(0));
	term_expect(t, !term_alternate(t) && term_cursor_visible(t) && term_pen_plain(t));
	term_free(t);
}

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		expect_kind(&kinds[i], "C.UTF-8");
		expect_kind(&kinds[i], "C");
	}
}

/* The same words on all of them: what differs is glyphs, colours and nothing else. */
static void test_same_numbers(void **state)
{
	(void)state;
	const struct term_options vt100 = { .type = "vt100", .locale = "C" };
	const struct term_options xterm = { 0 };
	struct term *a = stage_numbers(machine, &xterm, ""),
		    *b = stage_numbers(machine, &vt100, "");
	for (int y = ROW_OF_5 - 1; y < 20; y++)
		term_expect(b, !strcmp(term_line(a, y), term_line(b, y)));
	stage_quit(a);
	stage_quit(b);
}

/* No message on the screen's side, one on standard error, and the terminal as it was. */
static void expect_refusal(const char *type, const char *message)
{
	const struct term_options o = { .type = type, .err = TERM_PIPE };
	struct term *t = stage_watch(machine, &o, "");
	term_expect_exit(t, TERM_EXITED(1));
	term_expect(t, term_count(t) == 0);
	if (strcmp(term_errors(t, NULL), message) != 0)
		fprintf(stderr, "%s", term_errors(t, NULL));
	assert_string_equal(term_errors(t, NULL), message);
	term_free(t);
}

static void test_refused(void **state)
{
	(void)state;
	expect_refusal("dumb", "corewall: cannot use this terminal: terminal 'dumb' cannot move "
			       "its cursor: use --once or --batch for plain text\n");
	expect_refusal("no-such-thing",
		       "corewall: cannot use this terminal: terminal 'no-such-thing' is not known "
		       "here: try TERM=xterm or TERM=vt100\n");
	expect_refusal("bad\033name",
		       "corewall: cannot use this terminal: terminal 'bad?name' is not known "
		       "here: try TERM=xterm or TERM=vt100\n");
	expect_refusal("", "corewall: cannot use this terminal: TERM is not set: try TERM=vt100, "
			   "or --once for plain text\n");
}

/* A locale that was sent over ssh and is not installed here still says UTF-8. */
static void test_locales(void **state)
{
	(void)state;
	static const struct {
		const char *locale;
		bool blocks;
	} table[] = {
		{ "xx_YY.UTF-8", true },
		{ "xx_YY.utf8", true },
		{ "xx_YY.ISO-8859-1", false },
		{ "POSIX", false },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct term_options o = { .locale = table[i].locale, .log = true };
		struct term *t = stage_numbers(machine, &o, "");
		if (table[i].blocks)
			expect_blocks(t, false);
		else
			expect_ascii(t);
		stage_quit(t);
	}
}

/* --- Colours and themes --- */

static void expect_choice(const char *variable, const char *arguments, int colours)
{
	const char *const environment[] = { variable, NULL };
	const struct term_options o = { .environment = environment };
	struct term *t = stage_numbers(machine, &o, arguments);
	expect_colours(t, colours);
	stage_quit(t);
}

static void test_colour_choice(void **state)
{
	(void)state;
	expect_choice("NO_COLOR=1", "", 0);
	expect_choice("NO_COLOR=", "", 256);
	expect_choice("NO_COLOR=1", "--color always", 256);
	expect_choice("NO_COLOR=1", "--color auto", 0);
	expect_choice("A=B", "--color never", 0);
	expect_choice("A=B", "--theme mono", 0);
}

static void test_themes(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *usual = stage_numbers(machine, &o, "--theme default");
	struct term *safe = stage_numbers(machine, &o, "--theme safe");
	expect_colours(safe, 256);
	assert_int_not_equal(hot_cell(usual).bg, hot_cell(safe).bg);
	for (int y = 1; y < 24; y++)
		assert_string_equal(term_line(usual, y), term_line(safe, y));
	stage_quit(usual);
	stage_quit(safe);
}

static void test_ascii(void **state)
{
	(void)state;
	const struct term_options o = { .log = true };
	struct term *t = stage_numbers(machine, &o, "--ascii");
	expect_ascii(t);
	expect_colours(t, 256);
	for (const char *view = "123456789"; *view; view++) {
		stage_key(t, (char[]){ *view, '\0' });
		expect_ascii(t);
	}
	stage_key(t, "?");
	expect_ascii(t);
	stage_key(t, "q");
	stage_quit(t);
}

/* Whatever the shell left on, nothing of it gets on the wall. */
static void test_dirty_terminal(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	char script[512];
	snprintf(script, sizeof script,
		 "printf '\\033[1;3;4;9;31;44mprompt\\033[5;7r\\033[4h'; "
		 "exec %s --sysroot %s " STILL,
		 stage_program("corewall"), stage_root(machine));
	char *argv[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", script, NULL };
	struct term *dirty = term_start(&o, argv), *clean = stage_numbers(machine, &o, "");
	stage_expect_numbers(dirty);
	struct shot *a = shot_take(clean), *b = shot_take(dirty);
	assert_true(shot_same(a, b, 1));
	shot_free(a);
	shot_free(b);
	stage_quit(dirty);
	stage_quit(clean);
}

/* --- The first frame --- */

/* A whole frame of dashes comes before any number, and the numbers do not wait for the interval. */
static void test_first_frames(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_watch(machine, &o, STILL);
	term_gulp(t, 16);
	term_expect_text(t, "max \xe2\x80\x93");
	term_expect(t, strstr(term_screen(t), "100% cpu5") == NULL);
	term_expect_text(t, "? help");
	term_expect(t, strstr(term_screen(t), "100% cpu5") == NULL);
	term_expect_text(t, "100% cpu5");
	term_gulp(t, 0);
	stage_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),         cmocka_unit_test(test_same_numbers),
		cmocka_unit_test(test_refused),       cmocka_unit_test(test_locales),
		cmocka_unit_test(test_colour_choice), cmocka_unit_test(test_themes),
		cmocka_unit_test(test_ascii),         cmocka_unit_test(test_dirty_terminal),
		cmocka_unit_test(test_first_frames),
	};
	return cmocka_run_group_tests_name("terms", tests, open_machine, close_machine);
}
