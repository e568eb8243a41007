/* The list. Invariant: every cpu is listed once, and had a number at the last update. */
#include "wall/hottest.h"

#include "base/mem.h"

#include <stdlib.h>

/* Three quarters of the cpus that have a number. */
static bool most_are_hot(const struct smooth *s)
{
	size_t known = 0, hot = 0;
	for (size_t i = 0; i < s->cpus.count; i++) {
		known += s->number[i] != SMOOTH_UNKNOWN;
		hot += s->level[i] == HEATS - 1;
	}
	return known && 4 * hot >= 3 * known;
}

static bool may_be_listed(const struct hottest *h, const struct smooth *s, size_t row)
{
	if (s->number[row] == SMOOTH_UNKNOWN)
		return false;
	return h->coolest ? s->level[row] < HEATS - 1 : s->level[row] > 0;
}

static int compare(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	if (x->number != y->number)
		return y->number - x->number;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static int compare_coolest(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	return x->number != y->number ? x->number - y->number : compare(a, b);
}

void hottest_update(struct hottest *h, const struct usage *u, const struct smooth *s)
{
	struct listed *all = mem_zero(u->rows + 1, sizeof *all);
	size_t count = 0;
	h->coolest = most_are_hot(s);
	for (size_t row = 0; row < u->rows; row++)
		if (may_be_listed(h, s, row))
			all[count++] = (struct listed){ u->cpu[row], s->number[row] };
	qsort(all, count, sizeof *all, h->coolest ? compare_coolest : compare);
	h->count = count < HOTTEST_MOST ? (int)count : HOTTEST_MOST;
	for (int i = 0; i < h->count; i++)
		h->entry[i] = all[i];
	free(all);
}
