/*
 * The tree of groups. Owns which levels are worth showing, which of them contains which, and what
 * groups are called. Works on rows, not ids: each level is first turned into a column, which holds
 * the set of every row; levels are compared only by their columns. Invariant: no set is ever
 * divided, since every level that is chosen lies within all the coarser ones. Must not know loads,
 * files, or how groups are drawn.
 */
#include "measure/tree.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SET_NONE = -1, /* no set of the level holds the row's cpu */
	SET_UNSEEN = -2,
};

/* A level by rows. */
struct column {
	enum level level;
	size_t sets;     /* of the level, whether they have rows or not */
	int32_t *set_of; /* by row, or SET_NONE */
};

struct builder {
	struct tree *tree;
	const struct topology *topology;
	const uint32_t *cpu;
	enum level asked; /* LEVELS when none is */
	bool *online;     /* by row: its cpu should have a set */
	struct column
		column[LEVELS_NAMED]; /* at first all candidates in the order of enum level … */
	size_t columns;               /* … in the end those of the tree, coarse to fine */
	bool within[LEVELS][LEVELS];  /* by level: [fine][coarse] */
	bool repeats[LEVELS][LEVELS]; /* by level: every set of the first is one of the second */
	int32_t *seen;                /* scratch, by set: the other level's set of its first row */
	uint32_t *count;              /* scratch, by set: all 0 between uses */
	uint32_t *listed;             /* scratch: sets of a stretch of rows */
	uint32_t *moved;              /* scratch: a stretch of rows in another order */
};

void tree_free(struct tree *t)
{
	free(t->group);
	free(t->order);
	free(t->leaf);
	*t = (struct tree){ 0 };
}

/* Begins with the rows in their own order, and no groups. */
static void begin(struct tree *t, size_t rows)
{
	t->order = mem_grow(t->order, &t->order_room, rows, sizeof *t->order);
	t->leaf = mem_grow(t->leaf, &t->leaf_room, rows, sizeof *t->leaf);
	t->rows = rows;
	t->count = 0;
	t->depth = 0;
	for (size_t i = 0; i < rows; i++)
		t->order[i] = (uint32_t)i;
	t->level[0] = LEVEL_ALL;
	t->levels = 1;
}

/* Adds a group whose members are known; its descendants follow. */
static uint32_t add_group(struct tree *t, enum level level, uint32_t parent, uint32_t first,
			  uint32_t count)
{
	uint32_t at = (uint32_t)t->count;
	t->group = mem_grow(t->group, &t->group_room, t->count + 1, sizeof *t->group);
	t->group[t->count++] = (struct group){
		.level = level,
		.parent = parent,
		.depth = parent == TREE_NONE ? 0 : t->group[parent].depth + 1,
		.first = first,
		.count = count,
	};
	if (t->group[at].depth > t->depth)
		t->depth = t->group[at].depth;
	return at;
}

static void name_group(struct group *g, const char *id)
{
	snprintf(g->id, sizeof g->id, "%s", id);
	snprintf(g->name, sizeof g->name, level_table[g->level].format, g->id);
}

/* Ends a group, after its descendants if it has any. */
static void end_group(struct tree *t, uint32_t at)
{
	struct group *g = &t->group[at];
	g->next = (uint32_t)t->count;
	for (uint32_t k = 0; g->next == at + 1 && k < g->count; k++)
		t->leaf[t->order[g->first + k]] = at;
}

/* Columns. */

/* Each row by itself. */
static void fill_threads(const struct builder *b, struct column *c)
{
	for (size_t row = 0; row < b->tree->rows; row++)
		c->set_of[row] = (int32_t)row;
}

/* Rows and spans both ascend: one pass finds every row's set. */
static void fill_column(const struct builder *b, struct column *c)
{
	const struct topology_level *level = &b->topology->level[c->level];
	size_t at = 0;
	for (size_t row = 0; row < b->tree->rows; row++) {
		uint32_t cpu = b->cpu[row];
		while (at < level->spans && level->span[at].cpus.last < cpu)
			at++;
		bool inside = at < level->spans && level->span[at].cpus.first <= cpu;
		c->set_of[row] = inside ? (int32_t)level->span[at].set : SET_NONE;
	}
}

