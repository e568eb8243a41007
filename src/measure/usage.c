/* Differences of samples. Invariant: where state is ok, total is the sum of ticks, and not 0. */
#include "measure/usage.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

const char *const usage_state_name[USAGE_STATES] = { "ok", "new", "reset", "offline" };

void usage_free(struct usage *u)
{
	free(u->cpu);
	free(u->state);
	free(u->total);
	free(u->busy);
	for (int f = 0; f < FIELDS; f++)
		free(u->ticks[f]);
	*u = (struct usage){ 0 };
}

/* All arrays grow alike: from the same room to the same room. */
static void make_room(struct usage *u, size_t rows)
{
	if (rows <= u->room)
		return;
	u->state = mem_grow_beside(u->state, u->room, rows, sizeof *u->state);
	u->total = mem_grow_beside(u->total, u->room, rows, sizeof *u->total);
	u->busy = mem_grow_beside(u->busy, u->room, rows, sizeof *u->busy);
	for (int f = 0; f < FIELDS; f++)
		u->ticks[f] = mem_grow_beside(u->ticks[f], u->room, rows, sizeof *u->ticks[f]);
	u->cpu = mem_grow(u->cpu, &u->room, rows, sizeof *u->cpu);
}

/* What an interval can hold, in ticks. */
struct bounds {
	uint64_t most;   /* a sum beyond it is no time that passed here */
	uint64_t slack;  /* a fall of up to this is the kernel's rounding */
	uint32_t expect; /* the whole interval */
};

/*
 * Twice the interval and two seconds: a nohz_full cpu is accounted in lumps of a second, and a
 * steal clock catches up late; a migrated or resumed machine is off by minutes to years.
 */
static struct bounds bounds_of(double elapsed, unsigned hz)
{
	double expect = elapsed * hz;
	if (expect > 1e9)
		expect = 1e9;
	if (expect < 1)
		expect = 1;
	return (struct bounds){
		.most = (uint64_t)(2 * expect) + 2 * hz,
		.slack = hz / 10 > 2 ? hz / 10 : 2,
		.expect = (uint32_t)(expect + 0.5),
	};
}

static uint64_t rise(uint64_t from, uint64_t to)
{
	return to > from ? to - from : 0;
}

/* Writes ticks and total of the row; returns whether the counters can be believed. */
static bool subtract(struct usage *u, size_t row, const struct sample *from, size_t f,
		     const struct sample *to, size_t t, const struct bounds *bounds)
{
	uint64_t d[COLUMNS], total = 0;
	for (enum column c = 0; c < COLUMNS; c++) {
		uint64_t before = sample_ticks(from, c, f), now = sample_ticks(to, c, t);
		d[c] = rise(before, now);
		if (c > COLUMN_STEAL)
			continue;
		if (c != COLUMN_IOWAIT && rise(now, before) > bounds->slack)
			return false;
		if (d[c] > bounds->most)
			return false;
		total += d[c];
	}
	if (total > bounds->most)
		return false;
	uint64_t guest = d[COLUMN_GUEST] < d[COLUMN_USER] ? d[COLUMN_GUEST] : d[COLUMN_USER];
	uint64_t gnice =
		d[COLUMN_GUEST_NICE] < d[COLUMN_NICE] ? d[COLUMN_GUEST_NICE] : d[COLUMN_NICE];
	u->ticks[FIELD_USR][row] = (uint32_t)(d[COLUMN_USER] - guest);
	u->ticks[FIELD_NICE][row] = (uint32_t)(d[COLUMN_NICE] - gnice);
	u->ticks[FIELD_SYS][row] = (uint32_t)d[COLUMN_SYSTEM];
	u->ticks[FIELD_IOWAIT][row] = (uint32_t)d[COLUMN_IOWAIT];
	u->ticks[FIELD_IRQ][row] = (uint32_t)d[COLUMN_IRQ];
	u->ticks[FIELD_SOFT][row] = (uint32_t)d[COLUMN_SOFTIRQ];
	u->ticks[FIELD_STEAL][row] = (uint32_t)d[COLUMN_STEAL];
	u->ticks[FIELD_GUEST][row] = (uint32_t)guest;
	u->ticks[FIELD_GNICE][row] = (uint32_t)gnice;
	u->ticks[FIELD_IDLE][row] = (uint32_t)d[COLUMN_IDLE];
	u->total[row] = (uint32_t)total;
	return true;
}

