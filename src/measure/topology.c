/*
 * Reads sets of cpus from facts. Owns the names of the levels, what makes a line a fact, which of
 * two contradictory sets is believed, and when the kernel's ids cannot be used as names. Invariant
 * of a parsed level: sets are disjoint and not empty, ordered by their first cpu; no two sets of a
 * host have the same id (except cores of different packages); the spans are all ranges of all sets,
 * ascending. Knows no files, no rows and no loads.
 */
#include "measure/topology.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct level_info level_table[LEVELS] = {
	[LEVEL_ALL] = { .name = "all", .format = "%s" },
	[LEVEL_HOST] = { .name = "host", .format = "%s" },
	[LEVEL_DRAWER] = { .name = "drawer", .format = "drawer %s" },
	[LEVEL_BOOK] = { .name = "book", .format = "book %s" },
	[LEVEL_PACKAGE] = { .name = "package", .format = "package %s" },
	[LEVEL_DIE] = { .name = "die", .format = "die %s" },
	[LEVEL_NODE] = { .name = "node", .format = "node%s" },
	[LEVEL_LLC] = { .name = "llc", .format = "llc %s" },
	[LEVEL_KIND] = { .name = "kind", .format = "%s cores" },
	[LEVEL_CLUSTER] = { .name = "cluster", .format = "cluster %s" },
	[LEVEL_CORE] = { .name = "core", .format = "core %s" },
	[LEVEL_THREAD] = { .name = "thread", .format = "thread %s" },
	[LEVEL_RANGE] = { .name = "range", .format = "%s" },
};

const enum level level_preference[LEVELS_NAMED] = {
	LEVEL_HOST, LEVEL_PACKAGE, LEVEL_NODE, LEVEL_CORE,   LEVEL_KIND,   LEVEL_LLC,
	LEVEL_DIE,  LEVEL_CLUSTER, LEVEL_BOOK, LEVEL_DRAWER, LEVEL_THREAD,
};

enum level level_find(const char *name, size_t n)
{
	enum level level = 0;
	while (level < LEVELS && (strlen(level_table[level].name) != n ||
				  memcmp(level_table[level].name, name, n) != 0))
		level++;
	return level;
}

static void level_free(struct topology_level *l)
{
	for (size_t i = 0; i < l->count; i++)
		cpulist_free(&l->set[i].cpus);
	free(l->set);
	free(l->span);
	*l = (struct topology_level){ 0 };
}

void topology_free(struct topology *t)
{
	cpulist_free(&t->present);
	cpulist_free(&t->online);
	cpulist_free(&t->offline);
	for (size_t i = 0; i < LEVELS; i++)
		level_free(&t->level[i]);
}

/* A part of the facts' text. */
struct word {
	const char *text;
	size_t n;
};

/* Cuts what is before the next `end` off the text; the `end` itself belongs to neither. */
static struct word cut_at(struct word *text, char end)
{
	const char *at = text->n ? memchr(text->text, end, text->n) : NULL;
	struct word word = { text->text, at ? (size_t)(at - text->text) : text->n };
	size_t gone = word.n + (at ? 1 : 0);
	*text = (struct word){ text->text + gone, text->n - gone };
	return word;
}

static bool word_is(struct word word, const char *text)
{
	return word.n == strlen(text) && !memcmp(word.text, text, word.n);
}

/* The state of a parse. `taken`, by level: cpus that already have a set. */
struct reading {
	struct topology *t;
	struct cpulist taken[LEVELS];
	struct cpulist set, left; /* scratch: the set of a line, and what is left of it */
};

/* Kinds and hosts have names: all cpus of a name are one set. The others have the kernel's ids. */
static bool has_names(enum level level)
{
	return level == LEVEL_KIND || level == LEVEL_HOST;
}

/* A decimal number of at most 12 digits, perhaps negative: the kernel's ids are of 32 bits. */
static bool take_number(char id[HOST_NAME_SIZE], struct word word)
{
	bool negative = word.n && word.text[0] == '-';
	struct word digits = { word.text + negative, word.n - negative };
	for (size_t i = 0; i < digits.n; i++)
		if (digits.text[i] < '0' || digits.text[i] > '9')
			return false;
	while (digits.n > 1 && digits.text[0] == '0')
		digits = (struct word){ digits.text + 1, digits.n - 1 };
	if (!digits.n || digits.n > 12)
		return false;
	id[0] = '-';
	memcpy(id + negative, digits.text, digits.n);
	id[negative + digits.n] = '\0';
	return true;
}

