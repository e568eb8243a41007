/*
 * From the files of /sys to sets: source/sysfs and measure/topology. Each fixture is one kind of
 * awkwardness: a text that says which files a machine has, the facts that are to come of them, and
 * the tree. UPDATE_GOLDEN=1 rewrites what is expected; read the difference.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "measure/topology.h"
#include "measure/tree.h"
#include "source/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define FIXTURES "tests/fixtures/topology"

/* A machine that is written down: its root is a directory of its own. */
struct machine_root {
	char root[256];
	uint32_t *cpu;
	size_t n;
};

static void make_root(struct machine_root *m)
{
	const char *where = getenv("TMPDIR");
	*m = (struct machine_root){ .n = 0 };
	snprintf(m->root, sizeof m->root, "%s/corewall-topology-XXXXXX", where ? where : "/tmp");
	assert_non_null(mkdtemp(m->root));
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s, (void)kind, (void)where;
	return remove(path);
}

static void remove_root(struct machine_root *m)
{
	nftw(m->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(m->cpu);
}

/* The path under sys/devices of the root, its directories made. The caller frees it. */
static char *make_path(const struct machine_root *m, const char *path)
{
	struct buf full = { 0 };
	buf_printf(&full, "%s/sys/devices/%s", m->root, path);
	for (char *p = full.data + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		assert_true(!mkdir(full.data, 0777) || errno == EEXIST);
	}
	return full.data;
}

static void write_file(const struct machine_root *m, const char *path, const char *text, size_t n)
{
	char *full = make_path(m, path);
	FILE *f = fopen(full, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	free(full);
}

static void put_file(const struct machine_root *m, const char *path, const char *text)
{
	write_file(m, path, text, strlen(text));
}

static void set_cpus(struct machine_root *m, const char *list)
{
	struct cpulist l = { 0 };
	size_t room = 0;
	assert_true(cpulist_parse(&l, list, strlen(list)));
	for (size_t i = 0; i < l.count; i++) {
		for (uint32_t c = l.range[i].first; c <= l.range[i].last; c++) {
			m->cpu = mem_grow(m->cpu, &room, m->n + 1, sizeof *m->cpu);
			m->cpu[m->n++] = c;
		}
	}
	cpulist_free(&l);
}

/* Appends the template with the id for each {}, and \0, \n and \s for what they are. */
static void fill_in(struct buf *out, const char *template, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++) {
		char next = i + 1 < n ? template[i + 1] : '\0';
		if (template[i] == '{' && next == '}')
			buf_number(out, id);
		else if (template[i] == '\\')
			buf_putc(out, next == '0' ? '\0' : next == 'n' ? '\n' : ' ');
		else {
			buf_putc(out, template[i]);
			continue;
		}
		i++;
	}
}

/* Writes the file once for each id of the list between { and }, or once when there is none. */
static void take_file(const struct machine_root *m, const char *path, size_t n, const char *text)
{
	const char *open = memchr(path, '{', n), *close = memchr(path, '}', n);
	struct cpulist ids = { 0 };
	struct buf name = { 0 }, content = { 0 };
	assert_int_equal(!open, !close);
	if (open)
		assert_true(cpulist_parse(&ids, open + 1, (size_t)(close - open - 1)));
	else
		cpulist_add(&ids, 0, 0);
	for (size_t i = 0; i < ids.count; i++) {
		for (uint32_t id = ids.range[i].first; id <= ids.range[i].last; id++) {
			buf_clear(&name);
			buf_clear(&content);
			if (open) {
				buf_add(&name, path, (size_t)(open - path));
				buf_number(&name, id);
				buf_add(&name, close + 1, n - (size_t)(close + 1 - path));
			} else {
				buf_add(&name, path, n);
			}
			fill_in(&content, text, strlen(text), id);
			buf_putc(&content, '\n');
			write_file(m, name.data, content.data, content.used);
		}
	}
	cpulist_free(&ids);
	buf_free(&name);
	buf_free(&content);
}

/* Takes a line of a fixture's first part. */
static void take_line(struct machine_root *m, const char *line)
{
	if (!*line || *line == '#')
		return;
	if (!strncmp(line, "cpus ", 5)) {
		set_cpus(m, line + 5);
		return;
	}
	const char *text = strchr(line, ' ');
	if (!text)
		fail_msg("not understood: %s", line);
	take_file(m, line, (size_t)(text - line), text + 1);
}

static void read_whole(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char part[4096];
	if (!f)
		fail_msg("%s: %s", path, strerror(errno));
	for (size_t n; (n = fread(part, 1, sizeof part, f));)
		buf_add(out, part, n);
	fclose(f);
}

static void print_tree(struct buf *out, const struct tree *t, const uint32_t *cpu)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct group *g = &t->group[i];
		struct cpulist cpus = { 0 };
		for (uint32_t k = 0; k < g->count; k++)
			cpulist_add(&cpus, cpu[t->order[g->first + k]],
				    cpu[t->order[g->first + k]]);
		buf_printf(out, "%*s%s: ", (int)(2 * g->depth), "", g->name);
		cpulist_format(&cpus, out);
		buf_putc(out, '\n');
		cpulist_free(&cpus);
	}
}

