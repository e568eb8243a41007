/*
 * Smoothing. Invariant: a shown number is at most NUMBER_MARGIN off, exact for an idle or fully
 * busy cpu, and hot if and only if the load is. The level is that of the number.
 */
#include "wall/smooth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More than one tick per second, by which the number of an idle cpu wavers. */
#define NUMBER_MARGIN 1.2f
/* Up to the first a cpu is shown as idle, from the second on as fully busy. */
#define NEARLY_IDLE 0.2f
#define NEARLY_FULL 99.8f

/* Where each level but the last begins when hot is 90 percent, in tenths. */
static const unsigned begins[HEATS - 1] = { 0, 125, 250, 375, 500, 625, 750 };

unsigned smooth_begin(const struct smooth *s, unsigned level)
{
	if (level >= HEATS - 1)
		return s->hot;
	return (begins[level] * s->hot + 450) / 900;
}

unsigned smooth_heat(const struct smooth *s, unsigned percent)
{
	unsigned level = HEATS - 1;
	while (level && percent < smooth_begin(s, level))
		level--;
	return level;
}

void smooth_free(struct smooth *s)
{
	cpu_rows_free(&s->cpus);
	free(s->level);
	free(s->number);
	*s = (struct smooth){ 0 };
}

/* Brings the rows to those of the usage; what is shown stays with its cpu. */
static void follow_rows(struct smooth *s, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&s->cpus, u->cpu, u->rows);
	if (!from)
		return;
	s->level = cpu_rows_carry(s->level, from, u->rows, 1, SMOOTH_UNKNOWN);
	s->number = cpu_rows_carry(s->number, from, u->rows, 1, SMOOTH_UNKNOWN);
	free(from);
}

/* Keeps the shown number if the load is near it, unless the cpu is idle, full or turns hot. */
static unsigned next_number(unsigned shown, float busy, unsigned hot)
{
	unsigned number = shown;
	if (fabsf(busy - (float)shown) >= NUMBER_MARGIN || busy <= NEARLY_IDLE ||
	    busy >= NEARLY_FULL)
		number = (unsigned)(busy + 0.5f);
	if (busy >= (float)hot)
		return number < hot ? hot : number;
	return number >= hot ? hot - 1 : number;
}

void smooth_update(struct smooth *s, const struct usage *u)
{
	follow_rows(s, u);
	s->hot = (unsigned)usage_hot(u);
	for (size_t i = 0; i < u->rows; i++) {
		if (u->state[i] != USAGE_OK) {
			s->number[i] = s->level[i] = SMOOTH_UNKNOWN;
			continue;
		}
		s->number[i] = (uint8_t)next_number(s->number[i], u->busy[i], s->hot);
		s->level[i] = (uint8_t)smooth_heat(s, s->number[i]);
	}
}

void smooth_add(const struct smooth *s, const struct usage *u, size_t row, struct aggregate *a)
{
	aggregate_add_shown(a, u, row, (float)s->number[row]);
}

void smooth_all(const struct smooth *s, const struct usage *u, struct aggregate *a)
{
	int most = -1;
	a->hot = 0;
	for (size_t row = 0; row < u->rows; row++) {
		if (s->number[row] == SMOOTH_UNKNOWN)
			continue;
		a->hot += s->number[row] >= s->hot;
		if (s->number[row] > most) {
			most = s->number[row];
			a->max = (float)most;
			a->max_cpu = u->cpu[row];
		}
	}
}

unsigned smooth_bucket(const struct smooth *s, unsigned percent)
{
	return percent >= s->hot ? SPREAD_BUCKETS - 1 : percent * (SPREAD_BUCKETS - 1) / s->hot;
}

unsigned smooth_bucket_heat(unsigned bucket)
{
	/* Buckets and levels grow with the threshold alike, so any threshold will do. */
	const struct smooth usual = { .hot = 90 };
	return smooth_heat(&usual, 10 * bucket + 5);
}

void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS])
{
	memset(bucket, 0, SPREAD_BUCKETS * sizeof *bucket);
	for (size_t i = first; i < first + rows; i++)
		if (s->number[i] != SMOOTH_UNKNOWN)
			bucket[smooth_bucket(s, s->number[i])]++;
}

/* The root of count / most, in tenths of a step. */
static int tenths_of_step(uint64_t count, uint64_t most)
{
	uint64_t full = 10 * (SPREAD_STEPS - 1), root = 0;
	while ((root + 1) * (root + 1) * most <= count * full * full)
		root++;
	return (int)root;
}

void spread_update(struct spread *s, const uint32_t count[SPREAD_BUCKETS], bool again)
{
	uint32_t most = 1;
	for (int b = 0; b < SPREAD_BUCKETS; b++)
		most = count[b] > most ? count[b] : most;
	for (int b = 0; b < SPREAD_BUCKETS; b++) {
		int height = tenths_of_step(count[b], most), off = height - 10 * s->step[b];
		if (again || !s->count[b] || off > 10 || off < -10)
			s->step[b] = (uint8_t)((height + 5) / 10);
		s->count[b] = count[b];
	}
}
