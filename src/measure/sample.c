/*
 * Parses /proc/stat. Invariant after sample_parse: cpu[] strictly ascends. No locale, no
 * allocation once the arrays have their size, no copy of the text.
 */
#include "measure/sample.h"

#include "base/mem.h"
#include "measure/scan.h"

#include <stdlib.h>
#include <string.h>

void sample_free(struct sample *s)
{
	free(s->cpu);
	for (int c = 0; c < COLUMNS; c++) {
		free(s->ticks[c]);
		free(s->high[c]);
	}
	*s = (struct sample){ 0 };
}

static void make_room(struct sample *s, size_t rows)
{
	if (rows <= s->room)
		return;
	for (int c = 0; c < COLUMNS; c++) {
		s->ticks[c] = mem_grow_beside(s->ticks[c], s->room, rows, sizeof *s->ticks[c]);
		if (s->high[c])
			s->high[c] = mem_grow_beside(s->high[c], s->room, rows, sizeof *s->high[c]);
	}
	s->cpu = mem_grow(s->cpu, &s->room, rows, sizeof *s->cpu);
}

/* Counters past 32 bits: the first row that has one says so for the rows before, which have none.
 */
static void put_high(struct sample *s, size_t row, const uint64_t ticks[COLUMNS])
{
	for (int c = 0; c < COLUMNS; c++) {
		if (!s->high[c])
			s->high[c] = mem_zero(s->room, sizeof *s->high[c]);
		if (!s->wide)
			memset(s->high[c], 0, row * sizeof *s->high[c]);
		s->high[c][row] = (uint32_t)(ticks[c] >> 32);
	}
	s->wide = true;
}

/* `bits` are those that are set in any of the counters. */
static void put_ticks(struct sample *s, size_t row, const uint64_t ticks[COLUMNS], uint64_t bits)
{
#pragma GCC unroll 10
	for (int c = 0; c < COLUMNS; c++)
		s->ticks[c][row] = (uint32_t)ticks[c];
	if (bits >> 32 || s->wide)
		put_high(s, row, ticks);
}

uint64_t sample_ticks(const struct sample *s, enum column column, size_t row)
{
	return (s->wide ? (uint64_t)s->high[column][row] << 32 : 0) | s->ticks[column][row];
}

static bool is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* A decimal number at *at, saturating at the largest; false when no digit stands there. */
static bool read_number(const char **at, uint64_t *out)
{
	const char *p = *at;
	if (!is_digit(*p))
		return false;
	uint64_t n = (uint64_t)(*p++ - '0');
	/* 19 digits cannot overflow 64 bits; a longer run is checked digit by digit. */
	const char *safe = p + 18;
	while (p < safe && is_digit(*p))
		n = n * 10 + (uint64_t)(*p++ - '0');
	while (is_digit(*p))
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
			n = UINT64_MAX, p++;
		else
			p++;
	*at = p;
	*out = n;
	return true;
}

/*
 * The row of a line that begins with "cpu" and a digit; `p` is at the digit, the line ends in a
 * newline. False when the line is not as the kernel writes it.
 */
static bool read_row(struct sample *s, const char *p, size_t row)
{
	uint64_t id, value, bits = 0, ticks[COLUMNS] = { 0 };
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
		if (columns == COLUMNS)
			continue;
		ticks[columns++] = value;
		bits |= value;
	}
	if (columns < 4)
		return false;
	put_ticks(s, row, ticks, bits);
	return true;
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

/*
 * Takes the cpu lines at p as long as they are plain and there is room; returns where the first
 * other line begins. SCAN_BEFORE bytes before p belong to the text.
 */
static const char *take_plain_lines(struct sample *s, const char *p, const char *end)
{
	struct scan line;
	size_t row = s->rows, most = s->room < SAMPLE_MOST_CPUS ? s->room : SAMPLE_MOST_CPUS;
	for (; row < most && end - p > SCAN_LENGTH + 4 && scan_is_cpu_line(p); row++) {
		size_t length = scan_line(p + 3, &line);
		if (!length || line.number[0] > UINT32_MAX)
			break;
		s->cpu[row] = (uint32_t)line.number[0];
		put_ticks(s, row, line.number + 1, line.bits);
		p += 3 + length;
	}
	s->rows = row;
	return p;
}

