/* Filters. Invariant: below[] has an entry for each of the rows of `cpus`. */
#include "wall/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cpu stays for so many samples below the minimum. */
enum { PATIENCE = 3 };

void filter_free(struct filter *f)
{
	cpulist_free(&f->cpus);
	f->min = 0;
}

void filter_memory_free(struct filter_memory *f)
{
	cpu_rows_free(&f->cpus);
	free(f->below);
	*f = (struct filter_memory){ 0 };
}

void filter_follow(struct filter_memory *f, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&f->cpus, u->cpu, u->rows);
	if (!from)
		return;
	f->below = cpu_rows_carry(f->below, from, u->rows, sizeof *f->below, PATIENCE);
	free(from);
}

bool filter_update(struct filter_memory *f, const struct filter *filter, const struct usage *u)
{
	bool changed = false;
	filter_follow(f, u);
	for (size_t i = 0; i < u->rows; i++) {
		bool passed = f->below[i] < PATIENCE;
		if (u->state[i] == USAGE_OK && (double)u->busy[i] >= filter->min)
			f->below[i] = 0;
		else if (passed)
			f->below[i]++;
		changed |= passed != (f->below[i] < PATIENCE);
	}
	return changed;
}

bool filter_passes(const struct filter_memory *f, const struct filter *filter,
		   const struct usage *u, size_t row)
{
	if (filter->cpus.count && !cpulist_has(&filter->cpus, u->cpu[row]))
		return false;
	return filter->min <= 0 || f->below[row] < PATIENCE;
}

/* ">=50", ">50" or "50%". */
static bool read_minimum(const char *word, double *out)
{
	const char *digits = word;
	if (*digits == '>')
		digits++;
	if (*digits == '=' && digits > word)
		digits++;
	char *end;
	double n = strtod(digits, &end);
	bool percent = *end == '%';
	if (!isdigit((unsigned char)*digits) || end[percent] || (digits == word && !percent) ||
	    !(n <= 100))
		return false;
	*out = n;
	return true;
}

static bool read_list(const char *word, struct cpulist *out)
{
	struct cpulist list = { 0 };
	bool valid = cpulist_parse(&list, word, strlen(word)) && list.count;
	for (size_t i = 0; valid && i < list.count; i++)
		cpulist_add(out, list.range[i].first, list.range[i].last);
	cpulist_free(&list);
	return valid;
}

/*
 * The next word of the text, ended in place; NULL after the last one. ">= 50" is one word. *at
 * moves behind it.
 */
static char *next_word(char **at)
{
	char *word = *at + strspn(*at, " \t"), *to = word, *from = word;
	bool sign = true;
	if (!*word)
		return NULL;
	for (; *from && (sign || (*from != ' ' && *from != '\t')); from++) {
		if (*from == ' ' || *from == '\t')
			continue;
		sign = *from == '>' || *from == '=';
		*to++ = *from;
	}
	*at = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

enum { TEXT_ROOM = 64 };

bool filter_parse(const char *text, struct filter *out, char *why, size_t room)
{
	char words[TEXT_ROOM], *at = words, *word;
	snprintf(words, sizeof words, "%s", text);
	*out = (struct filter){ 0 };
	while ((word = next_word(&at))) {
		if (read_minimum(word, &out->min) || read_list(word, &out->cpus))
			continue;
		snprintf(why, room, "%.16s? such as 0-63,128 >=50", word);
		filter_free(out);
		return false;
	}
	return true;
}
