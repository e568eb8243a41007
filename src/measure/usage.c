/* Differences of samples. Invariant: where state is ok, total is the sum of ticks, and not 0. */
#include "measure/usage.h"

#include "base/mem.h"

#include <stdlib.h>

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
	uint64_t most;   /* no more time than this can have passed */
	uint64_t slack;  /* a fall of up to this is the kernel's rounding */
	uint32_t expect; /* the whole interval */
};

/*
 * Allows twice the interval and two seconds: a nohz_full cpu is accounted in lumps of a second, and
 * a steal clock catches up late. A migrated or resumed machine is off by minutes to years.
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

/* A row without a number. */
static void clear_row(struct usage *u, size_t row, enum usage_state state)
{
	u->state[row] = (uint8_t)state;
	u->total[row] = 0;
	u->busy[row] = 0;
	for (int f = 0; f < FIELDS; f++)
		u->ticks[f][row] = 0;
}

static uint64_t rise(uint64_t from, uint64_t to)
{
	return to > from ? to - from : 0;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static bool may_fall(enum column c)
{
	return c == COLUMN_IOWAIT || c == COLUMN_STEAL;
}

/*
 * What each column rose by, and the sum of all but the guest columns, which are part of others.
 * False when the counters cannot be believed.
 */
static bool subtract(const struct sample *from, size_t f, const struct sample *to, size_t t,
		     const struct bounds *bounds, uint64_t d[COLUMNS], uint64_t *total)
{
	*total = 0;
	for (enum column c = 0; c < COLUMNS; c++) {
		uint64_t before = from->ticks[c][f], now = to->ticks[c][t];
		d[c] = rise(before, now);
		if (c > COLUMN_STEAL)
			continue;
		if (d[c] > bounds->most || (!may_fall(c) && rise(now, before) > bounds->slack))
			return false;
		*total += d[c];
	}
	return *total <= bounds->most;
}

/* A cpu that is in both samples: ticks and total of its row. */
static void take_row(struct usage *u, size_t row, const struct sample *from, size_t f,
		     const struct sample *to, size_t t, const struct bounds *bounds)
{
	uint64_t d[COLUMNS], total;
	if (!subtract(from, f, to, t, bounds, d, &total)) {
		clear_row(u, row, USAGE_RESET);
		return;
	}
	uint64_t guest = least(d[COLUMN_GUEST], d[COLUMN_USER]);
	uint64_t gnice = least(d[COLUMN_GUEST_NICE], d[COLUMN_NICE]);
	u->state[row] = USAGE_OK;
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
}

/* Walks through a list of cpus. */
struct walk {
	const struct cpulist *list;
	size_t range;
	uint64_t cpu; /* UINT64_MAX after the last one */
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

/* Some of the rows. */
struct rows {
	size_t first, end;
};

/* Two samples and the list, and how far each of them is merged. */
struct merge {
	const struct sample *from, *to;
	size_t f, t;
	struct walk kept;
};

/* Adds the rows up to the id `last`: ids, states, and ticks where both samples have the cpu. */
static struct rows merge_up_to(struct usage *u, struct merge *m, uint32_t last,
			       const struct bounds *bounds)
{
	const struct sample *from = m->from, *to = m->to;
	struct rows rows = { u->rows, u->rows };
	for (;; rows.end++) {
		size_t row = rows.end;
		uint64_t online = m->t < to->rows ? to->cpu[m->t] : UINT64_MAX;
		uint64_t cpu = least(online, m->kept.cpu);
		if (cpu > last)
			break;
		make_room(u, row + 1);
		u->cpu[row] = (uint32_t)cpu;
		if (m->kept.cpu == cpu)
			walk_on(&m->kept);
		while (m->f < from->rows && from->cpu[m->f] < cpu)
			m->f++;
		if (online != cpu) {
			clear_row(u, row, USAGE_OFFLINE);
			continue;
		}
		if (m->f < from->rows && from->cpu[m->f] == cpu)
			take_row(u, row, from, m->f, to, m->t, bounds);
		else
			clear_row(u, row, USAGE_NEW);
		m->t++;
	}
	u->rows = rows.end;
	return rows;
}

/* Whether some cpu is in both samples, but no counter of any such cpu moved. */
static bool stands_still(const struct usage *u, struct rows rows)
{
	bool met = false;
	for (size_t i = rows.first; i < rows.end; i++) {
		if (u->state[i] == USAGE_RESET || u->total[i])
			return false;
		met |= u->state[i] == USAGE_OK;
	}
	return met;
}

/*
 * The idle ticks of a cpu whose counters did not move: the whole interval, unless the other cpus
 * counted far less. No cpu counts while the machine is suspended, and that is not idle time.
 */
static uint32_t silent_ticks(const struct usage *u, struct rows rows, const struct bounds *bounds)
{
	uint32_t most = 0;
	for (size_t i = rows.first; i < rows.end; i++)
		if (u->total[i] > most)
			most = u->total[i];
	return most && most < bounds->expect / 2 ? most : bounds->expect;
}

static float busy_of(const struct usage *u, size_t row)
{
	uint32_t rest = u->ticks[FIELD_IDLE][row] + u->ticks[FIELD_IOWAIT][row];
	/* In double, where the product is exact: the quotient cannot pass 100. */
	return (float)(100.0 * (u->total[row] - rest) / u->total[row]);
}

/* Counts a tickless cpu that stood still while others moved as idle; then sets percentages. */
static void settle_rows(struct usage *u, struct rows rows, const struct bounds *bounds)
{
	uint32_t silent = silent_ticks(u, rows, bounds);
	for (size_t i = rows.first; i < rows.end; i++) {
		if (u->state[i] != USAGE_OK)
			continue;
		if (!u->total[i])
			u->ticks[FIELD_IDLE][i] = u->total[i] = silent;
		u->busy[i] = busy_of(u, i);
	}
}

/* Takes the number from every row that has one; new rows stay new. */
static void freeze_rows(struct usage *u, struct rows rows)
{
	for (size_t i = rows.first; i < rows.end; i++)
		if (u->state[i] == USAGE_OK)
			clear_row(u, i, USAGE_RESET);
}

/* Makes every online row unknown. */
static void lose_rows(struct usage *u, struct rows rows)
{
	for (size_t i = rows.first; i < rows.end; i++)
		if (u->state[i] != USAGE_OFFLINE)
			clear_row(u, i, USAGE_RESET);
}

void usage_delta_spans(struct usage *u, const struct sample *from, const struct sample *to,
		       const struct cpulist *keep, unsigned hz, const struct usage_span *span,
		       size_t spans)
{
	struct merge merge = { .from = from, .to = to, .kept = walk_begin(keep) };
	bool any_frozen = false, any_live = false;
	u->rows = 0;
	u->online = to->rows;
	for (size_t i = 0; i < spans; i++) {
		struct bounds bounds = bounds_of(span[i].elapsed, hz);
		size_t before = merge.t;
		struct rows rows = merge_up_to(u, &merge, span[i].last, &bounds);
		bool frozen = from->rows && (stands_still(u, rows) || span[i].elapsed <= 0);
		if (span[i].lost)
			lose_rows(u, rows);
		else if (frozen)
			freeze_rows(u, rows);
		else
			settle_rows(u, rows, &bounds);
		any_frozen |= frozen && merge.t > before;
		any_live |= !frozen && merge.t > before;
	}
	u->frozen = any_frozen && !any_live;
}

void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz)
{
	struct usage_span all = { .last = UINT32_MAX };
	u->elapsed = from->rows ? (double)(to->boot_ns - from->boot_ns) / 1e9 : 0;
	all.elapsed = u->elapsed;
	usage_delta_spans(u, from, to, keep, hz, &all, 1);
}

void usage_lose(struct usage *u)
{
	u->elapsed = 0;
	u->frozen = u->online > 0;
	lose_rows(u, (struct rows){ 0, u->rows });
}

void usage_of_percents(struct usage *u, const struct usage *now, const uint8_t *percent)
{
	u->busy_only = true;
	u->frozen = false;
	u->hot = now->hot;
	u->rows = 0;
	u->online = now->online;
	make_room(u, now->rows);
	for (size_t row = 0; row < now->rows; row++) {
		bool known = percent && percent[row] <= 100;
		bool offline = !known && now->state[row] == USAGE_OFFLINE;
		u->cpu[row] = now->cpu[row];
		clear_row(u, row, offline ? USAGE_OFFLINE : USAGE_NEW);
		if (!known)
			continue;
		u->state[row] = USAGE_OK;
		u->total[row] = 100;
		u->ticks[FIELD_IDLE][row] = 100u - percent[row];
		u->busy[row] = percent[row];
	}
	u->rows = now->rows;
}

/* How many bits to shift off so that sums fit a usage: 497 days at 100 ticks a second do not. */
static unsigned excess_bits(const uint64_t *const ticks[FIELDS], size_t rows)
{
	unsigned bits = 0;
	for (size_t row = 0; row < rows; row++) {
		uint64_t total = 0;
		for (int f = 0; f < FIELDS; f++)
			total += ticks[f][row];
		while (total >> bits > UINT32_MAX)
			bits++;
	}
	return bits;
}

void usage_of_sums(struct usage *u, const struct usage *last, const uint64_t *const ticks[FIELDS])
{
	unsigned bits = excess_bits(ticks, last->rows);
	make_room(u, last->rows);
	u->hot = last->hot;
	u->rows = last->rows;
	u->online = last->online;
	for (size_t row = 0; row < last->rows; row++) {
		enum usage_state state = (enum usage_state)last->state[row];
		u->cpu[row] = last->cpu[row];
		clear_row(u, row, state == USAGE_OK ? USAGE_NEW : state);
		for (int f = 0; f < FIELDS; f++) {
			u->ticks[f][row] = (uint32_t)(ticks[f][row] >> bits);
			u->total[row] += u->ticks[f][row];
		}
		if (!u->total[row])
			continue;
		u->state[row] = USAGE_OK;
		u->busy[row] = busy_of(u, row);
	}
}

double usage_percent(const struct usage *u, enum field field, size_t row)
{
	return 100.0 * u->ticks[field][row] / u->total[row];
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

float usage_hot(const struct usage *u)
{
	return u->hot > 0 ? u->hot : USAGE_HOT;
}

size_t usage_row(const struct usage *u, uint32_t cpu)
{
	if (!u->rows)
		return SIZE_MAX;
	const uint32_t *found = bsearch(&cpu, u->cpu, u->rows, sizeof cpu, compare_ids);
	return found ? (size_t)(found - u->cpu) : SIZE_MAX;
}
