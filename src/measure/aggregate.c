/* Aggregates. Invariant: total is the sum of ticks; known + offline <= members. */
#include "measure/aggregate.h"

#include "base/wide.h"

#include <string.h>

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

/*
 * Sums and maxima over so many rows at once. The length is a constant wherever these are called, so
 * that the compiler makes vectors of the loops.
 */
enum { LANES = 64, LANES_LEAST = 16 };

/* Ticks of an interval below this make no sum of LANES that 32 bits do not hold. */
enum { SHORT_BITS = 32 - 6 };

IN_BOTH uint32_t sum_short_lanes(const uint32_t *ticks, int lanes)
{
	uint32_t sum = 0;
	for (int i = 0; i < lanes; i++)
		sum += ticks[i];
	return sum;
}

IN_BOTH uint64_t sum_lanes(const uint32_t *ticks, int lanes)
{
	uint64_t sum = 0;
	for (int i = 0; i < lanes; i++)
		sum += ticks[i];
	return sum;
}

/* Whether no row has more ticks than fit: a field has no more than the total. */
IN_BOTH bool all_short(const uint32_t *total, int lanes)
{
	uint32_t bits = 0;
	for (int i = 0; i < lanes; i++)
		bits |= total[i];
	return !(bits >> SHORT_BITS);
}

/* Whether all rows are ok, in which case nothing has to be asked of each. */
IN_BOTH bool all_ok(const uint8_t *state, int lanes)
{
	uint8_t any = 0;
	for (int i = 0; i < lanes; i++)
		any |= state[i];
	return any == USAGE_OK;
}

/* Of loads, which are never negative, the bits ascend with the value. */
IN_BOTH float max_lanes(const float *busy, int lanes)
{
	int32_t bits[LANES], largest = 0;
	float max;
	memcpy(bits, busy, (size_t)lanes * sizeof *bits);
	for (int i = 0; i < lanes; i++)
		largest = bits[i] > largest ? bits[i] : largest;
	memcpy(&max, &largest, sizeof max);
	return max;
}

IN_BOTH uint32_t count_hot(const float *busy, int lanes)
{
	uint32_t n = 0;
	for (int i = 0; i < lanes; i++)
		n += busy[i] >= USAGE_HOT;
	return n;
}

/* So many rows, if they are ok; else one by one. */
IN_BOTH void add_lanes(struct aggregate *a, const struct usage *u, size_t row, int lanes)
{
	if (!all_ok(u->state + row, lanes)) {
		for (int i = 0; i < lanes; i++)
			aggregate_add(a, u, row + (size_t)i);
		return;
	}
	float max = max_lanes(u->busy + row, lanes);
	bool is_short = all_short(u->total + row, lanes);
	for (int f = 0; f < FIELDS; f++)
		a->ticks[f] += is_short ? sum_short_lanes(u->ticks[f] + row, lanes)
					: sum_lanes(u->ticks[f] + row, lanes);
	a->total += is_short ? sum_short_lanes(u->total + row, lanes)
			     : sum_lanes(u->total + row, lanes);
	if (!a->known || max >= a->max) {
		size_t hottest = row;
		while (u->busy[hottest] < max)
			hottest++;
		take_max(a, max, u->cpu[hottest]);
	}
	if (max >= USAGE_HOT)
		a->hot += count_hot(u->busy + row, lanes);
	a->known += (uint32_t)lanes;
	a->members += (uint32_t)lanes;
}

WIDE_TOO void aggregate_add_rows(struct aggregate *a, const struct usage *u, size_t first,
				 size_t count)
{
	size_t row = first, end = first + count;
	for (; row + LANES <= end; row += LANES)
		add_lanes(a, u, row, LANES);
	for (; row + LANES_LEAST <= end; row += LANES_LEAST)
		add_lanes(a, u, row, LANES_LEAST);
	for (; row < end; row++)
		aggregate_add(a, u, row);
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
