/* The hottest. Invariant: every row is in the list once, and is not idle when it was updated. */
#include "wall/hottest.h"

#include <stdbool.h>
#include <string.h>

static bool is_busy(const struct steady *s, uint32_t row)
{
	return s->number[row] <= 100 && s->level[row];
}

static void drop_idle(struct hottest *h, const struct steady *s)
{
	int kept = 0;
	for (int i = 0; i < h->count; i++)
		if (is_busy(s, h->row[i]))
			h->row[kept++] = h->row[i];
	h->count = kept;
}

static void move_row(struct hottest *h, int from, int to)
{
	uint32_t row = h->row[from];
	memmove(h->row + to + 1, h->row + to, (size_t)(from - to) * sizeof *h->row);
	h->row[to] = row;
}

/* Those that are in go before all that are more than the margin cooler. */
static void sort_again(struct hottest *h, const struct steady *s)
{
	for (int i = 1; i < h->count; i++)
		for (int to = 0; to < i; to++)
			if (s->number[h->row[i]] > s->number[h->row[to]] + HOTTEST_MARGIN) {
				move_row(h, i, to);
				break;
			}
}

static bool is_in(const struct hottest *h, uint32_t row)
{
	for (int i = 0; i < h->count; i++)
		if (h->row[i] == row)
			return true;
	return false;
}

static int find_coolest(const struct hottest *h, const struct steady *s)
{
	int coolest = 0;
	for (int i = 1; i < h->count; i++)
		if (s->number[h->row[i]] <= s->number[h->row[coolest]])
			coolest = i;
	return coolest;
}

/* A number above it lets one in. */
static unsigned bar_of(const struct hottest *h, const struct steady *s, int most)
{
	if (h->count < most)
		return 0;
	return s->number[h->row[find_coolest(h, s)]] + HOTTEST_MARGIN;
}

/* A new one goes before the first that is cooler, and where there is no room, instead of the
 * coolest. */
static void let_in(struct hottest *h, const struct steady *s, int most, uint32_t row)
{
	int to = 0;
	if (h->count == most) {
		int coolest = find_coolest(h, s);
		memmove(h->row + coolest, h->row + coolest + 1,
			(size_t)(h->count - coolest - 1) * sizeof *h->row);
		h->count--;
	}
	h->row[h->count++] = row;
	while (s->number[h->row[to]] >= s->number[row] && h->row[to] != row)
		to++;
	move_row(h, h->count - 1, to);
}

/* Rows are looked at so many at once, as most are far too cool: a loop of which the compiler makes
 * vectors. */
enum { LANES = 64 };

/* Whether any of the numbers is above the bar; that of an unknown one is not. */
static bool any_above(const uint8_t *number, unsigned bar)
{
	uint8_t any = 0, from = (uint8_t)bar;
	for (int i = 0; i < LANES; i++)
		any |= (uint8_t)((number[i] > from) & (number[i] <= 100));
	return any;
}

void hottest_update(struct hottest *h, const struct steady *s, int most)
{
	drop_idle(h, s);
	sort_again(h, s);
	most = most < HOTTEST_MOST ? most : HOTTEST_MOST;
	if (most < 1) {
		h->count = 0;
		return;
	}
	h->count = h->count < most ? h->count : most;
	unsigned bar = bar_of(h, s, most);
	for (size_t first = 0; first < s->rows; first += LANES) {
		size_t n = s->rows - first < LANES ? s->rows - first : LANES;
		if (n == LANES && !any_above(s->number + first, bar))
			continue;
		for (uint32_t row = (uint32_t)first; row < first + n; row++) {
			if (s->number[row] <= bar || !is_busy(s, row) || is_in(h, row))
				continue;
			let_in(h, s, most, row);
			bar = bar_of(h, s, most);
		}
	}
}
