/* Pieces of an input, and promises that more than one target checks. */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "measure/aggregate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_broken(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

uint16_t fuzz_word(struct fuzz_input *in)
{
	unsigned high = fuzz_byte(in);
	return (uint16_t)(high << 8 | fuzz_byte(in));
}

char *fuzz_text(struct fuzz_input *in, size_t *n)
{
	size_t left = (size_t)(in->end - in->at);
	const uint8_t *nul = left ? memchr(in->at, 0, left) : NULL;
	*n = nul ? (size_t)(nul - in->at) : left;
	char *text = malloc(*n ? *n : 1);
	if (!text)
		abort();
	if (*n)
		memcpy(text, in->at, *n);
	in->at += *n + (nul != NULL);
	return text;
}

FUZZ_BLIND static bool is_share(double percent)
{
	return percent >= 0 && percent <= 100.001;
}

FUZZ_BLIND static void check_row(const struct usage *u, size_t row)
{
	uint64_t total = 0;
	double all = 0;
	FUZZ_CHECK(u->state[row] < USAGE_STATES);
	for (int f = 0; f < FIELDS; f++)
		total += u->ticks[f][row];
	FUZZ_CHECK(total == u->total[row]);
	FUZZ_CHECK((total > 0) == (u->state[row] == USAGE_OK));
	FUZZ_CHECK(u->busy[row] >= 0 && u->busy[row] <= 100);
	if (!total)
		return;
	for (int f = 0; f < FIELDS; f++) {
		double percent = usage_percent(u, (enum field)f, row);
		FUZZ_CHECK(is_share(percent));
		all += percent;
	}
	FUZZ_CHECK(all > 99.9 && all < 100.1);
}

FUZZ_BLIND static void check_sum(const struct usage *u)
{
	struct aggregate all;
	aggregate_clear(&all);
	for (size_t i = 0; i < u->rows; i++)
		aggregate_add(&all, u, i);
	FUZZ_CHECK(all.members == u->rows);
	FUZZ_CHECK(all.members - all.offline == u->online);
	FUZZ_CHECK(all.hot <= all.known && all.known <= u->online);
	FUZZ_CHECK((all.total > 0) == (all.known > 0));
	if (!all.known)
		return;
	FUZZ_CHECK(is_share(aggregate_busy(&all)));
	FUZZ_CHECK(aggregate_busy(&all) <= (double)all.max + 0.001);
	FUZZ_CHECK(all.max >= 0 && all.max <= 100);
	FUZZ_CHECK((all.hot > 0) == (all.max >= USAGE_HOT));
	FUZZ_CHECK(usage_row(u, all.max_cpu) < u->rows);
}

FUZZ_BLIND void fuzz_check_usage(const struct usage *u)
{
	for (size_t i = 0; i < u->rows; i++) {
		FUZZ_CHECK(!i || u->cpu[i] > u->cpu[i - 1]);
		FUZZ_CHECK(usage_row(u, u->cpu[i]) == i);
		FUZZ_CHECK(!u->frozen || u->state[i] != USAGE_OK);
		check_row(u, i);
	}
	check_sum(u);
}

/* The children of a group share its members among them, in order and without a rest. */
FUZZ_BLIND static void check_children(const struct tree *t, uint32_t at)
{
	const struct group *g = &t->group[at];
	uint32_t first = g->first;
	for (uint32_t c = at + 1; c < g->next; c = t->group[c].next) {
		const struct group *child = &t->group[c];
		FUZZ_CHECK(child->parent == at && child->depth == g->depth + 1);
		FUZZ_CHECK(child->next > c && child->next <= g->next);
		FUZZ_CHECK(child->first == first && child->count >= 1);
		first += child->count;
	}
	FUZZ_CHECK(g->next == at + 1 || first == g->first + g->count);
}

FUZZ_BLIND void fuzz_check_tree(const struct tree *t, size_t rows)
{
	uint8_t *seen = mem_zero(rows + 1, 1);
	FUZZ_CHECK(t->rows == rows && t->count >= 1);
	FUZZ_CHECK(t->group[0].parent == TREE_NONE && t->group[0].next == t->count);
	FUZZ_CHECK(t->group[0].first == 0 && t->group[0].count == rows);
	for (size_t i = 0; i < rows; i++) {
		FUZZ_CHECK(t->order[i] < rows);
		FUZZ_CHECK(!seen[t->order[i]]++);
	}
	for (uint32_t g = 0; g < t->count; g++) {
		FUZZ_CHECK(strlen(t->group[g].name) < sizeof t->group[g].name);
		check_children(t, g);
		for (uint32_t i = 0; i < t->group[g].count && t->group[g].next == g + 1; i++)
			FUZZ_CHECK(tree_leaf_of(t, t->order[t->group[g].first + i]) == g);
	}
	free(seen);
}
