/* terminal/fallback_terminfo: names, and the entries beside those of the database. */
#include "terminal/fallback_terminfo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <curses.h>
#include <term.h>

static const char *const names[] = {
	"xterm",     "xterm-256color", "screen", "screen-256color",
	"tmux",      "tmux-256color",  "linux",  "vt100",
	"vt220",     "ansi",           "foot",   "rxvt-unicode-256color",
	"alacritty", "xterm-kitty"
};

enum { NAMES = sizeof names / sizeof *names };

/* Keys beyond F12 and with modifiers, which our entries leave out. */
static bool is_left_out(const char *name)
{
	return name[0] == 'k' && ((name[1] >= 'A' && name[1] <= 'Z') ||
				  (name[1] == 'f' && strtol(name + 2, NULL, 10) > 12));
}

/* What the entry in use says of all capabilities, as text. AX ncurses looks for besides. */
static char *describe(void)
{
	static char text[2][1 << 16];
	static int turn;
	char *to = text[turn ^= 1];
	size_t n = (size_t)sprintf(to, "AX=%d\n", tigetflag("AX"));
	/* From OT on they are termcap's. */
	for (int i = 0; boolnames[i] && strncmp(boolnames[i], "OT", 2) != 0; i++)
		n += (size_t)sprintf(to + n, "%s=%d\n", boolnames[i], tigetflag(boolnames[i]));
	for (int i = 0; numnames[i] && strncmp(numnames[i], "OT", 2) != 0; i++)
		n += (size_t)sprintf(to + n, "%s=%d\n", numnames[i], tigetnum(numnames[i]));
	for (int i = 0; strnames[i] && strncmp(strnames[i], "OT", 2) != 0; i++) {
		const char *s = tigetstr(strnames[i]);
		if (!is_left_out(strnames[i]))
			n += (size_t)sprintf(to + n, "%s=%s\n", strnames[i],
					     s && s != (char *)-1 ? s : "");
	}
	return to;
}

static void load(const char *name, const char *terminfo)
{
	int error;
	if (terminfo)
		setenv("TERMINFO", terminfo, 1);
	int status = setupterm(name, 1, &error);
	unsetenv("TERMINFO");
	if (status != OK)
		fail_msg("%s: no entry", name);
}

static void expect_alike(const char *name, const char *ours, const char *theirs)
{
	size_t n = 0, line = 0;
	for (; ours[n] && ours[n] == theirs[n]; n++)
		if (ours[n] == '\n')
			line = n + 1;
	if (ours[n] != theirs[n])
		fail_msg("%s: %.20s", name, ours + line);
}

static void agrees_with_the_database(void **state)
{
	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		int error;
		const struct fallback_entry *entry = fallback_find(names[i]);
		assert_string_equal(entry->name, names[i]);
		load(entry->name, entry->terminfo);
		char *ours = describe();
		del_curterm(cur_term);
		/* Those of their authors alone stand in for others, and are not compared. */
		if (i >= 10 || setupterm(names[i], 1, &error) != OK)
			continue;
		expect_alike(names[i], ours, describe());
		del_curterm(cur_term);
	}
}

static void expect_name(const char *asked, const char *expected)
{
	const struct fallback_entry *entry = fallback_find(asked);
	if (expected ? !entry || strcmp(entry->name, expected) != 0 : entry != NULL)
		fail_msg("%s is not taken for %s", asked, expected ? expected : "unknown");
}

static void finds_names_and_variants(void **state)
{
	(void)state;
	expect_name("xterm-ghostty", "xterm");
	expect_name("xterm-256color-italic", "xterm-256color");
	expect_name("foot-extra", "foot");
	expect_name("screen.xterm-256color", "screen");
	expect_name("screen.linux-s", "screen");
	expect_name("vt100-w", "vt100");
	expect_name("xterms", NULL);
	expect_name("xter", NULL);
	expect_name("dumb", NULL);
	expect_name("-", NULL);
	expect_name("-xterm", NULL);
	expect_name("", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_database),
		cmocka_unit_test(finds_names_and_variants),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
