/* Parses what is known of the background. Invariant: malformed text means unknown. */
#include "terminal/background.h"

#include "terminal/locale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool background_can_ask(const char *term)
{
	/* The Linux console prints what follows some of these commands (console_codes(4)). */
	return strncmp(term, "linux", 5) != 0 &&
	       (locale_terminal_is_utf8(term) || !strncmp(term, "screen", 6));
}

/* Reads one to four hexadecimal digits as a share of the largest such number. */
static bool read_share(const char **at, double *share)
{
	static const double most[] = { 0, 0xf, 0xff, 0xfff, 0xffff };
	size_t n = strspn(*at, "0123456789abcdefABCDEF");
	if (n < 1 || n > 4)
		return false;
	*share = (double)strtoul(*at, NULL, 16) / most[n];
	*at += n;
	return true;
}

/* XParseColor(3): "rgb:R/G/B", and "rgba:R/G/B/A" as some terminals have it. */
enum background background_of_answer(const char *text)
{
	double share[3];
	if (strncmp(text, "11;rgb", 6) != 0)
		return BACKGROUND_UNKNOWN;
	text += 6;
	text += *text == 'a';
	for (int i = 0; i < 3; i++)
		if (*text++ != (i ? '/' : ':') || !read_share(&text, &share[i]))
			return BACKGROUND_UNKNOWN;
	/* Brightness as television had it (ITU-R BT.601): black and white text meet at one half. */
	double brightness = 0.299 * share[0] + 0.587 * share[1] + 0.114 * share[2];
	return brightness > 0.5 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

/* The last number is the background, of the 16 colours; 7 and those from 9 on are light. */
enum background background_of_colours(const char *colorfgbg)
{
	const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
	int colour;
	char more;
	if (!last || sscanf(last, ";%2d%c", &colour, &more) != 1 || colour < 0 || colour > 15)
		return BACKGROUND_UNKNOWN;
	return colour == 7 || colour > 8 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}
