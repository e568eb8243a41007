/* Sets of cpu ids. Invariant: ranges ascend, do not overlap and do not touch. */
#include "base/cpulist.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void cpulist_free(struct cpulist *l)
{
	free(l->range);
	*l = (struct cpulist){ 0 };
}

void cpulist_clear(struct cpulist *l)
{
	l->count = 0;
}

/* The first range that ends at or after cpu - 1, so that it could touch or hold cpu. */
static size_t find_touching(const struct cpulist *l, uint32_t cpu)
{
	size_t low = 0, high = l->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((uint64_t)l->range[middle].last + 1 < cpu)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Appends the ids. If they belong before the last range, the caller must settle(). */
static void append(struct cpulist *l, uint32_t first, uint32_t last)
{
	struct cpurange *end = l->count ? &l->range[l->count - 1] : NULL;
	if (end && first >= end->first && first <= (uint64_t)end->last + 1) {
		if (last > end->last)
			end->last = last;
		return;
	}
	l->range = mem_grow(l->range, &l->room, l->count + 1, sizeof *l->range);
	l->range[l->count++] = (struct cpurange){ first, last };
}

void cpulist_add(struct cpulist *l, uint32_t first, uint32_t last)
{
	if (first > last)
		return;
	/* Most come in order. */
	if (!l->count || first >= l->range[l->count - 1].first) {
		append(l, first, last);
		return;
	}
	size_t at = find_touching(l, first), end = at;
	while (end < l->count && l->range[end].first <= (uint64_t)last + 1) {
		if (l->range[end].first < first)
			first = l->range[end].first;
		if (l->range[end].last > last)
			last = l->range[end].last;
		end++;
	}
	if (end == at) {
		l->range = mem_grow(l->range, &l->room, l->count + 1, sizeof *l->range);
		memmove(l->range + at + 1, l->range + at, (l->count - at) * sizeof *l->range);
		l->count++;
	} else {
		memmove(l->range + at + 1, l->range + end, (l->count - end) * sizeof *l->range);
		l->count -= end - at - 1;
	}
	l->range[at] = (struct cpurange){ first, last };
}

/* Reads a decimal number that fits 32 bits; false when there is none. */
static bool read_number(const char **at, const char *end, uint32_t *out)
{
	uint64_t n = 0;
	const char *p = *at;
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		n = n * 10 + (uint64_t)(*p - '0');
		if (n > UINT32_MAX)
			return false;
	}
	if (p == *at)
		return false;
	*at = p;
	*out = (uint32_t)n;
	return true;
}

static bool take(const char **at, const char *end, char c)
{
	if (*at >= end || **at != c)
		return false;
	++*at;
	return true;
}

/*
 * The most ranges that the strided items of one text ("0-8191:1/2") may expand to, together. The
 * kernel accepts strides but never writes them; a short text must not fill the memory.
 */
enum { MOST_STRIDES = 1 << 16 };

/* first[-last[:used/group]], as bitmap_parselist() reads it. */
static bool read_item(struct cpulist *l, const char **at, const char *end, size_t *strides)
{
	uint32_t first, last, used, group;
	if (!read_number(at, end, &first))
		return false;
	last = first;
	if (take(at, end, '-') && (!read_number(at, end, &last) || last < first))
		return false;
	if (!take(at, end, ':')) {
		append(l, first, last);
		return true;
	}
	if (!read_number(at, end, &used) || !take(at, end, '/') || !read_number(at, end, &group))
		return false;
	if (!used || used > group)
		return false;
	uint64_t pieces = (uint64_t)(last - first) / group + 1;
	if (pieces > MOST_STRIDES - *strides)
		return false;
	*strides += (size_t)pieces;
	for (uint64_t from = first; from <= last; from += group) {
		uint64_t to = from + used - 1;
		append(l, (uint32_t)from, to > last ? last : (uint32_t)to);
	}
	return true;
}

static int compare_first(const void *a, const void *b)
{
	const struct cpurange *x = a, *y = b;
	return (x->first > y->first) - (x->first < y->first);
}

/* Sorts and joins what was appended, unless it ascends already. */
static void settle(struct cpulist *l)
{
	size_t at = 1, kept = 1;
	while (at < l->count && l->range[at].first > (uint64_t)l->range[at - 1].last + 1)
		at++;
	if (at >= l->count)
		return;
	qsort(l->range, l->count, sizeof *l->range, compare_first);
	for (at = 1; at < l->count; at++) {
		struct cpurange *end = &l->range[kept - 1], next = l->range[at];
		if (next.first > (uint64_t)end->last + 1)
			l->range[kept++] = next;
		else if (next.last > end->last)
			end->last = next.last;
	}
	l->count = kept;
}

static const char *trim(const char **text, size_t n)
{
	const char *end = *text + n;
	while (end > *text && (isspace((unsigned char)end[-1]) || end[-1] == '\0'))
		end--;
	while (*text < end && isspace((unsigned char)**text))
		++*text;
	return end;
}

bool cpulist_parse(struct cpulist *l, const char *text, size_t n)
{
	cpulist_clear(l);
	const char *end = trim(&text, n);
	size_t strides = 0;
	while (text < end) {
		if (!read_item(l, &text, end, &strides) ||
		    (text < end && (*text++ != ',' || text == end))) {
			cpulist_clear(l);
			return false;
		}
	}
	settle(l);
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool cpulist_parse_mask(struct cpulist *l, const char *text, size_t n)
{
	cpulist_clear(l);
	const char *start = text, *end = trim(&start, n);
	uint32_t bit = 0;
	bool any = false;
	for (const char *p = end; p > start; p--) {
		if (p[-1] == ',')
			continue;
		int digit = hex_digit(p[-1]);
		if (digit < 0 || bit > UINT32_MAX - 4) {
			cpulist_clear(l);
			return false;
		}
		for (uint32_t i = 0; i < 4; i++)
			if (digit >> i & 1)
				cpulist_add(l, bit + i, bit + i);
		bit += 4;
		any = true;
	}
	return any;
}

void cpulist_copy(struct cpulist *to, const struct cpulist *from)
{
	to->range = mem_grow(to->range, &to->room, from->count, sizeof *to->range);
	if (from->count)
		memcpy(to->range, from->range, from->count * sizeof *to->range);
	to->count = from->count;
}

bool cpulist_has(const struct cpulist *l, uint32_t cpu)
{
	size_t at = find_touching(l, cpu);
	if (at < l->count && l->range[at].last < cpu)
		at++;
	return at < l->count && l->range[at].first <= cpu && cpu <= l->range[at].last;
}

bool cpulist_equal(const struct cpulist *a, const struct cpulist *b)
{
	return a->count == b->count &&
	       (!a->count || !memcmp(a->range, b->range, a->count * sizeof *a->range));
}

uint64_t cpulist_weight(const struct cpulist *l)
{
	uint64_t n = 0;
	for (size_t i = 0; i < l->count; i++)
		n += (uint64_t)l->range[i].last - l->range[i].first + 1;
	return n;
}

void cpulist_format(const struct cpulist *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct cpurange *r = &l->range[i];
		if (i)
			buf_putc(out, ',');
		buf_number(out, r->first);
		if (r->last != r->first) {
			buf_putc(out, '-');
			buf_number(out, r->last);
		}
	}
}
