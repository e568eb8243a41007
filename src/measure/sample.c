/*
 * Parses /proc/stat. Invariant after sample_parse: cpu[] strictly ascends. Allocates nothing once
 * the arrays have their size, and does not copy the text.
 */
#include "measure/sample.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Any number of so many digits fits 64 bits. */
enum { SAFE_DIGITS = 19, LEAST_COLUMNS = 4 };

void sample_free(struct sample *s)
{
	free(s->cpu);
	for (int c = 0; c < COLUMNS; c++)
		free(s->ticks[c]);
	*s = (struct sample){ 0 };
}

static void make_room(struct sample *s, size_t rows)
{
	if (rows <= s->room)
		return;
	for (int c = 0; c < COLUMNS; c++)
		s->ticks[c] = mem_grow_beside(s->ticks[c], s->room, rows, sizeof *s->ticks[c]);
	s->cpu = mem_grow(s->cpu, &s->room, rows, sizeof *s->cpu);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether the line of one cpu begins at p, where four bytes can be read. */
static bool is_cpu_line(const char *p)
{
	return !memcmp(p, "cpu", 3) && is_digit(p[3]);
}

/* Reads a decimal number at *at, at most the largest of 64 bits; false without a digit. */
static bool read_number(const char **at, uint64_t *out)
{
	const char *first = *at, *p = first;
	uint64_t n = 0, digit;
	for (; (digit = (uint64_t)*p - '0') <= 9; p++)
		n = n * 10 + digit;
	*out = p - first <= SAFE_DIGITS ? n : strtoull(first, NULL, 10);
	*at = p;
	return p > first;
}

/*
 * Reads the line into a row. `p` is at the first digit of the id; the line ends in a newline. False
 * when it is not as the kernel writes it.
 */
static bool read_row(struct sample *s, const char *p, size_t row)
{
	uint64_t id, value;
	if (!read_number(&p, &id) || id > UINT32_MAX || *p != ' ')
		return false;
	s->cpu[row] = (uint32_t)id;
	int columns = 0;
	for (;;) {
		while (*p == ' ')
			p++;
		if (*p == '\n')
			break;
		if (!read_number(&p, &value))
			return false;
		if (columns < COLUMNS)
			s->ticks[columns++][row] = value;
	}
	for (int c = columns; c < COLUMNS; c++)
		s->ticks[c][row] = 0;
	return columns >= LEAST_COLUMNS;
}

static void take_cpu_line(struct sample *s, const char *p)
{
	if (s->rows >= SAMPLE_MOST_CPUS) {
		s->capped = true;
		return;
	}
	make_room(s, s->rows + 1);
	if (read_row(s, p, s->rows))
		s->rows++;
	else
		s->garbled++;
}

static void take_btime(struct sample *s, const char *p)
{
	uint64_t seconds;
	if (read_number(&p, &seconds) && *p == '\n' && seconds < INT64_MAX)
		s->btime = (int64_t)seconds;
}

/* A line of n bytes, the newline among them. */
static void take_line(struct sample *s, const char *p, size_t n)
{
	if (n > 4 && is_cpu_line(p))
		take_cpu_line(s, p + 3);
	else if (n > 7 && !memcmp(p, "btime ", 6))
		take_btime(s, p + 6);
}

struct keyed {
	uint32_t cpu, row;
};

/* By id; equal ids by row, so that the last one of the text comes last. */
static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Sorts rows by id, and keeps the last of equal ids. The kernel's text never needs it. */
static void sort_rows(struct sample *s)
{
	struct keyed *key = mem_zero(s->rows, sizeof *key);
	uint64_t *work = mem_zero(s->rows, sizeof *work);
	for (size_t i = 0; i < s->rows; i++)
		key[i] = (struct keyed){ s->cpu[i], (uint32_t)i };
	qsort(key, s->rows, sizeof *key, compare_keyed);
	size_t rows = 0;
	for (size_t i = 0; i < s->rows; i++)
		if (i + 1 == s->rows || key[i + 1].cpu != key[i].cpu)
			key[rows++] = key[i];
	for (int c = 0; c < COLUMNS; c++) {
		for (size_t i = 0; i < rows; i++)
			work[i] = s->ticks[c][key[i].row];
		memcpy(s->ticks[c], work, rows * sizeof *work);
	}
	for (size_t i = 0; i < rows; i++)
		s->cpu[i] = key[i].cpu;
	s->rows = rows;
	free(work);
	free(key);
}

static bool ascends(const struct sample *s)
{
	for (size_t i = 1; i < s->rows; i++)
		if (s->cpu[i] <= s->cpu[i - 1])
			return false;
	return true;
}

bool sample_parse(struct sample *s, const char *text, size_t n)
{
	const char *p = text, *end = n ? text + n : text, *newline;
	s->rows = 0;
	s->garbled = 0;
	s->btime = 0;
	s->capped = false;
	for (; p < end && (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1)
		take_line(s, p, (size_t)(newline - p) + 1);
	/* A last line without its newline was torn off. */
	if (end - p > 3 && is_cpu_line(p))
		s->garbled++;
	if (!ascends(s))
		sort_rows(s);
	return s->rows > 0;
}

/* The first row whose id is at least this one. */
static size_t find_row(const struct sample *s, uint64_t id)
{
	size_t low = 0, high = s->rows;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->cpu[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void sample_add_rows(struct sample *to, const struct sample *from, uint32_t first, uint32_t last)
{
	size_t at = find_row(from, first), n = find_row(from, (uint64_t)last + 1) - at;
	if (!n)
		return;
	make_room(to, to->rows + n);
	memcpy(to->cpu + to->rows, from->cpu + at, n * sizeof *to->cpu);
	for (int c = 0; c < COLUMNS; c++)
		memcpy(to->ticks[c] + to->rows, from->ticks[c] + at, n * sizeof *to->ticks[c]);
	to->rows += n;
}
