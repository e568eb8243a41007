/*
 * Hysteresis of what is shown. Invariant: a shown step is at most HEAT_MARGIN outside its band, a
 * shown number at most NUMBER_MARGIN off, and that of an idle or all busy cpu is right; level
 * HEATS - 1 is entered exactly at USAGE_HOT.
 */
#include "wall/smooth.h"

#include "base/mem.h"
#include "base/wide.h"

#include <stdlib.h>
#include <string.h>

enum { HEAT_MARGIN = 4 }; /* halves of a percent */
/* More than one tick in a second, which is what an idle cpu's number comes and goes by. */
#define NUMBER_MARGIN 1.2f

/* Where each step begins: in whole halves of a percent, as count_steps() counts them. */
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

void smooth_free(struct smooth *s)
{
	free(s->cpu);
	free(s->level);
	free(s->number);
	*s = (struct smooth){ 0 };
}

/* Brings the rows to those of the usage; what is shown stays with its cpu. */
static void follow_rows(struct smooth *s, const struct usage *u)
{
	if (usage_same_rows(u, s->cpu, s->rows, s->edition))
		return;
	struct smooth next = { .rows = u->rows, .room = u->rows }, before = *s;
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
	smooth_free(&before);
}

/*
 * Rows are taken so many at once, in loops of a constant length and without a branch, of which the
 * compiler makes vectors. NO_STEP is outside every band and far off every load, so that it needs no
 * case of its own.
 */
enum { LANES = 64 };

/* Loads in halves of a percent, rounded down: what is at or above a whole half stays so. */
IN_BOTH void take_halves(uint8_t *restrict halves, const float *restrict busy)
{
	for (int i = 0; i < LANES; i++)
		halves[i] = (uint8_t)(int32_t)(2 * busy[i]);
}

/* Steps beyond the first that begin at or below the load, each moved by so many halves. */
IN_BOTH void count_steps(uint8_t *restrict steps, const uint8_t *restrict halves, int moved)
{
	memset(steps, 0, LANES);
	for (int k = 1; k < HEATS; k++) {
		uint8_t from = (uint8_t)((int)(2 * begins[k]) + moved);
		for (int i = 0; i < LANES; i++)
			steps[i] = (uint8_t)(steps[i] + (halves[i] >= from));
	}
}

/* a where the mask is all ones, b where it is 0. */
IN_BOTH int32_t choose(int32_t mask, int32_t a, int32_t b)
{
	return (a & mask) | (b & ~mask);
}

/* What is shown stays if its band, widened by the margin, holds the load. */
IN_BOTH void next_levels(uint8_t *restrict shown, const float *restrict busy)
{
	uint8_t halves[LANES], step[LANES], lowest[LANES], highest[LANES];
	take_halves(halves, busy);
	count_steps(step, halves, 0);
	count_steps(lowest, halves, HEAT_MARGIN);
	count_steps(highest, halves, -HEAT_MARGIN);
	for (int i = 0; i < LANES; i++) {
		uint8_t stays = (uint8_t) - ((shown[i] >= lowest[i]) & (shown[i] <= highest[i]) &
					     (step[i] < HEATS - 1));
		shown[i] = (uint8_t)((shown[i] & stays) | (step[i] & ~stays));
	}
}

/* What is shown stays while it is near; but a cpu that is idle, or all busy, is told so. */
IN_BOTH void next_numbers(int32_t *restrict shown, const float *restrict busy)
{
	for (int i = 0; i < LANES; i++) {
		float off = busy[i] - (float)shown[i];
		int32_t near = -(off > -NUMBER_MARGIN) & -(off < NUMBER_MARGIN);
		int32_t between = -(busy[i] > 0.2f) & -(busy[i] < 99.8f);
		int32_t whole = (int32_t)(busy[i] + 0.5f), hot = (int32_t)USAGE_HOT;
		whole -= (whole == hot) & (busy[i] < USAGE_HOT);
		shown[i] = choose(near & between, shown[i], whole);
	}
}

IN_BOTH void widen(int32_t *restrict to, const uint8_t *restrict from)
{
	for (int i = 0; i < LANES; i++)
		to[i] = from[i];
}

IN_BOTH void narrow(uint8_t *restrict to, const int32_t *restrict from)
{
	for (int i = 0; i < LANES; i++)
		to[i] = (uint8_t)from[i];
}

/* Of rows that are not ok. */
IN_BOTH void forget(uint8_t *restrict shown, const uint8_t *restrict state)
{
	for (int i = 0; i < LANES; i++)
		shown[i] |= (uint8_t) - (state[i] != USAGE_OK);
}

WIDE_TOO static void update_lanes(uint8_t *level, uint8_t *number, const uint8_t *state,
				  const float *busy)
{
	int32_t shown[LANES];
	next_levels(level, busy);
	forget(level, state);
	widen(shown, number);
	next_numbers(shown, busy);
	narrow(number, shown);
	forget(number, state);
}

/* What is left over, in a place that is as large as it has to be. */
static void update_rest(struct smooth *s, const struct usage *u, size_t first)
{
	uint8_t level[LANES] = { 0 }, number[LANES] = { 0 }, state[LANES] = { 0 };
	float busy[LANES] = { 0 };
	size_t n = u->rows - first;
	memcpy(level, s->level + first, n);
	memcpy(number, s->number + first, n);
	memcpy(state, u->state + first, n);
	memcpy(busy, u->busy + first, n * sizeof *busy);
	update_lanes(level, number, state, busy);
	memcpy(s->level + first, level, n);
	memcpy(s->number + first, number, n);
}

void smooth_update(struct smooth *s, const struct usage *u)
{
	size_t i = 0;
	if (!u->rows)
		return;
	follow_rows(s, u);
	s->edition = u->edition;
	for (; i + LANES <= u->rows; i += LANES)
		update_lanes(s->level + i, s->number + i, u->state + i, u->busy + i);
	if (i < u->rows)
		update_rest(s, u, i);
}

WIDE_TOO static uint32_t count_from(const uint8_t *number, size_t rows, uint8_t from)
{
	uint32_t count = 0;
	size_t i = 0;
	for (; i + LANES <= rows; i += LANES) {
		uint8_t n = 0;
		for (size_t k = 0; k < LANES; k++)
			n = (uint8_t)(n + (number[i + k] >= from));
		count += n;
	}
	for (; i < rows; i++)
		count += number[i] >= from;
	return count;
}

void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS])
{
	memset(bucket, 0, SPREAD_BUCKETS * sizeof *bucket);
	if (!rows)
		return;
	const uint8_t *number = s->number + first;
	uint32_t above = count_from(number, rows, NO_STEP);
	for (int b = SPREAD_BUCKETS - 1; b >= 0; b--) {
		uint32_t from = count_from(number, rows, (uint8_t)(10 * b));
		bucket[b] = from - above;
		above = from;
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