/* What was met on the way. */
struct found {
	bool met;   /* a cpu that is in both samples */
	bool moved; /* a counter of such a cpu moved */
	bool odd;   /* a row that is not ok, or of which no counter moved */
};

static void note_row(struct found *found, bool ok, uint32_t total)
{
	found->met = true;
	found->moved |= !ok || total;
	found->odd |= !ok || !total;
}

/* One row of a cpu that is in both samples. */
static void take_row(struct usage *u, size_t row, const struct sample *from, size_t f,
		     const struct sample *to, size_t t, const struct bounds *bounds,
		     struct found *found)
{
	bool ok = subtract(u, row, from, f, to, t, bounds);
	u->state[row] = ok ? USAGE_OK : USAGE_RESET;
	note_row(found, ok, u->total[row]);
}

/* Rows, ids and states; ticks where both samples have the cpu. */
static struct found merge(struct usage *u, const struct sample *from, const struct sample *to,
			  const struct cpulist *keep, const struct bounds *bounds)
{
	struct found found = { .odd = true };
	size_t f = 0, range = 0, row = 0;
	uint64_t kept = keep->count ? keep->range[0].first : UINT64_MAX;
	for (size_t t = 0; t < to->rows || kept != UINT64_MAX; row++) {
		uint64_t cpu = t < to->rows ? to->cpu[t] : UINT64_MAX;
		bool online = cpu <= kept;
		make_room(u, row + 1 > to->rows ? row + 1 : to->rows);
		u->cpu[row] = (uint32_t)(online ? cpu : kept);
		u->state[row] = USAGE_OFFLINE;
		if (online) {
			while (f < from->rows && from->cpu[f] < cpu)
				f++;
			bool before = f < from->rows && from->cpu[f] == cpu;
			u->state[row] = USAGE_NEW;
			if (before)
				take_row(u, row, from, f, to, t, bounds, &found);
			t++;
			u->online++;
		}
		if (kept != UINT64_MAX && (!online || kept == cpu)) {
			if (kept < keep->range[range].last)
				kept++;
			else
				kept = ++range < keep->count ? keep->range[range].first
							     : UINT64_MAX;
		}
	}
	u->rows = row;
	return found;
}

/*
 * Rows are taken so many at once where nothing is out of the ordinary: loops of a constant length
 * over arrays, of which the compiler makes vectors.
 */
enum { LANES = 64 };

/* A difference below this fits 32 bits, and so does a sum of eight of them. */
enum { ORDINARY_BITS = 28 };

/* out = to - from; `seen` gathers the bits of all differences, those of counters that fell too. */
static void subtract_column(uint32_t *restrict out, uint32_t *restrict seen,
			    const uint32_t *restrict from, const uint32_t *restrict to)
{
	for (int i = 0; i < LANES; i++) {
		out[i] = to[i] - from[i];
		seen[i] |= out[i];
	}
}

/* Of counters that are, or were, beyond 32 bits: what does not fit there is seen as the top bit. */
static void note_high_bits(uint32_t *seen, enum column c, const struct sample *from,
			   const struct sample *to, size_t row)
{
	for (size_t i = 0; i < LANES; i++) {
		uint64_t d = sample_ticks(to, c, row + i) - sample_ticks(from, c, row + i);
		seen[i] |= d >> 32 ? 1u << 31 : 0;
	}
}

/* Takes the guest's part out of the whole, which it cannot exceed. */
static void split_guest(uint32_t *restrict whole, uint32_t *restrict guest)
{
	for (int i = 0; i < LANES; i++) {
		guest[i] = guest[i] < whole[i] ? guest[i] : whole[i];
		whole[i] -= guest[i];
	}
}

static void add_lanes(uint32_t *restrict sum, const uint32_t *restrict part)
{
	for (int i = 0; i < LANES; i++)
		sum[i] += part[i];
}

