/* The ring of samples. Invariant: every array holds `rows` entries, kept[] HISTORY_SAMPLES times.
 */
#include "measure/history.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

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
	*h = (struct history){ 0 };
}

static void make(struct history *h, size_t rows)
{
	h->rows = rows;
	h->cpu = mem_zero(rows, sizeof *h->cpu);
	h->kept = mem_zero(rows * HISTORY_SAMPLES, sizeof *h->kept);
	h->recent = mem_zero(rows, sizeof *h->recent);
	h->age = mem_zero(rows, sizeof *h->age);
	h->most = mem_zero(rows, sizeof *h->most);
	h->hot_from_ns = mem_zero(rows, sizeof *h->hot_from_ns);
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
}

/* Brings the rows to the usage's; a cpu keeps what is known of it, unless all begins anew. */
static void follow_rows(struct history *h, const struct usage *u, bool anew)
{
	bool same = h->rows == u->rows &&
		    (!u->rows || !memcmp(h->cpu, u->cpu, u->rows * sizeof *u->cpu));
	if (same && !anew)
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

static void take_peak(struct history *h, size_t row, uint8_t percent)
{
	bool first = h->most[row] == HISTORY_UNKNOWN;
	if (percent != HISTORY_UNKNOWN && (first || percent > h->most[row]))
		h->most[row] = percent;
	if (percent != HISTORY_UNKNOWN && percent >= h->recent[row]) {
		h->recent[row] = percent;
		h->age[row] = 0;
	} else if (++h->age[row] >= HISTORY_RECENT) {
		recount(h, row);
	}
}

/* Since when the row's cpu is hot, after an interval that began at from_ns. */
static void take_heat(struct history *h, size_t row, bool hot, bool gap, int64_t from_ns)
{
	if (!hot)
		h->hot_from_ns[row] = 0;
	else if (!h->hot_from_ns[row] || gap)
		h->hot_from_ns[row] = from_ns > 0 ? from_ns : 1;
}

/* A tenth of the interval: what the clocks of two samples may differ. */
static bool is_gap(int64_t last_ns, int64_t from_ns, double elapsed)
{
	return (double)(from_ns - last_ns) > elapsed * 1e8;
}

static uint8_t rounded(float busy)
{
	return (uint8_t)(busy + 0.5f);
}

void history_update(struct history *h, const struct usage *u, int64_t boot_ns)
{
	int64_t last_ns = h->when_ns[last_slot(h, 0)], from_ns = boot_ns;
	if (u->elapsed > 0)
		from_ns -= (int64_t)(u->elapsed * 1e9);
	bool gap = is_gap(last_ns, from_ns, u->elapsed);
	follow_rows(h, u, h->filled && boot_ns <= last_ns);
	uint8_t *now = h->kept + h->next * h->rows;
	h->when_ns[h->next] = boot_ns;
	h->next = (h->next + 1) % HISTORY_SAMPLES;
	h->filled += h->filled < HISTORY_SAMPLES;
	h->taken++;
	for (size_t i = 0; i < u->rows; i++) {
		bool ok = u->state[i] == USAGE_OK;
		uint8_t percent = ok ? rounded(u->busy[i]) : (uint8_t)HISTORY_UNKNOWN;
		now[i] = (uint8_t)(percent + 1);
		take_heat(h, i, ok && u->busy[i] >= USAGE_HOT, gap, from_ns);
		take_peak(h, i, percent);
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
