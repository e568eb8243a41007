/*
 * A ring of moments, each with a block of its own. Invariant: every array, and the block of every
 * moment in the ring, has an element for each of `cpus`; slots that are not in use have no block.
 */
#include "measure/history.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static struct moment *moment_at(const struct history *h, unsigned ago)
{
	return &h->ring[(h->next + HISTORY_MOST - 1 - ago) % HISTORY_MOST];
}

const struct moment *history_moment(const struct history *h, unsigned ago)
{
	return ago < h->filled ? moment_at(h, ago) : NULL;
}

unsigned history_capacity(size_t cpus)
{
	size_t n = HISTORY_BYTES / (cpus ? cpus : 1);
	return n > HISTORY_MOST ? HISTORY_MOST : n < HISTORY_LEAST ? HISTORY_LEAST : (unsigned)n;
}

static void drop_oldest(struct history *h)
{
	struct moment *oldest = moment_at(h, --h->filled);
	free(oldest->percent);
	oldest->percent = NULL;
}

static void drop_newest(struct history *h)
{
	struct moment *newest = moment_at(h, 0);
	free(newest->percent);
	newest->percent = NULL;
	h->next = (h->next + HISTORY_MOST - 1) % HISTORY_MOST;
	h->filled--;
}

void history_free(struct history *h)
{
	while (h->filled)
		drop_oldest(h);
	cpu_rows_free(&h->cpus);
	free(h->ring);
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
	while (h->filled > history_capacity(n))
		drop_oldest(h);
	for (unsigned ago = 0; ago < h->filled; ago++) {
		struct moment *m = moment_at(h, ago);
		m->percent = cpu_rows_carry(m->percent, from, n, 1, HISTORY_UNKNOWN);
	}
	h->recent = cpu_rows_carry(h->recent, from, n, sizeof *h->recent, 0);
	h->age = cpu_rows_carry(h->age, from, n, sizeof *h->age, 0);
	h->most = cpu_rows_carry(h->most, from, n, sizeof *h->most, HISTORY_UNKNOWN);
	h->hot_from_ns = cpu_rows_carry(h->hot_from_ns, from, n, sizeof *h->hot_from_ns, 0);
	free(from);
}

/* --- Peaks and heat --- */

/* Finds the highest of the last HISTORY_RECENT samples again, and its age. */
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

static void raise_most(struct history *h, size_t row, uint8_t percent)
{
	bool known = percent != HISTORY_UNKNOWN;
	if (known && (h->most[row] == HISTORY_UNKNOWN || percent > h->most[row]))
		h->most[row] = percent;
}

/* Updates the row's peaks after the newest moment has its load. */
static void follow_peaks(struct history *h, size_t row, uint8_t percent)
{
	raise_most(h, row, percent);
	if (percent != HISTORY_UNKNOWN && percent >= h->recent[row]) {
		h->recent[row] = percent;
		h->age[row] = 0;
	} else if (++h->age[row] >= HISTORY_RECENT) {
		find_recent(h, row);
	}
}

/* Whether time is missing between the two: more than a tenth of the later one's length. */
static bool is_gap(const struct moment *before, const struct moment *m)
{
	return 10 * (m->from_ns - before->boot_ns) > m->boot_ns - m->from_ns;
}

static bool is_hot(const struct history *h, uint8_t percent)
{
	return percent != HISTORY_UNKNOWN && (float)percent >= h->hot;
}

/* Since when the row had been hot at the moment so many samples ago; 0 when it was not hot. */
static int64_t hot_since(const struct history *h, size_t row, unsigned ago)
{
	int64_t since = 0;
	for (; ago < h->filled && is_hot(h, history_at(h, row, ago)); ago++) {
		const struct moment *m = moment_at(h, ago);
		since = m->from_ns > 0 ? m->from_ns : 1;
		if (ago + 1 < h->filled && is_gap(moment_at(h, ago + 1), m))
			break;
	}
	return since;
}

/* Works out peaks and heat again after moments were dropped. */
static void look_back(struct history *h)
{
	for (size_t row = 0; row < h->cpus.count; row++) {
		find_recent(h, row);
		h->most[row] = HISTORY_UNKNOWN;
		for (unsigned ago = 0; ago < h->filled; ago++)
			raise_most(h, row, history_at(h, row, ago));
		h->hot_from_ns[row] = hot_since(h, row, 0);
	}
}

/* --- New moments --- */

