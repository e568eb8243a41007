/*
 * Order by load. Invariant: cpu[] holds every row of the last usage exactly once. Which rows stay
 * is found as the longest chain of rows each of which does not beat the one before it in the chain
 * by the margin: whatever is left out of the longest one does beat, or is beaten.
 */
#include "measure/ranking.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* `late` of a row that goes where it belongs without patience. */
enum { ARRIVED = 255 };

enum { NOBODY = -1 };

struct entry {
	float load;
	uint32_t cpu;
	uint32_t before; /* of a mover: how many of those that stay stood before it */
	uint8_t late;
};

void ranking_free(struct ranking *r)
{
	free(r->cpu);
	free(r->load);
	free(r->late);
	free(r->weight);
	free(r->previous);
	*r = (struct ranking){ 0 };
}

static void make_room(struct ranking *r, size_t count)
{
	if (count <= r->room)
		return;
	r->cpu = mem_grow_beside(r->cpu, r->room, count, sizeof *r->cpu);
	r->load = mem_grow_beside(r->load, r->room, count, sizeof *r->load);
	r->late = mem_grow_beside(r->late, r->room, count, sizeof *r->late);
	r->weight = mem_grow_beside(r->weight, r->room, count, sizeof *r->weight);
	r->previous = mem_grow_beside(r->previous, r->room, count, sizeof *r->previous);
	r->room = count;
}

/* Busy, or what was known before where there is no number now. */
static float load_of(const struct usage *u, size_t row, float before)
{
	if (u->state[row] == USAGE_OK)
		return u->busy[row];
	return u->state[row] == USAGE_OFFLINE ? -1 : before;
}

/* Hotter first; of equals the one that stood before the other, or has the lower id. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->load != y->load)
		return x->load > y->load ? -1 : 1;
	if (x->before != y->before)
		return x->before < y->before ? -1 : 1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static void put(struct ranking *r, size_t at, struct entry e)
{
	r->cpu[at] = e.cpu;
	r->load[at] = e.load;
	r->late[at] = e.late;
}

void ranking_sort(struct ranking *r, const struct usage *u)
{
	struct entry *all = mem_zero(u->rows, sizeof *all);
	for (size_t i = 0; i < u->rows; i++)
		all[i] = (struct entry){ .load = load_of(u, i, -1), .cpu = u->cpu[i] };
	qsort(all, u->rows, sizeof *all, compare);
	make_room(r, u->rows);
	for (size_t i = 0; i < u->rows; i++)
		put(r, i, all[i]);
	r->count = u->rows;
	free(all);
}

/* The loads of the usage into the order; cpus that are gone are dropped. */
static void take_loads(struct ranking *r, const struct usage *u)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->count; i++) {
		size_t row = usage_row(u, r->cpu[i]);
		if (row == SIZE_MAX)
			continue;
		struct entry e = { .load = load_of(u, row, r->load[i]),
				   .cpu = r->cpu[i],
				   .late = r->late[i] };
		if (r->load[i] < 0 && e.load >= 0)
			e.late = ARRIVED;
		put(r, kept++, e);
	}
	r->count = kept;
}

/*
 * The ends of the heaviest chains so far, by load: a tree of prefix maxima (Fenwick 1994). Places
 * are tenths of a point, from 100 % downward; the last is that of unknown loads.
 */
enum { TENTHS = 10, PLACES = 100 * TENTHS + 2 };

struct chains {
	int32_t end[PLACES + 1]; /* NOBODY, or a row of the order */
};

static int place_of(float load)
{
	return load < 0 ? PLACES : 1 + (int)((100.0f - load) * TENTHS + 0.5f);
}

/* The end of the heaviest chain whose last load is that of the place or hotter. */
static int32_t chains_find(const struct chains *c, const struct ranking *r, int place)
{
	int32_t best = NOBODY;
	for (int i = place > PLACES ? PLACES : place; i > 0; i -= i & -i)
		if (c->end[i] != NOBODY &&
		    (best == NOBODY || r->weight[c->end[i]] > r->weight[best]))
			best = c->end[i];
	return best;
}

static void chains_add(struct chains *c, const struct ranking *r, int place, int32_t row)
{
	for (int i = place; i <= PLACES; i += i & -i)
		if (c->end[i] == NOBODY || r->weight[row] >= r->weight[c->end[i]])
			c->end[i] = row;
}