/*
 * Whether the level is worth showing: it has several groups, and one of more than one cpu (not
 * needed for hosts). Cpus without a set are another group if one of them is online.
 */
static bool is_worth_having(const struct builder *b, const struct column *c)
{
	int32_t first = SET_UNSEEN;
	bool several = false, shared = false;
	for (size_t row = 0; row < b->tree->rows; row++) {
		int32_t set = c->set_of[row];
		if (set == SET_NONE && !b->online[row])
			continue;
		several = several || (first != SET_UNSEEN && set != first);
		first = first == SET_UNSEEN ? set : first;
		shared = shared || (set != SET_NONE && ++b->count[set] > 1);
	}
	memset(b->count, 0, c->sets * sizeof *b->count);
	return several && (shared || c->level == LEVEL_HOST);
}

static void add_columns(struct builder *b)
{
	for (enum level level = LEVEL_HOST; level <= LEVEL_THREAD; level++) {
		struct column c = { .level = level, .sets = b->topology->level[level].count };
		bool threads = level == LEVEL_THREAD && b->asked == level;
		if (!c.sets && !threads)
			continue;
		c.set_of = mem_zero(b->tree->rows, sizeof *c.set_of);
		if (threads) {
			c.sets = b->tree->rows;
			fill_threads(b, &c);
		} else {
			fill_column(b, &c);
		}
		if (level == b->asked || is_worth_having(b, &c))
			b->column[b->columns++] = c;
		else
			free(c.set_of);
	}
}

static void drop_column(struct builder *b, size_t i)
{
	free(b->column[i].set_of);
	b->columns--;
	memmove(&b->column[i], &b->column[i + 1], (b->columns - i) * sizeof *b->column);
}

/* Whether each set lies in one set of the other level, or in none. */
static bool is_within(const struct builder *b, const struct column *fine,
		      const struct column *coarse)
{
	for (size_t i = 0; i < fine->sets; i++)
		b->seen[i] = SET_UNSEEN;
	for (size_t row = 0; row < b->tree->rows; row++) {
		int32_t set = fine->set_of[row], other = coarse->set_of[row];
		if (set == SET_NONE)
			continue;
		if (b->seen[set] == SET_UNSEEN)
			b->seen[set] = other;
		else if (b->seen[set] != other)
			return false;
	}
	return true;
}

/* Whether each set of `less` is also one of `more`, apart from offline cpus in no set. */
static bool is_repeated(const struct builder *b, const struct column *less,
			const struct column *more)
{
	for (size_t i = 0; i < more->sets; i++)
		b->seen[i] = SET_UNSEEN;
	for (size_t row = 0; row < b->tree->rows; row++) {
		int32_t set = less->set_of[row], other = more->set_of[row];
		if (other == SET_NONE && set != SET_NONE)
			return false;
		if (other == SET_NONE || (set == SET_NONE && !b->online[row]))
			continue;
		if (b->seen[other] == SET_UNSEEN)
			b->seen[other] = set;
		else if (b->seen[other] != set)
			return false;
	}
	return b->within[less->level][more->level];
}

static void compare_columns(struct builder *b)
{
	for (size_t i = 0; i < b->columns; i++)
		for (size_t k = 0; k < b->columns; k++)
			b->within[b->column[i].level][b->column[k].level] =
				is_within(b, &b->column[i], &b->column[k]);
	for (size_t i = 0; i < b->columns; i++)
		for (size_t k = 0; k < b->columns; k++)
			b->repeats[b->column[i].level][b->column[k].level] =
				is_repeated(b, &b->column[i], &b->column[k]);
}

