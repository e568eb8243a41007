/* Order by load. Invariant: row[] holds every row once, and place[] is its inverse. */
#include "wall/load_order.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SORT_INTERVALS = 2 };

struct entry {
	int load;
	uint32_t place, row;
};

void load_order_free(struct load_order *o)
{
	cpu_rows_free(&o->cpus);
	free(o->row);
	free(o->place);
	free(o->load);
	*o = (struct load_order){ 0 };
}

/* Hotter first; equal loads by former place, cpus that had none last and by id. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->load != y->load)
		return x->load > y->load ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Returns whether any row moved. */
static bool sort_rows(struct load_order *o)
{
	size_t n = o->cpus.count;
	struct entry *all = mem_zero(n, sizeof *all);
	bool moved = false;
	for (size_t i = 0; i < n; i++)
		all[i] = (struct entry){ o->load[i], o->place[i], (uint32_t)i };
	qsort(all, n, sizeof *all, compare);
	for (size_t i = 0; i < n; i++) {
		moved |= o->row[i] != all[i].row;
		o->row[i] = all[i].row;
		o->place[all[i].row] = (uint32_t)i;
	}
	o->age = 0;
	free(all);
	return moved;
}

/* Brings the rows to those of the usage; what is known of a cpu stays with it. */
static bool follow_rows(struct load_order *o, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&o->cpus, u->cpu, u->rows);
	if (!from)
		return false;
	o->load = cpu_rows_carry(o->load, from, u->rows, sizeof *o->load, -1);
	o->place = cpu_rows_carry(o->place, from, u->rows, sizeof *o->place, 0xff);
	free(o->row);
	o->row = mem_zero(u->rows, sizeof *o->row);
	free(from);
	return true;
}

/* Returns whether a cpu got its first number. */
static bool take_loads(struct load_order *o, const struct usage *u, const struct smooth *s)
{
	bool first = false;
	if (!cpu_rows_same(&s->cpus, u->cpu, u->rows))
		return false;
	for (size_t i = 0; i < u->rows; i++) {
		if (u->state[i] == USAGE_OFFLINE)
			o->load[i] = -1;
		if (u->state[i] != USAGE_OK)
			continue;
		first |= o->load[i] < 0;
		o->load[i] = (int8_t)s->number[i];
	}
	return first;
}

void load_order_sort(struct load_order *o, const struct usage *u, const struct smooth *s)
{
	follow_rows(o, u);
	take_loads(o, u, s);
	memset(o->place, 0xff, u->rows * sizeof *o->place);
	sort_rows(o);
}

bool load_order_update(struct load_order *o, const struct usage *u, const struct smooth *s)
{
	bool changed = follow_rows(o, u), first = take_loads(o, u, s);
	if (++o->age < SORT_INTERVALS && !changed && !first)
		return false;
	return sort_rows(o) || changed;
}
