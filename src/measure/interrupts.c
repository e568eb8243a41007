/*
 * Sums columns of /proc/interrupts and /proc/softirqs. Owns which column belongs to which cpu, and
 * what a line is called. Each line has a number for every cpu, which makes megabytes on large
 * machines, so numbers that are not wanted are skipped. Knows no files and no clocks.
 *
 * Format: show_interrupts() in kernel/irq/proc.c (numbers, chip, line, "  " and actions),
 * arch_show_interrupts() (letters, numbers, a description), fs/proc/softirqs.c (numbers alone).
 */
#include "measure/interrupts.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Part of the text, which has no NUL at its end. */
struct span {
	const char *at, *end;
};

void interrupts_free(struct interrupts *r)
{
	free(r->line);
	cpulist_free(&r->cpus);
	*r = (struct interrupts){ 0 };
}

static struct span take_line(struct span *text)
{
	const char *newline = memchr(text->at, '\n', (size_t)(text->end - text->at));
	struct span line = { text->at, newline ? newline : text->end };
	text->at = newline ? newline + 1 : text->end;
	return line;
}

static void skip_blanks(struct span *s)
{
	while (s->at < s->end && *s->at == ' ')
		s->at++;
}

static struct span take_word(struct span *line)
{
	skip_blanks(line);
	struct span word = { line->at, line->at };
	while (word.end < line->end && *word.end != ' ')
		word.end++;
	line->at = word.end;
	return word;
}

/* Reads the whole word as a number; false when it is not one. */
static bool word_number(struct span word, uint64_t *out)
{
	uint64_t n = 0;
	for (const char *p = word.at; p < word.end; p++) {
		if (*p < '0' || *p > '9' || n > UINT64_MAX / 10 - 1)
			return false;
		n = n * 10 + (uint64_t)(*p - '0');
	}
	*out = n;
	return word.at < word.end;
}

/* The places of the wanted columns in a line. */
struct columns {
	struct cpulist places;
	size_t count; /* of all columns */
};

/* Reads "CPU0 CPU1 …" and notes which wanted cpus have a column, and where. */
static bool take_header(struct columns *c, struct span header, const struct cpulist *wanted,
			struct cpulist *found)
{
	uint64_t cpu;
	cpulist_clear(found);
	for (struct span word; word = take_word(&header), word.at < word.end; c->count++) {
		if (word.end - word.at < 4 || memcmp(word.at, "CPU", 3) != 0)
			return false;
		word.at += 3;
		if (!word_number(word, &cpu) || cpu > UINT32_MAX)
			return false;
		if (!cpulist_has(wanted, (uint32_t)cpu))
			continue;
		cpulist_add(found, (uint32_t)cpu, (uint32_t)cpu);
		cpulist_add(&c->places, (uint32_t)c->count, (uint32_t)c->count);
	}
	return found->count > 0;
}

/* Steps over n numbers; false when there are fewer. */
static bool skip_numbers(struct span *line, uint64_t n)
{
	for (; n; n--) {
		struct span word = take_word(line);
		if (word.at == word.end || *word.at < '0' || *word.at > '9')
			return false;
	}
	return true;
}

/* Sums the wanted columns. False on lines that count for the whole machine ("ERR: 0"). */
static bool sum_columns(const struct columns *c, struct span *line, uint32_t *sum)
{
	uint64_t at = 0, number;
	*sum = 0;
	for (size_t i = 0; i < c->places.count; i++) {
		const struct cpurange *range = &c->places.range[i];
		if (!skip_numbers(line, range->first - at))
			return false;
		for (at = range->first; at <= range->last; at++) {
			if (!word_number(take_word(line), &number))
				return false;
			*sum += (uint32_t)number;
		}
	}
	return skip_numbers(line, c->count - at);
}

static void copy(char *out, size_t room, struct span from)
{
	size_t n = (size_t)(from.end - from.at);
	n = n < room - 1 ? n : room - 1;
	memcpy(out, from.at, n);
	out[n] = '\0';
}