/* A line that is no cpu's. */
static void take_other_line(struct sample *s, const char *p, size_t n)
{
	if (n > 7 && !memcmp(p, "btime ", 6)) {
		uint64_t seconds;
		p += 6;
		if (read_number(&p, &seconds) && *p == '\n' && seconds < INT64_MAX)
			s->btime = (int64_t)seconds;
	}
}

static void take_line(struct sample *s, const char *p, size_t n)
{
	if (n > 4 && scan_is_cpu_line(p))
		take_cpu_line(s, p + 3);
	else
		take_other_line(s, p, n);
}

struct keyed {
	uint32_t cpu, row;
};

/* By id; among equal ids by row, so that the last one told comes last. */
static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void sort_array(uint32_t *array, const struct keyed *key, size_t rows, uint32_t *work)
{
	for (size_t i = 0; i < rows; i++)
		work[i] = array[key[i].row];
	memcpy(array, work, rows * sizeof *work);
}

/* Brings rows told in any order, or twice, into ascending order. Rare: not the steady state. */
static void sort_rows(struct sample *s)
{
	struct keyed *key = mem_zero(s->rows, sizeof *key);
	uint32_t *work = mem_zero(s->rows, sizeof *work);
	for (size_t i = 0; i < s->rows; i++)
		key[i] = (struct keyed){ s->cpu[i], (uint32_t)i };
	qsort(key, s->rows, sizeof *key, compare_keyed);
	size_t rows = 0;
	for (size_t i = 0; i < s->rows; i++)
		if (i + 1 == s->rows || key[i + 1].cpu != key[i].cpu)
			key[rows++] = key[i];
	for (int c = 0; c < COLUMNS; c++) {
		sort_array(s->ticks[c], key, rows, work);
		if (s->wide)
			sort_array(s->high[c], key, rows, work);
	}
	for (size_t i = 0; i < rows; i++)
		s->cpu[i] = key[i].cpu;
	s->rows = rows;
	free(work);
	free(key);
}

static bool ascends(const struct sample *s)
{
	bool ascends = true;
	for (size_t i = 1; i < s->rows; i++)
		ascends &= s->cpu[i] > s->cpu[i - 1];
	return ascends;
}

static size_t count_cpu_lines(const char *p, const char *end)
{
	size_t n = 0;
	while (end - p > 4) {
		n += scan_is_cpu_line(p);
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		p = newline ? newline + 1 : end;
	}
	return n < SAMPLE_MOST_CPUS ? n : SAMPLE_MOST_CPUS;
}

bool sample_parse(struct sample *s, const char *text, size_t n)
{
	s->rows = 0;
	s->garbled = 0;
	s->btime = 0;
	s->capped = s->wide = false;
	const char *p = text, *end = n ? text + n : text, *newline;
	if (!s->room)
		make_room(s, count_cpu_lines(p, end));
	while (p < end && (newline = memchr(p, '\n', (size_t)(end - p)))) {
		take_line(s, p, (size_t)(newline - p) + 1);
		p = newline + 1;
		if (p - text >= SCAN_BEFORE)
			p = take_plain_lines(s, p, end);
	}
	if (end - p > 3 && scan_is_cpu_line(p))
		s->garbled++;
	bool sorted = ascends(s);
	s->in_order = sorted && !s->garbled && !s->capped;
	if (!sorted)
		sort_rows(s);
	return s->rows > 0;
}

const char *sample_first_line(const char *text, size_t n)
{
	const char *end = text + n, *newline;
	for (const char *p = text; end - p > 4; p = newline + 1) {
		if (scan_is_cpu_line(p))
			return p;
		newline = memchr(p, '\n', (size_t)(end - p));
		if (!newline)
			return NULL;
	}
	return NULL;
}

bool sample_parse_rest(struct sample *s, const char *rest, size_t n)
{
	const char *p = rest, *end = rest + n, *newline;
	s->btime = 0;
	for (; (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1) {
		if (newline - p > 3 && scan_is_cpu_line(p))
			return false;
		take_other_line(s, p, (size_t)(newline - p) + 1);
	}
	return end - p <= 3 || !scan_is_cpu_line(p);
}

bool sample_same_cpus(const struct sample *a, const struct sample *b)
{
	return a->rows == b->rows &&
	       (!a->rows || !memcmp(a->cpu, b->cpu, a->rows * sizeof *a->cpu));
}
