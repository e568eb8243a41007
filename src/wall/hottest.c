/* The list. Invariant: every cpu is listed once, and had a number at the last update. */
#include "wall/hottest.h"

/* Whether at least three quarters of the cpus with a number are hot. */
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

/* Whether x is listed before y: by number, then by id. */
static bool precedes(const struct hottest *h, const struct listed *x, const struct listed *y)
{
	if (x->number != y->number)
		return (x->number > y->number) != h->coolest;
	return x->cpu < y->cpu;
}

/* Inserts it in order; if the list is full, the last one is dropped. */
static void insert(struct hottest *h, struct listed new)
{
	int at = h->count;
	if (at == HOTTEST_MOST && !precedes(h, &new, &h->entry[at - 1]))
		return;
	at -= at == HOTTEST_MOST;
	for (; at > 0 && precedes(h, &new, &h->entry[at - 1]); at--)
		h->entry[at] = h->entry[at - 1];
	h->entry[at] = new;
	h->count += h->count < HOTTEST_MOST;
}

void hottest_update(struct hottest *h, const struct usage *u, const struct smooth *s)
{
	h->count = 0;
	h->coolest = most_are_hot(s);
	for (size_t row = 0; row < u->rows; row++)
		if (may_be_listed(h, s, row))
			insert(h, (struct listed){ u->cpu[row], s->number[row] });
}
