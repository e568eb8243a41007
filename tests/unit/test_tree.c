/* measure/tree: which groups come of which facts, and that any facts whatever make a tree. */
#include "base/buf.h"
#include "base/mem.h"
#include "measure/topology.h"
#include "measure/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The ids of a list as an array; the caller frees it. */
static uint32_t *ids_of(const char *list, size_t *n)
{
	struct cpulist l = { 0 };
	uint32_t *ids = NULL;
	size_t room = 0;
	*n = 0;
	assert_true(cpulist_parse(&l, list, strlen(list)));
	ids = mem_grow(ids, &room, 1, sizeof *ids);
	for (size_t i = 0; i < l.count; i++) {
		for (uint64_t c = l.range[i].first; c <= l.range[i].last; c++) {
			ids = mem_grow(ids, &room, *n + 1, sizeof *ids);
			ids[(*n)++] = (uint32_t)c;
		}
	}
	cpulist_free(&l);
	return ids;
}

/* The groups as "name:list", nested ones in parentheses after their parent. */
static void print_group(struct buf *out, const struct tree *t, const uint32_t *cpu, uint32_t at)
{
	const struct group *g = &t->group[at];
	struct cpulist cpus = { 0 };
	for (uint32_t k = 0; k < g->count; k++)
		cpulist_add(&cpus, cpu[t->order[g->first + k]], cpu[t->order[g->first + k]]);
	buf_printf(out, "%s:", g->name);
	cpulist_format(&cpus, out);
	cpulist_free(&cpus);
	for (uint32_t child = at + 1; child < g->next; child = t->group[child].next) {
		buf_puts(out, child == at + 1 ? " (" : "; ");
		print_group(out, t, cpu, child);
	}
	if (at + 1 < g->next)
		buf_puts(out, ")");
}

static size_t rank_of(const struct tree *t, uint32_t at)
{
	return tree_rank(t, t->group[at].level);
}

static void check_place(const struct tree *t, uint32_t at)
{
	const struct group *g = &t->group[at], *p = &t->group[g->parent];
	assert_true(g->parent < at);
	assert_int_equal(g->depth, p->depth + 1);
	assert_true(rank_of(t, at) > rank_of(t, g->parent));
	assert_true(g->next > at && g->next <= p->next);
	assert_true(g->count >= 1);
	assert_true(g->first >= p->first && g->first + g->count <= p->first + p->count);
}

/* Children are of one level and part their parent's members among them. */
static void check_children(const struct tree *t, uint32_t at)
{
	const struct group *g = &t->group[at];
	uint32_t first = g->first;
	if (g->next == at + 1)
		return;
	for (uint32_t child = at + 1; child < g->next; child = t->group[child].next) {
		assert_int_equal(t->group[child].parent, at);
		assert_int_equal(t->group[child].first, first);
		assert_int_equal(t->group[child].level, t->group[at + 1].level);
		first += t->group[child].count;
	}
	assert_int_equal(first, g->first + g->count);
}

static void check_name(const struct group *g)
{
	assert_true(*g->id && *g->name);
	assert_non_null(strstr(g->name, g->id));
	for (const char *p = g->name; *p; p++)
		assert_true(*p >= ' ' && *p <= '~');
}

/* The rows are a permutation; of a leaf they ascend, and each row knows its leaf. */
static void check_order(const struct tree *t)
{
	bool *seen = mem_zero(t->rows, sizeof *seen);
	for (size_t i = 0; i < t->rows; i++) {
		assert_true(t->order[i] < t->rows);
		assert_false(seen[t->order[i]]);
		seen[t->order[i]] = true;
		const struct group *leaf = &t->group[tree_leaf_of(t, t->order[i])];
		assert_true(leaf->first <= i && i < leaf->first + leaf->count);
		assert_int_equal(leaf->next, tree_leaf_of(t, t->order[i]) + 1);
		if (i > leaf->first)
			assert_true(t->order[i - 1] < t->order[i]);
	}
	free(seen);
}

