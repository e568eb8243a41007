/* terminal/background: what terminals answer, and what is no answer. */
#include "terminal/background.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct example {
	const char *text;
	enum background means;
};

static void answers_of_terminals(void **state)
{
	(void)state;
	static const struct example table[] = {
		{ "11;rgb:0000/0000/0000", BACKGROUND_DARK },
		{ "11;rgb:ffff/ffff/ffff", BACKGROUND_LIGHT },
		{ "11;rgb:fdfd/f6f6/e3e3", BACKGROUND_LIGHT }, /* Solarized */
		{ "11;rgb:0000/2b2b/3636", BACKGROUND_DARK },
		{ "11;rgb:f/f/f", BACKGROUND_LIGHT },
		{ "11;rgb:16/18/1d", BACKGROUND_DARK },
		{ "11;rgb:FFF/FFF/FFF", BACKGROUND_LIGHT },
		{ "11;rgba:ffff/ffff/ffff/8000", BACKGROUND_LIGHT },
		{ "11;rgba:0000/0000/0000/ffff", BACKGROUND_DARK },
		{ "11;rgb:0000/0000/ffff", BACKGROUND_DARK },
		{ "11;rgb:ffff/ffff/0000", BACKGROUND_LIGHT },
		{ "", BACKGROUND_UNKNOWN },
		{ "11;?", BACKGROUND_UNKNOWN },
		{ "11;rgb:", BACKGROUND_UNKNOWN },
		{ "11;rgb:ffff", BACKGROUND_UNKNOWN },
		{ "11;rgb:ffff/ffff/", BACKGROUND_UNKNOWN },
		{ "11;rgb:fffff/ffff/ffff", BACKGROUND_UNKNOWN },
		{ "11;rgb:xx/xx/xx", BACKGROUND_UNKNOWN },
		{ "11;rgb;ff/ff/ff", BACKGROUND_UNKNOWN },
		{ "10;rgb:ffff/ffff/ffff", BACKGROUND_UNKNOWN },
		{ "52;c;aGVsbG8=", BACKGROUND_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (background_of_answer(table[i].text) != table[i].means)
			fail_msg("%s", table[i].text);
}

static void values_of_colorfgbg(void **state)
{
	(void)state;
	static const struct example table[] = {
		{ "15;0", BACKGROUND_DARK },          { "0;15", BACKGROUND_LIGHT },
		{ "0;default;15", BACKGROUND_LIGHT }, { "7;8", BACKGROUND_DARK },
		{ "0;7", BACKGROUND_LIGHT },          { "default;default", BACKGROUND_UNKNOWN },
		{ "15", BACKGROUND_UNKNOWN },         { ";", BACKGROUND_UNKNOWN },
		{ "0;16", BACKGROUND_UNKNOWN },       { "0;-1", BACKGROUND_UNKNOWN },
		{ "0;15x", BACKGROUND_UNKNOWN },      { "0;150", BACKGROUND_UNKNOWN },
		{ "", BACKGROUND_UNKNOWN },           { NULL, BACKGROUND_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (background_of_colours(table[i].text) != table[i].means)
			fail_msg("%s", table[i].text ? table[i].text : "NULL");
}

static void only_those_who_understand_are_asked(void **state)
{
	(void)state;
	static const char *const asked[] = { "xterm",     "xterm-256color",  "tmux-256color",
					     "screen",    "screen-256color", "alacritty",
					     "foot",      "xterm-kitty",     "st-256color",
					     "vte-direct" };
	static const char *const left_alone[] = { "linux", "vt100", "vt220", "ansi",
						  "dumb",  "",      "stv52", "cons25" };
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		assert_true(background_can_ask(asked[i]));
	for (size_t i = 0; i < sizeof left_alone / sizeof left_alone[0]; i++)
		assert_false(background_can_ask(left_alone[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_of_terminals),
		cmocka_unit_test(values_of_colorfgbg),
		cmocka_unit_test(only_those_who_understand_are_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
