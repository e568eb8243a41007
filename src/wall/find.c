/* Meanings of typed words. */
#include "wall/find.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Without blanks and in small letters. */
static void normalise(const char *text, char *out, size_t room)
{
	size_t n = 0;
	for (; *text && n + 1 < room; text++)
		if (!isspace((unsigned char)*text))
			out[n++] = (char)tolower((unsigned char)*text);
	out[n] = '\0';
}

/* How well the word names the group: 0 not, 1 its beginning, 2 all of it. */
static int match(const char *word, const char *name)
{
	char normal[32];
	normalise(name, normal, sizeof normal);
	if (strncmp(normal, word, strlen(word)))
		return 0;
	return strlen(normal) == strlen(word) ? 2 : 1;
}

static bool find_group(const struct machine *m, const char *word, struct target *out)
{
	int best = 0;
	for (unsigned l = LEVEL_ALL + 1; l < LEVELS && best < 2; l++) {
		const struct topology_level *level = &m->topology.level[l];
		for (size_t i = 0; i < level->count && best < 2; i++) {
			char name[32];
			snprintf(name, sizeof name, level_table[l].format, level->set[i].id);
			int how = match(word, name);
			if (how <= best)
				continue;
			best = how;
			out->is_group = true;
			out->cpu = level->set[i].cpus.range[0].first;
			memcpy(out->name, name, sizeof name);
		}
	}
	return best > 0;
}

/* The first cpu of the list that the machine has. */
static bool find_listed(const struct machine *m, const struct cpulist *list, struct target *out)
{
	for (size_t i = 0; i < m->usage.rows; i++) {
		if (!cpulist_has(list, m->usage.cpu[i]))
			continue;
		*out = (struct target){ .cpu = m->usage.cpu[i] };
		return true;
	}
	return false;
}

bool find_target(const struct machine *m, const char *text, struct target *out, char *why,
		 size_t room)
{
	char word[PROMPT_ROOM];
	struct cpulist list = { 0 };
	*out = (struct target){ 0 };
	normalise(text, word, sizeof word);
	const char *ids = strncmp(word, "cpu", 3) ? word : word + 3;
	bool listed = cpulist_parse(&list, ids, strlen(ids)) && list.count;
	bool found = listed ? find_listed(m, &list, out) : word[0] && find_group(m, word, out);
	cpulist_free(&list);
	if (found)
		return true;
	if (listed)
		snprintf(why, room, "no cpu %.24s here", ids);
	else
		snprintf(why, room, "no group %.24s here", word);
	return false;
}

/* ">=50", ">50" or "50%". */
static bool read_threshold(const char *word, double *out)
{
	const char *digits = word;
	if (*digits == '>')
		digits++;
	if (*digits == '=' && digits > word)
		digits++;
	char *end;
	double n = strtod(digits, &end);
	bool percent = *end == '%';
	if (end == digits || end[percent] || (digits == word && !percent) || n < 0 || n > 100)
		return false;
	*out = n;
	return true;
}

bool find_filter(const char *text, struct cpulist *only, double *min, char *why, size_t room)
{
	char words[PROMPT_ROOM];
	struct cpulist list = { 0 };
	bool well = true;
	snprintf(words, sizeof words, "%s", text);
	cpulist_clear(only);
	*min = 0;
	char *rest = NULL;
	for (char *word = strtok_r(words, " \t", &rest); word && well;
	     word = strtok_r(NULL, " \t", &rest)) {
		if (read_threshold(word, min))
			continue;
		well = cpulist_parse(&list, word, strlen(word)) && list.count;
		for (size_t i = 0; well && i < list.count; i++)
			cpulist_add(only, list.range[i].first, list.range[i].last);
		if (!well)
			snprintf(why, room, "%.24s: a list such as 0-63,128 or >=50", word);
	}
	cpulist_free(&list);
	return well;
}
