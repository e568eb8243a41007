/* The ring of samples. Invariant: every array holds `rows` entries, kept[] HISTORY_SAMPLES times.
 */
#include "measure/history.h"

#include "base/mem.h"
#include "base/wide.h"

#include <stdlib.h>
#include <string.h>

/*
 * Rows are taken so many at once, in loops of a constant length and without a branch, of which the
 * compiler makes vectors. Loads are bytes as they are kept: plus 1, 0 is unknown.
 */
enum { LANES = 64 };

/* Where in the ring the sample so many samples ago is. */
static unsigned last_slot(const struct history *h, unsigned ago)
{
	return (h->next + HISTORY_SAMPLES - 1 - ago) % HISTORY_SAMPLES;
}

void history_free(struct history *h)
{
	free(h->cpu);
	free(h->kept);
	free(h->recent);
	free(h->age);
	free(h->most);
	free(h->hot_from_ns);
	free(h->hot);
	*h = (struct history){ 0 };
}

static void make(struct history *h, size_t rows)
{
	h->rows = rows;
	h->cpu = mem_zero(rows, sizeof *h->cpu);
	/* Written now, since a page that is written first costs a refresh more than all that is
	 * kept in it. */
	size_t room = 0;
	h->kept = mem_stretch(NULL, &room, rows * HISTORY_SAMPLES, sizeof *h->kept);
	memset(h->kept, 0, rows * HISTORY_SAMPLES);
	h->recent = mem_zero(rows, sizeof *h->recent);
	h->age = mem_zero(rows, sizeof *h->age);
	h->most = mem_zero(rows, sizeof *h->most);
	h->hot_from_ns = mem_zero(rows, sizeof *h->hot_from_ns);
	h->hot = mem_zero(rows / LANES + 1, sizeof *h->hot);
	memset(h->most, HISTORY_UNKNOWN, rows);
}

static void copy_row(struct history *to, size_t t, const struct history *from, size_t f)
{
	for (size_t i = 0; i < from->filled; i++)
		to->kept[i * to->rows + t] = from->kept[i * from->rows + f];
	to->recent[t] = from->recent[f];
	to->age[t] = from->age[f];
	to->most[t] = from->most[f];
	to->hot_from_ns[t] = from->hot_from_ns[f];
	to->hot[t / LANES] |= (uint64_t)(from->hot_from_ns[f] != 0) << t % LANES;
}

/* Brings the rows to the usage's; a cpu keeps what is known of it, unless all begins anew. */
static void follow_rows(struct history *h, const struct usage *u, bool anew)
{
	if (usage_same_rows(u, h->cpu, h->rows, h->edition) && !anew)
		return;
	struct history next = { 0 }, before = *h;
	if (!anew)
		next = *h;
	make(&next, u->rows);
	for (size_t i = 0, old = 0; i < u->rows; i++) {
		next.cpu[i] = u->cpu[i];
		while (old < h->rows && h->cpu[old] < u->cpu[i])
			old++;
		if (!anew && old < h->rows && h->cpu[old] == u->cpu[i])
			copy_row(&next, i, h, old);
	}
	*h = next;
	history_free(&before);
}

void history_follow(struct history *h, const struct usage *u)
{
	follow_rows(h, u, false);
	h->edition = u->edition;
}

/* The highest of the last HISTORY_RECENT samples, counted anew, and how old it is. */
static void recount(struct history *h, size_t row)
{
	h->recent[row] = h->age[row] = 0;
	for (unsigned ago = HISTORY_RECENT; ago-- > 0;) {
		uint8_t percent = history_at(h, row, ago);
		if (percent != HISTORY_UNKNOWN && percent >= h->recent[row]) {
			h->recent[row] = percent;
			h->age[row] = (uint8_t)ago;
		}
	}
}

/* A tenth of the interval: what the clocks of two samples may differ. */
static bool is_gap(int64_t last_ns, int64_t from_ns, double elapsed)
{
	return (double)(from_ns - last_ns) > elapsed * 1e8;
}

IN_BOTH void keep_lanes(uint8_t *restrict kept, const float *restrict busy,
			const uint8_t *restrict state)
{
	for (int i = 0; i < LANES; i++)
		kept[i] = (uint8_t)(int32_t)(busy[i] + 1.5f);
	for (int i = 0; i < LANES; i++)
		kept[i] &= (uint8_t) - (state[i] == USAGE_OK);
}

