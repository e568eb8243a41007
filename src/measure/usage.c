/* Differences of samples. Invariant: where state is ok, total is the sum of ticks, and not 0. */
#include "measure/usage.h"

#include "base/mem.h"
#include "base/wide.h"
#include "measure/scan.h"

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

/*
 * Rows are taken so many at once where nothing is out of the ordinary: loops of a constant length
 * over arrays, of which the compiler makes vectors.
 */
enum { LANES = SCAN_LANES };

/* All arrays grow alike: from the same room to the same room, in which the last lanes are whole. */
static void make_room(struct usage *u, size_t rows)
{
	rows = (rows + LANES - 1) / LANES * LANES;
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

/* The counters of a cpu in both samples. */
struct counters {
	uint64_t before[COLUMNS], now[COLUMNS];
};

static void gather(struct counters *c, const struct sample *from, size_t f, const struct sample *to,
		   size_t t)
{
	for (enum column k = 0; k < COLUMNS; k++) {
		c->before[k] = sample_ticks(from, k, f);
		c->now[k] = sample_ticks(to, k, t);
	}
}

/* Writes ticks and total of the row; returns whether the counters can be believed. */
static bool subtract(struct usage *u, size_t row, const struct counters *counters,
		     const struct bounds *bounds)
{
	uint64_t d[COLUMNS], total = 0;
	for (enum column c = 0; c < COLUMNS; c++) {
		uint64_t before = counters->before[c], now = counters->now[c];
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
static void take_row(struct usage *u, size_t row, const struct counters *counters,
		     const struct bounds *bounds, struct found *found)
{
	bool ok = subtract(u, row, counters, bounds);
	u->state[row] = ok ? USAGE_OK : USAGE_RESET;
	note_row(found, ok, u->total[row]);
}

/* Walks through a list of cpus. */
struct walk {
	const struct cpulist *list;
	size_t range;
	uint64_t cpu; /* UINT64_MAX behind the last one */
};

static struct walk walk_begin(const struct cpulist *list)
{
	return (struct walk){ list, 0, list->count ? list->range[0].first : UINT64_MAX };
}

static void walk_on(struct walk *w)
{
	if (w->cpu < w->list->range[w->range].last)
		w->cpu++;
	else
		w->cpu = ++w->range < w->list->count ? w->list->range[w->range].first : UINT64_MAX;
}

/* Rows, ids and states; ticks where both samples have the cpu. */
static struct found merge(struct usage *u, const struct sample *from, const struct sample *to,
			  const struct cpulist *keep, const struct bounds *bounds)
{
	struct found found = { .odd = true };
	struct walk kept = walk_begin(keep);
	size_t f = 0, row = 0;
	for (size_t t = 0; t < to->rows || kept.cpu != UINT64_MAX; row++) {
		uint64_t cpu = t < to->rows ? to->cpu[t] : UINT64_MAX;
		bool online = cpu <= kept.cpu, is_kept = kept.cpu <= cpu;
		make_room(u, row + 1 > to->rows ? row + 1 : to->rows);
		u->cpu[row] = (uint32_t)(online ? cpu : kept.cpu);
		u->state[row] = USAGE_OFFLINE;
		if (is_kept)
			walk_on(&kept);
		if (!online)
			continue;
		while (f < from->rows && from->cpu[f] < cpu)
			f++;
		u->state[row] = USAGE_NEW;
		if (f < from->rows && from->cpu[f] == cpu) {
			struct counters counters;
			gather(&counters, from, f, to, t);
			take_row(u, row, &counters, bounds, &found);
		}
		t++;
		u->online++;
	}
	u->rows = row;
	return found;
}

/* A difference below this fits 32 bits, and so does a sum of eight of them. */
enum { ORDINARY_BITS = 28 };

/*
 * What the columns of LANES cpus rose by, modulo 2^32; `seen` has the bits of all of them, and the
 * top one where that is not all there is to tell. Of counters that fell it is set too.
 */
struct rises {
	uint32_t column[COLUMNS][LANES], seen[LANES];
};

static void subtract_column(uint32_t *restrict out, const uint32_t *restrict from,
			    const uint32_t *restrict to)
{
	for (int i = 0; i < LANES; i++)
		out[i] = to[i] - from[i];
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

IN_BOTH void or_lanes(uint32_t *restrict out, const uint32_t *restrict bits)
{
	for (int i = 0; i < LANES; i++)
		out[i] |= bits[i];
}

IN_BOTH void add_lanes(uint32_t *restrict sum, const uint32_t *restrict part)
{
	for (int i = 0; i < LANES; i++)
		sum[i] += part[i];
}

/* Takes the guest's part out of the whole, which it cannot exceed. */
IN_BOTH void split_guest(uint32_t *restrict rest, uint32_t *restrict part,
			 const uint32_t *restrict whole, const uint32_t *restrict guest)
{
	for (int i = 0; i < LANES; i++) {
		part[i] = guest[i] < whole[i] ? guest[i] : whole[i];
		rest[i] = whole[i] - part[i];
	}
}

/* Whether the row's differences, and the sum of them, are none that needs a closer look. */
static bool is_ordinary(uint32_t seen, uint32_t total, const struct bounds *bounds)
{
	return seen >> ORDINARY_BITS == 0 && total <= bounds->most;
}

/* Whether all rows are; then they are ok as they are. */
IN_BOTH bool all_ordinary(const uint32_t *seen, const uint32_t *total, const struct bounds *bounds,
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

/* LANES rows from `row` on. False when there is one among them that is not ordinary. */
WIDE_TOO static bool take_rises(struct usage *u, size_t row, struct rises *r,
				const struct bounds *bounds, struct found *found)
{
	static const struct {
		enum field field;
		enum column column;
	} plain[] = {
		{ FIELD_SYS, COLUMN_SYSTEM }, { FIELD_IOWAIT, COLUMN_IOWAIT },
		{ FIELD_IRQ, COLUMN_IRQ },    { FIELD_SOFT, COLUMN_SOFTIRQ },
		{ FIELD_IDLE, COLUMN_IDLE },  { FIELD_STEAL, COLUMN_STEAL },
	};
	uint32_t *total = u->total + row;
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		memcpy(u->ticks[plain[i].field] + row, r->column[plain[i].column],
		       sizeof r->column[0]);
	split_guest(u->ticks[FIELD_USR] + row, u->ticks[FIELD_GUEST] + row, r->column[COLUMN_USER],
		    r->column[COLUMN_GUEST]);
	split_guest(u->ticks[FIELD_NICE] + row, u->ticks[FIELD_GNICE] + row, r->column[COLUMN_NICE],
		    r->column[COLUMN_GUEST_NICE]);
	memset(total, 0, LANES * sizeof *total);
	for (enum column c = 0; c < COLUMNS; c++)
		or_lanes(r->seen, r->column[c]);
	for (enum column c = 0; c <= COLUMN_STEAL; c++)
		add_lanes(total, r->column[c]);
	return all_ordinary(r->seen, total, bounds, found);
}

/* LANES rows from `row` on, which are the same in both samples. */
static void take_lanes(struct usage *u, size_t row, const struct sample *from,
		       const struct sample *to, const struct bounds *bounds, struct found *found)
{
	struct rises r = { .seen = { 0 } };
	struct counters counters;
	for (enum column c = 0; c < COLUMNS; c++)
		subtract_column(r.column[c], from->ticks[c] + row, to->ticks[c] + row);
	for (enum column c = 0; (from->wide || to->wide) && c < COLUMNS; c++)
		note_high_bits(r.seen, c, from, to, row);
	if (take_rises(u, row, &r, bounds, found))
		return;
	for (size_t i = 0; i < LANES; i++) {
		if (is_ordinary(r.seen[i], u->total[row + i], bounds)) {
			note_row(found, true, u->total[row + i]);
			continue;
		}
		gather(&counters, from, row + i, to, row + i);
		take_row(u, row + i, &counters, bounds, found);
	}
}

/* Other ids than before, or perhaps the same. No two editions are one, whosever they are. */
static void new_edition(struct usage *u)
{
	static unsigned last;
	last += last + 1 ? 1 : 2;
	u->edition = last;
}

/* The rows are the sample's, and ok until more is known of them. */
static void set_rows(struct usage *u, const struct sample *s)
{
	make_room(u, s->rows);
	if (u->rows != s->rows || memcmp(u->cpu, s->cpu, s->rows * sizeof *u->cpu) != 0) {
		memcpy(u->cpu, s->cpu, s->rows * sizeof *u->cpu);
		new_edition(u);
	}
	u->rows = u->online = s->rows;
	memset(u->state, USAGE_OK, s->rows);
}

/* All rows, of samples of the same cpus, when none is offline. */
static struct found take_all(struct usage *u, const struct sample *from, const struct sample *to,
			     const struct bounds *bounds)
{
	struct found found = { .met = to->rows > 0 };
	size_t rows = to->rows;
	set_rows(u, to);
	/* The last lanes may overlap those before: what they write follows from the samples alone.
	 */
	for (size_t row = 0; rows >= LANES && row < rows; row += LANES)
		take_lanes(u, row < rows - LANES ? row : rows - LANES, from, to, bounds, &found);
	for (size_t row = 0; rows < LANES && row < rows; row++) {
		struct counters counters;
		gather(&counters, from, row, to, row);
		take_row(u, row, &counters, bounds, &found);
	}
	return found;
}

/* Whether all cpus of the list are among the ids. */
static bool has_all(const uint32_t *cpu, size_t rows, const struct cpulist *l)
{
	size_t row = 0;
	for (size_t i = 0; i < l->count; i++) {
		uint32_t count = l->range[i].last - l->range[i].first;
		while (row < rows && cpu[row] < l->range[i].first)
			row++;
		row += count;
		if (row >= rows || cpu[row] != l->range[i].last)
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

IN_BOTH float busy_of(uint32_t total, uint32_t idle, uint32_t iowait)
{
	/* In double, where the product is exact: the quotient cannot pass 100. */
	return (float)(100.0 * (int32_t)(total - idle - iowait) / (int32_t)(total | !total));
}

WIDE_TOO static void settle_lanes(float *restrict busy, const uint32_t *restrict total,
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

/* What follows from all rows. With no cpu in both samples none can be said to stand still. */
static void conclude(struct usage *u, const struct sample *from, const struct bounds *bounds,
		     const struct found *found)
{
	u->frozen = from->rows && ((found->met && !found->moved) || u->elapsed <= 0);
	if (found->odd || u->frozen)
		settle_odd(u, bounds);
	settle(u);
}

void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz)
{
	u->elapsed = from->rows ? (double)(to->boot_ns - from->boot_ns) / 1e9 : 0;
	struct bounds bounds = bounds_of(u->elapsed, hz);
	u->online = 0;
	make_room(u, to->rows);
	bool same = to->rows && sample_same_cpus(from, to) && has_all(to->cpu, to->rows, keep);
	if (!same)
		new_edition(u);
	struct found found =
		same ? take_all(u, from, to, &bounds) : merge(u, from, to, keep, &bounds);
	conclude(u, from, &bounds, &found);
}

/* --- From one text to the next --- */

/* A line number by number, in both texts. False when it is not plain in both, or another cpu's. */
static bool read_twin(struct scan_twin *at, uint32_t cpu, struct counters *out)
{
	struct scan now, before;
	if (!scan_is_cpu_line(at->now) || !scan_is_cpu_line(at->before))
		return false;
	size_t n = scan_line(at->now + 3, &now), b = scan_line(at->before + 3, &before);
	if (!n || !b || now.number[0] != cpu || before.number[0] != cpu)
		return false;
	memcpy(out->now, now.number + 1, sizeof out->now);
	memcpy(out->before, before.number + 1, sizeof out->before);
	at->now += 3 + n;
	at->before += 3 + b;
	return true;
}

/* What the columns of a line rose by that is not alike in both texts. */
static bool rise_apart(struct scan_twin *at, uint32_t cpu, struct rises *r, size_t lane)
{
	struct counters counters;
	if (!read_twin(at, cpu, &counters))
		return false;
	for (enum column c = 0; c < COLUMNS; c++) {
		uint64_t d = counters.now[c] - counters.before[c];
		r->column[c][lane] = (uint32_t)d;
		r->seen[lane] |= d >> 32 ? 1u << 31 : 0;
	}
	return true;
}

/* The n rows whose lines begin at `at`, with a closer look at those that are not ordinary. */
static bool follow_closely(struct usage *u, size_t row, size_t n, struct scan_twin at,
			   const struct rises *r, const struct bounds *bounds, struct found *found)
{
	struct counters counters;
	for (size_t i = 0; i < n; i++) {
		if (!read_twin(&at, u->cpu[row + i], &counters))
			return false;
		if (is_ordinary(r->seen[i], u->total[row + i], bounds))
			note_row(found, true, u->total[row + i]);
		else
			take_row(u, row + i, &counters, bounds, found);
	}
	return true;
}

static bool any_moved(const uint32_t *total, size_t n)
{
	size_t i = 0;
	while (i < n && !total[i])
		i++;
	return i < n;
}

/* The next n rows, LANES at most. The lanes beyond them are of cpus that do nothing. */
static bool follow_lanes(struct usage *u, size_t row, size_t n, struct scan_twin *at,
			 const struct bounds *bounds, struct found *found)
{
	struct rises r = { .seen = { 0 } };
	struct found here = { .met = true };
	struct scan_twin first = *at;
	for (size_t i = 0; i < n; i++) {
		i += scan_rises(at, n - i, &r.column[0][i]);
		if (i < n && !rise_apart(at, u->cpu[row + i], &r, i))
			return false;
	}
	for (size_t i = n; i < LANES; i++)
		r.column[COLUMN_IDLE][i] = 1;
	if (!take_rises(u, row, &r, bounds, &here))
		return follow_closely(u, row, n, first, &r, bounds, found);
	found->moved |= n == LANES ? here.moved : any_moved(u->total + row, n);
	found->odd |= here.odd;
	return true;
}

const char *usage_follow(struct usage *u, const struct sample *from, const char *before,
			 const char *now, double elapsed, unsigned hz)
{
	struct bounds bounds = bounds_of(elapsed, hz);
	struct found found = { .met = true };
	struct scan_twin at = { now, before };
	if (!from->rows)
		return NULL;
	set_rows(u, from);
	u->elapsed = elapsed;
	for (size_t row = 0; row < from->rows; row += LANES) {
		size_t n = from->rows - row < LANES ? from->rows - row : LANES;
		if (!follow_lanes(u, row, n, &at, &bounds, &found))
			return NULL;
	}
	conclude(u, from, &bounds, &found);
	return at.now;
}

/* --- Rows without a number --- */

/* The rows of cpus that are online come along as they are. */
static void copy_row(struct usage *to, size_t t, const struct usage *from, size_t f)
{
	to->cpu[t] = from->cpu[f];
	to->state[t] = from->state[f];
	to->total[t] = from->total[f];
	to->busy[t] = from->busy[f];
	for (int k = 0; k < FIELDS; k++)
		to->ticks[k][t] = from->ticks[k][f];
}

static void put_offline(struct usage *to, size_t t, uint32_t cpu)
{
	to->cpu[t] = cpu;
	to->state[t] = USAGE_OFFLINE;
	to->total[t] = 0;
	to->busy[t] = 0;
	for (int k = 0; k < FIELDS; k++)
		to->ticks[k][t] = 0;
}

void usage_keep(struct usage *u, struct usage *spare, const struct cpulist *keep)
{
	struct usage before = *u;
	struct walk kept = walk_begin(keep);
	size_t row = 0;
	if (u->online == u->rows && has_all(u->cpu, u->rows, keep))
		return;
	for (size_t i = 0; i < u->rows || kept.cpu != UINT64_MAX;) {
		if (i < u->rows && u->state[i] == USAGE_OFFLINE) {
			i++;
			continue;
		}
		uint64_t cpu = i < u->rows ? u->cpu[i] : UINT64_MAX;
		bool online = cpu <= kept.cpu, is_kept = kept.cpu <= cpu;
		make_room(spare, row + 1);
		if (online)
			copy_row(spare, row, u, i++);
		else
			put_offline(spare, row, (uint32_t)kept.cpu);
		if (is_kept)
			walk_on(&kept);
		row++;
	}
	*u = *spare;
	*spare = before;
	u->elapsed = before.elapsed;
	u->frozen = before.frozen;
	u->online = before.online;
	u->rows = row;
	new_edition(u);
}

void usage_lose(struct usage *u)
{
	u->elapsed = 0;
	u->frozen = u->online > 0;
	for (size_t i = 0; i < u->rows; i++)
		if (u->state[i] != USAGE_OFFLINE)
			u->state[i] = USAGE_RESET;
	for (int f = 0; f < FIELDS && u->rows; f++)
		memset(u->ticks[f], 0, u->rows * sizeof *u->ticks[f]);
	for (size_t i = 0; i < u->rows; i++) {
		u->total[i] = 0;
		u->busy[i] = 0;
	}
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
