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

/* One array to the common size; `room` is the old one of all arrays. */
static void *grow(void *p, size_t room, size_t rows, size_t size)
{
	return mem_grow(p, &room, rows, size);
}

/* All arrays grow alike: from the same room to the same room. */
static void make_room(struct usage *u, size_t rows)
{
	if (rows <= u->room)
		return;
	size_t room = u->room;
	u->state = grow(u->state, room, rows, sizeof *u->state);
	u->total = grow(u->total, room, rows, sizeof *u->total);
	u->busy = grow(u->busy, room, rows, sizeof *u->busy);
	for (int f = 0; f < FIELDS; f++)
		u->ticks[f] = grow(u->ticks[f], room, rows, sizeof *u->ticks[f]);
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
	for (int c = 0; c < COLUMNS; c++)
		d[c] = rise(from->ticks[c][f], to->ticks[c][t]);
	for (int c = 0; c <= COLUMN_STEAL; c++) {
		if (c != COLUMN_IOWAIT && rise(to->ticks[c][t], from->ticks[c][f]) > bounds->slack)
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

/*
 * Rows, ids and states; ticks where both samples have the cpu. Returns whether the counters of any
 * such cpu moved; with no such cpu none can be said to stand still.
 */
static bool merge(struct usage *u, const struct sample *from, const struct sample *to,
		  const struct cpulist *keep, const struct bounds *bounds)
{
	bool met = false, moved = false;
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
			if (before) {
				bool ok = subtract(u, row, from, f, to, t, bounds);
				u->state[row] = ok ? USAGE_OK : USAGE_RESET;
				moved |= !ok || u->total[row];
				met = true;
			}
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
	return moved || !met;
}

/* Turns ticks into percentages, and silence into idleness or into no data. */
static void settle(struct usage *u, const struct bounds *bounds)
{
	for (size_t i = 0; i < u->rows; i++) {
		u->busy[i] = 0;
		if (u->state[i] != USAGE_OK)
			continue;
		if (u->frozen) {
			u->state[i] = USAGE_RESET;
			continue;
		}
		/* A tickless cpu that nobody counted was idle throughout, for aggregates too. */
		if (!u->total[i])
			u->ticks[FIELD_IDLE][i] = u->total[i] = bounds->expect;
		uint32_t rest = u->ticks[FIELD_IDLE][i] + u->ticks[FIELD_IOWAIT][i];
		/* In double, where the product is exact: the quotient cannot pass 100. */
		u->busy[i] = (float)(100.0 * (u->total[i] - rest) / u->total[i]);
	}
}

void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz)
{
	u->elapsed = from->rows ? (double)(to->boot_ns - from->boot_ns) / 1e9 : 0;
	struct bounds bounds = bounds_of(u->elapsed, hz);
	u->online = 0;
	make_room(u, to->rows);
	bool moved = merge(u, from, to, keep, &bounds);
	u->frozen = from->rows && (!moved || u->elapsed <= 0);
	settle(u, &bounds);
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