/* Of chains as long as each other the one that leaves out those that were left out before. */
static uint32_t weight_of(const struct ranking *r, size_t row)
{
	/* Of all the rows that a sample can have the sum stays below 2^32. */
	return (1u << 14) - r->late[row];
}

/* Whether no row beats the one before it: then all stay, and there is nothing to search. */
static bool in_order(const struct ranking *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->late[i] == ARRIVED ||
		    (i > 0 && r->load[i] >= r->load[i - 1] + RANKING_MARGIN))
			return false;
	return true;
}

/* The last row of the heaviest chain, each row's `previous` set; NOBODY when all have arrived. */
static int32_t find_chain(struct ranking *r)
{
	const int margin = (int)(RANKING_MARGIN * TENTHS);
	struct chains chains;
	memset(&chains, 0xff, sizeof chains);
	for (size_t i = 0; i < r->count; i++) {
		if (r->late[i] == ARRIVED)
			continue;
		int place = place_of(r->load[i]);
		/* An unknown load is beaten by none of its kind, and beats nobody. */
		int32_t before = chains_find(&chains, r, place + margin - 1);
		r->weight[i] = weight_of(r, i) + (before == NOBODY ? 0 : r->weight[before]);
		r->previous[i] = (uint32_t)before;
		chains_add(&chains, r, place, (int32_t)i);
	}
	return chains_find(&chains, r, PLACES);
}

/* Counts for each row how long it has been out of place; true when one's patience is over. */
static bool judge(struct ranking *r)
{
	if (!r->count)
		return false;
	if (in_order(r)) {
		memset(r->late, 0, r->count);
		return false;
	}
	int32_t stays = find_chain(r);
	bool over = false;
	for (size_t i = r->count; i-- > 0;) {
		if (stays == (int32_t)i) {
			stays = (int32_t)r->previous[i];
			r->late[i] = 0;
		} else if (r->late[i] != ARRIVED) {
			r->late[i]++;
		}
		over |= r->late[i] >= RANKING_PATIENCE;
	}
	return over;
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
			out[n++] = (struct entry){ .load = load_of(u, i, -1),
						   .cpu = u->cpu[i],
						   .before = UINT32_MAX };
	free(have);
	return n;
}

/*
 * Puts each mover after all that are hotter and before the first that is cooler; among equals as
 * near to where it was as can be. Movers in order: so do their places ascend.
 */
static void merge(struct ranking *r, struct entry *mover, size_t movers, const struct entry *stay,
		  size_t stays)
{
	qsort(mover, movers, sizeof *mover, compare);
	size_t s = 0, at = 0;
	for (size_t m = 0; m < movers; m++) {
		while (s < stays && stay[s].load > mover[m].load)
			put(r, at++, stay[s++]);
		while (s < stays && stay[s].load >= mover[m].load && s < mover[m].before)
			put(r, at++, stay[s++]);
		put(r, at++, mover[m]);
	}
	while (s < stays)
		put(r, at++, stay[s++]);
	r->count = at;
}

static size_t count_late(const struct ranking *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->count; i++)
		n += r->late[i] >= RANKING_PATIENCE;
	return n;
}

bool ranking_update(struct ranking *r, const struct usage *u)
{
	take_loads(r, u);
	bool over = judge(r);
	if (!over && r->count == u->rows)
		return false;
	size_t late = count_late(r);
	struct entry *mover = mem_zero(u->rows - r->count + late, sizeof *mover);
	struct entry *stay = mem_zero(r->count - late, sizeof *stay);
	size_t movers = r->count < u->rows ? find_new(r, u, mover) : 0, stays = 0;
	for (size_t i = 0; i < r->count; i++) {
		struct entry e = { .load = r->load[i], .cpu = r->cpu[i], .late = r->late[i] };
		if (e.late < RANKING_PATIENCE) {
			stay[stays++] = e;
			continue;
		}
		r->moves += e.late != ARRIVED;
		e.late = 0;
		e.before = (uint32_t)stays;
		mover[movers++] = e;
	}
	make_room(r, u->rows);
	merge(r, mover, movers, stay, stays);
	free(mover);
	free(stay);
	return true;
}
