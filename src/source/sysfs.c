/*
 * Reads /sys/devices/system/{cpu,node} and the files that tell kinds of cores apart. Knows the
 * present and the older names of these files, and reads no more of them than needed: a set that was
 * read covers its members, and a file that the kernel lacks is not tried on every cpu. Invariant:
 * the facts are well-formed whatever the files hold, and nothing outside of root is opened. Does
 * not know what the facts are for.
 *
 * Files: Documentation/admin-guide/cputopology.rst,
 * Documentation/ABI/stable/sysfs-devices-system-cpu and -node,
 * Documentation/ABI/testing/sysfs-devices-system-cpu (cache, cpu_capacity). Before Linux 5.3 there
 * were only core_siblings and thread_siblings; the masks are older than the lists.
 */
#include "source/sysfs.h"

#include "base/cpulist.h"
#include "base/mem.h"
#include "source/models.h"
#include "source/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MOST_TEXT = 64 * 1024, /* bytes of a file; the kernel has no longer ones */
	MOST_NODES = 4096,     /* four times the most that a kernel is built for */
	MOST_CACHES = 10,      /* cache/index0 to 9: twice what is known to exist */
	MOST_MISSES = 4,       /* cpus without a file before it counts as missing on all */
	MOST_SWITCHES = 8192,  /* cpus whose `online` file is read */
	MOST_NAMES = 4,        /* of one list, over the years */
	CACHE_PATH = 48,
};

/* Cores of the same cpu_capacity. */
struct capacity {
	uint64_t value;
	struct cpulist cpus;
};

struct reader {
	struct root root;
	int devices, cpus, nodes; /* sys/devices and its system/cpu and /node; -1: not there */
	const uint32_t *cpu;
	size_t n;
	struct buf *facts;

	struct buf path, text; /* scratch: path and text of the last file */
	struct cpulist set;    /* scratch: the set in it */

	struct cpulist bare;        /* cpus without topology/: offline ones */
	struct cpulist smt, single; /* cpus of cores with and without siblings */
	bool hybrid;                /* the kernel says which kind each cpu is */
	bool capacities_known;      /* every core so far has a cpu_capacity */
	struct capacity *capacity;
	size_t capacities, capacity_room;
};

/* A file that holds a set. */
struct set_file {
	const char *path;
	bool mask;
};

struct level_files {
	const char *level;
	const char *id;
	struct set_file set[MOST_NAMES]; /* best first */
};

static const struct level_files level_files[] = {
	{ .level = "drawer",
	  .id = "topology/drawer_id",
	  .set = { { "topology/drawer_siblings_list", false },
		   { "topology/drawer_siblings", true } } },
	{ .level = "book",
	  .id = "topology/book_id",
	  .set = { { "topology/book_siblings_list", false }, { "topology/book_siblings", true } } },
	{ .level = "package",
	  .id = "topology/physical_package_id",
	  .set = { { "topology/package_cpus_list", false },
		   { "topology/core_siblings_list", false },
		   { "topology/package_cpus", true },
		   { "topology/core_siblings", true } } },
	{ .level = "die",
	  .id = "topology/die_id",
	  .set = { { "topology/die_cpus_list", false }, { "topology/die_cpus", true } } },
	{ .level = "cluster",
	  .id = "topology/cluster_id",
	  .set = { { "topology/cluster_cpus_list", false }, { "topology/cluster_cpus", true } } },
	{ .level = "core",
	  .id = "topology/core_id",
	  .set = { { "topology/core_cpus_list", false },
		   { "topology/thread_siblings_list", false },
		   { "topology/core_cpus", true },
		   { "topology/thread_siblings", true } } },
};

enum { LEVEL_FILES = sizeof level_files / sizeof *level_files };

static int open_directory(struct reader *r, int dir, const char *path)
{
	return dir < 0 ? -1 : root_openat(&r->root, dir, path, O_RDONLY | O_DIRECTORY);
}

/*
 * Reads the file into r->text. The kernel returns long lists a page at a time (kernfs) and ends
 * each with a newline, so no read is needed to find the end.
 */
