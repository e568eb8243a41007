/* Filters. Invariant: outside[] has an entry for each of the rows of `cpus`. */
#include "wall/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cpu is hidden when this many samples in a row are outside the loads. */
enum { PATIENCE = 3 };

void filter_free(struct filter *f)
{
	cpulist_free(&f->cpus);
	f->min = f->below = 0;
}

void filter_memory_free(struct filter_memory *f)
{
	cpu_rows_free(&f->cpus);
	free(f->outside);
	*f = (struct filter_memory){ 0 };
}

void filter_follow(struct filter_memory *f, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&f->cpus, u->cpu, u->rows);
	if (!from)
		return;
	f->outside = cpu_rows_carry(f->outside, from, u->rows, sizeof *f->outside, PATIENCE);
	free(from);
}

bool filter_is_of_loads(const struct filter *f)
{
	return f->min > 0 || f->below > 0;
}

bool filter_is_set(const struct filter *f)
{
	return f->cpus.count || filter_is_of_loads(f);
}

static bool is_within(const struct filter *f, double percent)
{
	return percent >= f->min && (f->below <= 0 || percent < f->below);
}

bool filter_update(struct filter_memory *f, const struct filter *filter, const struct usage *u,
		   const struct smooth *s)
{
	bool changed = false;
	filter_follow(f, u);
	for (size_t i = 0; i < u->rows; i++) {
		bool passed = f->outside[i] < PATIENCE;
		if (u->state[i] == USAGE_OK && is_within(filter, s->number[i]))
			f->outside[i] = 0;
		else if (passed)
			f->outside[i]++;
		changed |= passed != (f->outside[i] < PATIENCE);
	}
	return changed;
}

bool filter_passes(const struct filter_memory *f, const struct filter *filter,
		   const struct usage *u, size_t row)
{
	if (filter->cpus.count && !cpulist_has(&filter->cpus, u->cpu[row]))
		return false;
	return !filter_is_of_loads(filter) || f->outside[row] < PATIENCE;
}

/* A percentage with or without its sign; false when there is none. Moves *at past it. */
static bool read_percent(const char **at, double *out, bool *sign)
{
	char *end;
	if (!isdigit((unsigned char)**at))
		return false;
	*out = strtod(*at, &end);
	*sign = *end == '%';
	*at = end + *sign;
	return *out <= 100;
}

/* The next whole number; from 100 on 0, which means no bound. */
static double above(double percent)
{
	return percent < 100 ? (int)percent + 1 : 0;
}

/* ">=50", ">50", "<=50", "<10". Loads are whole numbers: above 50 is 51 and more. */
static bool read_bound(const char *word, struct filter *f)
{
	char than = *word++;
	bool equal = *word == '=', sign;
	double n;
	if (than != '>' && than != '<')
		return false;
	word += equal;
	if (!read_percent(&word, &n, &sign) || *word)
		return false;
	if (than == '>') {
		f->min = equal ? n : (int)n + 1;
		return f->min <= 100;
	}
	f->below = equal ? above(n) : n;
	return equal || n > 0;
}

/* "50%": at least that; "10-50%": from 10 to 50. */
static bool read_range(const char *word, struct filter *f)
{
	double low, high;
	bool sign;
	if (!read_percent(&word, &low, &sign))
		return false;
	if (sign && !*word) {
		f->min = low;
		return true;
	}
	if (*word++ != '-' || !read_percent(&word, &high, &sign) || !sign || *word || low > high)
		return false;
	f->min = low;
	f->below = above(high);
	return true;
}

static bool read_list(const struct hosts *hosts, const char *word, struct cpulist *out)
{
	struct cpulist list = { 0 };
	bool valid = cpu_name_parse(hosts, &list, word, strlen(word)) && list.count;
	for (size_t i = 0; valid && i < list.count; i++)
		cpulist_add(out, list.range[i].first, list.range[i].last);
	cpulist_free(&list);
	return valid;
}

/*
 * The next word of the text, ended in place; NULL after the last one. ">= 50" is one word. Moves
 * *at past it.
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
		sign = *from == '>' || *from == '<' || *from == '=';
		*to++ = *from;
	}
	*at = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

enum { TEXT_ROOM = 256 };

bool filter_parse(const struct hosts *hosts, const char *text, struct filter *out, char *why,
		  size_t room)
{
	char words[TEXT_ROOM], *at = words, *word;
	snprintf(words, sizeof words, "%s", text);
	*out = (struct filter){ 0 };
	while ((word = next_word(&at))) {
		if (read_bound(word, out) || read_range(word, out) ||
		    read_list(hosts, word, &out->cpus))
			continue;
		snprintf(why, room, "%.16s? such as %s0-63,128 or >=50 or 10-50%%", word,
			 cpu_name_has_host(hosts) ? "web1 or web1:" : "");
		filter_free(out);
		return false;
	}
	return true;
}

void filter_format(const struct hosts *hosts, const struct filter *f, struct buf *out)
{
	double most = f->below - 1;
	const char *gap = f->cpus.count ? " " : "";
	if (f->cpus.count)
		cpu_name_list(hosts, &f->cpus, out);
	if (f->min > 0 && f->below > 0 && most >= f->min && most == (int)most) {
		buf_printf(out, "%s%g-%g%%", gap, f->min, most);
		return;
	}
	if (f->min > 0)
		buf_printf(out, "%s>=%g", gap, f->min);
	if (f->below > 0)
		buf_printf(out, "%s<%g", f->min > 0 ? " " : gap, f->below);
}