/* A name: short, printable and without blanks, so that it is safe on a terminal. */
static bool take_name(char id[HOST_NAME_SIZE], struct word word, size_t longest)
{
	if (!word.n || word.n > longest)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (word.text[i] <= ' ' || word.text[i] > '~')
			return false;
	memcpy(id, word.text, word.n);
	id[word.n] = '\0';
	return true;
}

/* The first range that ends at or after the cpu. */
static size_t find_range(const struct cpulist *l, uint32_t cpu)
{
	size_t low = 0, high = l->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->range[middle].last < cpu)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Adds to `left` the part of the range that is not in `taken`. */
static void add_rest(struct cpulist *left, struct cpurange range, const struct cpulist *taken)
{
	uint64_t from = range.first;
	for (size_t i = find_range(taken, range.first); i < taken->count; i++) {
		const struct cpurange *hole = &taken->range[i];
		if (hole->first > range.last)
			break;
		if (hole->first > from)
			cpulist_add(left, (uint32_t)from, hole->first - 1);
		from = (uint64_t)hole->last + 1;
	}
	if (from <= range.last)
		cpulist_add(left, (uint32_t)from, range.last);
}

/* A copy without spare room: thousands of sets have only one or two ranges each. */
static struct cpulist copy_exactly(const struct cpulist *from)
{
	struct cpulist copy = { .count = from->count, .room = from->count };
	copy.range = mem_zero(from->count, sizeof *from->range);
	memcpy(copy.range, from->range, from->count * sizeof *from->range);
	return copy;
}

static void add_set(struct topology_level *l, const char id[HOST_NAME_SIZE],
		    const struct cpulist *cpus)
{
	l->set = mem_grow(l->set, &l->room, l->count + 1, sizeof *l->set);
	struct topology_set *set = &l->set[l->count++];
	memcpy(set->id, id, sizeof set->id);
	set->cpus = copy_exactly(cpus);
}

static struct topology_set *find_id(const struct topology_level *l, const char *id)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->set[i].id, id))
			return &l->set[i];
	return NULL;
}

static void add_cpus(struct cpulist *to, const struct cpulist *from)
{
	for (size_t i = 0; i < from->count; i++)
		cpulist_add(to, from->range[i].first, from->range[i].last);
}

/* More kinds of cpus than any machine has. */
enum { MOST_KINDS = 64 };

/* Adds those cpus of the set just read that have no set yet; false when some have one. */
static bool take_set(struct reading *r, enum level level, const char id[HOST_NAME_SIZE])
{
	struct topology_level *l = &r->t->level[level];
	struct topology_set *same = has_names(level) ? find_id(l, id) : NULL;
	if (level == LEVEL_KIND && !same && l->count == MOST_KINDS)
		return false;
	struct cpulist *taken = &r->taken[level];
	cpulist_clear(&r->left);
	for (size_t i = 0; i < r->set.count; i++)
		add_rest(&r->left, r->set.range[i], taken);
	if (!r->left.count)
		return false;
	add_cpus(taken, &r->left);
	if (same)
		add_cpus(&same->cpus, &r->left);
	else
		add_set(l, id, &r->left);
	return cpulist_equal(&r->left, &r->set);
}

/* Of two lists of the same name the first is believed. */
static bool take_list(struct cpulist *list, struct word text)
{
	return !list->count && cpulist_parse(list, text.text, text.n) && list->count;
}

static bool take_id(char id[HOST_NAME_SIZE], enum level level, struct word word)
{
	if (has_names(level))
		return take_name(id, word, level == LEVEL_KIND ? 15 : HOST_NAME_SIZE - 1);
	return take_number(id, word);
}

/* Takes one line; false when it is not a fact, or only a part of it could be taken. */
static bool take_line(struct reading *r, struct word line)
{
	char id[HOST_NAME_SIZE] = "";
	struct word what = cut_at(&line, ' ');
	if (word_is(what, "present"))
		return take_list(&r->t->present, line);
	if (word_is(what, "online"))
		return take_list(&r->t->online, line);
	if (word_is(what, "offline"))
		return take_list(&r->t->offline, line);
	enum level level = level_find(what.text, what.n);
	if (level < LEVEL_HOST || level > LEVEL_CORE)
		return false;
	if (!take_id(id, level, cut_at(&line, ' ')))
		return false;
	return cpulist_parse(&r->set, line.text, line.n) && r->set.count && take_set(r, level, id);
}

