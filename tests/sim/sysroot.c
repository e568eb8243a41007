/*
 * The tree of files. Formats follow drivers/base/cpu.c, topology.c, cacheinfo.c and node.c: lists
 * and masks hold online cpus only; an offline cpu keeps its folder, but without topology and cache.
 */
#include "sysroot.h"

#include "fail.h"
#include "stat.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char marker[] = ".simulated";

struct set_file {
	const char *list, *mask;
	enum place place;
};

static const struct set_file topology_files[] = {
	{ .list = "core_cpus_list", .mask = "core_cpus", .place = CORE },
	{ .list = "thread_siblings_list", .mask = "thread_siblings", .place = CORE },
	{ .list = "die_cpus_list", .mask = "die_cpus", .place = DIE },
	{ .list = "package_cpus_list", .mask = "package_cpus", .place = PACKAGE },
	{ .list = "core_siblings_list", .mask = "core_siblings", .place = PACKAGE },
};

static const struct set_file cache_files = { .list = "shared_cpu_list", .mask = "shared_cpu_map" };

static const struct cache {
	const char *dir, *level, *type, *size;
	enum place place;
} caches[] = {
	{ .dir = "index0", .level = "1", .type = "Data", .size = "48K", .place = CORE },
	{ .dir = "index1", .level = "1", .type = "Instruction", .size = "32K", .place = CORE },
	{ .dir = "index2", .level = "2", .type = "Unified", .size = "2048K", .place = CORE },
	{ .dir = "index3", .level = "3", .type = "Unified", .size = "32768K", .place = LLC },
};

enum { NAME = 32, CACHES = sizeof caches / sizeof *caches };
enum { TOPOLOGY_FILES = sizeof topology_files / sizeof *topology_files };

/*
 * Where in sys/devices/system/cpu a text was first written during a pass; empty before. Other new
 * files of the same text are links to that one: a tree of thousands of cpus is made in a third of
 * the time and a tenth of the room. Since files are only ever replaced, links never show.
 */
struct original {
	char path[64];
};

/* A set as text, kept while neighbours ask for the same one. */
struct rendered {
	bool made;
	uint32_t ordinal;
	struct buf list, mask;
	struct original first_list, first_mask, first_id, first_cache;
};

/* A folder below sys/devices/system/cpu. */
struct folder {
	int dir;
	char path[48];
};

/* One pass over the cpus. */
struct pass {
	struct sysroot *root;
	const struct machine *machine;
	struct sets sets;               /* as they are now */
	struct cpulist present, online; /* as they are now */
	struct rendered rendered[PLACES];
	struct original online_text, cluster, level[CACHES], type[CACHES], size[CACHES];
};

