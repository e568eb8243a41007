/*
 * The command line. An input is the environment variable, a NUL, and the arguments with NULs
 * between them.
 */
#include "fuzz/fuzz.h"

#include "report/formats.h"
#include "app/options.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 40, WHY = 200 };

static char *next_string(struct fuzz_input *in)
{
	size_t n;
	char *text = fuzz_text(in, &n), *copy = strndup(text, n);
	free(text);
	return copy;
}

static void check_options(const struct options *o)
{
	FUZZ_CHECK(o->interval >= 0.05 && o->interval <= 3600);
	FUZZ_CHECK(o->iterations == -1 || o->iterations >= 1);
	FUZZ_CHECK(o->view < VIEWS && o->overflow < OVERFLOWS && o->order < ORDERS);
	FUZZ_CHECK(o->level <= LEVELS && (o->level == LEVELS || !o->range_size));
	FUZZ_CHECK(o->min >= 0 && o->min <= 100);
	FUZZ_CHECK(o->colour < WHENS && o->theme < THEMES);
	FUZZ_CHECK(!o->format || o->snapshot || format_find(o->format));
	FUZZ_CHECK(!o->snapshot || (o->snapshot_width >= 1 && o->snapshot_height >= 1));
	FUZZ_CHECK(o->snapshot_width <= 1000 && o->snapshot_height <= 1000);
	FUZZ_CHECK(o->sysroot && (!o->command || o->command[0]));
	FUZZ_CHECK(!o->command || (!o->batch && !o->snapshot && !o->replay));
}

FUZZ_TARGET(options)
{
	struct fuzz_input in = { bytes, bytes + n };
	struct options o;
	char name[] = "corewall", why[WHY] = "";
	char *environment = next_string(&in), *word[MOST_WORDS + 1] = { name }, *given[MOST_WORDS];
	int words = 1;
	while (in.at < in.end && words < MOST_WORDS) {
		word[words] = given[words] = next_string(&in);
		words++;
	}
	/* getopt_long() may put the words into another order. */
	if (options_parse(&o, NULL, environment, words, word, why, sizeof why) == PARSED_OK)
		check_options(&o);
	else
		FUZZ_CHECK(*why && memchr(why, 0, sizeof why) && !strchr(why, '\n'));
	options_free(&o);
	while (--words > 0)
		free(given[words]);
	free(environment);
}
