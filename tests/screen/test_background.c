/*
 * What corewall finds out about the terminal by itself: whether its background is light, by the
 * answer to a question, and whether it reads UTF-8 where no locale is set.
 */
#include "canvas/theme.h"
#include "screen/stage.h"

#include <string.h>

#define LIGHT "\033]11;rgb:ffff/ffff/ffff"
#define DARK  "\033]11;rgb:1616/1818/1d1d"

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

/* Whether a hot cpu has the colours of `default` on a light background, or on a dark one. */
static bool has_background(struct term *t, void *light)
{
	int row, col;
	struct palette p;
	palette_make(&p, THEME_DEFAULT, *(bool *)light, 256);
	if (!term_find(t, "0 100 ", &row, &col))
		return false;
	return term_cell(t, row, col + 2).bg == p.ground[GROUND_HEAT + HEATS - 1].bg;
}

static void expect_background(struct term *t, bool light)
{
	term_expect(t, term_wait(t, has_background, &light, TERM_PATIENCE));
}

static const struct term_options logged = { .log = true };

static void the_answer_chooses(void **state)
{
	(void)state;
	struct term *t = stage_numbers(machine, &logged, "-v numbers");
	term_expect(t, strstr(term_log(t, NULL), "\033]11;?\033\\"));
	expect_background(t, false);
	term_type(t, LIGHT "\033\\");
	expect_background(t, true);
	term_type(t, DARK "\007");
	expect_background(t, false);
	/* What says nothing changes nothing. */
	term_type(t, LIGHT "\007\033]11;?\007\033]52;c;aGk=\033\\\033]11;rgb:0/0/\033\\");
	expect_background(t, true);
	stage_quit(t);
}

/* Keys before, behind and between answers are all there. */
static void answers_swallow_no_keys(void **state)
{
	(void)state;
	struct term *t = stage_numbers(machine, &logged, "");
	term_type(t, "/2" LIGHT "\033\\3" DARK "\007" LIGHT "\007"
		     "1\r");
	expect_background(t, true);
	term_expect(t, term_wait_text(t, "cpu231", TERM_PATIENCE));
	term_type(t, DARK "\033\\4");
	term_expect(t, term_wait_text(t, "blocks", TERM_PATIENCE));
	term_type(t, "3");
	expect_background(t, false);
	stage_quit(t);
}

/* An answer that comes while corewall ends is not left to the shell. */
static void a_late_answer_is_read(void **state)
{
	(void)state;
	struct term *t = stage_watch(machine, &logged, "-n 1 -d 0.05");
	term_expect(t, term_wait_text(t, "? help", TERM_PATIENCE));
	term_type(t, "q" DARK "\033\\");
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

static void the_environment_is_next(void **state)
{
	(void)state;
	const char *const environment[] = { "COLORFGBG=0;15", NULL };
	const struct term_options o = { .environment = environment };
	struct term *t = stage_numbers(machine, &o, "-v numbers");
	expect_background(t, true);
	term_type(t, DARK "\033\\");
	expect_background(t, false);
	stage_quit(t);
}

static void only_some_are_asked(void **state)
{
	(void)state;
	static const char *const type[] = { "linux", "vt100", "vt220", "ansi" };
	for (size_t i = 0; i < sizeof type / sizeof type[0]; i++) {
		const struct term_options o = { .type = type[i], .log = true };
		struct term *t = stage_numbers(machine, &o, "");
		term_expect(t, !strstr(term_log(t, NULL), "\033]11"));
		stage_quit(t);
	}
}

static void without_a_locale_the_terminal_counts(void **state)
{
	(void)state;
	static const struct {
		const char *type, *arguments;
		bool ascii, hint;
	} table[] = {
		{ "xterm-256color", "", false, true }, { "tmux-256color", "", false, true },
		{ "xterm", "--utf8", false, false },   { "xterm", "--ascii", true, false },
		{ "vt100", "", true, false },          { "screen", "", true, false },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct term_options o = { .type = table[i].type, .locale = "", .log = true };
		struct term *t = stage_numbers(machine, &o, table[i].arguments);
		term_expect(t, stage_is_ascii(t) == table[i].ascii);
		term_expect(t, !strstr(term_log(t, NULL), "no locale set") == !table[i].hint);
		stage_key(t, "a");
		term_expect(t, stage_is_ascii(t) != (table[i].ascii && *table[i].arguments));
		stage_quit(t);
	}
}

/* What was set is believed, unless an option says otherwise. */
static void a_locale_that_is_set_counts(void **state)
{
	(void)state;
	const struct term_options c = { .locale = "C" };
	struct term *t = stage_numbers(machine, &c, "");
	term_expect(t, stage_is_ascii(t));
	stage_quit(t);
	t = stage_numbers(machine, &c, "--utf8");
	term_expect(t, !stage_is_ascii(t));
	stage_quit(t);
	t = stage_numbers(machine, &logged, "--ascii");
	term_expect(t, stage_is_ascii(t));
	stage_key(t, "a");
	term_expect(t, !stage_is_ascii(t));
	stage_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_chooses),
		cmocka_unit_test(answers_swallow_no_keys),
		cmocka_unit_test(a_late_answer_is_read),
		cmocka_unit_test(the_environment_is_next),
		cmocka_unit_test(only_some_are_asked),
		cmocka_unit_test(without_a_locale_the_terminal_counts),
		cmocka_unit_test(a_locale_that_is_set_counts),
	};
	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