/* The lower the rank, the more a level is preferred. */
static size_t rank_by_name(const struct builder *b, enum level level)
{
	size_t at = 0;
	while (level != b->asked && level_preference[at] != level)
		at++;
	return level == b->asked ? 0 : at + 1;
}

/*
 * Whether another level replaces this one: it has all of its sets and more from above it, or the
 * same sets under a more familiar name.
 */
static bool is_needless(const struct builder *b, enum level level)
{
	for (size_t k = 0; k < b->columns; k++) {
		enum level other = b->column[k].level;
		if (other == level || !b->repeats[level][other])
			continue;
		bool same = b->repeats[other][level];
		bool above = !b->within[other][level] || other < level;
		if (same ? rank_by_name(b, other) < rank_by_name(b, level) : above)
			return true;
	}
	return false;
}

static void drop_needless(struct builder *b)
{
	for (size_t i = b->columns; i-- > 0;)
		if (b->column[i].level != b->asked && is_needless(b, b->column[i].level))
			drop_column(b, i);
}

static bool crosses(const struct builder *b, enum level x, enum level y)
{
	return !b->within[x][y] && !b->within[y][x];
}

/* The first level from `from` on that contains all others from there; b->columns if none does. */
static size_t find_coarsest(const struct builder *b, size_t from)
{
	for (size_t i = from; i < b->columns; i++) {
		size_t k = from;
		while (k < b->columns && b->within[b->column[k].level][b->column[i].level])
			k++;
		if (k == b->columns)
			return i;
	}
	return b->columns;
}

/*
 * What a level is worth: the least is dropped first. A kind that crosses others is worth least,
 * since kinds do not say where a cpu is.
 */
static long worth_of(const struct builder *b, size_t from, size_t i)
{
	enum level level = b->column[i].level;
	long crossed = 0;
	for (size_t k = from; k < b->columns; k++)
		crossed += crosses(b, level, b->column[k].level);
	if (crossed && level == LEVEL_KIND)
		crossed = LEVELS;
	return -crossed * LEVELS - (long)rank_by_name(b, level);
}

/* Drops the level of least worth, but never the one asked for. */
static void drop_worst(struct builder *b, size_t from)
{
	size_t worst = b->columns;
	for (size_t i = from; i < b->columns; i++) {
		if (b->column[i].level == b->asked)
			continue;
		if (worst == b->columns || worth_of(b, from, i) < worth_of(b, from, worst))
			worst = i;
	}
	drop_column(b, worst);
}

static void drop_what_crosses_asked(struct builder *b)
{
	for (size_t i = b->columns; i-- > 0;)
		if (b->asked != LEVELS && crosses(b, b->column[i].level, b->asked))
			drop_column(b, i);
}

/* Puts the columns in order, coarse to fine, without those that do not fit. */
static void order_columns(struct builder *b)
{
	for (size_t i = 0; i < b->columns;) {
		size_t at = find_coarsest(b, i);
		if (at == b->columns) {
			drop_worst(b, i);
			continue;
		}
		struct column coarsest = b->column[at];
		memmove(&b->column[i + 1], &b->column[i], (at - i) * sizeof coarsest);
		b->column[i++] = coarsest;
	}
}

static void choose_levels(struct builder *b)
{
	add_columns(b);
	compare_columns(b);
	drop_what_crosses_asked(b);
	drop_needless(b);
	order_columns(b);
	for (size_t i = 0; i < b->columns; i++)
		b->tree->level[b->tree->levels++] = b->column[i].level;
}

/* Names. */

/*
 * Whether the names of cores need their packages: ids repeat, since each package numbers its own
 * cores, and the tree has no packages above the cores.
 */
static bool needs_package(const struct builder *b)
{
	const struct topology_level *cores = &b->topology->level[LEVEL_CORE];
	for (size_t i = 0; i < b->columns && b->column[i].level != LEVEL_CORE; i++)
		if (b->column[i].level == LEVEL_PACKAGE)
			return false;
	return cores->ids_repeat;
}