static int compare_sets(const void *a, const void *b)
{
	const struct topology_set *x = a, *y = b;
	uint32_t first_x = x->cpus.range[0].first, first_y = y->cpus.range[0].first;
	return (first_x > first_y) - (first_x < first_y);
}

static int compare_spans(const void *a, const void *b)
{
	const struct topology_span *x = a, *y = b;
	return (x->cpus.first > y->cpus.first) - (x->cpus.first < y->cpus.first);
}

static void sort_level(struct topology_level *l)
{
	if (!l->count)
		return;
	qsort(l->set, l->count, sizeof *l->set, compare_sets);
	size_t spans = 0;
	for (size_t i = 0; i < l->count; i++)
		spans += l->set[i].cpus.count;
	l->span = mem_grow(l->span, &l->span_room, spans, sizeof *l->span);
	l->spans = 0;
	for (size_t i = 0; i < l->count; i++)
		for (size_t j = 0; j < l->set[i].cpus.count; j++)
			l->span[l->spans++] =
				(struct topology_span){ l->set[i].cpus.range[j], (uint32_t)i };
	qsort(l->span, l->spans, sizeof *l->span, compare_spans);
}

/* The first span that ends at or after the cpu, or NULL. */
static const struct topology_span *find_span(const struct topology_level *l, uint32_t cpu)
{
	size_t low = 0, high = l->spans;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->span[middle].cpus.last < cpu)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->spans ? &l->span[low] : NULL;
}

/* The id of a set, and where it must be unique: within its host, or for a core its package. */
struct naming {
	int64_t where;
	long long id;
};

