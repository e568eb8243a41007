/* Order by load. Invariant: cpu[] holds every row of the last usage exactly once. */
#include "measure/ranking.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	float load;
	uint32_t cpu;
	uint8_t rise, sink;
};

void ranking_free(struct ranking *r)
{
	free(r->cpu);
	free(r->load);
	free(r->rise);
	free(r->sink);
	*r = (struct ranking){ 0 };
}

static void *grow(void *p, size_t room, size_t count, size_t size)
{
	return mem_grow(p, &room, count, size);
}

static void make_room(struct ranking *r, size_t count)
{
	if (count <= r->room)
		return;
	r->cpu = grow(r->cpu, r->room, count, sizeof *r->cpu);
	r->load = grow(r->load, r->room, count, sizeof *r->load);
	r->rise = grow(r->rise, r->room, count, sizeof *r->rise);
	r->sink = grow(r->sink, r->room, count, sizeof *r->sink);
	r->room = count;
}

static float load_of(const struct usage *u, size_t row)
{
	return u->state[row] == USAGE_OK ? u->busy[row] : -1;
}

/* Hotter first; of equals the lower id. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->load != y->load)
		return x->load > y->load ? -1 : 1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static void put(struct ranking *r, size_t at, struct entry e)
{
	r->cpu[at] = e.cpu;
	r->load[at] = e.load;
	r->rise[at] = e.rise;
	r->sink[at] = e.sink;
}

void ranking_sort(struct ranking *r, const struct usage *u)
{
	struct entry *all = mem_zero(u->rows, sizeof *all);
	for (size_t i = 0; i < u->rows; i++)
		all[i] = (struct entry){ .load = load_of(u, i), .cpu = u->cpu[i] };
	qsort(all, u->rows, sizeof *all, compare);
	make_room(r, u->rows);
	for (size_t i = 0; i < u->rows; i++)
		put(r, i, all[i]);
	r->count = u->rows;
	free(all);
}

static uint8_t count_up(uint8_t n, bool yes)
{
	return yes ? (uint8_t)(n + (n < RANKING_PATIENCE)) : 0;
}

/* Counts in how many samples in a row each one beat, or was beaten by, its neighbour. */
static bool judge(struct ranking *r)
{
	bool moves = false;
	for (size_t i = 0; i < r->count; i++) {
		bool beats = i > 0 && r->load[i] >= r->load[i - 1] + RANKING_MARGIN;
		bool beaten = i + 1 < r->count && r->load[i + 1] >= r->load[i] + RANKING_MARGIN;
		r->rise[i] = count_up(r->rise[i], beats);
		r->sink[i] = count_up(r->sink[i], beaten);
		moves |= r->rise[i] == RANKING_PATIENCE || r->sink[i] == RANKING_PATIENCE;
	}
	return moves;
}

/*
 * Takes the movers out and puts each where it belongs among those that stay. `extra` are cpus that
 * were not in the order before, after the movers in `mover`.
 */
static void replace(struct ranking *r, struct entry *mover, size_t movers, const struct entry *stay,
		    size_t stays)
{
	qsort(mover, movers, sizeof *mover, compare);
	size_t m = 0, at = 0;
	for (size_t s = 0; s < stays; s++) {
		while (m < movers && mover[m].load > stay[s].load)
			put(r, at++, mover[m++]);
		put(r, at++, stay[s]);
	}
	while (m < movers)
		put(r, at++, mover[m++]);
	r->count = at;
}

/* The loads of the usage into the order; cpus that are gone are dropped. */
static void take_loads(struct ranking *r, const struct usage *u)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->count; i++) {
		size_t row = usage_row(u, r->cpu[i]);
		if (row == SIZE_MAX)
			continue;
		put(r, kept++, (struct entry){ load_of(u, row), r->cpu[i], r->rise[i], r->sink[i] });
	}
	r->count = kept;
}

/* Cpus of the usage that the order lacks, into `out`. */
static size_t find_new(const struct ranking *r, const struct usage *u, struct entry *out)
{
	bool *have = mem_zero(u->rows, sizeof *have);
	size_t n = 0;
	for (size_t i = 0; i < r->count; i++)
		have[usage_row(u, r->cpu[i])] = true;
	for (size_t i = 0; i < u->rows; i++)
		if (!have[i])
			out[n++] = (struct entry){ .load = load_of(u, i), .cpu = u->cpu[i] };
	free(have);
	return n;
}

bool ranking_update(struct ranking *r, const struct usage *u)
{
	take_loads(r, u);
	bool moves = judge(r);
	if (!moves && r->count == u->rows)
		return false;
	struct entry *mover = mem_zero(u->rows, sizeof *mover);
	struct entry *stay = mem_zero(u->rows, sizeof *stay);
	size_t movers = r->count < u->rows ? find_new(r, u, mover) : 0, stays = 0;
	for (size_t i = 0; i < r->count; i++) {
		struct entry e = { .load = r->load[i], .cpu = r->cpu[i] };
		if (r->rise[i] == RANKING_PATIENCE || r->sink[i] == RANKING_PATIENCE) {
			mover[movers++] = e;
			r->moves++;
		} else {
			e.rise = r->rise[i];
			e.sink = r->sink[i];
			stay[stays++] = e;
		}
	}
	make_room(r, u->rows);
	replace(r, mover, movers, stay, stays);
	free(mover);
	free(stay);
	return true;
}