static bool read_text(struct reader *r, int dir, const char *path)
{
	int fd = dir < 0 ? -1 : root_openat(&r->root, dir, path, O_RDONLY);
	if (fd < 0)
		return false;
	buf_clear(&r->text);
	char *at = buf_reserve(&r->text, MOST_TEXT + 1);
	size_t n = 0;
	ssize_t got;
	do {
		got = read(fd, at + n, MOST_TEXT + 1 - n);
		if (got > 0)
			n += (size_t)got;
	} while ((got > 0 && n <= MOST_TEXT && at[n - 1] != '\n') || (got < 0 && errno == EINTR));
	close(fd);
	if (got < 0 || n > MOST_TEXT)
		return false;
	at[n] = '\0';
	r->text.used = n;
	return true;
}

/* Makes r->path "STEM NUMBER / REST". */
static const char *make_path(struct reader *r, const char *stem, uint32_t number, const char *rest)
{
	buf_clear(&r->path);
	buf_puts(&r->path, stem);
	buf_number(&r->path, number);
	buf_putc(&r->path, '/');
	buf_puts(&r->path, rest);
	return r->path.data;
}

static bool read_cpu_text(struct reader *r, uint32_t cpu, const char *rest)
{
	return read_text(r, r->cpus, make_path(r, "cpu", cpu, rest));
}