/* What is to stand after the first "== facts" of the fixture. */
static void describe(struct buf *out, const struct machine_root *m)
{
	struct buf facts = { 0 };
	struct topology topology = { 0 };
	struct tree tree = { 0 };
	int error = sysfs_facts(m->root, m->cpu, m->n, &facts);
	size_t bad = topology_parse(&topology, facts.data, facts.used);
	tree_of_topology(&tree, &topology, m->cpu, m->n);
	buf_puts(out, "== facts\n");
	buf_add(out, facts.data ? facts.data : "", facts.used);
	if (error)
		buf_printf(out, "(%s)\n", strerror(-error));
	if (bad)
		buf_printf(out, "(%zu cut or passed over)\n", bad);
	buf_puts(out, "== tree\n");
	print_tree(out, &tree, m->cpu);
	tree_free(&tree);
	topology_free(&topology);
	buf_free(&facts);
}

static void rewrite(const char *path, const char *fixture, size_t kept, const char *expected)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fwrite(fixture, 1, kept, f);
	fputs(expected, f);
	fclose(f);
}

static void check_fixture(const char *path)
{
	struct buf fixture = { 0 }, got = { 0 };
	struct machine_root m;
	read_whole(path, &fixture);
	char *expected = strstr(fixture.data, "== facts\n");
	size_t kept = expected ? (size_t)(expected - fixture.data) : fixture.used;
	char *machine = mem_string(fixture.data), *rest = machine;
	machine[kept] = '\0';
	make_root(&m);
	for (char *line; (line = strsep(&rest, "\n"));)
		take_line(&m, line);
	describe(&got, &m);
	remove_root(&m);
	free(machine);
	if (getenv("UPDATE_GOLDEN"))
		rewrite(path, fixture.data, kept, got.data);
	else if (!expected || strcmp(expected, got.data) != 0)
		fail_msg("%s: got\n%s", path, got.data);
	buf_free(&fixture);
	buf_free(&got);
}

static int is_fixture(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');
	return dot && !strcmp(dot, ".txt");
}

static void fixtures(void **state)
{
	struct dirent **found;
	(void)state;
	int n = scandir(FIXTURES, &found, is_fixture, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		char path[512];
		snprintf(path, sizeof path, FIXTURES "/%s", found[i]->d_name);
		check_fixture(path);
		free(found[i]);
	}
	free(found);
}

/* The facts of a root for cpus 0 to 3, or "(error)". The caller frees them. */
static char *facts_of(const char *root)
{
	const uint32_t cpu[] = { 0, 1, 2, 3 };
	struct buf facts = { 0 };
	int error = sysfs_facts(root, cpu, 4, &facts);
	if (error)
		buf_printf(&facts, "(%s)", strerror(-error));
	return facts.data;
}

static void expect_facts(const struct machine_root *m, const char *expected)
{
	char *got = facts_of(m->root);
	assert_string_equal(got, expected);
	free(got);
}

static void says_when_there_is_nothing(void **state)
{
	struct machine_root m;
	(void)state;
	make_root(&m);
	expect_facts(&m, "(No such file or directory)");
	put_file(&m, "system/cpu/kernel_max", "511\n");
	expect_facts(&m, "(No such file or directory)");
	remove_root(&m);
	expect_facts(&m, "(No such file or directory)");
}