/* Whether the row's differences, and the sum of them, are none that needs a closer look. */
static bool is_ordinary(uint32_t seen, uint32_t total, const struct bounds *bounds)
{
	return seen >> ORDINARY_BITS == 0 && total <= bounds->most;
}

/* Whether all rows are; then they are ok as they are. */
static bool all_ordinary(const uint32_t *seen, const uint32_t *total, const struct bounds *bounds,
			 struct found *found)
{
	uint32_t all = 0;
	int32_t least = INT32_MAX, largest = 0;
	for (int i = 0; i < LANES; i++)
		all |= seen[i];
	if (all >> ORDINARY_BITS)
		return false;
	for (int i = 0; i < LANES; i++) {
		int32_t n = (int32_t)total[i];
		least = n < least ? n : least;
		largest = n > largest ? n : largest;
	}
	found->moved |= largest > 0;
	found->odd |= least == 0;
	return (uint32_t)largest <= bounds->most;
}

/* LANES rows from `row` on, which are the same in both samples. */
static void take_lanes(struct usage *u, size_t row, const struct sample *from,
		       const struct sample *to, const struct bounds *bounds, struct found *found)
{
	static const enum column source[FIELDS] = {
		[FIELD_USR] = COLUMN_USER,         [FIELD_NICE] = COLUMN_NICE,
		[FIELD_SYS] = COLUMN_SYSTEM,       [FIELD_IOWAIT] = COLUMN_IOWAIT,
		[FIELD_IRQ] = COLUMN_IRQ,          [FIELD_SOFT] = COLUMN_SOFTIRQ,
		[FIELD_STEAL] = COLUMN_STEAL,      [FIELD_GUEST] = COLUMN_GUEST,
		[FIELD_GNICE] = COLUMN_GUEST_NICE, [FIELD_IDLE] = COLUMN_IDLE,
	};
	uint32_t seen[LANES] = { 0 };
	uint32_t *total = u->total + row;
	for (int f = 0; f < FIELDS; f++)
		subtract_column(u->ticks[f] + row, seen, from->ticks[source[f]] + row,
				to->ticks[source[f]] + row);
	for (enum column c = 0; (from->wide || to->wide) && c < COLUMNS; c++)
		note_high_bits(seen, c, from, to, row);
	split_guest(u->ticks[FIELD_USR] + row, u->ticks[FIELD_GUEST] + row);
	split_guest(u->ticks[FIELD_NICE] + row, u->ticks[FIELD_GNICE] + row);
	memset(total, 0, LANES * sizeof *total);
	for (int f = 0; f < FIELDS; f++)
		add_lanes(total, u->ticks[f] + row);
	if (all_ordinary(seen, total, bounds, found))
		return;
	for (size_t i = 0; i < LANES; i++)
		if (is_ordinary(seen[i], total[i], bounds))
			note_row(found, true, total[i]);
		else
			take_row(u, row + i, from, row + i, to, row + i, bounds, found);
}

/* Other ids than before, or perhaps the same. No two editions are one, whosever they are. */
static void new_edition(struct usage *u)
{
	static unsigned last;
	last += last + 1 ? 1 : 2;
	u->edition = last;
}

/* All rows, of samples of the same cpus, when none is offline. */
static struct found take_all(struct usage *u, const struct sample *from, const struct sample *to,
			     const struct bounds *bounds)
{
	struct found found = { .met = to->rows > 0 };
	size_t rows = to->rows;
	if (u->rows != rows || memcmp(u->cpu, to->cpu, rows * sizeof *u->cpu) != 0) {
		memcpy(u->cpu, to->cpu, rows * sizeof *u->cpu);
		new_edition(u);
	}
	u->rows = u->online = rows;
	memset(u->state, USAGE_OK, rows);
	/* The last lanes may overlap those before: what they write follows from the samples alone.
	 */
	for (size_t row = 0; rows >= LANES && row < rows; row += LANES)
		take_lanes(u, row < rows - LANES ? row : rows - LANES, from, to, bounds, &found);
	for (size_t row = 0; rows < LANES && row < rows; row++)
		take_row(u, row, from, row, to, row, bounds, &found);
	return found;
}