/* Rounds to whole percent, but never up to the hot threshold: only a hot cpu may look hot. */
static uint8_t round_busy(const struct usage *u, size_t row, float hot)
{
	if (u->state[row] != USAGE_OK)
		return HISTORY_UNKNOWN;
	uint8_t percent = (uint8_t)(u->busy[row] + 0.5f);
	return (float)percent >= hot && u->busy[row] < hot ? (uint8_t)(percent - 1) : percent;
}

/* Drops all moments after boot_ns. Returns the moment at exactly boot_ns, or NULL. */
static struct moment *go_back(struct history *h, int64_t boot_ns)
{
	bool dropped = false;
	while (h->filled && moment_at(h, 0)->boot_ns > boot_ns) {
		drop_newest(h);
		dropped = true;
	}
	if (dropped)
		look_back(h);
	return h->filled && moment_at(h, 0)->boot_ns == boot_ns ? moment_at(h, 0) : NULL;
}

/* Adds a moment after all others. Its loads are unknown. */
static struct moment *add_moment(struct history *h)
{
	if (!h->ring)
		h->ring = mem_zero(HISTORY_MOST, sizeof *h->ring);
	while (h->filled >= history_capacity(h->cpus.count))
		drop_oldest(h);
	struct moment *m = &h->ring[h->next];
	m->percent = mem_zero(h->cpus.count, 1);
	memset(m->percent, HISTORY_UNKNOWN, h->cpus.count);
	h->next = (h->next + 1) % HISTORY_MOST;
	h->filled++;
	return m;
}

/* Since when the row is hot, now that the newest moment has its load; 0 when it is not. */
static int64_t follow_heat(const struct history *h, size_t row, bool gap)
{
	const struct moment *m = moment_at(h, 0);
	if (!is_hot(h, m->percent[row]))
		return 0;
	if (h->hot_from_ns[row] && !gap)
		return h->hot_from_ns[row];
	return m->from_ns > 0 ? m->from_ns : 1;
}

void history_update(struct history *h, const struct usage *u, int64_t boot_ns, int64_t wall_ns)
{
	const float hot = h->hot = usage_hot(u);
	history_follow(h, u);
	struct moment *m = go_back(h, boot_ns);
	bool again = m;
	if (!again)
		m = add_moment(h);
	m->boot_ns = boot_ns;
	m->wall_ns = wall_ns;
	if (!again || u->elapsed > 0)
		m->from_ns = u->elapsed > 0 ? boot_ns - (int64_t)(u->elapsed * 1e9) : boot_ns;
	bool gap = h->filled > 1 && is_gap(moment_at(h, 1), m);
	for (size_t row = 0; row < u->rows; row++) {
		uint8_t percent = round_busy(u, row, hot);
		/*
		 * A sample that is read again without the one before it has no loads: keep those
		 * known.
		 */
		if (!again || percent != HISTORY_UNKNOWN)
			m->percent[row] = percent;
		follow_peaks(h, row, m->percent[row]);
		h->hot_from_ns[row] = follow_heat(h, row, gap);
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

/* --- What was --- */

unsigned history_find(const struct history *h, int64_t boot_ns)
{
	unsigned low = 0, high = h->filled;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (moment_at(h, middle)->boot_ns > boot_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint8_t history_at(const struct history *h, size_t row, unsigned ago)
{
	if (row >= h->cpus.count || ago >= h->filled)
		return HISTORY_UNKNOWN;
	return moment_at(h, ago)->percent[row];
}

void history_sum(const struct history *h, unsigned ago, const uint32_t *row, size_t rows,
		 struct past_load *sum)
{
	if (ago >= h->filled)
		return;
	const uint8_t *percent = moment_at(h, ago)->percent;
	for (size_t i = 0; i < rows; i++) {
		uint8_t p = percent[row[i]];
		if (p == HISTORY_UNKNOWN)
			continue;
		sum->known++;
		sum->sum += p;
		sum->max = p > sum->max ? p : sum->max;
	}
}

int64_t history_hot_ns(const struct history *h, size_t row, unsigned ago)
{
	if (row >= h->cpus.count || ago >= h->filled)
		return 0;
	int64_t since = ago ? hot_since(h, row, ago) : h->hot_from_ns[row];
	return since ? moment_at(h, ago)->boot_ns - since : 0;
}

void history_usage(const struct history *h, unsigned ago, const struct usage *now,
		   struct usage *out)
{
	const struct moment *m = history_moment(h, ago);
	usage_of_percents(out, now, m ? m->percent : NULL);
	out->elapsed = m ? (double)(m->boot_ns - m->from_ns) / 1e9 : 0;
}