static int make_dir(int parent, const char *name)
{
	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		fail(name);
	int dir = openat(parent, name, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (dir < 0)
		fail(name);
	return dir;
}

static void write_all(int file, const char *name, const char *text, size_t n)
{
	while (n) {
		ssize_t written = write(file, text, n);
		if (written < 0 && errno != EINTR)
			fail(name);
		if (written > 0) {
			text += written;
			n -= (size_t)written;
		}
	}
}

static void create(int dir, const char *name, const char *text, size_t n)
{
	int file = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (file < 0)
		fail(name);
	write_all(file, name, text, n);
	close(file);
}

/* Written aside, then renamed over: a reader has the old text or the new one. */
static void replace(int dir, const char *name, const char *text, size_t n)
{
	char aside[2 * NAME];
	snprintf(aside, sizeof aside, ".%s.new", name);
	create(dir, aside, text, n);
	if (renameat(dir, aside, dir, name) < 0)
		fail(name);
}

static void replace_line(int dir, const char *name, struct buf *line)
{
	buf_putc(line, '\n');
	replace(dir, name, line->data, line->used);
}

static void replace_list(struct sysroot *r, int dir, const char *name, const struct cpulist *list)
{
	buf_clear(&r->text);
	cpulist_format(list, &r->text);
	replace_line(dir, name, &r->text);
}

static void replace_number(struct sysroot *r, int dir, const char *name, uint32_t n)
{
	buf_clear(&r->text);
	buf_number(&r->text, n);
	replace_line(dir, name, &r->text);
}

static struct folder open_folder(int parent, const char *parent_path, const char *name)
{
	struct folder f = { .dir = make_dir(parent, name) };
	snprintf(f.path, sizeof f.path, "%s%s%s", parent_path, *parent_path ? "/" : "", name);
	return f;
}

/* A new file of a text that others have, too. */
static void create_same(struct pass *p, struct original *first, const struct folder *f,
			const char *name, const char *text, size_t n)
{
	if (*first->path && linkat(p->root->cpu, first->path, f->dir, name, 0) == 0)
		return;
	create(f->dir, name, text, n);
	int length = snprintf(first->path, sizeof first->path, "%s/%s", f->path, name);
	if (length >= (int)sizeof first->path)
		*first->path = '\0';
}

static void create_text(struct pass *p, struct original *first, const struct folder *f,
			const char *name, const char *text)
{
	char line[NAME];
	int n = snprintf(line, sizeof line, "%s\n", text);
	create_same(p, first, f, name, line, (size_t)n);
}

static void create_number(struct pass *p, struct original *first, const struct folder *f,
			  const char *name, uint32_t n)
{
	char text[NAME];
	snprintf(text, sizeof text, "%u", n);
	create_text(p, first, f, name, text);
}

static void add_hex(struct buf *out, uint32_t word, int digits)
{
	while (digits-- > 0)
		buf_putc(out, "0123456789abcdef"[word >> 4 * digits & 15]);
}

/*
 * As "%*pb" prints it (bitmap_string in lib/vsprintf.c): words of 32 bits, most significant first,
 * the first of them as short as the number of bits allows.
 */
static void add_mask(const struct cpulist *l, uint32_t bits, struct buf *out)
{
	size_t r = l->count; /* ranges that are not yet told in full */
	uint32_t word = (bits + 31) / 32;
	int digits = (int)((bits - (word - 1) * 32 + 3) / 4);
	while (word-- > 0) {
		uint32_t low = word * 32, mask = 0;
		for (; r > 0 && l->range[r - 1].last >= low; r--) {
			uint32_t first = l->range[r - 1].first, last = l->range[r - 1].last - low;
			uint32_t from = first > low ? first - low : 0;
			mask |= UINT32_MAX << from & UINT32_MAX >> (31 - (last > 31 ? 31 : last));
			if (first < low)
				break;
		}
		add_hex(out, mask, digits);
		if (word)
			buf_putc(out, ',');
		digits = 8;
	}
}

static struct rendered *render(struct pass *p, enum place place, uint32_t ordinal)
{
	struct rendered *r = &p->rendered[place];
	if (r->made && r->ordinal == ordinal)
		return r;
	r->made = true;
	r->ordinal = ordinal;
	r->first_list = r->first_mask = r->first_id = r->first_cache = (struct original){ { 0 } };
	buf_clear(&r->list);
	cpulist_format(&p->sets.at[place][ordinal], &r->list);
	buf_putc(&r->list, '\n');
	buf_clear(&r->mask);
	if (!p->root->masks)
		return r;
	add_mask(&p->sets.at[place][ordinal], p->root->bits, &r->mask);
	buf_putc(&r->mask, '\n');
	return r;
}

static void create_set(struct pass *p, const struct folder *f, const struct set_file *file,
		       enum place place, uint32_t ordinal)
{
	struct rendered *r = render(p, place, ordinal);
	create_same(p, &r->first_list, f, file->list, r->list.data, r->list.used);
	if (p->root->masks)
		create_same(p, &r->first_mask, f, file->mask, r->mask.data, r->mask.used);
}

static void replace_set(struct pass *p, int dir, const struct set_file *file, enum place place,
			uint32_t ordinal)
{
	const struct rendered *r = render(p, place, ordinal);
	replace(dir, file->list, r->list.data, r->list.used);
	if (p->root->masks)
		replace(dir, file->mask, r->mask.data, r->mask.used);
}

static bool changed(const struct pass *p, enum place place, uint32_t ordinal)
{
	const struct sets *old = &p->root->sets;
	return ordinal >= old->count[place] ||
	       !cpulist_equal(&old->at[place][ordinal], &p->sets.at[place][ordinal]);
}

static void create_id(struct pass *p, const struct folder *f, const char *name,
		      const struct cpu *cpu, enum place place)
{
	struct rendered *r = render(p, place, cpu->place[place]);
	create_number(p, &r->first_id, f, name, machine_place_id(p->machine, cpu, place));
}

static void create_topology(struct pass *p, const struct folder *parent, const struct cpu *cpu)
{
	struct folder f = open_folder(parent->dir, parent->path, "topology");
	create_id(p, &f, "physical_package_id", cpu, PACKAGE);
	create_id(p, &f, "die_id", cpu, DIE);
	create_id(p, &f, "core_id", cpu, CORE);
	create_text(p, &p->cluster, &f, "cluster_id", "65535"); /* x86 that knows of none */
	for (int i = 0; i < TOPOLOGY_FILES; i++) {
		enum place place = topology_files[i].place;
		create_set(p, &f, &topology_files[i], place, cpu->place[place]);
	}
	close(f.dir);
}

static void create_cache(struct pass *p, const struct folder *parent, int i, const struct cpu *cpu)
{
	const struct cache *c = &caches[i];
	struct folder f = open_folder(parent->dir, parent->path, c->dir);
	create_text(p, &p->level[i], &f, "level", c->level);
	create_text(p, &p->type[i], &f, "type", c->type);
	create_text(p, &p->size[i], &f, "size", c->size);
	struct rendered *r = render(p, c->place, cpu->place[c->place]);
	create_number(p, &r->first_cache, &f, "id", cpu->place[c->place]);
	create_set(p, &f, &cache_files, c->place, cpu->place[c->place]);
	close(f.dir);
}

static void create_caches(struct pass *p, const struct folder *parent, const struct cpu *cpu)
{
	struct folder f = open_folder(parent->dir, parent->path, "cache");
	for (int i = 0; i < CACHES; i++)
		create_cache(p, &f, i, cpu);
	close(f.dir);
}

static void rewrite_topology(struct pass *p, int dir, const struct cpu *cpu)
{
	int topology = make_dir(dir, "topology");
	for (int i = 0; i < TOPOLOGY_FILES; i++) {
		enum place place = topology_files[i].place;
		if (changed(p, place, cpu->place[place]))
			replace_set(p, topology, &topology_files[i], place, cpu->place[place]);
	}
	close(topology);
}

static void rewrite_caches(struct pass *p, int dir, const struct cpu *cpu)
{
	for (int i = 0; i < CACHES; i++) {
		char name[NAME];
		enum place place = caches[i].place;
		if (!changed(p, place, cpu->place[place]))
			continue;
		snprintf(name, sizeof name, "cache/%s", caches[i].dir);
		int cache = make_dir(dir, name);
		replace_set(p, cache, &cache_files, place, cpu->place[place]);
		close(cache);
	}
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status, (void)kind, (void)where;
	return remove(path);
}

/* nftw knows no folder to start from but the working one. */
static void remove_tree(int dir, const char *name)
{
	int back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (back < 0 || fchdir(dir) < 0)
		fail(name);
	if (nftw(name, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		fail(name);
	if (fchdir(back) < 0)
		fail("the working folder");
	close(back);
}

static void link_node(int dir, const struct cpu *cpu)
{
	char name[NAME], target[2 * NAME];
	snprintf(name, sizeof name, "node%u", cpu->place[NODE]);
	snprintf(target, sizeof target, "../../node/%s", name);
	if (symlinkat(target, dir, name) < 0 && errno != EEXIST)
		fail(name);
}

/* The folder of a cpu that came, went or shares something with one that did. */
static void update_cpu(struct pass *p, const struct cpu *cpu)
{
	char name[NAME];
	bool known = cpulist_has(&p->root->present, cpu->id);
	bool was = known && cpulist_has(&p->root->online, cpu->id);
	if (known && was == cpu->online && !changed(p, PACKAGE, cpu->place[PACKAGE]))
		return; /* whatever else it shares is within its package */
	snprintf(name, sizeof name, "cpu%u", cpu->id);
	struct folder f = open_folder(p->root->cpu, "", name);
	if (!known)
		link_node(f.dir, cpu);
	if (!known && cpu->online)
		create_text(p, &p->online_text, &f, "online", "1");
	else if (!known || was != cpu->online)
		replace(f.dir, "online", cpu->online ? "1\n" : "0\n", 2);
	if (was && !cpu->online) {
		remove_tree(f.dir, "topology");
		remove_tree(f.dir, "cache");
	} else if (cpu->online && !was) {
		create_topology(p, &f, cpu);
		create_caches(p, &f, cpu);
	} else if (cpu->online) {
		rewrite_topology(p, f.dir, cpu);
		rewrite_caches(p, f.dir, cpu);
	}
	close(f.dir);
}

static void update_nodes(struct pass *p)
{
	static const struct set_file node_files = { .list = "cpulist", .mask = "cpumap" };
	for (uint32_t i = 0; i < p->sets.count[NODE]; i++) {
		char name[NAME];
		if (!changed(p, NODE, i))
			continue;
		snprintf(name, sizeof name, "node%u", i);
		int dir = make_dir(p->root->node, name);
		replace_set(p, dir, &node_files, NODE, i);
		close(dir);
	}
	if (p->sets.count[NODE] == p->root->sets.count[NODE])
		return;
	struct cpulist nodes = { 0 };
	cpulist_add(&nodes, 0, (uint32_t)p->sets.count[NODE] - 1);
	replace_list(p->root, p->root->node, "online", &nodes);
	replace_list(p->root, p->root->node, "possible", &nodes);
	cpulist_free(&nodes);
}

/* The lists of sys/devices/system/cpu itself. */
static void update_lists(struct pass *p)
{
	struct sysroot *r = p->root;
	struct cpulist offline = { 0 };
	for (size_t i = 0; i < p->machine->cpus; i++)
		if (!p->machine->cpu[i].online)
			cpulist_add(&offline, p->machine->cpu[i].id, p->machine->cpu[i].id);
	replace_list(r, r->cpu, "offline", &offline);
	replace_list(r, r->cpu, "online", &p->online);
	if (!cpulist_equal(&r->present, &p->present)) {
		uint32_t most = 8191; /* NR_CPUS - 1 of the larger configurations */
		replace_list(r, r->cpu, "present", &p->present);
		replace_list(r, r->cpu, "possible", &p->present);
		replace_number(r, r->cpu, "kernel_max", r->bits - 1 > most ? r->bits - 1 : most);
	}
	cpulist_free(&offline);
}

static void pass_begin(struct pass *p, struct sysroot *r, const struct machine *m)
{
	*p = (struct pass){ .root = r, .machine = m };
	sets_make(&p->sets, m);
	machine_present(m, &p->present);
	machine_online(m, &p->online);
	if (r->bits <= m->cpu[m->cpus - 1].id)
		r->bits = m->cpu[m->cpus - 1].id + 1;
}

/* What is now becomes what was last written. */
static void pass_end(struct pass *p)
{
	sets_free(&p->root->sets);
	p->root->sets = p->sets;
	cpulist_copy(&p->root->present, &p->present);
	cpulist_copy(&p->root->online, &p->online);
	cpulist_free(&p->present);
	cpulist_free(&p->online);
	for (int i = 0; i < PLACES; i++) {
		buf_free(&p->rendered[i].list);
		buf_free(&p->rendered[i].mask);
	}
}

void sysroot_update(struct sysroot *r, const struct machine *m)
{
	struct pass p;
	buf_clear(&r->text);
	stat_cpuinfo(m, &r->text);
	sysroot_put_proc(r, "cpuinfo", &r->text);
	if (r->bare)
		return;
	pass_begin(&p, r, m);
	update_nodes(&p);
	for (size_t i = 0; i < m->cpus; i++)
		update_cpu(&p, &m->cpu[i]);
	update_lists(&p);
	pass_end(&p);
}

static void put_in_place(struct sysroot *r, const struct buf *text)
{
	if (r->stat < 0)
		r->stat = openat(r->proc, "stat", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (r->stat < 0)
		fail("proc/stat");
	if (pwrite(r->stat, text->data, text->used, 0) != (ssize_t)text->used)
		fail("proc/stat");
	struct stat status;
	if (fstat(r->stat, &status) < 0)
		fail("proc/stat");
	if (status.st_size != (off_t)text->used && ftruncate(r->stat, (off_t)text->used) < 0)
		fail("proc/stat");
}

void sysroot_put_proc(struct sysroot *r, const char *name, const struct buf *text)
{
	if (r->in_place && !strcmp(name, "stat"))
		put_in_place(r, text);
	else
		replace(r->proc, name, text->data, text->used);
}

void sysroot_remove_stat(struct sysroot *r)
{
	if (unlinkat(r->proc, "stat", 0) < 0 && errno != ENOENT)
		fail("proc/stat");
	if (r->stat >= 0)
		close(r->stat);
	r->stat = -1;
}

/* An older simulation's tree goes; a tree that none made is none of ours. */
static void clear_root(struct sysroot *r, const char *dir)
{
	if (faccessat(r->root, marker, F_OK, 0) == 0) {
		remove_tree(r->root, "proc");
		remove_tree(r->root, "sys");
	} else if (faccessat(r->root, "proc", F_OK, 0) == 0 ||
		   faccessat(r->root, "sys", F_OK, 0) == 0) {
		usage_error("%s: has a proc or sys that no simulation made", dir);
	}
	create(r->root, marker, "", 0);
}

static void create_proc(struct sysroot *r, const char *host)
{
	r->proc = make_dir(r->root, "proc");
	int sys = make_dir(r->proc, "sys");
	int kernel = make_dir(sys, "kernel");
	buf_clear(&r->text);
	buf_puts(&r->text, host);
	replace_line(kernel, "hostname", &r->text);
	buf_clear(&r->text);
	buf_puts(&r->text, "Linux version 6.1.0-simulated (simulate) #1 SMP");
	replace_line(r->proc, "version", &r->text);
	close(kernel);
	close(sys);
}

static void create_sys(struct sysroot *r)
{
	static const char *const path[] = { "sys", "devices", "system" };
	int dir = dup(r->root);
	if (dir < 0)
		fail("sys");
	for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
		int next = make_dir(dir, path[i]);
		close(dir);
		dir = next;
	}
	r->cpu = make_dir(dir, "cpu");
	r->node = make_dir(dir, "node");
	close(dir);
}

void sysroot_create(struct sysroot *r, const char *dir, const char *host, const struct machine *m)
{
	r->proc = r->cpu = r->node = r->stat = -1;
	r->root = make_dir(AT_FDCWD, dir);
	clear_root(r, dir);
	create_proc(r, host);
	if (!r->bare)
		create_sys(r);
	sysroot_update(r, m);
}

void sysroot_free(struct sysroot *r)
{
	const int files[] = { r->root, r->proc, r->cpu, r->node, r->stat };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (files[i] >= 0)
			close(files[i]);
	sets_free(&r->sets);
	cpulist_free(&r->present);
	cpulist_free(&r->online);
	buf_free(&r->text);
}