/* Whether the names of groups need their hosts, because the tree has no hosts above them. */
static bool needs_host(const struct builder *b, enum level level)
{
	for (size_t i = 0; i < b->columns; i++)
		if (b->column[i].level == LEVEL_HOST)
			return false;
	return level != LEVEL_KIND && b->topology->level[LEVEL_HOST].count > 1;
}

/* The id of the set of a level that holds the cpu. */
static const char *id_of(const struct builder *b, enum level level, uint32_t cpu)
{
	const struct topology_set *set = topology_set_of(b->topology, level, cpu);
	return set ? set->id : "?";
}

/* The id of the set by itself; returns its first cpu. */
static uint32_t own_id(const struct builder *b, enum level level, int32_t set,
		       char out[HOST_NAME_SIZE])
{
	if (level == LEVEL_THREAD) {
		uint32_t cpu = b->cpu[set];
		bool fleet = b->topology->level[LEVEL_HOST].count > 0;
		snprintf(out, HOST_NAME_SIZE, "%u", fleet ? cpu_of(cpu) : cpu);
		return cpu;
	}
	const struct topology_set *of = &b->topology->level[level].set[set];
	snprintf(out, HOST_NAME_SIZE, "%s", of->id);
	return of->cpus.range[0].first;
}

static void name_set(const struct builder *b, struct group *g, int32_t set, bool with_package)
{
	char host[32] = "", package[16] = "", own[HOST_NAME_SIZE], id[sizeof g->id];
	if (set == SET_NONE) {
		name_group(g, "?");
		return;
	}
	uint32_t cpu = own_id(b, g->level, set, own);
	if (needs_host(b, g->level))
		snprintf(host, sizeof host, "%.30s:", id_of(b, LEVEL_HOST, cpu));
	if (with_package)
		snprintf(package, sizeof package, "%.12s.", id_of(b, LEVEL_PACKAGE, cpu));
	snprintf(id, sizeof id, "%s%s%.15s", host, package, own);
	name_group(g, *host || *package ? id : own);
}

/* Groups. */

/* Whether the level has groups among these rows; always true down to the level asked for. */
static bool has_groups(const struct builder *b, size_t column, uint32_t first, uint32_t count)
{
	const struct column *c = &b->column[column];
	if (b->asked != LEVELS && column < tree_rank(b->tree, b->asked))
		return true;
	for (uint32_t i = 0; i < count; i++)
		if (c->set_of[b->tree->order[first + i]] != SET_NONE)
			return true;
	return false;
}

/* Puts the rows of each set together: sets in the order of their first row, rows without one last.
 */
static void sort_rows(const struct builder *b, const struct column *c, uint32_t first,
		      uint32_t count)
{
	uint32_t *row = b->tree->order + first, sets = 0, at = 0;
	for (uint32_t i = 0; i < count; i++) {
		int32_t set = c->set_of[row[i]];
		if (set != SET_NONE && !b->count[set]++)
			b->listed[sets++] = (uint32_t)set;
	}
	for (uint32_t i = 0; i < sets; i++) {
		uint32_t members = b->count[b->listed[i]];
		b->count[b->listed[i]] = at;
		at += members;
	}
	for (uint32_t i = 0; i < count; i++) {
		int32_t set = c->set_of[row[i]];
		b->moved[set == SET_NONE ? at++ : b->count[set]++] = row[i];
	}
	memcpy(row, b->moved, count * sizeof *row);
	for (uint32_t i = 0; i < sets; i++)
		b->count[b->listed[i]] = 0;
}

/* Adds the groups of the columns from `column` on among the rows of the parent. */
static void divide(struct builder *b, size_t column, uint32_t parent)
{
	struct tree *t = b->tree;
	uint32_t first = t->group[parent].first, count = t->group[parent].count;
	while (column < b->columns && !has_groups(b, column, first, count))
		column++;
	if (column == b->columns || !count)
		return;
	const struct column *c = &b->column[column];
	bool with_package = c->level == LEVEL_CORE && needs_package(b);
	sort_rows(b, c, first, count);
	for (uint32_t i = 0, n; i < count; i += n) {
		int32_t set = c->set_of[t->order[first + i]];
		for (n = 1; i + n < count && c->set_of[t->order[first + i + n]] == set;)
			n++;
		uint32_t group = add_group(t, c->level, parent, first + i, n);
		name_set(b, &t->group[group], set, with_package);
		divide(b, column + 1, group);
		end_group(t, group);
	}
}