/* Highest values and the ages of the recent ones. Returns whether one is too old. */
IN_BOTH bool peak_lanes(uint8_t *restrict recent, uint8_t *restrict age, uint8_t *restrict most,
			const uint8_t *restrict kept)
{
	uint8_t old = 0;
	for (int i = 0; i < LANES; i++) {
		uint8_t before = (uint8_t)(most[i] + 1);
		most[i] = (uint8_t)((kept[i] > before ? kept[i] : before) - 1);
	}
	for (int i = 0; i < LANES; i++) {
		uint8_t same = (uint8_t) - (kept[i] <= recent[i]);
		age[i] = (uint8_t)((age[i] + 1) & same);
		recent[i] = (uint8_t)((recent[i] & same) | ((kept[i] - 1) & ~same));
		old |= age[i] >= HISTORY_RECENT;
	}
	return old != 0;
}

/* The n rows from `row` on, at most LANES, in places that are as large as they have to be. */
WIDE_TOO static void take_rows(struct history *h, const struct usage *u, size_t row, size_t n,
			       uint8_t *now)
{
	uint8_t state[LANES] = { 0 }, kept[LANES];
	uint8_t recent[LANES] = { 0 }, age[LANES] = { 0 }, most[LANES] = { 0 };
	float busy[LANES] = { 0 };
	memcpy(busy, u->busy + row, n * sizeof *busy);
	memcpy(state, u->state + row, n);
	memcpy(recent, h->recent + row, n);
	memcpy(age, h->age + row, n);
	memcpy(most, h->most + row, n);
	keep_lanes(kept, busy, state);
	bool old = peak_lanes(recent, age, most, kept);
	memcpy(now + row, kept, n);
	memcpy(h->recent + row, recent, n);
	memcpy(h->age + row, age, n);
	memcpy(h->most + row, most, n);
	for (size_t i = row; old && i < row + n; i++)
		if (h->age[i] >= HISTORY_RECENT)
			recount(h, i);
}

/* A bit for each of LANES rows. */
static uint64_t hot_bits(const float *restrict busy)
{
	uint8_t hot[LANES];
	uint64_t bits = 0;
	for (int i = 0; i < LANES; i++)
		hot[i] = busy[i] >= USAGE_HOT;
	for (int i = 0; i < LANES; i++)
		bits |= (uint64_t)hot[i] << i;
	return bits;
}

/*
 * Since when the n rows from `row` on are hot, after an interval that began at from_ns; those that
 * were hot before a gap begin anew. Only those are looked at of which that changes.
 */
static void take_heat(struct history *h, const struct usage *u, size_t row, size_t n, bool gap,
		      int64_t from_ns)
{
	float busy[LANES] = { 0 };
	memcpy(busy, u->busy + row, n * sizeof *busy);
	uint64_t *hot = &h->hot[row / LANES], now = hot_bits(busy);
	uint64_t changed = (*hot ^ now) | (gap ? now : 0);
	for (*hot = now; changed; changed &= changed - 1) {
		int i = __builtin_ctzll(changed);
		h->hot_from_ns[row + (size_t)i] = !(now >> i & 1) ? 0 : from_ns > 0 ? from_ns : 1;
	}
}

void history_update(struct history *h, const struct usage *u, int64_t boot_ns)
{
	int64_t last_ns = h->when_ns[last_slot(h, 0)], from_ns = boot_ns;
	if (u->elapsed > 0)
		from_ns -= (int64_t)(u->elapsed * 1e9);
	bool gap = is_gap(last_ns, from_ns, u->elapsed);
	follow_rows(h, u, h->filled && boot_ns <= last_ns);
	h->edition = u->edition;
	uint8_t *now = h->kept + h->next * h->rows;
	h->when_ns[h->next] = boot_ns;
	h->next = (h->next + 1) % HISTORY_SAMPLES;
	h->filled += h->filled < HISTORY_SAMPLES;
	h->taken++;
	for (size_t row = 0; row < u->rows; row += LANES) {
		size_t n = u->rows - row < LANES ? u->rows - row : LANES;
		take_rows(h, u, row, n, now);
		take_heat(h, u, row, n, gap, from_ns);
	}
}

void history_reset(struct history *h)
{
	for (size_t i = 0; i < h->rows; i++) {
		uint8_t last = history_at(h, i, 0);
		h->most[i] = last;
		h->recent[i] = last == HISTORY_UNKNOWN ? 0 : last;
		h->age[i] = 0;
	}
}

int64_t history_hot_ns(const struct history *h, size_t row)
{
	if (row >= h->rows || !h->hot_from_ns[row])
		return 0;
	return h->when_ns[last_slot(h, 0)] - h->hot_from_ns[row];
}

int64_t history_span_ns(const struct history *h, unsigned ago)
{
	if (ago >= h->filled)
		return 0;
	return h->when_ns[last_slot(h, 0)] - h->when_ns[last_slot(h, ago)];
}

uint8_t history_at(const struct history *h, size_t row, unsigned ago)
{
	if (row >= h->rows || ago >= h->filled)
		return HISTORY_UNKNOWN;
	return (uint8_t)(h->kept[last_slot(h, ago) * h->rows + row] - 1);
}
