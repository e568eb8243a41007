/*
 * Prints the shape of a machine, live or saved: `dump_topology [--facts | --tree | --count]
 * [ROOT]`. By default the sets of each level as "LEVEL ID LIST"; with --facts the facts they were
 * read from; with --tree the groups, indented; with --count how many of each there are. The cpus
 * are those of ROOT/proc/stat, read here in the plainest way so that what is compared with other
 * programs depends on nothing but the topology.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "measure/topology.h"
#include "measure/tree.h"
#include "source/sysfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The ids of the machine's cpus, ascending; the caller frees them. */
static uint32_t *read_ids(const char *root, size_t *n)
{
	char path[4096], line[65536];
	uint32_t *ids = NULL;
	size_t room = 0;
	unsigned id;
	*n = 0;
	snprintf(path, sizeof path, "%s/proc/stat", root);
	FILE *stat = fopen(path, "r");
	while (stat && fgets(line, sizeof line, stat)) {
		if (line[3] != ' ' && sscanf(line, "cpu%u ", &id) == 1) {
			ids = mem_grow(ids, &room, *n + 1, sizeof *ids);
			ids[(*n)++] = id;
		}
	}
	if (stat)
		fclose(stat);
	if (ids)
		qsort(ids, *n, sizeof *ids, compare_ids);
	return ids;
}

static void print_list(const char *what, const char *id, const struct cpulist *l)
{
	struct buf text = { 0 };
	cpulist_format(l, &text);
	if (text.used)
		printf("%s%s%s %s\n", what, *id ? " " : "", id, text.data);
	buf_free(&text);
}

static void print_sets(const struct topology *t)
{
	print_list("present", "", &t->present);
	print_list("online", "", &t->online);
	for (size_t l = 0; l < LEVELS; l++)
		for (size_t i = 0; i < t->level[l].count; i++)
			print_list(level_table[l].name, t->level[l].set[i].id,
				   &t->level[l].set[i].cpus);
}

static void print_tree(const struct tree *t, const uint32_t *ids)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct group *g = &t->group[i];
		struct cpulist cpus = { 0 };
		for (uint32_t k = 0; k < g->count; k++)
			cpulist_add(&cpus, ids[t->order[g->first + k]],
				    ids[t->order[g->first + k]]);
		printf("%*s", (int)(2 * g->depth), "");
		print_list(g->name, "", &cpus);
		cpulist_free(&cpus);
	}
}

static void print_counts(const struct topology *t, const struct tree *tree)
{
	for (size_t l = 0; l < LEVELS; l++)
		if (t->level[l].count)
			printf("%s %zu\n", level_table[l].name, t->level[l].count);
	printf("groups %zu\n", tree->count);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
	const char *root = argc > 1 + !!*mode ? argv[1 + !!*mode] : "";
	size_t n;
	uint32_t *ids = read_ids(root, &n);
	struct buf facts = { 0 };
	struct topology topology = { 0 };
	struct tree tree = { 0 };
	int error = sysfs_facts(root, ids, n, &facts);
	if (error)
		fprintf(stderr, "dump_topology: %s: %s\n", root, strerror(-error));
	size_t bad = topology_parse(&topology, facts.data, facts.used);
	if (bad)
		fprintf(stderr, "dump_topology: %s: %zu lines cut or passed over\n", root, bad);
	tree_of_topology(&tree, &topology, ids, n);
	if (!strcmp(mode, "--facts"))
		fwrite(facts.data, 1, facts.used, stdout);
	else if (!strcmp(mode, "--tree"))
		print_tree(&tree, ids);
	else if (!strcmp(mode, "--count"))
		print_counts(&topology, &tree);
	else
		print_sets(&topology);
	tree_free(&tree);
	topology_free(&topology);
	buf_free(&facts);
	free(ids);
	return error != 0;
}
