/*
 * Topology facts into sets and trees. An input is a list of cpus, facts, and facts that follow
 * them after some cpus have gone, with NULs between. The first byte is the size of blocks.
 */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "measure/topology.h"

#include <stdlib.h>

enum { MOST_CPUS = 600 };

/* The first cpus of the list. */
static uint32_t *unfold(const struct cpulist *l, size_t *n)
{
	uint32_t *cpu = mem_zero(MOST_CPUS, sizeof *cpu);
	*n = 0;
	for (size_t i = 0; i < l->count; i++)
		for (uint64_t id = l->range[i].first; id <= l->range[i].last && *n < MOST_CPUS;)
			cpu[(*n)++] = (uint32_t)id++;
	return cpu;
}

/* Sets of a level share no cpu, and each cpu finds its own. */
static void check_level(const struct topology *t, enum level level)
{
	const struct topology_level *l = &t->level[level];
	uint64_t weight = 0, spanned = 0;
	struct cpulist all = { 0 };
	for (size_t i = 0; i < l->count; i++) {
		const struct cpulist *cpus = &l->set[i].cpus;
		FUZZ_CHECK(cpus->count > 0 && *l->set[i].id);
		FUZZ_CHECK(!i || l->set[i - 1].cpus.range[0].first < cpus->range[0].first);
		FUZZ_CHECK(topology_set_of(t, level, cpus->range[0].first) == &l->set[i]);
		weight += cpulist_weight(cpus);
		for (size_t k = 0; k < cpus->count; k++)
			cpulist_add(&all, cpus->range[k].first, cpus->range[k].last);
	}
	for (size_t i = 0; i < l->spans; i++) {
		const struct topology_span *s = &l->span[i];
		FUZZ_CHECK(s->set < l->count && s->cpus.first <= s->cpus.last);
		FUZZ_CHECK(!i || s[-1].cpus.last < s->cpus.first);
		spanned += (uint64_t)s->cpus.last - s->cpus.first + 1;
	}
	FUZZ_CHECK(cpulist_weight(&all) == weight && spanned == weight);
	cpulist_free(&all);
}

static void check_topology(const struct topology *t)
{
	for (int level = 0; level < LEVELS; level++)
		check_level(t, (enum level)level);
}

static void check_trees(const struct topology *t, const uint32_t *cpu, size_t n, uint32_t block)
{
	struct tree tree = { 0 };
	tree_of_topology(&tree, t, cpu, n);
	fuzz_check_tree(&tree, n);
	tree_of_ranges(&tree, NULL, cpu, n, block, n ? cpu[n - 1] : 0);
	fuzz_check_tree(&tree, n);
	for (int level = LEVEL_HOST; level <= LEVEL_CORE; level++) {
		tree_of_level(&tree, t, (enum level)level, cpu, n);
		fuzz_check_tree(&tree, n);
	}
	tree_of_topology(&tree, t, cpu, n / 2);
	fuzz_check_tree(&tree, n / 2);
	tree_free(&tree);
}

static void take(struct topology *t, struct fuzz_input *in)
{
	size_t n;
	char *facts = fuzz_text(in, &n);
	topology_parse(t, facts, n);
	check_topology(t);
	free(facts);
}

FUZZ_TARGET(topology)
{
	struct fuzz_input in = { bytes, bytes + n };
	struct topology before = { 0 }, after = { 0 };
	struct cpulist cpus = { 0 };
	uint32_t block = 1 + fuzz_byte(&in);
	size_t length, rows;
	char *list = fuzz_text(&in, &length);
	if (!cpulist_parse(&cpus, list, length))
		cpulist_add(&cpus, 0, 9);
	uint32_t *cpu = unfold(&cpus, &rows);
	take(&before, &in);
	check_trees(&before, cpu, rows, block);
	take(&after, &in);
	topology_remember(&after, &before, &cpus);
	check_topology(&after);
	check_trees(&after, cpu, rows, block);
	topology_free(&before);
	topology_free(&after);
	cpulist_free(&cpus);
	free(cpu);
	free(list);
}
