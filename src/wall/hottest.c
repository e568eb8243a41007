/*
 * The hottest. Invariant: every row is in the list once, and is not idle when it was updated. A row
 * keeps its place as long as it may: whoever comes or goes changes places with one other, and moves
 * nobody aside.
 */
#include "wall/hottest.h"

#include <stdbool.h>
#include <string.h>

static bool is_busy(const struct smooth *s, uint32_t row)
{
	return s->number[row] <= 100 && s->level[row];
}

enum { RANK_MOST = (int)USAGE_HOT + HOTTEST_MARGIN };

/* The load that a row's place follows from: all that are hot are equal, and stay as they came. */
static unsigned rank_of(const struct smooth *s, uint32_t row)
{
	if (!is_busy(s, row))
		return 0;
	return s->number[row] < RANK_MOST ? s->number[row] : RANK_MOST;
}

static void swap_rows(struct hottest *h, int a, int b)
{
	uint32_t row = h->row[a];
	h->row[a] = h->row[b];
	h->row[b] = row;
}

/* The place from `from` on whose row is out of order first, or h->count; with the highest rank
 * behind it. */
static int find_wrong(const struct hottest *h, const uint8_t *rank, int from, unsigned *behind)
{
	int wrong = h->count;
	unsigned most = 0;
	for (int i = h->count - 1; i >= from; i--) {
		if (rank[i] + HOTTEST_MARGIN < (int)most) {
			wrong = i;
			*behind = most;
		}
		most = rank[i] > most ? rank[i] : most;
	}
	return wrong;
}

/*
 * Whoever is more than the margin cooler than one behind changes places with the last one for whom
 * that place is right; and those who turned idle, which by that come last, go.
 */
static void straighten(struct hottest *h, const struct smooth *s)
{
	uint8_t rank[HOTTEST_MOST] = { 0 };
	unsigned behind = 0;
	for (int i = 0; i < h->count; i++)
		rank[i] = (uint8_t)rank_of(s, h->row[i]);
	for (int at = 0; (at = find_wrong(h, rank, at, &behind)) < h->count; at++) {
		int with = h->count - 1;
		while (with > at && rank[with] + HOTTEST_MARGIN < (int)behind)
			with--;
		uint8_t cooler = rank[at];
		rank[at] = rank[with];
		rank[with] = cooler;
		swap_rows(h, at, with);
	}
	while (h->count && !rank[h->count - 1])
		h->count--;
}

static bool is_in(const struct hottest *h, uint32_t row)
{
	for (int i = 0; i < h->count; i++)
		if (h->row[i] == row)
			return true;
	return false;
}

static int find_coolest(const struct hottest *h, const struct smooth *s)
{
	int coolest = 0;
	for (int i = 1; i < h->count; i++)
		if (rank_of(s, h->row[i]) <= rank_of(s, h->row[coolest]))
			coolest = i;
	return coolest;
}

/* A number above it lets one in. */
static unsigned bar_of(const struct hottest *h, const struct smooth *s, int most)
{
	if (h->count < most)
		return 0;
	return rank_of(s, h->row[find_coolest(h, s)]) + HOTTEST_MARGIN;
}

/*
 * A new one comes last, or where there is no room, instead of the coolest; and changes places with
 * the first that is cooler by more than the margin, as does that one.
 */
static void let_in(struct hottest *h, const struct smooth *s, int most, uint32_t row)
{
	int at = h->count < most ? h->count++ : find_coolest(h, s);
	h->row[at] = row;
	for (int to = 0; to < at; to++)
		if (rank_of(s, h->row[at]) > rank_of(s, h->row[to]) + HOTTEST_MARGIN)
			swap_rows(h, at, to);
}

/* Into a list that is new: before the first that is cooler. */
static void insert(struct hottest *h, const struct smooth *s, int most, uint32_t row)
{
	int at = h->count < most ? h->count++ : h->count - 1;
	for (; at > 0 && s->number[h->row[at - 1]] < s->number[row]; at--)
		h->row[at] = h->row[at - 1];
	h->row[at] = row;
}

/* Rows are looked at so many at once, as most are far too cool: a loop of which the compiler makes
 * vectors. */
enum { LANES = 64 };

/* Whether any of the numbers is above the bar, but for those that are not known. */
static bool any_above(const uint8_t *number, unsigned bar)
{
	uint8_t any = 0, from = (uint8_t)bar;
	for (int i = 0; i < LANES; i++)
		any |= (uint8_t)((number[i] > from) & (number[i] <= 100));
	return any;
}

void hottest_update(struct hottest *h, const struct smooth *s, int most)
{
	straighten(h, s);
	most = most < HOTTEST_MOST ? most : HOTTEST_MOST;
	if (most < 1) {
		h->count = 0;
		return;
	}
	h->count = h->count < most ? h->count : most;
	bool anew = !h->count;
	unsigned bar = bar_of(h, s, most);
	for (size_t first = 0; first < s->cpus.count && bar < RANK_MOST; first += LANES) {
		size_t n = s->cpus.count - first < LANES ? s->cpus.count - first : LANES;
		if (n == LANES && !any_above(s->number + first, bar))
			continue;
		for (uint32_t row = (uint32_t)first; row < first + n; row++) {
			if (rank_of(s, row) <= bar || is_in(h, row))
				continue;
			(anew ? insert : let_in)(h, s, most, row);
			bar = bar_of(h, s, most);
		}
	}
}