/* A saved tree may hold links and pipes of any kind; none leads out of it, none is waited for. */
static void stays_within_root(void **state)
{
	struct machine_root m, outside;
	(void)state;
	make_root(&m);
	make_root(&outside);
	put_file(&outside, "secret", "0-3\n");
	char *secret = make_path(&outside, "secret"), *link = make_path(&m, "system/cpu/present");
	char *fifo = make_path(&m, "system/cpu/online");
	char *node = make_path(&m, "system/node/node0"), *far = make_path(&outside, "");
	assert_int_equal(symlink(secret, link), 0);
	assert_int_equal(mkfifo(fifo, 0666), 0);
	put_file(&outside, "cpulist", "0-3\n");
	assert_int_equal(symlink(far, node), 0);
	put_file(&m, "system/node/node1/cpulist", "2-3\n");
	expect_facts(&m, "node 1 2-3\n");
	free(secret), free(link), free(fifo), free(node), free(far);
	remove_root(&outside);
	remove_root(&m);
}

/* 64 KiB of a list are read, however many ranges; more is no list of the kernel's. */
static void bounds_what_it_reads(void **state)
{
	struct machine_root m;
	struct buf text = { 0 }, expected = { 0 };
	(void)state;
	make_root(&m);
	for (unsigned id = 0; text.used < 65000; id += 2)
		buf_printf(&text, "%s%u", id ? "," : "", id);
	write_file(&m, "system/cpu/present", text.data, text.used);
	put_file(&m, "system/cpu/online", "0\n");
	buf_printf(&expected, "present %s\nonline 0\n", text.data);
	expect_facts(&m, expected.data);
	while (text.used < 70000)
		buf_putc(&text, ' ');
	write_file(&m, "system/cpu/present", text.data, text.used);
	expect_facts(&m, "online 0\n");
	buf_free(&text);
	buf_free(&expected);
	remove_root(&m);
}

/* What was gathered before is replaced, not added to. */
static void gathers_anew(void **state)
{
	struct machine_root m;
	struct buf facts = { 0 };
	const uint32_t cpu[] = { 0 };
	(void)state;
	make_root(&m);
	put_file(&m, "system/cpu/present", "0-1\n");
	put_file(&m, "system/cpu/online", "0-1\n");
	assert_int_equal(sysfs_facts(m.root, cpu, 1, &facts), 0);
	put_file(&m, "system/cpu/online", "0\n");
	assert_int_equal(sysfs_facts(m.root, cpu, 1, &facts), 0);
	assert_string_equal(facts.data, "present 0-1\nonline 0\n");
	remove_root(&m);
	assert_int_equal(sysfs_facts(m.root, cpu, 1, &facts), -ENOENT);
	assert_int_equal(facts.used, 0);
	buf_free(&facts);
}

/* Parsing. */

/* The sets of a level as "id:list id:list …". */
static char *sets_of(const struct topology *t, enum level level)
{
	struct buf out = { 0 };
	for (size_t i = 0; i < t->level[level].count; i++) {
		buf_printf(&out, "%s%s:", i ? " " : "", t->level[level].set[i].id);
		cpulist_format(&t->level[level].set[i].cpus, &out);
	}
	buf_puts(&out, "");
	return out.data;
}

static void expect_sets(const char *facts, enum level level, size_t bad, const char *expected)
{
	struct topology t = { 0 };
	assert_int_equal(topology_parse(&t, facts, strlen(facts)), bad);
	char *got = sets_of(&t, level);
	assert_string_equal(got, expected);
	free(got);
	topology_free(&t);
}

static void finds_levels_by_name(void **state)
{
	(void)state;
	for (enum level level = 0; level < LEVELS; level++)
		assert_int_equal(
			level_find(level_table[level].name, strlen(level_table[level].name)),
			level);
	assert_int_equal(level_find("nod", 3), LEVELS);
	assert_int_equal(level_find("nodes", 5), LEVELS);
	assert_int_equal(level_find("nodes", 4), LEVEL_NODE);
	assert_int_equal(level_find("", 0), LEVELS);
}

static void orders_sets_by_first_cpu(void **state)
{
	(void)state;
	expect_sets("node 1 4-7\nnode 0 8-11\nnode 9 0-3\n", LEVEL_NODE, 0, "9:0-3 1:4-7 0:8-11");
	expect_sets("core 7 1,5\ncore 3 0,4\n", LEVEL_CORE, 0, "3:0,4 7:1,5");
}

static void first_told_wins(void **state)
{
	(void)state;
	expect_sets("node 0 0-3\nnode 1 2-5\n", LEVEL_NODE, 1, "0:0-3 1:4-5");
	expect_sets("node 0 2-3\nnode 1 0-5\n", LEVEL_NODE, 1, "1:0-1,4-5 0:2-3");
	expect_sets("node 0 0,2,4\nnode 1 0-5\nnode 2 0-9\n", LEVEL_NODE, 2,
		    "0:0,2,4 1:1,3,5 2:6-9");
	expect_sets("node 0 0-3\nnode 1 1-2\n", LEVEL_NODE, 1, "0:0-3");
	expect_sets("node 0 0-4294967295\nnode 1 7\n", LEVEL_NODE, 1, "0:0-4294967295");
	expect_sets("node 0 4294967295\nnode 1 0-4294967295\n", LEVEL_NODE, 1,
		    "1:0-4294967294 0:4294967295");
}