static bool has_directory(struct reader *r, uint32_t cpu, const char *rest)
{
	int fd = root_openat(&r->root, r->cpus, make_path(r, "cpu", cpu, rest),
			     O_PATH | O_DIRECTORY);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Reads a set into r->set; an empty one counts as none. */
static bool read_set(struct reader *r, int dir, const char *path, bool mask)
{
	if (!read_text(r, dir, path))
		return false;
	if (!(mask ? cpulist_parse_mask : cpulist_parse)(&r->set, r->text.data, r->text.used))
		return false;
	return r->set.count > 0;
}

static bool read_cpu_set(struct reader *r, uint32_t cpu, const struct set_file *file)
{
	return file->path && read_set(r, r->cpus, make_path(r, "cpu", cpu, file->path), file->mask);
}

/* Reads a decimal number of at most 12 digits at the start of r->text. */
static bool take_number(const struct reader *r, uint64_t *out)
{
	const char *p = r->text.data;
	uint64_t n = 0;
	size_t digits = 0;
	for (; p[digits] >= '0' && p[digits] <= '9'; digits++) {
		if (digits == 12)
			return false;
		n = n * 10 + (uint64_t)(p[digits] - '0');
	}
	if (!digits || (p[digits] && p[digits] != '\n'))
		return false;
	*out = n;
	return true;
}

static bool read_cpu_number(struct reader *r, uint32_t cpu, const char *rest, uint64_t *out)
{
	return read_cpu_text(r, cpu, rest) && take_number(r, out);
}

static void add_all(struct cpulist *to, const struct cpulist *from)
{
	for (size_t i = 0; i < from->count; i++)
		cpulist_add(to, from->range[i].first, from->range[i].last);
}

/* Adds "WHAT NAME LIST", or "WHAT LIST" when there is no name. */
static void put_fact(struct reader *r, const char *what, const char *name, const struct cpulist *l)
{
	if (!l->count)
		return;
	buf_puts(r->facts, what);
	buf_putc(r->facts, ' ');
	if (name) {
		buf_puts(r->facts, name);
		buf_putc(r->facts, ' ');
	}
	cpulist_format(l, r->facts);
	buf_putc(r->facts, '\n');
}

/* Adds r->set with the id that the file holds; -1, as the kernel has it, when there is none. */
static void put_set(struct reader *r, const char *level, uint32_t cpu, const char *id)
{
	uint64_t number;
	struct buf name = { 0 };
	if (read_cpu_number(r, cpu, id, &number))
		buf_number(&name, number);
	else
		buf_puts(&name, "-1");
	put_fact(r, level, name.data, &r->set);
	buf_free(&name);
}

/* --- Present and online cpus --- */

/* Numbers of the entries named STEM NUMBER in a directory. */
static void read_numbers(struct reader *r, int dir, const char *stem, struct cpulist *out)
{
	int fd = open_directory(r, dir, ".");
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	if (!entries) {
		if (fd >= 0)
			close(fd);
		return;
	}
	size_t n = strlen(stem);
	struct cpulist one = { 0 };
	for (struct dirent *e; (e = readdir(entries));) {
		const char *number = e->d_name + n;
		if (strncmp(e->d_name, stem, n) != 0 || number[strspn(number, "0123456789")])
			continue;
		if (cpulist_parse(&one, number, strlen(number)))
			add_all(out, &one);
	}
	closedir(entries);
	cpulist_free(&one);
}

/*
 * Where there is no `online` list (old kernels): the cpus that are present and not switched off,
 * into r->set.
 */
static void find_online(struct reader *r, const struct cpulist *present)
{
	struct cpulist online = { 0 };
	for (size_t i = 0; i < r->n; i++) {
		uint64_t on = 1; /* a cpu that cannot be switched off has no switch */
		if (!cpulist_has(present, r->cpu[i]))
			continue;
		read_cpu_number(r, r->cpu[i], "online", &on);
		if (on)
			cpulist_add(&online, r->cpu[i], r->cpu[i]);
	}
	cpulist_copy(&r->set, &online);
	cpulist_free(&online);
}

/*
 * Adds the cpu to those that are switched off. False when it is on: then `present` and `online` are
 * not of the same machine. In a container, lxcfs shows the `online` of the container but the
 * `present` of the host, whose cpus are all on. A cpu that was never plugged in (arm64 guests) has
 * no switch.
 */
static bool read_switch(struct reader *r, uint32_t cpu, struct cpulist *off)
{
	uint64_t on;
	if (!read_cpu_number(r, cpu, "online", &on))
		return true;
	if (!on)
		cpulist_add(off, cpu, cpu);
	return !on;
}

/* The present cpus that are not online, if their own switches say the same. */
static void put_offline(struct reader *r, const struct cpulist *present,
			const struct cpulist *online)
{
	struct cpulist off = { 0 };
	size_t k = 0, asked = 0;
	bool consistent = true;
	for (size_t i = 0; i < present->count; i++) {
		uint64_t cpu = present->range[i].first, last = present->range[i].last;
		for (; cpu <= last && consistent && asked < MOST_SWITCHES; cpu++) {
			while (k < online->count && online->range[k].last < cpu)
				k++;
			if (k < online->count && online->range[k].first <= cpu) {
				cpu = online->range[k].last;
				continue;
			}
			consistent = read_switch(r, (uint32_t)cpu, &off);
			asked++;
		}
	}
	if (consistent)
		put_fact(r, "offline", NULL, &off);
	cpulist_free(&off);
}

static void read_presence(struct reader *r)
{
	struct cpulist present = { 0 }, online = { 0 };
	if (read_set(r, r->cpus, "present", false))
		add_all(&present, &r->set);
	else
		read_numbers(r, r->cpus, "cpu", &present);
	put_fact(r, "present", NULL, &present);
	if (!read_set(r, r->cpus, "online", false))
		find_online(r, &present);
	add_all(&online, &r->set);
	put_fact(r, "online", NULL, &online);
	put_offline(r, &present, &online);
	cpulist_free(&present);
	cpulist_free(&online);
}

/* --- Levels of topology/ --- */

/* Keeps the capacity of the cpus of r->set, a core. */
static void note_capacity(struct reader *r, uint32_t cpu)
{
	uint64_t value;
	if (!r->capacities_known)
		return;
	r->capacities_known = read_cpu_number(r, cpu, "cpu_capacity", &value);
	if (!r->capacities_known)
		return;
	size_t i = 0;
	while (i < r->capacities && r->capacity[i].value != value)
		i++;
	if (i == r->capacities) {
		r->capacity = mem_grow(r->capacity, &r->capacity_room, ++r->capacities,
				       sizeof *r->capacity);
		r->capacity[i].value = value;
	}
	add_all(&r->capacity[i].cpus, &r->set);
}

/* Keeps which cpus of a core have siblings, and their capacity. */
static void note_core(struct reader *r, uint32_t cpu)
{
	add_all(cpulist_weight(&r->set) > 1 ? &r->smt : &r->single, &r->set);
	note_capacity(r, cpu);
}

/*
 * Reads the cpu's set at a level into r->set, first from the file that worked last time. If that
 * fails, tells a cpu without topology/ from one without this file.
 */
static bool read_level_set(struct reader *r, uint32_t cpu, const struct level_files *files,
			   size_t *served)
{
	if (read_cpu_set(r, cpu, &files->set[*served]))
		return true;
	if (!has_directory(r, cpu, "topology")) {
		cpulist_add(&r->bare, cpu, cpu);
		return false;
	}
	for (size_t i = 0; i < MOST_NAMES; i++) {
		if (i != *served && read_cpu_set(r, cpu, &files->set[i])) {
			*served = i;
			return true;
		}
	}
	return false;
}

/*
 * A set without the cpu it was read from is ignored. Every cpu of a kernel has the same files: one
 * that several cpus lack is not tried again.
 */
static void read_level(struct reader *r, const struct level_files *files)
{
	struct cpulist covered = { 0 };
	size_t served = 0, misses = 0;
	bool is_core = !strcmp(files->level, "core");
	for (size_t i = 0; i < r->n && misses < MOST_MISSES; i++) {
		uint32_t cpu = r->cpu[i];
		if (cpulist_has(&covered, cpu) || cpulist_has(&r->bare, cpu))
			continue;
		if (!read_level_set(r, cpu, files, &served)) {
			misses += !covered.count && !cpulist_has(&r->bare, cpu);
			continue;
		}
		if (!cpulist_has(&r->set, cpu))
			continue;
		add_all(&covered, &r->set);
		put_set(r, files->level, cpu, files->id);
		if (is_core)
			note_core(r, cpu);
	}
	cpulist_free(&covered);
}

/* --- Caches --- */

static const char *cache_file(char out[CACHE_PATH], unsigned index, const char *name)
{
	snprintf(out, CACHE_PATH, "cache/index%u/%s", index, name);
	return out;
}

/* The level of the cpu's cache; 0 when there is none of that index, or it holds no data. */
static uint64_t read_cache_level(struct reader *r, uint32_t cpu, unsigned index)
{
	char file[CACHE_PATH];
	uint64_t level;
	if (!read_cpu_number(r, cpu, cache_file(file, index, "level"), &level))
		return 0;
	if (read_cpu_text(r, cpu, cache_file(file, index, "type")) &&
	    !strncmp(r->text.data, "Instruction", 11))
		return 0;
	return level;
}

/* A data cache of a cpu. */
struct cache {
	uint64_t level; /* 0: none */
	unsigned index;
};

/* The cpu's last cache of a level up to `most`. Indexes may have gaps and any order. */
static struct cache find_cache(struct reader *r, uint32_t cpu, uint64_t most)
{
	struct cache last = { 0 };
	if (!has_directory(r, cpu, "cache"))
		return last;
	for (unsigned i = 0; i < MOST_CACHES; i++) {
		uint64_t level = read_cache_level(r, cpu, i);
		if (level > last.level && level <= most)
			last = (struct cache){ level, i };
	}
	return last;
}

/*
 * The cpu's last level cache. First tries the index and level of the cpu before, and that there is
 * no cache after it. Not for a first level cache, which nearly always has another one after it;
 * beyond the first level no cache is for instructions alone.
 */
static struct cache find_llc(struct reader *r, uint32_t cpu, struct cache like)
{
	char file[CACHE_PATH];
	uint64_t level, next;
	if (like.level > 1 &&
	    read_cpu_number(r, cpu, cache_file(file, like.index, "level"), &level) &&
	    level == like.level &&
	    !read_cpu_number(r, cpu, cache_file(file, like.index + 1, "level"), &next))
		return like;
	return find_cache(r, cpu, UINT64_MAX);
}

static bool read_cache_set(struct reader *r, uint32_t cpu, struct cache cache)
{
	char list[CACHE_PATH], mask[CACHE_PATH];
	const struct set_file as_list = { cache_file(list, cache.index, "shared_cpu_list"), false };
	const struct set_file as_mask = { cache_file(mask, cache.index, "shared_cpu_map"), true };
	return cache.level && (read_cpu_set(r, cpu, &as_list) || read_cpu_set(r, cpu, &as_mask));
}

static void read_caches(struct reader *r)
{
	struct cpulist covered = { 0 };
	struct cache llc = { 0 };
	char file[CACHE_PATH];
	size_t misses = 0;
	for (size_t i = 0; i < r->n && misses < MOST_MISSES; i++) {
		uint32_t cpu = r->cpu[i];
		if (cpulist_has(&covered, cpu))
			continue;
		llc = find_llc(r, cpu, llc);
		if (!read_cache_set(r, cpu, llc) || !cpulist_has(&r->set, cpu)) {
			misses += !covered.count && !cpulist_has(&r->bare, cpu);
			continue;
		}
		add_all(&covered, &r->set);
		put_set(r, "llc", cpu, cache_file(file, llc.index, "id"));
	}
	cpulist_free(&covered);
}

/* --- Nodes --- */

static void read_node(struct reader *r, uint32_t node)
{
	struct buf name = { 0 };
	if (!read_set(r, r->nodes, make_path(r, "node", node, "cpulist"), false) &&
	    !read_set(r, r->nodes, make_path(r, "node", node, "cpumap"), true))
		return; /* a node of memory alone has no cpus */
	buf_number(&name, node);
	put_fact(r, "node", name.data, &r->set);
	buf_free(&name);
}

static void read_nodes(struct reader *r)
{
	struct cpulist nodes = { 0 };
	size_t seen = 0;
	read_numbers(r, r->nodes, "node", &nodes);
	for (size_t i = 0; i < nodes.count; i++)
		for (uint64_t k = nodes.range[i].first; k <= nodes.range[i].last; k++)
			if (seen++ < MOST_NODES)
				read_node(r, (uint32_t)k);
	cpulist_free(&nodes);
}

/* --- Kinds of cores, the most reliable source first --- */

/* Each kind has its own device for its counters (arch/x86/events/intel/core.c). */
static void read_counter_kinds(struct reader *r)
{
	static const struct {
		const char *path, *kind;
	} devices[] = {
		{ "cpu_core/cpus", "P" },
		{ "cpu_atom/cpus", "E" },
		{ "cpu_lowpower/cpus", "LP" },
	};
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		if (read_set(r, r->devices, devices[i].path, false)) {
			put_fact(r, "kind", devices[i].kind, &r->set);
			r->hybrid = true;
		}
	}
}

