/* The hottest. Invariant: every cpu is listed once, and was not idle at the last update. */
#include "wall/hottest.h"

#include "base/mem.h"

#include <stdlib.h>

/* A cpu that may be listed, and where it was. */
struct candidate {
	struct hot_cpu hot;
	int place; /* HOTTEST_MOST: it was not listed */
};

static bool is_busy(const struct smooth *s, size_t row)
{
	return s->number[row] <= 100 && s->level[row];
}

/* Whether the load that a cpu is listed with says the same as this one. */
static bool is_near(uint8_t listed, uint8_t now)
{
	return (listed >= USAGE_HOT && now >= USAGE_HOT) || abs(listed - now) <= HOTTEST_MARGIN;
}

static int compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->hot.load != y->hot.load)
		return y->hot.load - x->hot.load;
	if (x->place != y->place)
		return x->place - y->place;
	return x->hot.cpu < y->hot.cpu ? -1 : x->hot.cpu > y->hot.cpu;
}

static bool is_listed(const struct candidate *listed, size_t count, uint32_t cpu)
{
	size_t i = 0;
	while (i < count && listed[i].hot.cpu != cpu)
		i++;
	return i < count;
}

/* Those of the list that are still there and busy, with the loads to list them with. */
static size_t keep_listed(const struct hottest *h, const struct usage *u, const struct smooth *s,
			  struct candidate *out)
{
	size_t count = 0;
	for (int i = 0; i < h->count; i++) {
		struct hot_cpu hot = h->entry[i];
		size_t row = usage_row(u, hot.cpu);
		if (row == SIZE_MAX || !is_busy(s, row))
			continue;
		if (!is_near(hot.load, s->number[row]))
			hot.load = s->number[row];
		out[count++] = (struct candidate){ hot, i };
	}
	return count;
}

/* The load from which another cpu is listed too; above 100 when the list is full of hot ones. */
static unsigned least_to_enter(const struct candidate *listed, size_t count)
{
	unsigned coolest = 100;
	if (count < HOTTEST_MOST)
		return 0;
	for (size_t i = 0; i < count; i++)
		coolest = listed[i].hot.load < coolest ? listed[i].hot.load : coolest;
	return coolest < USAGE_HOT ? coolest + HOTTEST_MARGIN + 1 : 101;
}

void hottest_update(struct hottest *h, const struct usage *u, const struct smooth *s)
{
	struct candidate *all = mem_zero(u->rows + 1, sizeof *all);
	size_t listed = keep_listed(h, u, s, all), count = listed;
	unsigned least = least_to_enter(all, listed);
	for (size_t row = 0; row < u->rows && least <= 100; row++)
		if (s->number[row] >= least && is_busy(s, row) &&
		    !is_listed(all, listed, u->cpu[row]))
			all[count++] =
				(struct candidate){ { u->cpu[row], s->number[row] }, HOTTEST_MOST };
	qsort(all, count, sizeof *all, compare);
	h->count = count < HOTTEST_MOST ? (int)count : HOTTEST_MOST;
	for (int i = 0; i < h->count; i++)
		h->entry[i] = all[i].hot;
	free(all);
}