static void passes_over_what_is_no_fact(void **state)
{
	(void)state;
	expect_sets("node 0 0-3\n\nnode\nnode 1\nnode 1 \nnode x 4\nnode 1 4-\nnodes 1 4\nall 0 4\n"
		    "range 0 4\nnode - 4\nnode 1234567890123 4\n 1 2\nnode  1 4\nnode 1 5 6\n",
		    LEVEL_NODE, 13, "0:0-3");
	expect_sets("node 0 0-3", LEVEL_NODE, 0, "0:0-3");
	expect_sets("node 007 0-3\n", LEVEL_NODE, 0, "7:0-3");
	expect_sets("node 4294967295 0-3\n", LEVEL_NODE, 0, "4294967295:0-3");
	expect_sets("kind P 0\nkind \x1b[2J 1\nkind aVeryLongNameOfAKind 2\nkind LP 3\n",
		    LEVEL_KIND, 2, "P:0 LP:3");
	expect_sets("", LEVEL_NODE, 0, "");
}

/* An id is a name only when it tells its set from the others. */
static void counts_where_ids_are_no_names(void **state)
{
	(void)state;
	expect_sets("package -1 4-7\npackage -1 0-3\n", LEVEL_PACKAGE, 0, "0:0-3 1:4-7");
	expect_sets("package -1 4-7\npackage 8442 0-3\n", LEVEL_PACKAGE, 0, "0:0-3 1:4-7");
	expect_sets("package -1 0-3\n", LEVEL_PACKAGE, 0, "0:0-3");
	expect_sets("package 65535 0-3\npackage 36 4-7\n", LEVEL_PACKAGE, 0, "65535:0-3 36:4-7");
	expect_sets("die 0 0-1\ndie 1 2-3\ndie 0 4-5\ndie 1 6-7\n", LEVEL_DIE, 0,
		    "0:0-1 1:2-3 2:4-5 3:6-7");
	expect_sets("kind P 0\nkind E 1\nkind P 2\n", LEVEL_KIND, 0, "P:0,2 E:1");
}

/* Every package counts its cores anew, and a core is named together with its package. */
static void keeps_core_ids_of_packages(void **state)
{
	(void)state;
	expect_sets(
		"package 0 0-3\npackage 1 4-7\ncore 0 0-1\ncore 8 2-3\ncore 0 4-5\ncore 8 6-7\n",
		LEVEL_CORE, 0, "0:0-1 8:2-3 0:4-5 8:6-7");
	expect_sets("core 0 0-1\ncore 8 2-3\ncore 0 4-5\ncore 8 6-7\n", LEVEL_CORE, 0,
		    "0:0-1 1:2-3 2:4-5 3:6-7");
	expect_sets("package 0 0-7\ncore 5 0-1\ncore 5 2-3\n", LEVEL_CORE, 0, "0:0-1 1:2-3");
	expect_sets("package 0 0-3\ncore 5 0-1\ncore 5 4-5\n", LEVEL_CORE, 0, "5:0-1 5:4-5");
}

static void keeps_lists_as_ranges(void **state)
{
	struct topology t = { 0 };
	static const char facts[] = "present 0-4294967295\nonline 0-3,9\npresent 0-1\n";
	(void)state;
	assert_int_equal(topology_parse(&t, facts, strlen(facts)), 1);
	assert_int_equal(t.present.count, 1);
	assert_true(cpulist_weight(&t.present) == (uint64_t)UINT32_MAX + 1);
	assert_int_equal(cpulist_weight(&t.online), 5);
	assert_int_equal(topology_parse(&t, "online 4\n", 9), 0);
	assert_int_equal(t.present.count, 0);
	topology_free(&t);
}