/* "IO-APIC   4-edge      ttyS0" is ttyS0: what comes after the last two blanks beside each other.
 */
static struct span last_part(struct span tail)
{
	for (const char *p = tail.end - 1; p > tail.at; p--)
		if (p[0] == ' ' && p[-1] == ' ')
			return (struct span){ p + 1, tail.end };
	return tail;
}

static bool take_interrupt(struct interrupt *out, const struct columns *c, struct span line)
{
	const char *colon = memchr(line.at, ':', (size_t)(line.end - line.at));
	if (!colon)
		return false;
	skip_blanks(&line);
	struct span label = { line.at, colon };
	line.at = colon + 1;
	if (label.at >= label.end || !sum_columns(c, &line, &out->count))
		return false;
	skip_blanks(&line);
	while (line.end > line.at && line.end[-1] == ' ')
		line.end--;
	bool numbered = *label.at >= '0' && *label.at <= '9';
	copy(out->label, sizeof out->label, label);
	copy(out->name, sizeof out->name, numbered ? last_part(line) : line);
	out->rate = 0;
	return true;
}

static bool is_same(const struct interrupt *a, const struct interrupt *b)
{
	return !strcmp(a->label, b->label) && !strcmp(a->name, b->name);
}

enum { MOST_MOVED = 256 }; /* lines that may come or go between two readings */

/* Finds the line in the earlier reading. The search starts where the last one ended. */
static const struct interrupt *find_before(const struct interrupts *before, size_t *at,
					   const struct interrupt *line)
{
	for (size_t i = 0; i < before->count && i < MOST_MOVED; i++) {
		size_t k = (*at + i) % before->count;
		if (is_same(&before->line[k], line)) {
			*at = k + 1;
			return &before->line[k];
		}
	}
	return NULL;
}

static void set_rates(struct interrupts *now, const struct interrupts *before)
{
	size_t at = 0;
	double seconds = (double)(now->read_ns - before->read_ns) / 1e9;
	now->known = before->count && seconds > 0 && cpulist_equal(&now->cpus, &before->cpus);
	for (size_t i = 0; now->known && i < now->count; i++) {
		const struct interrupt *old = find_before(before, &at, &now->line[i]);
		uint32_t rise = old ? now->line[i].count - old->count : 0;
		if (rise <= INT32_MAX)
			now->line[i].rate = rise / seconds;
	}
}

bool interrupts_parse(struct interrupts *now, const struct interrupts *before, const char *text,
		      size_t n, const struct cpulist *cpus, int64_t now_ns)
{
	struct span rest = { text, text + n };
	struct columns c = { 0 };
	now->count = 0;
	now->read_ns = now_ns;
	now->known = false;
	bool found = n && take_header(&c, take_line(&rest), cpus, &now->cpus);
	while (found && rest.at < rest.end && now->count < INTERRUPTS_MOST) {
		now->line = mem_stretch(now->line, &now->room, now->count + 1, sizeof *now->line);
		now->count += take_interrupt(&now->line[now->count], &c, take_line(&rest));
	}
	if (found)
		set_rates(now, before);
	cpulist_free(&c.places);
	return found;
}

size_t interrupts_top(const struct interrupts *r, const struct interrupt **out, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; n && r->known && i < r->count; i++) {
		const struct interrupt *line = &r->line[i];
		size_t at = count;
		if (line->rate <= 0)
			continue;
		while (at && out[at - 1]->rate < line->rate)
			at--;
		if (at == n)
			continue;
		for (size_t k = count < n ? count : n - 1; k > at; k--)
			out[k] = out[k - 1];
		out[at] = line;
		count += count < n;
	}
	return count;
}

int64_t interrupts_due_ns(int64_t now_ns, int64_t cost_ns)
{
	return now_ns + 100 * cost_ns;
}
