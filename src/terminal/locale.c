/*
 * The locale. Only its characters matter here: numbers and times are written the same everywhere.
 */
#include "terminal/locale.h"

#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool utf8;

/* By the name alone: language_TERRITORY.codeset@modifier (POSIX, 8.2). */
static bool name_is_utf8(const char *name)
{
	const char *codeset = strchr(name, '.');
	size_t n = codeset ? strcspn(++codeset, "@") : 0;
	return (n == 5 && !strncasecmp(codeset, "UTF-8", n)) ||
	       (n == 4 && !strncasecmp(codeset, "UTF8", n));
}

/* The first of the variables that is set (POSIX, 8.2); NULL when none is. */
static const char *name_of_locale(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	for (size_t i = 0; i < sizeof variable / sizeof variable[0]; i++) {
		const char *name = getenv(variable[i]);
		if (name && *name)
			return name;
	}
	return NULL;
}

/*
 * setlocale() fails if the locale came over ssh and is not installed here, and always if the C
 * library's files are missing. The locale's name still tells the character set.
 */
void locale_choose(void)
{
	const char *name = name_of_locale();
	if (setlocale(LC_CTYPE, "")) {
		utf8 = locale_writes_utf8();
		return;
	}
	if (name && name_is_utf8(name))
		locale_force_utf8();
}

void locale_force_utf8(void)
{
	utf8 = true;
	if (!locale_writes_utf8())
		setlocale(LC_CTYPE, "C.UTF-8");
}

bool locale_is_unset(void)
{
	return !name_of_locale();
}

/* Matches a known name, alone or before the '-', '+' or '.' that begins a variant. */
bool locale_terminal_is_utf8(const char *term)
{
	static const char *const known[] = { "xterm",   "tmux",    "alacritty",    "foot",
					     "kitty",   "vte",     "gnome",        "konsole",
					     "wezterm", "ghostty", "rxvt-unicode", "st",
					     "contour", "mintty",  "iterm2",       "linux" };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t n = strlen(known[i]);
		if (!strncmp(term, known[i], n) && (!term[n] || strchr("-+.", term[n])))
			return true;
	}
	return false;
}

bool locale_is_utf8(void)
{
	return utf8;
}

bool locale_writes_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}