static int compare_capacities(const void *a, const void *b)
{
	const struct capacity *x = a, *y = b;
	return (x->value < y->value) - (x->value > y->value);
}

/*
 * Sorts the capacities, biggest first, and joins those within a tenth of the largest of them.
 * Returns how many are left. Cores of one kind may differ by a few percent (favoured cores), kinds
 * differ by a fifth and more.
 */
static size_t join_capacities(struct reader *r)
{
	size_t kept = 0;
	if (!r->capacities)
		return 0;
	qsort(r->capacity, r->capacities, sizeof *r->capacity, compare_capacities);
	for (size_t i = 1; i < r->capacities; i++) {
		struct capacity *big = &r->capacity[kept], *next = &r->capacity[i];
		if (next->value >= big->value - big->value / 10) {
			add_all(&big->cpus, &next->cpus);
		} else if (++kept != i) {
			struct capacity free = r->capacity[kept];
			r->capacity[kept] = *next;
			*next = free;
		}
	}
	return kept + 1;
}

/* Without lists of cores, each cpu counts as a core. */
static void read_capacities(struct reader *r)
{
	bool have_cores = r->smt.count || r->single.count;
	for (size_t i = 0; i < r->n && r->capacities_known && !have_cores; i++) {
		cpulist_clear(&r->set);
		cpulist_add(&r->set, r->cpu[i], r->cpu[i]);
		note_capacity(r, r->cpu[i]);
	}
}