static void find_online(struct builder *b)
{
	const struct cpulist *online = &b->topology->online;
	for (size_t row = 0; row < b->tree->rows; row++)
		b->online[row] = !online->count || cpulist_has(online, b->cpu[row]);
}

static void make_tree(struct builder *b)
{
	size_t rows = b->tree->rows, sets = rows;
	for (enum level level = 0; level < LEVELS; level++)
		if (b->topology->level[level].count > sets)
			sets = b->topology->level[level].count;
	b->online = mem_zero(rows, sizeof *b->online);
	b->seen = mem_zero(sets, sizeof *b->seen);
	b->count = mem_zero(sets, sizeof *b->count);
	b->listed = mem_zero(sets, sizeof *b->listed);
	b->moved = mem_zero(rows, sizeof *b->moved);
	find_online(b);
	choose_levels(b);
	uint32_t root = add_group(b->tree, LEVEL_ALL, TREE_NONE, 0, (uint32_t)rows);
	name_group(&b->tree->group[root], "all");
	divide(b, 0, root);
	end_group(b->tree, root);
	while (b->columns)
		drop_column(b, b->columns - 1);
	free(b->online);
	free(b->seen);
	free(b->count);
	free(b->listed);
	free(b->moved);
}

void tree_of_topology(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		      size_t rows)
{
	struct builder b = { .tree = t, .topology = topology, .cpu = cpu, .asked = LEVELS };
	begin(t, rows);
	make_tree(&b);
}

bool tree_of_level(struct tree *t, const struct topology *topology, enum level level,
		   const uint32_t *cpu, size_t rows)
{
	bool known = topology_has(topology, level);
	struct builder b = {
		.tree = t,
		.topology = topology,
		.cpu = cpu,
		.asked = known ? level : LEVELS,
	};
	begin(t, rows);
	make_tree(&b);
	return known;
}

/* A range of ids within their host. */
static void name_range(struct group *g, uint64_t first, uint64_t last)
{
	char id[sizeof g->id];
	if (first == last)
		snprintf(id, sizeof id, "%u", (unsigned)first);
	else
		snprintf(id, sizeof id, "%u-%u", (unsigned)first, (unsigned)last);
	name_group(g, id);
}

/* Adds the ranges of the parent's rows. Ids count from `zero`, and end at `last`. */
static void add_ranges(struct tree *t, const uint32_t *cpu, uint32_t parent, uint32_t size,
		       uint32_t zero, uint32_t last)
{
	uint32_t row = t->group[parent].first, rows = row + t->group[parent].count;
	for (uint32_t first = row; row < rows; first = row) {
		uint64_t base = cpu[row] - (cpu[row] - zero) % size, end = base + size - 1;
		while (row < rows && cpu[row] <= end)
			row++;
		uint32_t range = add_group(t, LEVEL_RANGE, parent, first, row - first);
		name_range(&t->group[range], base - zero, (end < last ? end : last) - zero);
		end_group(t, range);
	}
}

/* Adds each host as a group, with its own ranges in it. */
static void add_hosts(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		      uint32_t parent, uint32_t size)
{
	for (uint32_t row = 0, first = 0; row < t->rows; first = row) {
		uint32_t host = host_of(cpu[row]);
		const struct topology_set *set = topology_set_of(topology, LEVEL_HOST, cpu[row]);
		const struct cpulist *cpus = set ? &set->cpus : NULL;
		while (row < t->rows && host_of(cpu[row]) == host)
			row++;
		uint32_t last = cpus ? cpus->range[cpus->count - 1].last : cpu[row - 1];
		uint32_t group = add_group(t, LEVEL_HOST, parent, first, row - first);
		name_group(&t->group[group], set ? set->id : "?");
		add_ranges(t, cpu, group, size, host_cpu_id(host, 0), last);
		end_group(t, group);
	}
}

