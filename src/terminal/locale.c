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

/*
 * A locale that came along over ssh and is not installed here fails, and every one does where
 * there are no files of the C library; what its name says of the characters still holds.
 */
void locale_choose(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *name = NULL;
	if (setlocale(LC_CTYPE, "")) {
		utf8 = locale_writes_utf8();
		return;
	}
	for (size_t i = 0; i < 3 && (!name || !*name); i++)
		name = getenv(variable[i]);
	utf8 = name && name_is_utf8(name);
	if (utf8)
		setlocale(LC_CTYPE, "C.UTF-8");
}

bool locale_is_utf8(void)
{
	return utf8;
}

bool locale_writes_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}