static void finds_the_set_of_a_cpu(void **state)
{
	struct topology t = { 0 };
	static const char facts[] = "core 0 0,4\ncore 1 1,5\ncore 3 3,7\ncore 9 90-99\n";
	(void)state;
	topology_parse(&t, facts, strlen(facts));
	static const struct {
		uint32_t cpu;
		const char *id;
	} examples[] = {
		{ 0, "0" },  { 4, "0" },  { 1, "1" },   { 5, "1" },    { 3, "3" },
		{ 7, "3" },  { 90, "9" }, { 95, "9" },  { 99, "9" },   { 2, NULL },
		{ 6, NULL }, { 8, NULL }, { 89, NULL }, { 100, NULL }, { UINT32_MAX, NULL },
	};
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		const struct topology_set *set = topology_set_of(&t, LEVEL_CORE, examples[i].cpu);
		assert_int_equal(!set, !examples[i].id);
		if (set)
			assert_string_equal(set->id, examples[i].id);
	}
	assert_null(topology_set_of(&t, LEVEL_NODE, 0));
	topology_free(&t);
	assert_null(topology_set_of(&t, LEVEL_CORE, 0));
}

static void knows_the_kind_of_a_cpu(void **state)
{
	struct topology t = { 0 };
	(void)state;
	topology_parse(&t, "kind P 0-1\nkind E 2\n", 20);
	assert_string_equal(topology_kind_of(&t, 1), "P");
	assert_string_equal(topology_kind_of(&t, 2), "E");
	assert_null(topology_kind_of(&t, 3));
	topology_parse(&t, "kind P 0-1\n", 11);
	assert_null(topology_kind_of(&t, 1));
	topology_free(&t);
}

static void expect_places(const char *facts, uint32_t cpu, const char *expected)
{
	struct topology t = { 0 };
	struct buf got = { 0 };
	enum level level[LEVELS];
	topology_parse(&t, facts, strlen(facts));
	size_t n = topology_places(&t, cpu, 8, level);
	buf_puts(&got, "");
	for (size_t i = 0; i < n; i++)
		buf_printf(&got, "%s%s", i ? " " : "", level_table[level[i]].name);
	assert_string_equal(got.data, expected);
	buf_free(&got);
	topology_free(&t);
}

static void says_where_a_cpu_is(void **state)
{
	(void)state;
	expect_places("", 3, "");
	expect_places("package 0 0-7\nnode 0 0-7\nllc 0 0-3\nllc 1 4-7\n", 3, "llc");
	expect_places("package 0 0-3\npackage 1 4-7\nnode 0 0-3\nnode 1 4-7\ndie 0 0-3\n", 3,
		      "package node");
	/* as many clusters as kinds, of other cpus; cores that are clusters */
	expect_places("kind P 0-5\nkind E 6-7\ncluster 0 0-1\ncluster 1 2-7\ncore 0 0-1\n", 0,
		      "kind core");
	expect_places("node 0 0-5\npackage 0 0-1\npackage 1 2-5\n", 3, "node package");
}

/* The invariants of a parsed level. */
static void check_level(const struct topology *t, enum level level)
{
	const struct topology_level *l = &t->level[level];
	size_t spans = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct topology_set *set = &l->set[i];
		assert_true(set->cpus.count > 0);
		assert_true(strlen(set->id) > 0);
		assert_true(!i || l->set[i - 1].cpus.range[0].first < set->cpus.range[0].first);
		spans += set->cpus.count;
		for (size_t k = 0; k < set->cpus.count; k++) {
			assert_ptr_equal(topology_set_of(t, level, set->cpus.range[k].first), set);
			assert_ptr_equal(topology_set_of(t, level, set->cpus.range[k].last), set);
		}
	}
	assert_int_equal(l->spans, spans);
	for (size_t i = 1; i < l->spans; i++)
		assert_true(l->span[i - 1].cpus.last < l->span[i].cpus.first);
}

/* The sets of a level once facts `now` follow facts `before` and cpus 0-7 are to be shown. */
static void expect_remembered(const char *before, const char *now, enum level level,
			      const char *expected)
{
	struct topology old = { 0 }, t = { 0 };
	struct cpulist shown = { 0 };
	cpulist_add(&shown, 0, 7);
	topology_parse(&old, before, strlen(before));
	topology_parse(&t, now, strlen(now));
	topology_remember(&t, &old, &shown);
	char *got = sets_of(&t, level);
	assert_string_equal(got, expected);
	for (enum level l = 0; l < LEVELS; l++)
		check_level(&t, l);
	free(got);
	topology_free(&old);
	topology_free(&t);
	cpulist_free(&shown);
}

