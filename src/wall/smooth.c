/*
 * Hysteresis of what is shown. Invariant: a shown step is at most HEAT_MARGIN outside its band, a
 * shown number at most NUMBER_MARGIN off, and that of an idle or all busy cpu is right; level
 * HEATS - 1 is entered exactly at USAGE_HOT.
 */
#include "wall/smooth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAT_MARGIN 2.0f
/* More than one tick in a second, which is what an idle cpu's number comes and goes by. */
#define NUMBER_MARGIN 1.2f
/* Up to here a cpu is shown as idle, and from there on as all busy. */
#define NEARLY_IDLE 0.2f
#define NEARLY_FULL 99.8f

/* Where each step begins. */
static const float begins[HEATS + 1] = { 0.0f,  12.5f, 25.0f,     37.5f,  50.0f,
					 62.5f, 75.0f, USAGE_HOT, 1000.0f };

unsigned heat_of(double busy)
{
	unsigned level = 0;
	while (busy >= (double)begins[level + 1])
		level++;
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

/* The shown step stays if its band, widened by the margin, holds the load. */
static uint8_t next_level(uint8_t shown, float busy)
{
	bool stays = shown < HEATS && busy < USAGE_HOT && busy >= begins[shown] - HEAT_MARGIN &&
		     busy < begins[shown + 1] + HEAT_MARGIN;
	return stays ? shown : (uint8_t)heat_of((double)busy);
}

/* The shown number stays while it is near, but for a cpu that is idle or all busy. */
static uint8_t next_number(uint8_t shown, float busy)
{
	if (fabsf(busy - (float)shown) < NUMBER_MARGIN && busy > NEARLY_IDLE && busy < NEARLY_FULL)
		return shown;
	uint8_t whole = (uint8_t)(busy + 0.5f), hot = (uint8_t)USAGE_HOT;
	return whole == hot && busy < USAGE_HOT ? hot - 1 : whole;
}

void smooth_update(struct smooth *s, const struct usage *u)
{
	follow_rows(s, u);
	for (size_t i = 0; i < u->rows; i++) {
		bool known = u->state[i] == USAGE_OK;
		s->level[i] = known ? next_level(s->level[i], u->busy[i]) : SMOOTH_UNKNOWN;
		s->number[i] = known ? next_number(s->number[i], u->busy[i]) : SMOOTH_UNKNOWN;
	}
}

void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS])
{
	memset(bucket, 0, SPREAD_BUCKETS * sizeof *bucket);
	for (size_t i = first; i < first + rows; i++) {
		unsigned ten = s->number[i] / 10;
		if (s->number[i] != SMOOTH_UNKNOWN)
			bucket[ten < SPREAD_BUCKETS ? ten : SPREAD_BUCKETS - 1]++;
	}
}

void spread_update(struct spread *s, const uint32_t count[SPREAD_BUCKETS], bool anew)
{
	uint32_t most = 1;
	for (int b = 0; b < SPREAD_BUCKETS; b++)
		most = count[b] > most ? count[b] : most;
	for (int b = 0; b < SPREAD_BUCKETS; b++) {
		float height = (float)count[b] * (SPREAD_STEPS - 1) / (float)most;
		float off = height - (float)s->step[b];
		if (anew || !s->count[b] || off > 1.0f || off < -1.0f)
			s->step[b] = (uint8_t)(height + 0.5f);
		s->count[b] = count[b];
	}
}
