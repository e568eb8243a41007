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

void aggregate_add(struct aggregate *a, const struct usage *u, size_t row)
{
	a->members++;
	a->offline += u->state[row] == USAGE_OFFLINE;
	if (u->state[row] != USAGE_OK)
		return;
	for (int f = 0; f < FIELDS; f++)
		a->ticks[f] += u->ticks[f][row];
	a->total += u->total[row];
	take_max(a, u->busy[row], u->cpu[row]);
	a->hot += u->busy[row] >= USAGE_HOT;
	a->known++;
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

unsigned aggregate_max(const struct aggregate *a)
{
	unsigned whole = (unsigned)(a->max + 0.5f), hot = (unsigned)USAGE_HOT;
	return whole == hot && a->max < USAGE_HOT ? hot - 1 : whole;
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
