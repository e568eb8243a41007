/* The ring of samples. Invariant: every array has an element for each of `cpus`. */
#include "measure/history.h"

#include <stdlib.h>

/* Where in the ring the sample so many samples ago is. */
static unsigned last_slot(const struct history *h, unsigned ago)
{
	return (h->next + HISTORY_SAMPLES - 1 - ago) % HISTORY_SAMPLES;
}

void history_free(struct history *h)
{
	cpu_rows_free(&h->cpus);
	free(h->kept);
	free(h->recent);
	free(h->age);
	free(h->most);
	free(h->hot_from_ns);
	*h = (struct history){ 0 };
}

void history_follow(struct history *h, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&h->cpus, u->cpu, u->rows);
	if (!from)
		return;
	size_t n = u->rows;
	h->kept = cpu_rows_carry(h->kept, from, n, sizeof *h->kept, HISTORY_UNKNOWN);
	h->recent = cpu_rows_carry(h->recent, from, n, sizeof *h->recent, 0);
	h->age = cpu_rows_carry(h->age, from, n, sizeof *h->age, 0);
	h->most = cpu_rows_carry(h->most, from, n, sizeof *h->most, HISTORY_UNKNOWN);
	h->hot_from_ns = cpu_rows_carry(h->hot_from_ns, from, n, sizeof *h->hot_from_ns, 0);
	free(from);
}

/* Looks the highest of the last HISTORY_RECENT samples up again, and how old it is. */
static void find_recent(struct history *h, size_t row)
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

/* The sample's load, after the ring moved on to it. */
static void take_load(struct history *h, size_t row, uint8_t percent)
{
	bool known = percent != HISTORY_UNKNOWN;
	h->kept[row][last_slot(h, 0)] = percent;
	if (known && (h->most[row] == HISTORY_UNKNOWN || percent > h->most[row]))
		h->most[row] = percent;
	if (known && percent >= h->recent[row]) {
		h->recent[row] = percent;
		h->age[row] = 0;
	} else if (++h->age[row] >= HISTORY_RECENT) {
		find_recent(h, row);
	}
}

/* A tenth of the interval: what the clocks of two samples may differ. */
static bool is_gap(int64_t last_ns, int64_t from_ns, double elapsed)
{
	return (double)(from_ns - last_ns) > elapsed * 1e8;
}

void history_update(struct history *h, const struct usage *u, int64_t boot_ns)
{
	int64_t last_ns = h->when_ns[last_slot(h, 0)], from_ns = boot_ns;
	if (u->elapsed > 0)
		from_ns -= (int64_t)(u->elapsed * 1e9);
	bool gap = is_gap(last_ns, from_ns, u->elapsed);
	if (h->filled && boot_ns <= last_ns)
		history_free(h);
	history_follow(h, u);
	h->when_ns[h->next] = boot_ns;
	h->next = (h->next + 1) % HISTORY_SAMPLES;
	h->filled += h->filled < HISTORY_SAMPLES;
	h->taken++;
	for (size_t row = 0; row < u->rows; row++) {
		bool known = u->state[row] == USAGE_OK;
		take_load(h, row, known ? (uint8_t)(u->busy[row] + 0.5f) : HISTORY_UNKNOWN);
		if (u->busy[row] < usage_hot(u))
			h->hot_from_ns[row] = 0;
		else if (gap || !h->hot_from_ns[row])
			h->hot_from_ns[row] = from_ns > 0 ? from_ns : 1;
	}
}

void history_reset(struct history *h)
{
	for (size_t i = 0; i < h->cpus.count; i++) {
		uint8_t last = history_at(h, i, 0);
		h->most[i] = last;
		h->recent[i] = last == HISTORY_UNKNOWN ? 0 : last;
		h->age[i] = 0;
	}
}

int64_t history_hot_ns(const struct history *h, size_t row)
{
	if (row >= h->cpus.count || !h->hot_from_ns[row])
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
	if (row >= h->cpus.count || ago >= h->filled)
		return HISTORY_UNKNOWN;
	return h->kept[row][last_slot(h, ago)];
}
