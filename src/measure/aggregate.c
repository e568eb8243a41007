/* Aggregates. Invariant: total is the sum of ticks; known + offline <= members. */
#include "measure/aggregate.h"

void aggregate_clear(struct aggregate *a)
{
	*a = (struct aggregate){ 0 };
}

static void take_max(struct aggregate *a, float max, uint32_t cpu)
{
	if (!a->known || max > a->max || (max == a->max && cpu < a->max_cpu)) {
		a->max = max;
		a->max_cpu = cpu;
	}
}

/* Rows without a number hold zeros, so their ticks may be added too. */
void aggregate_all(struct aggregate *a, const struct usage *u)
{
	const float hot = usage_hot(u);
	aggregate_clear(a);
	for (int f = 0; f < FIELDS; f++)
		for (size_t row = 0; row < u->rows; row++)
			a->ticks[f] += u->ticks[f][row];
	for (size_t row = 0; row < u->rows; row++) {
		a->offline += u->state[row] == USAGE_OFFLINE;
		if (u->state[row] != USAGE_OK)
			continue;
		a->total += u->total[row];
		take_max(a, u->busy[row], u->cpu[row]);
		a->hot += u->busy[row] >= hot;
		a->known++;
	}
	a->members = (uint32_t)u->rows;
}

void aggregate_add_shown(struct aggregate *a, const struct usage *u, size_t row, float busy)
{
	a->members++;
	a->offline += u->state[row] == USAGE_OFFLINE;
	if (u->state[row] != USAGE_OK)
		return;
	for (int f = 0; f < FIELDS; f++)
		a->ticks[f] += u->ticks[f][row];
	a->total += u->total[row];
	take_max(a, busy, u->cpu[row]);
	a->hot += busy >= usage_hot(u);
	a->known++;
}

void aggregate_add(struct aggregate *a, const struct usage *u, size_t row)
{
	aggregate_add_shown(a, u, row, u->busy[row]);
}

void aggregate_join(struct aggregate *a, const struct aggregate *b)
{
	for (int f = 0; f < FIELDS; f++)
		a->ticks[f] += b->ticks[f];
	a->total += b->total;
	if (b->known)
		take_max(a, b->max, b->max_cpu);
	a->hot += b->hot;
	a->known += b->known;
	a->offline += b->offline;
	a->members += b->members;
}

double aggregate_busy(const struct aggregate *a)
{
	uint64_t rest = a->ticks[FIELD_IDLE] + a->ticks[FIELD_IOWAIT];
	return 100.0 * (double)(a->total - rest) / (double)a->total;
}

double aggregate_percent(const struct aggregate *a, enum field field)
{
	return 100.0 * (double)a->ticks[field] / (double)a->total;
}