/* Whether the sample has all cpus of the list. */
static bool has_all(const struct sample *s, const struct cpulist *l)
{
	size_t row = 0;
	for (size_t i = 0; i < l->count; i++) {
		uint32_t count = l->range[i].last - l->range[i].first;
		while (row < s->rows && s->cpu[row] < l->range[i].first)
			row++;
		row += count;
		if (row >= s->rows || s->cpu[row] != l->range[i].last)
			return false;
	}
	return true;
}

/*
 * What a cpu that nobody counted weighs in sums: the interval, unless the others counted far less
 * of it. Nobody counts while the machine is suspended, and an hour of that is no idleness.
 */
static uint32_t silence_of(const struct usage *u, const struct bounds *bounds)
{
	uint32_t most = 0;
	for (size_t i = 0; i < u->rows; i++)
		if (u->state[i] == USAGE_OK && u->total[i] > most)
			most = u->total[i];
	return most && most < bounds->expect / 2 ? most : bounds->expect;
}

/* Turns silence into idleness or into no data, and what is not known into 0. */
static void settle_odd(struct usage *u, const struct bounds *bounds)
{
	uint32_t silence = silence_of(u, bounds);
	for (size_t i = 0; i < u->rows; i++) {
		if (u->state[i] == USAGE_OK && u->frozen)
			u->state[i] = USAGE_RESET;
		if (u->state[i] != USAGE_OK) {
			for (int f = 0; f < FIELDS; f++)
				u->ticks[f][i] = 0;
			u->total[i] = 0;
		} else if (!u->total[i]) {
			/* A tickless cpu that nobody counted was idle, for aggregates too. */
			u->ticks[FIELD_IDLE][i] = u->total[i] = silence;
		}
	}
}

static float busy_of(uint32_t total, uint32_t idle, uint32_t iowait)
{
	/* In double, where the product is exact: the quotient cannot pass 100. */
	return (float)(100.0 * (int32_t)(total - idle - iowait) / (int32_t)(total | !total));
}

static void settle_lanes(float *restrict busy, const uint32_t *restrict total,
			 const uint32_t *restrict idle, const uint32_t *restrict iowait)
{
	for (int i = 0; i < LANES; i++)
		busy[i] = busy_of(total[i], idle[i], iowait[i]);
}

/* Ticks into percentages. */
static void settle(struct usage *u)
{
	const uint32_t *idle = u->ticks[FIELD_IDLE], *iowait = u->ticks[FIELD_IOWAIT];
	size_t i = 0;
	for (; i + LANES <= u->rows; i += LANES)
		settle_lanes(u->busy + i, u->total + i, idle + i, iowait + i);
	for (; i < u->rows; i++)
		u->busy[i] = busy_of(u->total[i], idle[i], iowait[i]);
}

void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz)
{
	u->elapsed = from->rows ? (double)(to->boot_ns - from->boot_ns) / 1e9 : 0;
	struct bounds bounds = bounds_of(u->elapsed, hz);
	u->online = 0;
	make_room(u, to->rows);
	bool same = to->rows && sample_same_cpus(from, to) && has_all(to, keep);
	if (!same)
		new_edition(u);
	struct found found =
		same ? take_all(u, from, to, &bounds) : merge(u, from, to, keep, &bounds);
	/* With no cpu in both samples none can be said to stand still. */
	u->frozen = from->rows && ((found.met && !found.moved) || u->elapsed <= 0);
	if (found.odd || u->frozen)
		settle_odd(u, &bounds);
	settle(u);
}

bool usage_same_rows(const struct usage *u, const uint32_t *cpu, size_t rows, unsigned edition)
{
	if (rows != u->rows)
		return false;
	return (edition && edition == u->edition) || !rows ||
	       !memcmp(cpu, u->cpu, rows * sizeof *cpu);
}

double usage_percent(const struct usage *u, enum field field, size_t row)
{
	return 100.0 * u->ticks[field][row] / u->total[row];
}

size_t usage_row(const struct usage *u, uint32_t cpu)
{
	size_t low = 0, high = u->rows;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (u->cpu[middle] < cpu)
			low = middle + 1;
		else
			high = middle;
	}
	return low < u->rows && u->cpu[low] == cpu ? low : SIZE_MAX;
}