static int compare_namings(const void *a, const void *b)
{
	const struct naming *x = a, *y = b;
	if (x->where != y->where)
		return x->where < y->where ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static bool ids_repeat(struct naming *n, size_t count)
{
	bool repeat = false;
	qsort(n, count, sizeof *n, compare_namings);
	for (size_t i = 1; i < count; i++)
		repeat = repeat || compare_namings(&n[i - 1], &n[i]) == 0;
	return repeat;
}

/* The number of the set's host, from 1; 0 when there are not several hosts, or it has none. */
static size_t host_index(const struct topology *t, const struct topology_set *set)
{
	const struct topology_set *host = topology_set_of(t, LEVEL_HOST, set->cpus.range[0].first);
	return host && t->level[LEVEL_HOST].count > 1
		       ? (size_t)(host - t->level[LEVEL_HOST].set) + 1
		       : 0;
}

/*
 * Whether the ids can be names: each set has its own within its host, or each core within its
 * package. Sets ids_repeat when ids of cores differ only with their package.
 */
static bool ids_are_names(const struct topology *t, struct topology_level *l, enum level level)
{
	struct naming *n = mem_zero(l->count, sizeof *n);
	bool good = true;
	for (size_t i = 0; i < l->count; i++) {
		const struct topology_set *set = &l->set[i], *package = NULL;
		if (level == LEVEL_CORE)
			package = topology_set_of(t, LEVEL_PACKAGE, set->cpus.range[0].first);
		n[i].where = package ? (int64_t)package->cpus.range[0].first
				     : -1 - (int64_t)host_index(t, set);
		n[i].id = strtoll(set->id, NULL, 10);
		good = good && n[i].id >= 0;
	}
	good = good && !ids_repeat(n, l->count);
	for (size_t i = 0; i < l->count; i++) {
		n[i].where = (int64_t)host_index(t, &l->set[i]);
		n[i].id = strtoll(l->set[i].id, NULL, 10);
	}
	l->ids_repeat = good && ids_repeat(n, l->count);
	free(n);
	return good;
}

/* Numbers the sets of each host from 0. */
static void number_sets(const struct topology *t, struct topology_level *l)
{
	unsigned *next = mem_zero(t->level[LEVEL_HOST].count + 1, sizeof *next);
	for (size_t i = 0; i < l->count; i++)
		snprintf(l->set[i].id, sizeof l->set[i].id, "%u",
			 next[host_index(t, &l->set[i])]++);
	free(next);
}

static void name_level(struct topology *t, enum level level)
{
	struct topology_level *l = &t->level[level];
	l->ids_repeat = false;
	if (!has_names(level) && !ids_are_names(t, l, level))
		number_sets(t, l);
}

size_t topology_parse(struct topology *t, const char *facts, size_t n)
{
	struct reading r = { .t = t };
	struct word text = { facts, n };
	size_t bad = 0;
	topology_free(t);
	while (text.n) {
		struct word line = cut_at(&text, '\n');
		if (line.n && !take_line(&r, line))
			bad++;
	}
	for (enum level level = 0; level < LEVELS; level++)
		sort_level(&t->level[level]);
	for (enum level level = 0; level < LEVELS; level++)
		name_level(t, level);
	for (enum level level = 0; level < LEVELS; level++)
		cpulist_free(&r.taken[level]);
	cpulist_free(&r.set);
	cpulist_free(&r.left);
	return bad;
}

/* Adds to `out` those of `cpus` that are in the set but not in `taken`. */
static void find_gone(struct cpulist *out, const struct cpulist *set, const struct cpulist *cpus,
		      const struct cpulist *taken)
{
	for (size_t i = 0; i < set->count; i++) {
		struct cpurange of = set->range[i];
		for (size_t k = find_range(cpus, of.first);
		     k < cpus->count && cpus->range[k].first <= of.last; k++) {
			struct cpurange both = cpus->range[k];
			both.first = both.first > of.first ? both.first : of.first;
			both.last = both.last < of.last ? both.last : of.last;
			add_rest(out, both, taken);
		}
	}
}

/* The set of the level that holds any of the cpus, or NULL. */
static struct topology_set *find_home(const struct topology_level *l, const struct cpulist *cpus)
{
	for (size_t i = 0; i < cpus->count; i++) {
		const struct topology_span *span = find_span(l, cpus->range[i].first);
		if (span && span->cpus.first <= cpus->range[i].last)
			return &l->set[span->set];
	}
	return NULL;
}

static void remember_level(struct topology_level *l, const struct topology_level *before,
			   const struct cpulist *cpus, bool named)
{
	struct cpulist taken = { 0 }, gone = { 0 };
	for (size_t i = 0; i < l->spans; i++)
		cpulist_add(&taken, l->span[i].cpus.first, l->span[i].cpus.last);
	for (size_t i = 0; i < before->count; i++) {
		const struct topology_set *old = &before->set[i];
		struct topology_set *home = named ? find_id(l, old->id) : find_home(l, &old->cpus);
		cpulist_clear(&gone);
		find_gone(&gone, &old->cpus, cpus, &taken);
		if (home)
			memcpy(home->id, old->id, sizeof home->id);
		else if (gone.count)
			add_set(l, old->id, &gone);
		if (home)
			add_cpus(&home->cpus, &gone);
	}
	cpulist_free(&taken);
	cpulist_free(&gone);
}

void topology_remember(struct topology *t, const struct topology *before,
		       const struct cpulist *cpus)
{
	for (enum level level = 0; level < LEVELS; level++) {
		remember_level(&t->level[level], &before->level[level], cpus, has_names(level));
		sort_level(&t->level[level]);
	}
	for (enum level level = 0; level < LEVELS; level++)
		name_level(t, level);
}

bool topology_has(const struct topology *t, enum level level)
{
	return t->level[level].count > 0 || level == LEVEL_THREAD;
}

const struct topology_set *topology_set_of(const struct topology *t, enum level level, uint32_t cpu)
{
	const struct topology_level *l = &t->level[level];
	const struct topology_span *span = find_span(l, cpu);
	return span && span->cpus.first <= cpu ? &l->set[span->set] : NULL;
}

size_t topology_places(const struct topology *t, uint32_t cpu, size_t cpus, enum level out[LEVELS])
{
	const struct topology_set *set[LEVELS], *host = topology_set_of(t, LEVEL_HOST, cpu);
	uint64_t all = host ? cpulist_weight(&host->cpus) : cpus;
	size_t n = 0;
	for (size_t i = 0; i < LEVELS_NAMED; i++) {
		enum level level = level_preference[i];
		const struct topology_set *s = topology_set_of(t, level, cpu);
		bool known = !s || s == host ||
			     cpulist_weight(&s->cpus) >= (level == LEVEL_KIND ? cpus : all);
		for (size_t k = 0; k < n && !known; k++)
			known = level != LEVEL_NODE && level != LEVEL_KIND &&
				cpulist_equal(&s->cpus, &set[k]->cpus);
		if (known)
			continue;
		size_t at = n++;
		for (; at && cpulist_weight(&set[at - 1]->cpus) < cpulist_weight(&s->cpus); at--) {
			set[at] = set[at - 1];
			out[at] = out[at - 1];
		}
		set[at] = s;
		out[at] = level;
	}
	return n;
}

const char *topology_kind_of(const struct topology *t, uint32_t cpu)
{
	const struct topology_set *set = topology_set_of(t, LEVEL_KIND, cpu);
	return set && t->level[LEVEL_KIND].count > 1 ? set->id : NULL;
}