void tree_of_ranges(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		    size_t rows, uint32_t size, uint32_t last)
{
	bool hosts = topology && topology->level[LEVEL_HOST].count > 1;
	begin(t, rows);
	uint32_t root = add_group(t, LEVEL_ALL, TREE_NONE, 0, (uint32_t)rows);
	name_group(&t->group[root], "all");
	if (hosts)
		t->level[t->levels++] = LEVEL_HOST;
	t->level[t->levels++] = LEVEL_RANGE;
	if (hosts)
		add_hosts(t, topology, cpu, root, size);
	else
		add_ranges(t, cpu, root, size, 0, last);
	end_group(t, root);
}

void tree_add_hosts(struct tree *t, const struct hosts *hosts)
{
	for (size_t i = 0; t->count > 1 && i < hosts->count; i++) {
		if (!host_is_silent(&hosts->host[i]))
			continue;
		uint32_t group = add_group(t, LEVEL_HOST, 0, (uint32_t)t->rows, 0);
		name_group(&t->group[group], hosts->host[i].name);
		end_group(t, group);
	}
	end_group(t, 0);
}

bool tree_has_level(const struct tree *t, enum level level)
{
	return t->level[tree_rank(t, level)] == level;
}

size_t tree_rank(const struct tree *t, enum level level)
{
	size_t usual = 0;
	for (size_t i = 0; i < t->levels; i++) {
		if (t->level[i] == level)
			return i;
		if (t->level[i] < level)
			usual = i;
	}
	return usual;
}

void tree_path(const struct tree *t, uint32_t group, struct buf *out)
{
	const struct group *g = &t->group[group];
	if (g->parent != TREE_NONE && g->parent) {
		tree_path(t, g->parent, out);
		buf_putc(out, '/');
	}
	for (const char *p = g->name; *p; p++)
		if (*p != ' ')
			buf_putc(out, *p);
}

/* How well the word fits the text: 2 is all of it, 1 its beginning, 0 not at all. */
static int fit(const char *word, const char *text)
{
	for (;; word++, text++) {
		while (*word == ' ')
			word++;
		while (*text == ' ')
			text++;
		if (!*word)
			return *text ? 1 : 2;
		if (tolower((unsigned char)*word) != tolower((unsigned char)*text))
			return 0;
	}
}

/* 3: whole name or path, the only match for an id; 2: beginning of the name; 1: of the path. */
static int rank_of(const struct tree *t, const char *word, uint32_t group, struct buf *path)
{
	int name = fit(word, t->group[group].name);
	buf_clear(path);
	tree_path(t, group, path);
	int all = fit(word, path->data);
	if (name == 2 || all == 2)
		return 3;
	if (isdigit((unsigned char)*word))
		return 0;
	return name ? 2 : all;
}

uint32_t tree_find_next(const struct tree *t, const char *word, size_t index, size_t *matches)
{
	uint32_t found = TREE_NONE;
	struct buf path = { 0 };
	int best = 1;
	*matches = 0;
	for (uint32_t i = 1; i < t->count && *word; i++) {
		int rank = rank_of(t, word, i, &path);
		if (rank < best)
			continue;
		*matches = rank > best ? 0 : *matches;
		best = rank;
		if (!*matches || *matches == index)
			found = i;
		++*matches;
	}
	buf_free(&path);
	return found;
}

uint32_t tree_find(const struct tree *t, const char *word)
{
	size_t matches;
	return tree_find_next(t, word, 0, &matches);
}

uint32_t tree_leaf_of(const struct tree *t, uint32_t row)
{
	return row < t->rows ? t->leaf[row] : 0;
}