static void check_levels(const struct tree *t)
{
	size_t at = 0;
	assert_int_equal(t->level[0], LEVEL_ALL);
	for (size_t i = 0; i < t->levels; i++)
		assert_int_equal(tree_rank(t, t->level[i]), i);
	for (size_t i = 0; i < t->count; i++) {
		for (at = 0; at < t->levels && t->level[at] != t->group[i].level;)
			at++;
		assert_true(at < t->levels);
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_paths(const struct tree *t)
{
	char **path = mem_zero(t->count, sizeof *path);
	for (uint32_t i = 0; i < t->count; i++) {
		struct buf one = { 0 };
		tree_path(t, i, &one);
		assert_null(strchr(one.data, ' '));
		path[i] = one.data;
	}
	qsort(path, t->count, sizeof *path, compare_texts);
	for (size_t i = 1; i < t->count; i++)
		assert_string_not_equal(path[i - 1], path[i]);
	for (size_t i = 0; i < t->count; i++)
		free(path[i]);
	free(path);
}

static void check_tree(const struct tree *t, size_t rows)
{
	assert_true(t->count >= 1);
	assert_int_equal(t->rows, rows);
	assert_int_equal(t->group[0].parent, TREE_NONE);
	assert_int_equal(t->group[0].depth, 0);
	assert_int_equal(t->group[0].first, 0);
	assert_int_equal(t->group[0].count, rows);
	assert_int_equal(t->group[0].next, t->count);
	for (uint32_t i = 0; i < t->count; i++) {
		check_name(&t->group[i]);
		check_children(t, i);
		if (i)
			check_place(t, i);
	}
	check_order(t);
	check_levels(t);
	check_paths(t);
}

/* A group is one whole set; of the remaining ones, those of the parent. */
static void check_sets(const struct tree *t, const struct topology *topology, const uint32_t *cpu)
{
	for (uint32_t i = 1; i < t->count; i++) {
		const struct group *g = &t->group[i], *p = &t->group[g->parent];
		if (g->level == LEVEL_THREAD) {
			assert_int_equal(g->count, 1);
			continue;
		}
		const struct topology_set *set =
			topology_set_of(topology, g->level, cpu[t->order[g->first]]);
		uint32_t first = 0, end = (uint32_t)t->rows;
		assert_int_equal(!set, !strcmp(g->id, "?"));
		if (!set)
			first = p->first, end = p->first + p->count;
		for (uint32_t k = first; k < end; k++) {
			bool inside = k >= g->first && k < g->first + g->count;
			bool same = topology_set_of(topology, g->level, cpu[t->order[k]]) == set;
			assert_int_equal(inside, same);
		}
	}
}

/* The tree with the level in it, or without any when it is LEVELS. */
static void expect_tree_of(enum level level, const char *cpus, const char *facts,
			   const char *expected)
{
	struct topology topology = { 0 };
	struct tree t = { 0 };
	struct buf got = { 0 };
	size_t n;
	uint32_t *cpu = ids_of(cpus, &n);
	topology_parse(&topology, facts, strlen(facts));
	if (level == LEVELS)
		tree_of_topology(&t, &topology, cpu, n);
	else
		tree_of_level(&t, &topology, level, cpu, n);
	check_tree(&t, n);
	check_sets(&t, &topology, cpu);
	print_group(&got, &t, cpu, 0);
	assert_string_equal(got.data, expected);
	buf_free(&got);
	tree_free(&t);
	topology_free(&topology);
	free(cpu);
}

static void expect_tree(const char *cpus, const char *facts, const char *expected)
{
	expect_tree_of(LEVELS, cpus, facts, expected);
}

static void nests_levels(void **state)
{
	(void)state;
	expect_tree(
		"0-7",
		"package 0 0-1,4-5\npackage 1 2-3,6-7\ncore 0 0,4\ncore 1 1,5\ncore 0 2,6\ncore 1 "
		"3,7\n",
		"all:0-7 (package 0:0-1,4-5 (core 0:0,4; core 1:1,5); "
		"package 1:2-3,6-7 (core 0:2,6; core 1:3,7))");
	expect_tree("0-3", "node 33 0-1\nnode 5 2-3\n", "all:0-3 (node33:0-1; node5:2-3)");
	expect_tree("0-3", "kind P 0-1\nkind E 2-3\n", "all:0-3 (P cores:0-1; E cores:2-3)");
}

static void leaves_out_levels_that_tell_nothing(void **state)
{
	(void)state;
	expect_tree("0-3", "", "all:0-3");
	expect_tree("0-3", "package 0 0-3\nnode 0 0-3\nllc 0 0-3\n", "all:0-3");
	expect_tree("0-3", "core 0 0\ncore 1 1\ncore 2 2\ncore 3 3\n", "all:0-3");
	expect_tree("0-3", "package 0 0-1\npackage 1 2-3\nnode 0 0-1\nnode 1 2-3\n",
		    "all:0-3 (package 0:0-1; package 1:2-3)");
	/* one node of everything */
	expect_tree("0-3", "package 0 0-1\npackage 1 2-3\nnode 0 0-3\n",
		    "all:0-3 (package 0:0-1; package 1:2-3)");
	/* sets of cpus that are not there */
	expect_tree("4-5", "package 0 0-4\npackage 1 5-9\nnode 0 10-20\n", "all:4-5");
}

/* Kept for what it tells of some groups, it also stands where it tells nothing. */
static void keeps_levels_whole(void **state)
{
	(void)state;
	expect_tree("0-5", "kind P 0-3\nkind E 4-5\ncore 0 0-1\ncore 1 2-3\ncore 2 4\ncore 3 5\n",
		    "all:0-5 (P cores:0-3 (core 0:0-1; core 1:2-3); E cores:4-5 (core 2:4; core "
		    "3:5))");
	expect_tree("0-5", "node 0 0-3\nnode 1 4-5\nllc 0 0-1\nllc 1 2-3\nllc 2 4-5\n",
		    "all:0-5 (node0:0-3 (llc 0:0-1; llc 1:2-3); node1:4-5 (llc 2:4-5))");
}

static void gathers_who_has_no_set(void **state)
{
	(void)state;
	expect_tree("0-5", "package 0 0-1\npackage 1 2-3\n",
		    "all:0-5 (package 0:0-1; package 1:2-3; package ?:4-5)");
	expect_tree("0-5", "package 0 2-5\n", "all:0-5 (package 0:2-5; package ?:0-1)");
	/* only beside siblings that have one: package 1 was not told its nodes */
	expect_tree(
		"0-7",
		"package 0 0-3\npackage 1 4-7\nnode 0 0-1\nnode 1 2-3\ncore 0 4-5\ncore 1 6-7\n",
		"all:0-7 (package 0:0-3 (node0:0-1; node1:2-3); "
		"package 1:4-7 (core 0:4-5; core 1:6-7))");
	/* the finer levels of the remaining ones are theirs all the same */
	expect_tree("0-5", "node 0 0-1\ncore 0 0-1\ncore 1 2-3\ncore 2 4-5\n",
		    "all:0-5 (node0:0-1 (core 0:0-1); node?:2-5 (core 1:2-3; core 2:4-5))");
	/* one cpu more or less that is offline makes no level of what is none */
	expect_tree("0-5", "online 0-4\npackage 0 0-4\nnode 0 0-4\n", "all:0-5");
	expect_tree("0-5", "online 0-5\npackage 0 0-4\n", "all:0-5 (package 0:0-4; package ?:5)");
	expect_tree("0-5", "online 0-4\npackage 0 0-1\npackage 1 2-4\n",
		    "all:0-5 (package 0:0-1; package 1:2-4; package ?:5)");
}

static const char four_packages[] = "package 0 0-1\npackage 1 2-3\npackage 2 4-5\npackage 3 6-7\n"
				    "node 0 0-3\nnode 4 4-7\n";

static void reads_off_which_level_contains_which(void **state)
{
	(void)state;
	expect_tree("0-7", four_packages,
		    "all:0-7 (node0:0-3 (package 0:0-1; package 1:2-3); "
		    "node4:4-7 (package 2:4-5; package 3:6-7))");
	/* a virtual machine with a socket for each cpu: packages are no level */
	expect_tree("0-3",
		    "package 0 0\npackage 1 1\npackage 2 2\npackage 3 3\nnode 0 0-1\nnode 1 2-3\n",
		    "all:0-3 (node0:0-1; node1:2-3)");
	expect_tree("0-7", "kind P 0-3\nkind E 4-7\nllc 0 0-1\nllc 1 2-3\nllc 2 4-7\n",
		    "all:0-7 (P cores:0-3 (llc 0:0-1; llc 1:2-3); E cores:4-7 (llc 2:4-7))");
	expect_tree("0-3", "cluster 0 0-3\nllc 0 0-1\nllc 1 2-3\ncluster 1 4-5\nllc 2 4-5\n",
		    "all:0-3 (llc 0:0-1; llc 1:2-3)");
}

/* Crossing levels: the one that crosses most goes, or the one that is less known. */
static void leaves_out_what_crosses(void **state)
{
	(void)state;
	expect_tree("0-7", "package 0 0-3\npackage 1 4-7\nnode 0 0,2,4,6\nnode 1 1,3,5,7\n",
		    "all:0-7 (package 0:0-3; package 1:4-7)");
	expect_tree("0-5", "package 0 0-2\npackage 1 3-5\nnode 0 0-1\nnode 1 2-3\nnode 2 4-5\n",
		    "all:0-5 (package 0:0-2; package 1:3-5)");
	/* cores and caches nest in nodes, and cross packages */
	expect_tree("0-7",
		    "package 0 0,2,5,7\npackage 1 1,3,4,6\nnode 0 0-3\nnode 1 4-7\n"
		    "llc 0 0-1\nllc 1 2-3\nllc 2 4-7\n",
		    "all:0-7 (node0:0-3 (llc 0:0-1; llc 1:2-3); node1:4-7 (llc 2:4-7))");
	/* kinds are totals, not places */
	expect_tree("0-7", "llc 0 0-3\nllc 1 4-7\nkind P 0-1,4-5\nkind E 2-3,6-7\n",
		    "all:0-7 (llc 0:0-3; llc 1:4-7)");
	/* a set that is part in a node and part in none cannot be below it */
	expect_tree("0-5", "package 0 0-3\npackage 1 4-5\nnode 0 0-1\nllc 0 1-2\nllc 1 4-5\n",
		    "all:0-5 (package 0:0-3 (node0:0-1; node?:2-3); package 1:4-5)");
}

/* Of levels with the same sets, the one that people name. */
static void prefers_names_that_people_use(void **state)
{
	(void)state;
	expect_tree("0-3", "cluster 0 0-1\ncluster 2 2-3\ncore 0 0-1\ncore 1 2-3\n",
		    "all:0-3 (core 0:0-1; core 1:2-3)");
	expect_tree("0-3", "die 0 0-1\ndie 1 2-3\nnode 0 0-1\nnode 8 2-3\nllc 0 0-1\nllc 1 2-3\n",
		    "all:0-3 (node0:0-1; node8:2-3)");
	expect_tree("0-3", "cluster 0 0-1\ncluster 2 2-3\nllc 0 0-1\nllc 1 2-3\n",
		    "all:0-3 (llc 0:0-1; llc 1:2-3)");
}

static void answers_under_the_name_asked_for(void **state)
{
	static const char same[] = "package 0 0-1\npackage 1 2-3\ndie 0 0-1\ndie 0 2-3\n"
				   "node 0 0-1\nnode 3 2-3\n";
	static const char crossing[] =
		"package 0 0-3\npackage 1 4-7\nnode 0 0,2,4,6\nnode 1 1,3,5,7\n"
		"core 0 0,2\ncore 1 1,3\ncore 0 4,6\ncore 1 5,7\n";
	(void)state;
	expect_tree_of(LEVEL_NODE, "0-3", same, "all:0-3 (node0:0-1; node3:2-3)");
	expect_tree_of(LEVEL_DIE, "0-3", same, "all:0-3 (die 0:0-1; die 1:2-3)");
	expect_tree_of(LEVEL_PACKAGE, "0-7", four_packages,
		       "all:0-7 (node0:0-3 (package 0:0-1; package 1:2-3); "
		       "node4:4-7 (package 2:4-5; package 3:6-7))");
	/* whole, and cores named with the packages that are not above them */
	expect_tree_of(LEVEL_NODE, "0-7", crossing,
		       "all:0-7 (node0:0,2,4,6 (core 0.0:0,2; core 1.0:4,6); "
		       "node1:1,3,5,7 (core 0.1:1,3; core 1.1:5,7))");
	expect_tree_of(LEVEL_PACKAGE, "0-7", crossing,
		       "all:0-7 (package 0:0-3 (core 0:0,2; core 1:1,3); "
		       "package 1:4-7 (core 0:4,6; core 1:5,7))");
	/* totals of kinds over all caches */
	expect_tree_of(LEVEL_KIND, "0-7", "llc 0 0-3\nllc 1 4-7\nkind P 0-1,4-5\nkind E 2-3,6-7\n",
		       "all:0-7 (P cores:0-1,4-5; E cores:2-3,6-7)");
	/* what tells nothing is an answer all the same */
	expect_tree_of(LEVEL_PACKAGE, "0-1", "package 5 0-1\n", "all:0-1 (package 5:0-1)");
	expect_tree_of(LEVEL_CORE, "0-1", "core 0 0\ncore 4 1\n", "all:0-1 (core 0:0; core 4:1)");
	/* each cpu by itself, within its cores, or without any facts */
	expect_tree_of(LEVEL_THREAD, "0-3", "core 0 0,2\ncore 1 1,3\n",
		       "all:0-3 (core 0:0,2 (thread 0:0; thread 2:2); "
		       "core 1:1,3 (thread 1:1; thread 3:3))");
	expect_tree_of(LEVEL_THREAD, "3,90", "", "all:3,90 (thread 3:3; thread 90:90)");
	/* also for those without a set */
	expect_tree_of(LEVEL_NODE, "0-5", "package 0 0-1\npackage 1 2-3\nnode 0 0\n",
		       "all:0-5 (package 0:0-1 (node0:0; node?:1); package 1:2-3 (node?:2-3); "
		       "package ?:4-5 (node?:4-5))");
	/* and what the machine does not know is the usual tree */
	expect_tree_of(LEVEL_BOOK, "0-3", same, "all:0-3 (package 0:0-1; package 1:2-3)");
}

/* The path of the last group. */
static void expect_last_path(enum level level, const char *cpus, const char *facts,
			     const char *expected)
{
	struct topology topology = { 0 };
	struct tree t = { 0 };
	struct buf got = { 0 };
	size_t n;
	uint32_t *cpu = ids_of(cpus, &n);
	topology_parse(&topology, facts, strlen(facts));
	assert_true(tree_of_level(&t, &topology, level, cpu, n));
	tree_path(&t, (uint32_t)t.count - 1, &got);
	assert_string_equal(got.data, expected);
	buf_free(&got);
	tree_free(&t);
	topology_free(&topology);
	free(cpu);
}

/* The path of the group that the word finds, "" when none. */
static void expect_found(const char *word, const char *expected)
{
	static const char facts[] = "package 0 0-3\npackage 10 4-7\npackage 1 8-11\n"
				    "core 0 0-1\ncore 1 2-3\ncore 0 4-5\ncore 1 6-7\n"
				    "core 0 8-9\ncore 1 10-11\n";
	struct topology topology = { 0 };
	struct tree t = { 0 };
	struct buf got = { 0 };
	size_t n;
	uint32_t *cpu = ids_of("0-11", &n);
	topology_parse(&topology, facts, strlen(facts));
	if (strspn(word, "0123456789-"))
		tree_of_ranges(&t, NULL, cpu, n, 4, 11);
	else
		tree_of_topology(&t, &topology, cpu, n);
	uint32_t found = tree_find(&t, word);
	buf_puts(&got, "");
	if (found != TREE_NONE)
		tree_path(&t, found, &got);
	assert_string_equal(got.data, expected);
	buf_free(&got);
	tree_free(&t);
	topology_free(&topology);
	free(cpu);
}

static void finds_groups_by_name_and_path(void **state)
{
	(void)state;
	expect_found("package 1", "package1");
	expect_found("Package10", "package10");
	expect_found("pack", "package0");
	expect_found("core 1", "package0/core1");
	expect_found("package 1/core 1", "package1/core1");
	expect_found("package10/", "package10/core0");
	expect_found("4-7", "4-7");
	expect_found("4", "");
	expect_found("4-", "");
	expect_found("core2", "");
	expect_found("", "");
}

static void makes_paths(void **state)
{
	(void)state;
	expect_last_path(LEVEL_PACKAGE, "0-7", four_packages, "node4/package3");
	expect_last_path(LEVEL_KIND, "0-3", "kind P 0-1\nkind E 2-3\n", "Ecores");
	expect_last_path(LEVEL_NODE, "0-3", "node 0 0-1\n", "node?");
	expect_last_path(LEVEL_CORE, "0-3",
			 "package 0 0-1\npackage 1 2-3\ncore 0 0-1\ncore 0 2-3\n", "core1.0");
	expect_last_path(LEVEL_CORE, "0-3",
			 "package 0 0-1\npackage 1 2-3\ncore 0 0\ncore 1 1\ncore 0 2\ncore 1 3\n",
			 "package1/core1");
}

static void orders_by_first_cpu(void **state)
{
	(void)state;
	expect_tree("0-7", "node 0 4-7\nnode 1 0-3\nllc 9 6-7\nllc 8 4-5\nllc 7 2-3\nllc 6 0-1\n",
		    "all:0-7 (node1:0-3 (llc 6:0-1; llc 7:2-3); node0:4-7 (llc 8:4-5; llc 9:6-7))");
}

static void makes_ranges(void **state)
{
	static const struct {
		const char *cpus;
		uint32_t size, last;
		const char *expected;
	} examples[] = {
		{ "0-9", 4, 9, "all:0-9 (0-3:0-3; 4-7:4-7; 8-9:8-9)" },
		/* some of 48 cpus, of which others are filtered out */
		{ "0-9", 64, 47, "all:0-9 (0-47:0-9)" },
		{ "5,130,9999-10000", 64, 10000,
		  "all:5,130,9999-10000 (0-63:5; 128-191:130; 9984-10000:9999-10000)" },
		{ "0-2", 1, 2, "all:0-2 (0:0; 1:1; 2:2)" },
		{ "0-2", 4294967295, 2, "all:0-2 (0-2:0-2)" },
		{ "4294967294-4294967295", 64, UINT32_MAX,
		  "all:4294967294-4294967295 "
		  "(4294967232-4294967295:4294967294-4294967295)" },
		{ "4294967290,4294967295", 10, UINT32_MAX,
		  "all:4294967290,4294967295 "
		  "(4294967290-4294967295:4294967290,4294967295)" },
	};
	(void)state;
	struct tree t = { 0 };
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct buf got = { 0 };
		size_t n;
		uint32_t *cpu = ids_of(examples[i].cpus, &n);
		tree_of_ranges(&t, NULL, cpu, n, examples[i].size, examples[i].last);
		check_tree(&t, n);
		print_group(&got, &t, cpu, 0);
		assert_string_equal(got.data, examples[i].expected);
		buf_free(&got);
		free(cpu);
	}
	tree_free(&t);
}

static void takes_no_cpus(void **state)
{
	struct tree t = { 0 };
	struct topology topology = { 0 };
	(void)state;
	topology_parse(&topology, "node 0 0-3\n", 11);
	tree_of_topology(&t, &topology, NULL, 0);
	check_tree(&t, 0);
	assert_int_equal(t.count, 1);
	tree_of_ranges(&t, NULL, NULL, 0, 64, 0);
	check_tree(&t, 0);
	assert_int_equal(t.count, 1);
	assert_int_equal(tree_leaf_of(&t, 0), 0);
	tree_free(&t);
	topology_free(&topology);
}

static size_t count_groups(const struct tree *t, enum level level)
{
	size_t n = 0;
	for (size_t i = 0; i < t->count; i++)
		n += t->group[i].level == level;
	return n;
}

/* Two packages of 192 cores with siblings, caches of 16 threads: 768 cpus and 24 caches each. */
static void takes_768_cpus(void **state)
{
	struct buf facts = { 0 };
	struct topology topology = { 0 };
	struct tree t = { 0 };
	size_t n;
	uint32_t *cpu = ids_of("0-767", &n);
	(void)state;
	for (unsigned p = 0; p < 2; p++)
		buf_printf(&facts, "package %u %u-%u,%u-%u\n", p, p * 192, p * 192 + 191,
			   p * 192 + 384, p * 192 + 575);
	for (unsigned l = 0; l < 48; l++)
		buf_printf(&facts, "llc %u %u-%u,%u-%u\n", l, l * 8, l * 8 + 7, l * 8 + 384,
			   l * 8 + 391);
	for (unsigned c = 0; c < 384; c++)
		buf_printf(&facts, "core %u %u,%u\n", c % 192, c, c + 384);
	assert_int_equal(topology_parse(&topology, facts.data, facts.used), 0);
	tree_of_topology(&t, &topology, cpu, n);
	check_tree(&t, n);
	assert_int_equal(t.levels, 4);
	assert_int_equal(count_groups(&t, LEVEL_PACKAGE), 2);
	assert_int_equal(count_groups(&t, LEVEL_LLC), 48);
	assert_int_equal(count_groups(&t, LEVEL_CORE), 384);
	assert_string_equal(t.group[tree_leaf_of(&t, 412)].name, "core 28");
	assert_int_equal(tree_leaf_of(&t, 412), tree_leaf_of(&t, 28));
	assert_int_equal(t.order[1], 384);
	tree_free(&t);
	topology_free(&topology);
	buf_free(&facts);
	free(cpu);
}

/* Random facts: each level told wholly, partly or not at all, nested, across or at random. */

enum { MOST_CPU = 120 };

static void tell_random_level(struct buf *facts, enum level level)
{
	int size = 1 << rand() % 6, id = rand() % 3 ? 0 : -1;
	bool nested = rand() % 3, partial = !(rand() % 3);
	if (rand() % 3 == 0)
		return;
	if (rand() % 2)
		size += rand() % 3;
	for (int first = rand() % 3 ? 0 : rand() % 4; first < MOST_CPU; first += size) {
		if (partial && rand() % 2)
			continue;
		int from = nested ? first : rand() % MOST_CPU;
		if (level == LEVEL_KIND)
			buf_printf(facts, "kind %c %d-%d\n", "PEM"[rand() % 3], from,
				   from + size - 1);
		else
			buf_printf(facts, rand() % 4 ? "%s %d %d-%d\n" : "%s %d %d-%d,%d\n",
				   level_table[level].name, id < 0 ? -1 : rand() % 9, from,
				   from + size - 1, rand() % MOST_CPU);
	}
}

static uint32_t *random_ids(size_t *n)
{
	uint32_t *ids = mem_zero(MOST_CPU, sizeof *ids);
	*n = 0;
	for (uint32_t c = 0, dense = (uint32_t)rand() % 4; c < MOST_CPU; c++)
		if ((uint32_t)rand() % 4 <= dense)
			ids[(*n)++] = c;
	return ids;
}

/* Whether a level holds another one that usually holds it. */
static bool has_turned(const struct tree *t)
{
	for (size_t i = 1; i < t->levels; i++)
		if (t->level[i] < t->level[i - 1])
			return true;
	return false;
}

/* Each level asked for is there under its name, every cpu in one group of it, and no set cut. */
static void check_levels_asked(struct tree *t, const struct topology *topology, const uint32_t *cpu,
			       size_t n)
{
	for (enum level level = LEVEL_HOST; level <= LEVEL_CORE; level++) {
		size_t members = 0;
		bool known = tree_of_level(t, topology, level, cpu, n);
		assert_int_equal(known, topology->level[level].count > 0);
		check_tree(t, n);
		check_sets(t, topology, cpu);
		for (size_t g = 0; known && g < t->count; g++) {
			bool is = t->group[g].level == level;
			members += is ? t->group[g].count : 0;
			assert_true(!is || t->group[g].depth == tree_rank(t, level));
		}
		if (known)
			assert_int_equal(members, n);
	}
}

static void makes_a_tree_of_anything(void **state)
{
	struct tree t = { 0 }; /* one for all, as it is used */
	size_t deep = 0, turned = 0;
	(void)state;
	srand(3);
	for (int round = 0; round < 4000; round++) {
		struct buf facts = { 0 };
		struct topology topology = { 0 };
		size_t n;
		uint32_t *cpu = random_ids(&n);
		/* Hosts are not told by a kernel: merged facts never cross them. */
		for (enum level level = LEVEL_DRAWER; level <= LEVEL_CORE; level++)
			tell_random_level(&facts, level);
		if (rand() % 2)
			buf_printf(&facts, "online 0-%d\n", rand() % MOST_CPU);
		topology_parse(&topology, facts.data, facts.used);
		tree_of_topology(&t, &topology, cpu, n);
		check_tree(&t, n);
		check_sets(&t, &topology, cpu);
		deep += t.levels > 3;
		turned += has_turned(&t);
		check_levels_asked(&t, &topology, cpu, n);
		tree_of_ranges(&t, NULL, cpu, n, 1 + (uint32_t)rand() % 50, n ? cpu[n - 1] : 0);
		check_tree(&t, n);
		topology_free(&topology);
		buf_free(&facts);
		free(cpu);
	}
	assert_true(deep > 200 && turned > 400); /* the facts were worth it */
	tree_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nests_levels),
		cmocka_unit_test(leaves_out_levels_that_tell_nothing),
		cmocka_unit_test(keeps_levels_whole),
		cmocka_unit_test(gathers_who_has_no_set),
		cmocka_unit_test(reads_off_which_level_contains_which),
		cmocka_unit_test(leaves_out_what_crosses),
		cmocka_unit_test(prefers_names_that_people_use),
		cmocka_unit_test(answers_under_the_name_asked_for),
		cmocka_unit_test(makes_paths),
		cmocka_unit_test(finds_groups_by_name_and_path),
		cmocka_unit_test(orders_by_first_cpu),
		cmocka_unit_test(makes_ranges),
		cmocka_unit_test(takes_no_cpus),
		cmocka_unit_test(takes_768_cpus),
		cmocka_unit_test(makes_a_tree_of_anything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