static void remembers_where_offline_cpus_were(void **state)
{
	static const char cores[] = "core 0 0,4\ncore 1 1,5\ncore 2 2,6\ncore 3 3,7\n";
	(void)state;
	expect_remembered(cores, cores, LEVEL_CORE, "0:0,4 1:1,5 2:2,6 3:3,7");
	/* one of two, the first of two, both */
	expect_remembered(cores, "core 0 0,4\ncore 1 1\ncore 2 6\n", LEVEL_CORE,
			  "0:0,4 1:1,5 2:2,6 3:3,7");
	/* one that is not shown any more, one that was never known */
	expect_remembered("node 0 0-3,8\nnode 1 4-5\n", "node 0 0-2\nnode 1 4\n", LEVEL_NODE,
			  "0:0-3 1:4-5");
	/* counted ids stay although a set before them went */
	expect_remembered("package -1 0-1\npackage -1 2-3\npackage -1 4-5\n",
			  "package -1 3\npackage -1 4-5\n", LEVEL_PACKAGE, "0:0-1 1:2-3 2:4-5");
	expect_remembered("package 7 0-3\n", "package -1 0-2\n", LEVEL_PACKAGE, "7:0-3");
	/* what the kernel says now is believed first */
	expect_remembered("node 0 0-3\nnode 1 4-7\n", "node 0 0-1\nnode 1 2-5\n", LEVEL_NODE,
			  "0:0-1 1:2-7");
	/* it says nothing any more */
	expect_remembered("node 0 0-3\nnode 1 4-7\n", "", LEVEL_NODE, "0:0-3 1:4-7");
	expect_remembered("", "node 0 0-3\n", LEVEL_NODE, "0:0-3");
	/* kinds are known by their names, not by their cpus */
	expect_remembered("kind P 0-3\nkind E 4-7\n", "kind P 0-1\nkind E 2,4-6\n", LEVEL_KIND,
			  "P:0-1,3 E:2,4-7");
	expect_remembered("kind P 0-3\nkind E 4-7\n", "kind E 4-7\n", LEVEL_KIND, "P:0-3 E:4-7");
	expect_remembered("kind P 0-3\n", "kind P 4-7\n", LEVEL_KIND, "P:0-7");
	/* two sets of one name, as one became another */
	expect_remembered("node 0 0-1\nnode 1 2-3\n", "node 1 0-1\n", LEVEL_NODE, "0:0-1 1:2-3");
	expect_remembered("node 1 0-1\nnode 0 2-3\n", "node 0 4-5\n", LEVEL_NODE,
			  "0:0-1 1:2-3 2:4-5");
}

/* Bytes that look a little like facts. */
static void survives_noise(void **state)
{
	static const char *const words[] = { "node ", "core ",     "present ", "kind ", "-1 ",
					     "0 ",    "1 ",        "0-3",      ",",     "7",
					     "12-90", "\n",        "\n",       "x",     " ",
					     "-",     "4294967295" };
	struct topology last = { 0 };
	struct cpulist shown = { 0 };
	(void)state;
	cpulist_add(&shown, 1, 50);
	srand(11);
	for (int round = 0; round < 5000; round++) {
		struct buf text = { 0 };
		struct topology t = { 0 };
		for (int i = rand() % 60; i >= 0; i--)
			buf_puts(&text, words[(size_t)rand() % (sizeof words / sizeof *words)]);
		topology_parse(&t, text.data, text.used);
		for (enum level level = 0; level < LEVELS; level++)
			check_level(&t, level);
		topology_remember(&t, &last, &shown);
		for (enum level level = 0; level < LEVELS; level++)
			check_level(&t, level);
		topology_free(&last);
		last = t;
		buf_free(&text);
	}
	topology_free(&last);
	cpulist_free(&shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixtures),
		cmocka_unit_test(says_when_there_is_nothing),
		cmocka_unit_test(stays_within_root),
		cmocka_unit_test(bounds_what_it_reads),
		cmocka_unit_test(gathers_anew),
		cmocka_unit_test(finds_levels_by_name),
		cmocka_unit_test(orders_sets_by_first_cpu),
		cmocka_unit_test(first_told_wins),
		cmocka_unit_test(passes_over_what_is_no_fact),
		cmocka_unit_test(counts_where_ids_are_no_names),
		cmocka_unit_test(keeps_core_ids_of_packages),
		cmocka_unit_test(keeps_lists_as_ranges),
		cmocka_unit_test(finds_the_set_of_a_cpu),
		cmocka_unit_test(knows_the_kind_of_a_cpu),
		cmocka_unit_test(says_where_a_cpu_is),
		cmocka_unit_test(remembers_where_offline_cpus_were),
		cmocka_unit_test(survives_noise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