/* The biggest are P, the smallest E, those between M, or M1, M2 … downwards. */
static void put_capacity_kinds(struct reader *r)
{
	read_capacities(r);
	size_t kinds = r->capacities_known ? join_capacities(r) : 0;
	struct buf name = { 0 };
	for (size_t i = 0; kinds > 1 && i < kinds; i++) {
		buf_clear(&name);
		buf_putc(&name, !i ? 'P' : i + 1 == kinds ? 'E' : 'M');
		if (kinds > 3 && i && i + 1 < kinds)
			buf_number(&name, i);
		put_fact(r, "kind", name.data, &r->capacity[i].cpus);
		r->hybrid = true;
	}
	buf_free(&name);
}

/* On x86, reading /proc/cpuinfo asks every cpu for its clock; the counters tell its kinds. */
#if defined __x86_64__ || defined __i386__
static const bool is_x86 = true;
#else
static const bool is_x86 = false;
#endif

static void put_model_kinds(struct reader *r)
{
	struct models models;
	if (r->root.live && is_x86)
		return;
	models_read(&models, root_openat(&r->root, r->root.directory, "proc/cpuinfo", O_RDONLY));
	for (size_t i = 0; models.count > 1 && i < models.count; i++) {
		put_fact(r, "kind", models.model[i].name, &models.model[i].cpus);
		r->hybrid = true;
	}
	models_free(&models);
}

