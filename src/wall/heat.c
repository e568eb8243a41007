/*
 * Hysteresis of what is shown. Invariant: a shown step is at most HEAT_MARGIN outside its band, a
 * shown number at most NUMBER_MARGIN off; level HEATS - 1 is entered exactly at USAGE_HOT.
 */
#include "wall/heat.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define HEAT_MARGIN   2.0f
#define NUMBER_MARGIN 0.8f

/* Where each step begins. */
static const float begins[HEATS + 1] = { 0.0f,  12.5f, 25.0f,     37.5f,  50.0f,
					 62.5f, 75.0f, USAGE_HOT, 1000.0f };

enum { NO_STEP = 255 };

unsigned heat_of(double busy)
{
	unsigned level = 0;
	while (busy >= (double)begins[level + 1])
		level++;
	return level;
}

void steady_free(struct steady *s)
{
	free(s->cpu);
	free(s->level);
	free(s->number);
	*s = (struct steady){ 0 };
}

/* Brings the rows to those of the usage; what is shown stays with its cpu. */
static void follow_rows(struct steady *s, const struct usage *u)
{
	if (s->rows == u->rows && !memcmp(s->cpu, u->cpu, u->rows * sizeof *u->cpu))
		return;
	struct steady next = { .rows = u->rows, .room = u->rows }, before = *s;
	next.cpu = mem_zero(u->rows, sizeof *next.cpu);
	next.level = mem_zero(u->rows, sizeof *next.level);
	next.number = mem_zero(u->rows, sizeof *next.number);
	for (size_t i = 0, old = 0; i < u->rows; i++) {
		while (old < s->rows && s->cpu[old] < u->cpu[i])
			old++;
		bool known = old < s->rows && s->cpu[old] == u->cpu[i];
		next.cpu[i] = u->cpu[i];
		next.level[i] = known ? s->level[old] : NO_STEP;
		next.number[i] = known ? s->number[old] : NO_STEP;
	}
	*s = next;
	steady_free(&before);
}

static uint8_t next_level(uint8_t shown, float busy)
{
	if (shown == NO_STEP || busy >= USAGE_HOT)
		return (uint8_t)heat_of((double)busy);
	if (busy < begins[shown] - HEAT_MARGIN || busy >= begins[shown + 1] + HEAT_MARGIN)
		return (uint8_t)heat_of((double)busy);
	return shown;
}

static uint8_t next_number(uint8_t shown, float busy)
{
	float off = busy - (float)shown;
	if (shown != NO_STEP && off > -NUMBER_MARGIN && off < NUMBER_MARGIN)
		return shown;
	return (uint8_t)(busy + 0.5f);
}

void steady_update(struct steady *s, const struct usage *u)
{
	if (u->rows)
		follow_rows(s, u);
	for (size_t i = 0; i < u->rows; i++) {
		bool ok = u->state[i] == USAGE_OK;
		s->level[i] = ok ? next_level(s->level[i], u->busy[i]) : NO_STEP;
		s->number[i] = ok ? next_number(s->number[i], u->busy[i]) : NO_STEP;
	}
}
