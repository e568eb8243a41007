/* show/terminals: the terminals known by heart against the database of terminfo. */
#include "terminal/terminals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <curses.h>
#include <term.h>

static const char *const strings[] = { "cup",   "clear", "sgr0",  "bold",  "dim",   "rev",
				       "smul",  "setaf", "setab", "op",    "smcup", "rmcup",
				       "smkx",  "rmkx",  "civis", "cnorm", "kcuu1", "kcud1",
				       "kcuf1", "kcub1", "kpp",   "knp",   "khome", "kend",
				       "kcbt",  "csr",   "rmir",  "kdch1", "hpa",   "rmul",
				       "ri" };
static const char *const flags[] = { "am", "xenl" };

enum { STRINGS = sizeof strings / sizeof strings[0], FLAGS = sizeof flags / sizeof flags[0] };

/* What the database says, without padding ($<5>), or "". */
static void database_string(const char *cap, char *out, size_t room)
{
	const char *s = tigetstr((char *)(uintptr_t)cap);
	size_t n = 0;
	if (!s || s == (char *)-1)
		s = "";
	for (; *s && n + 1 < room; s++) {
		if (s[0] == '$' && s[1] == '<')
			s = strchr(s, '>');
		else
			out[n++] = *s;
	}
	out[n] = '\0';
}

static void check_strings(const char *name, const struct known_terminal *t)
{
	for (size_t i = 0; i < STRINGS; i++) {
		char said[256];
		database_string(strings[i], said, sizeof said);
		if (strcmp(said, terminal_string(t, strings[i])) != 0)
			fail_msg("%s: %s differs from the database", name, strings[i]);
	}
}

static void check_numbers(const char *name, const struct known_terminal *t)
{
	if (tigetnum((char *)(uintptr_t) "colors") != terminal_number(t, "colors"))
		fail_msg("%s: colors differs from the database", name);
	for (size_t i = 0; i < FLAGS; i++)
		if ((tigetflag((char *)(uintptr_t)flags[i]) == 1) !=
		    (terminal_number(t, flags[i]) == 1))
			fail_msg("%s: %s differs from the database", name, flags[i]);
}

/* Not each is in every database: of those of ncurses itself at least some must be. */
static void agrees_with_the_database(void **state)
{
	(void)state;
	int compared = 0;
	for (size_t i = 0; terminal_name(i); i++) {
		const char *name = terminal_name(i);
		int error;
		if (setupterm((char *)(uintptr_t)name, 1, &error) != OK)
			continue;
		check_strings(name, terminal_find(name));
		check_numbers(name, terminal_find(name));
		del_curterm(cur_term);
		compared++;
	}
	assert_true(compared >= 8);
}

static bool is_listed(const char *name)
{
	size_t i = 0;
	while (i < STRINGS && strcmp(strings[i], name) != 0)
		i++;
	return i < STRINGS;
}

/* The capabilities that show/screen.c names are all in the list above, and so in the table. */
static void knows_all_that_is_asked(void **state)
{
	(void)state;
	char line[256], name[8];
	int error, found = 0;
	FILE *file = fopen("src/terminal/terminal.c", "r");
	assert_non_null(file);
	assert_int_equal(setupterm((char *)(uintptr_t) "xterm", 1, &error), OK);
	while (fgets(line, sizeof line, file))
		for (char *p = line; (p = strchr(p, '"')); p++)
			if (sscanf(p, "\"%7[a-z0-9]\"", name) == 1 &&
			    tigetstr(name) != (char *)-1) {
				found++;
				if (!is_listed(name))
					fail_msg("show/screen.c asks for %s", name);
			}
	del_curterm(cur_term);
	fclose(file);
	assert_true(found >= 20);
}

static void expect_name(const char *asked, const char *expected)
{
	const struct known_terminal *wanted = expected ? terminal_find(expected) : NULL;
	if (terminal_find(asked) != wanted)
		fail_msg("%s is not taken for %s", asked, expected ? expected : "unknown");
}

static void finds_names_and_variants(void **state)
{
	(void)state;
	for (size_t i = 0; terminal_name(i); i++)
		assert_non_null(terminal_find(terminal_name(i)));
	expect_name("xterm-ghostty", "xterm");
	expect_name("xterm-256color-italic", "xterm-256color");
	expect_name("screen.xterm-256color", "screen");
	expect_name("screen.linux-s", "screen");
	expect_name("vt100-w", "vt100");
	assert_ptr_not_equal(terminal_find("screen-256color"), terminal_find("screen"));
	expect_name("xterms", NULL);
	expect_name("xter", NULL);
	expect_name("dumb", NULL);
	expect_name("-", NULL);
	expect_name("-xterm", NULL);
	expect_name("", NULL);
}

static void tells_what_is_missing(void **state)
{
	(void)state;
	const struct known_terminal *vt100 = terminal_find("vt100"), *console = terminal_find("linux");
	assert_string_equal(terminal_string(vt100, "setaf"), "");
	assert_int_equal(terminal_number(vt100, "colors"), -1);
	assert_string_equal(terminal_string(console, "smcup"), "");
	assert_string_equal(terminal_string(console, "cu"), "");
	assert_string_equal(terminal_string(console, "nothing"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_database),
		cmocka_unit_test(knows_all_that_is_asked),
		cmocka_unit_test(finds_names_and_variants),
		cmocka_unit_test(tells_what_is_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