static bool overlap(const struct cpulist *a, const struct cpulist *b)
{
	size_t i = 0, k = 0;
	while (i < a->count && k < b->count) {
		if (a->range[i].last < b->range[k].first)
			i++;
		else if (b->range[k].last < a->range[i].first)
			k++;
		else
			return true;
	}
	return false;
}

/* The cpus of single-thread cores that share their second level cache with other such cores. */
static void find_sharing(struct reader *r, struct cpulist *sharing)
{
	struct cpulist covered = { 0 };
	for (size_t i = 0; i < r->n; i++) {
		uint32_t cpu = r->cpu[i];
		if (!cpulist_has(&r->single, cpu) || cpulist_has(&covered, cpu))
			continue;
		struct cache l2 = find_cache(r, cpu, 2);
		if (l2.level != 2 || !read_cache_set(r, cpu, l2) || !cpulist_has(&r->set, cpu))
			continue;
		add_all(&covered, &r->set);
		if (cpulist_weight(&r->set) > 1 && !overlap(&r->set, &r->smt))
			add_all(sharing, &r->set);
	}
	cpulist_free(&covered);
}

/*
 * Where nothing names the kinds (a guest, a saved machine): big cores of x86 have two threads and
 * their own second level cache; small ones have one thread, and four of them share such a cache.
 * Both signs are required on one machine, and no cache may be shared by both kinds. One thread
 * alone may also be a core whose sibling is offline; a shared cache alone may be a machine of small
 * cores only, or of pairs of cores (Xeon Phi, and before 2008). Cores that do not share are P.
 */
static void infer_kinds(struct reader *r)
{
	struct cpulist sharing = { 0 }, big = { 0 }, small = { 0 };
	if (r->smt.count && r->single.count)
		find_sharing(r, &sharing);
	for (size_t i = 0; sharing.count && i < r->n; i++) {
		uint32_t cpu = r->cpu[i];
		if (cpulist_has(&r->single, cpu) && cpulist_has(&sharing, cpu))
			cpulist_add(&small, cpu, cpu);
		else if (cpulist_has(&r->single, cpu) || cpulist_has(&r->smt, cpu))
			cpulist_add(&big, cpu, cpu);
	}
	if (small.count) {
		put_fact(r, "kind", "P", &big);
		put_fact(r, "kind", "E", &small);
	}
	cpulist_free(&sharing);
	cpulist_free(&big);
	cpulist_free(&small);
}

static void put_kinds(struct reader *r)
{
	if (!r->hybrid)
		put_model_kinds(r);
	if (!r->hybrid)
		put_capacity_kinds(r);
	if (!r->hybrid)
		infer_kinds(r);
}

static void close_reader(struct reader *r)
{
	const int directory[] = { r->devices, r->cpus, r->nodes };
	root_close(&r->root);
	for (size_t i = 0; i < sizeof directory / sizeof *directory; i++)
		if (directory[i] >= 0)
			close(directory[i]);
	for (size_t i = 0; i < r->capacity_room; i++)
		cpulist_free(&r->capacity[i].cpus);
	free(r->capacity);
	buf_free(&r->path);
	buf_free(&r->text);
	cpulist_free(&r->set);
	cpulist_free(&r->bare);
	cpulist_free(&r->smt);
	cpulist_free(&r->single);
}

int sysfs_facts(const char *root, const uint32_t *cpu, size_t n, struct buf *facts)
{
	struct reader r = { .cpu = cpu, .n = n, .facts = facts, .capacities_known = true };
	buf_clear(facts);
	int error = root_open(&r.root, root);
	if (error)
		return error;
	r.devices = open_directory(&r, r.root.directory, "sys/devices");
	r.cpus = open_directory(&r, r.devices, "system/cpu");
	r.nodes = open_directory(&r, r.devices, "system/node");
	read_presence(&r);
	for (size_t i = 0; i < LEVEL_FILES; i++)
		read_level(&r, &level_files[i]);
	read_nodes(&r);
	read_caches(&r);
	read_counter_kinds(&r);
	put_kinds(&r);
	close_reader(&r);
	return facts->used ? 0 : -ENOENT;
}
