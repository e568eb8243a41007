/*
 * A machine whose cpus come and go, for ten thousand seconds or as many as the argument says,
 * through the whole pure chain: bytes, differences, history, ranking, three walls, cells, bytes for
 * a terminal. What is expected is a model of the machine that shares nothing with the chain. Now
 * and then a sample is missing, the machine sleeps for hours, or its counters jump as after a
 * migration. Facts follow each change as the kernel tells them: a cpu that is offline is in no
 * list; in some of the changes they take the way through a tree of files.
 */
#include "base/mem.h"
#include "soak/glass.h"
#include "terminal/locale.h"
#include "source/sysfs.h"
#include "unit/wall_kit.h"
#include "wall/cursor.h"
#include "views/views.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <malloc.h>

enum {
	USUAL = 10000, /* samples; of less, what happens seldom is not asked for */
	WARM = 2000,   /* samples until nothing grows any more; of a long run a part of 24 */
	LOOK = 60,     /* of so many frames one is looked for on the terminal */
	FILED = 15,    /* of so many changes one goes through files */
	REGULAR = 96,  /* ids that belong to the machine from the start to the end */
	GUESTS = 6,    /* places for ids that were never there before */
	CPUS = REGULAR + GUESTS,
	ROWS = 2 * CPUS, /* with those that left, until the topology is read again */
	CORES = REGULAR / 2,
	CORES_OF_LLC = 8,
	LLCS_OF_PACKAGE = 3,
	LLCS = CORES / CORES_OF_LLC,
	TICKS = 100,
	CURSOR_CPU = 37,
	WIDEST = 200,
	HIGHEST = 80,
	SLACK = 32 << 10, /* bytes that the heap may still grow: in a day less than one a sample */
};

#define SECOND INT64_C(1000000000)

struct cpu {
	uint32_t id;
	bool present, online;
	bool known;    /* was in the sample before, and its counters went on from there */
	bool restarts; /* its counters fall in this interval */
	unsigned busy; /* ticks of the interval */
	unsigned span; /* all its ticks: of two seconds when a sample is missing between */
	uint64_t user, system, idle, iowait, steal;
};

struct soak {
	struct chance chance;
	struct cpu cpu[CPUS];
	uint32_t next_id; /* of the next guest */
	struct machine machine;
	struct wall fixed, groups, wild;
	struct canvas canvas;
	struct glass glass;
	struct buf text, facts;
	int64_t now_ns;
	struct slot slot[ROWS]; /* on the fixed wall, of the frame before */
	uint32_t slot_of[ROWS]; /* whose they are */
	size_t slots;
	unsigned changes, filed, missed, slept, migrated;
	unsigned seen[USAGE_STATES];
	int wide, high; /* of the wild wall */
	char root[64];
};

/* --- The model --- */

static unsigned core_of(size_t i)
{
	return (unsigned)(i < REGULAR ? i % CORES : CORES + i - REGULAR);
}

static unsigned llc_of(size_t i)
{
	return i < REGULAR ? core_of(i) / CORES_OF_LLC : (unsigned)(i % LLCS);
}

static unsigned package_of(size_t i)
{
	return llc_of(i) / LLCS_OF_PACKAGE;
}

static const struct {
	enum level level;
	unsigned (*of)(size_t i);
	unsigned sets;
} levels[] = {
	{ LEVEL_PACKAGE, package_of, LLCS / LLCS_OF_PACKAGE },
	{ LEVEL_LLC, llc_of, LLCS },
	{ LEVEL_CORE, core_of, CORES + GUESTS },
};

enum { MODEL_LEVELS = sizeof levels / sizeof levels[0] };

/* The online ids of one set. */
static void list_set(const struct soak *s, unsigned level, unsigned set, struct cpulist *out)
{
	cpulist_clear(out);
	for (size_t i = 0; i < CPUS; i++)
		if (s->cpu[i].online && levels[level].of(i) == set)
			cpulist_add(out, s->cpu[i].id, s->cpu[i].id);
}

enum which { PRESENT, ONLINE, OFFLINE };

static void list_cpus(const struct soak *s, enum which which, struct cpulist *out)
{
	cpulist_clear(out);
	for (size_t i = 0; i < CPUS; i++) {
		const struct cpu *c = &s->cpu[i];
		if (c->present && (which == PRESENT || c->online == (which == ONLINE)))
			cpulist_add(out, c->id, c->id);
	}
}

static void tell(struct buf *out, const char *name, const struct cpulist *list)
{
	if (!list->count)
		return;
	buf_printf(out, "%s ", name);
	cpulist_format(list, out);
	buf_putc(out, '\n');
}

static void write_facts(struct soak *s)
{
	static const char *const names[] = { "present", "online", "offline" };
	struct cpulist list = { 0 };
	char name[32];
	buf_clear(&s->facts);
	for (unsigned which = 0; which < 3; which++) {
		list_cpus(s, (enum which)which, &list);
		tell(&s->facts, names[which], &list);
	}
	for (unsigned l = 0; l < MODEL_LEVELS; l++)
		for (unsigned set = 0; set < levels[l].sets; set++) {
			list_set(s, l, set, &list);
			snprintf(name, sizeof name, "%s %u", level_table[levels[l].level].name,
				 set);
			tell(&s->facts, name, &list);
		}
	cpulist_free(&list);
}

/* --- The same as files --- */

static void make_folder(const char *path)
{
	char part[160];
	snprintf(part, sizeof part, "%s", path);
	for (char *p = strchr(part + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(part, 0755);
		*p = '/';
	}
	mkdir(part, 0755);
}

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[240];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%s\n", text);
	assert_int_equal(fclose(f), 0);
}

static void put_list(const char *folder, const char *name, const struct cpulist *list)
{
	struct buf text = { 0 };
	buf_puts(&text, "");
	cpulist_format(list, &text);
	put_file(folder, name, text.data);
	buf_free(&text);
}

static void put_number(const char *folder, const char *name, unsigned n)
{
	char text[16];
	snprintf(text, sizeof text, "%u", n);
	put_file(folder, name, text);
}

/* topology/ and cache/ of a cpu that is online. */
static void file_cpu(const struct soak *s, size_t i, const char *folder)
{
	char path[160];
	struct cpulist list = { 0 };
	snprintf(path, sizeof path, "%s/topology", folder);
	make_folder(path);
	put_number(path, "physical_package_id", package_of(i));
	put_number(path, "core_id", core_of(i));
	list_set(s, 0, package_of(i), &list);
	put_list(path, "package_cpus_list", &list);
	list_set(s, 2, core_of(i), &list);
	put_list(path, "core_cpus_list", &list);
	snprintf(path, sizeof path, "%s/cache/index3", folder);
	make_folder(path);
	put_number(path, "level", 3);
	put_number(path, "id", llc_of(i));
	put_file(path, "type", "Unified");
	list_set(s, 1, llc_of(i), &list);
	put_list(path, "shared_cpu_list", &list);
	cpulist_free(&list);
}

static void remove_files(const struct soak *s)
{
	char command[100];
	snprintf(command, sizeof command, "rm -rf %s/sys", s->root);
	assert_int_equal(system(command), 0);
}

static void file_facts(struct soak *s)
{
	char folder[100], path[140];
	struct cpulist list = { 0 };
	remove_files(s);
	snprintf(folder, sizeof folder, "%s/sys/devices/system/cpu", s->root);
	make_folder(folder);
	list_cpus(s, PRESENT, &list);
	put_list(folder, "present", &list);
	list_cpus(s, ONLINE, &list);
	put_list(folder, "online", &list);
	for (size_t i = 0; i < CPUS; i++) {
		if (!s->cpu[i].present)
			continue;
		snprintf(path, sizeof path, "%s/cpu%u", folder, s->cpu[i].id);
		make_folder(path);
		put_number(path, "online", s->cpu[i].online);
		if (s->cpu[i].online)
			file_cpu(s, i, path);
	}
	const struct usage *u = &s->machine.usage;
	assert_int_equal(sysfs_facts(s->root, u->cpu, u->rows, &s->facts), 0);
	cpulist_free(&list);
	s->filed++;
}

/* --- Time passes --- */

static size_t count_online(const struct soak *s)
{
	size_t n = 0;
	for (size_t i = 0; i < CPUS; i++)
		n += s->cpu[i].online;
	return n;
}

/* A cpu of the regular ones goes or comes; half of the times one of a few, cpu0 among them. */
static void switch_one(struct soak *s)
{
	size_t i = chance_below(&s->chance, chance_below(&s->chance, 2) ? 4 : REGULAR);
	if (!s->cpu[i].online || count_online(s) > 2)
		s->cpu[i].online = !s->cpu[i].online;
}

/* An id that never was there takes the place of one that is pulled out for ever. */
static void plug_guest(struct soak *s)
{
	size_t i = REGULAR + chance_below(&s->chance, GUESTS);
	if (s->cpu[i].present && chance_below(&s->chance, 2)) {
		s->cpu[i].present = s->cpu[i].online = false;
		return;
	}
	s->next_id = s->next_id > 60000 ? 200 : s->next_id + 1 + chance_below(&s->chance, 40);
	s->cpu[i] = (struct cpu){ .id = s->next_id, .present = true, .online = true };
}

static void spend(struct soak *s, struct cpu *c)
{
	unsigned busy = chance_below(&s->chance, 4) ? chance_below(&s->chance, TICKS + 1)
						    : chance_below(&s->chance, 2) * TICKS;
	unsigned user = chance_below(&s->chance, busy + 1);
	unsigned wait = chance_below(&s->chance, TICKS - busy + 1);
	c->busy += busy;
	c->span += TICKS;
	c->user += user;
	c->system += busy - user;
	c->iowait += wait;
	c->idle += TICKS - busy - wait;
}

/* Every cpu that is online lives through a second. */
static void spend_all(struct soak *s)
{
	for (size_t i = 0; i < CPUS; i++)
		if (s->cpu[i].online)
			spend(s, &s->cpu[i]);
	s->now_ns += SECOND;
}

/* Counters that fall: of single cpus. */
static void restart_some(struct soak *s)
{
	for (size_t i = 0; i < CPUS; i++) {
		struct cpu *c = &s->cpu[i];
		c->restarts = c->online && c->idle > 20000 && !chance_below(&s->chance, 400);
		if (c->restarts)
			c->idle -= 20000;
	}
}

/* Onto another host, whose clocks all the guest's cpus are behind. */
static void migrate(struct soak *s)
{
	for (size_t i = 0; i < CPUS; i++) {
		s->cpu[i].restarts = s->cpu[i].online;
		s->cpu[i].steal += 1000000000;
	}
	s->migrated++;
}

/* Up to half a day of which no counter knows. */
static void sleep_hours(struct soak *s)
{
	s->now_ns += (60 + chance_below(&s->chance, 43200)) * SECOND;
	s->slept++;
}

/* The kernel names the online ones alone. */
static void feed(struct soak *s)
{
	buf_clear(&s->text);
	buf_puts(&s->text, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (size_t i = 0; i < CPUS; i++) {
		struct cpu *c = &s->cpu[i];
		if (c->online)
			buf_printf(&s->text, "cpu%u %llu 0 %llu %llu %llu 0 0 %llu 0 0\n", c->id,
				   (unsigned long long)c->user, (unsigned long long)c->system,
				   (unsigned long long)c->idle, (unsigned long long)c->iowait,
				   (unsigned long long)c->steal);
	}
	assert_true(machine_feed(&s->machine, &s->text, s->now_ns, s->now_ns));
}

static void take_facts(struct soak *s)
{
	if (!s->machine.wants_facts)
		return;
	if (s->changes++ % FILED)
		write_facts(s);
	else
		file_facts(s);
	machine_take_facts(&s->machine, s->facts.data, s->facts.used);
}

/* --- What must hold --- */

static enum usage_state expected_state(const struct cpu *c)
{
	if (!c->online)
		return USAGE_OFFLINE;
	if (!c->known)
		return USAGE_NEW;
	return c->restarts ? USAGE_RESET : USAGE_OK;
}

static void check_usage(struct soak *s)
{
	const struct usage *u = &s->machine.usage;
	size_t present = 0;
	for (size_t i = 0; i < CPUS; i++) {
		const struct cpu *c = &s->cpu[i];
		size_t row = usage_row(u, c->id);
		present += c->present;
		assert_int_equal(row != SIZE_MAX, c->present);
		if (!c->present)
			continue;
		s->seen[expected_state(c)]++;
		assert_string_equal(usage_state_name[u->state[row]],
				    usage_state_name[expected_state(c)]);
		double busy = u->state[row] == USAGE_OK ? 100.0 * c->busy / c->span : 0;
		assert_true(fabs((double)u->busy[row] - busy) < 0.001);
	}
	assert_int_equal(u->rows, present);
}

/* Whether the cpus that are online are together as the model has them. */
static void check_topology(const struct soak *s)
{
	struct cpulist model = { 0 };
	for (unsigned l = 0; l < MODEL_LEVELS; l++) {
		for (size_t i = 0; i < CPUS; i++) {
			if (!s->cpu[i].online)
				continue;
			const struct topology_set *set = topology_set_of(
				&s->machine.topology, levels[l].level, s->cpu[i].id);
			assert_non_null(set);
			list_set(s, l, levels[l].of(i), &model);
			for (size_t k = 0; k < CPUS; k++)
				if (s->cpu[k].online)
					assert_int_equal(cpulist_has(&set->cpus, s->cpu[k].id),
							 cpulist_has(&model, s->cpu[k].id));
		}
	}
	cpulist_free(&model);
}

/* Every percentage in the frame is one, and every glyph is one column of something. */
static void check_cells(struct soak *s)
{
	const struct canvas *c = &s->canvas;
	for (int i = 0; i < c->width * c->height; i++)
		assert_true(kit_printable(c->cell[i].glyph));
	buf_clear(&s->text);
	canvas_dump(c, &s->text);
	buf_puts(&s->text, "");
	assert_null(strstr(s->text.data, "nan"));
	assert_null(strstr(s->text.data, "inf%"));
	for (const char *p = s->text.data; (p = strchr(p, '%')); p++) {
		const char *from = p;
		while (from > s->text.data && strchr("0123456789.", from[-1]))
			from--;
		if (from < p)
			assert_true(atof(from) <= 100);
	}
}

static void see_slots(const struct plan *p, const struct line *line, uint8_t *seen)
{
	for (uint32_t g = line->seg; g < line->seg + line->segs; g++)
		for (uint32_t k = 0; k < p->seg[g].count; k++)
			seen[p->member[p->seg[g].first + k]]++;
}

static void see_members(const struct wall *w, const struct group *g, uint8_t *seen)
{
	for (uint32_t k = 0; k < g->count; k++)
		seen[w->arrangement.shown[w->arrangement.tree.order[g->first + k]]]++;
}

/* Each cpu that passes the filter has a slot or is counted by a closed group, one of them, once. */
static void check_whole(const struct wall *w)
{
	uint8_t seen[ROWS] = { 0 };
	for (size_t i = 0; i < w->arrangement.plan.lines; i++) {
		const struct line *line = &w->arrangement.plan.line[i];
		see_slots(&w->arrangement.plan, line, seen);
		if (line->kind == LINE_GROUP && !line->open)
			see_members(w, &w->arrangement.tree.group[line->group], seen);
	}
	for (size_t i = 0; w->arrangement.plan.lines && i < w->arrangement.shown_count; i++)
		assert_int_equal(seen[w->arrangement.shown[i]], 1);
}

static void paint(struct soak *s, struct wall *w, int width, int height)
{
	static const struct surroundings around = {
		.host = "box", .load = "", .up_ns = -1, .alert = ""
	};
	assert_true(s->machine.usage.rows <= ROWS);
	frame_draw(w, &s->machine, &around, &s->canvas, width, height);
	assert_int_equal(s->canvas.width, width);
	assert_int_equal(s->canvas.height, height);
	check_cells(s);
	if (w->arrangement.height > 4)
		check_whole(w);
}

static struct slot slot_of(const struct wall *w, uint32_t row)
{
	const struct plan *p = &w->arrangement.plan;
	uint32_t m;
	size_t line = plan_find(p, row, &m);
	assert_true(line != SIZE_MAX && plan_shows(p, line));
	const struct seg *seg = &p->seg[p->line[line].seg];
	while (m >= seg->first + seg->count)
		seg++;
	struct slot slot = plan_slot(p, line, seg, m);
	slot.y += wall_first_row(w);
	return slot;
}

/* A number from 0 to 100 where the state is ok, else nothing that looks like one. */
static void check_number(const struct soak *s, const struct slot *slot, uint8_t state)
{
	int n = -1;
	uint32_t last = ' ';
	for (int x = slot->x; x < slot->x + slot->width; x++) {
		int y = slot->y + plan_value_row(&s->fixed.arrangement.plan, slot);
		uint32_t glyph = s->canvas.cell[y * s->canvas.width + x].glyph;
		if (glyph >= '0' && glyph <= '9')
			n = (n < 0 ? 0 : n) * 10 + (int)(glyph - '0');
		if (glyph != ' ')
			last = glyph;
	}
	assert_in_range((uintmax_t)(n + 1), state == USAGE_OK, state == USAGE_OK ? 101 : 0);
	if (state == USAGE_OFFLINE)
		assert_int_equal(last, glyph_table[GLYPHS_UNICODE].offline);
}

/* While the machine has the same cpus, online or not, each is where it was. */
static void check_slots(struct soak *s)
{
	const struct usage *u = &s->machine.usage;
	bool same = s->slots == u->rows && !memcmp(s->slot_of, u->cpu, u->rows * sizeof *u->cpu);
	for (uint32_t row = 0; row < u->rows; row++) {
		struct slot slot = slot_of(&s->fixed, row);
		check_number(s, &slot, u->state[row]);
		if (same) {
			assert_int_equal(slot.x, s->slot[row].x);
			assert_int_equal(slot.y, s->slot[row].y);
		}
		s->slot[row] = slot;
		s->slot_of[row] = u->cpu[row];
	}
	s->slots = u->rows;
}

static void check_fixed(struct soak *s)
{
	paint(s, &s->fixed, 120, 40);
	check_slots(s);
	struct position at =
		cursor_find(&s->fixed.navigation.cursor, &s->fixed.arrangement, &s->machine);
	assert_true(at.line != SIZE_MAX && at.member != TREE_NONE);
	assert_int_equal(s->machine.usage.cpu[cursor_row(&s->fixed.arrangement, at)], CURSOR_CPU);
}

/* Package 0 and its second llc are open, and nothing else; the cursor is on that llc. */
static void check_groups(struct soak *s)
{
	int width = 20 + (int)chance_below(&s->chance, 140);
	int height = 10 + (int)chance_below(&s->chance, 60);
	paint(s, &s->groups, width, height);
	const struct wall *w = &s->groups;
	int open = 0;
	for (size_t i = 0; i < w->arrangement.plan.lines; i++) {
		const struct line *line = &w->arrangement.plan.line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const char *name = w->arrangement.tree.group[line->group].name;
		bool wanted = !strcmp(name, "package 0") || !strcmp(name, "llc 1");
		assert_int_equal(line->open, wanted);
		assert_null(strchr(name, '?')); /* whoever leaves stays among its siblings */
		open += line->open;
	}
	assert_int_equal(open, 2);
	struct position at = cursor_find(&w->navigation.cursor, &w->arrangement, &s->machine);
	assert_int_equal(at.member, TREE_NONE);
	assert_string_equal(w->arrangement.tree.group[w->arrangement.plan.line[at.line].group].name,
			    "llc 1");
	assert_true(plan_shows(&w->arrangement.plan, at.line));
}

/* Any key at any time, and now and then another size. */
static void check_wild(struct soak *s)
{
	static const char keys[] = "hjklgGvot+-s/f0123456789,->=pdari?<>\r\t \n\x1b\x7f";
	uint32_t press = (uint32_t)keys[chance_below(&s->chance, sizeof keys - 1)];
	if (!chance_below(&s->chance, 4))
		press = PRESS_UP + chance_below(&s->chance, PRESS_UNKNOWN - PRESS_UP + 1);
	wall_press(&s->wild, &s->machine, press);
	if (!chance_below(&s->chance, 3)) {
		s->wide = 1 + (int)chance_below(&s->chance, WIDEST);
		s->high = 1 + (int)chance_below(&s->chance, HIGHEST);
	}
	paint(s, &s->wild, s->wide, s->high);
	glass_show(&s->glass, &s->canvas, s->wild.settings.theme);
	if (!(s->glass.frames % LOOK))
		glass_check(&s->glass);
}

/* --- From the first sample to the last --- */

static void open_walls(struct soak *s)
{
	wall_init(&s->fixed, view_table);
	wall_init(&s->groups, view_table);
	wall_init(&s->wild, view_table);
	s->fixed.settings.view = VIEW_NUMBERS;
	s->fixed.navigation.cursor = (struct cursor){ .set = true, .cpu = CURSOR_CPU };
	s->groups.settings.view = VIEW_GROUPS;
	s->groups.settings.level = LEVEL_PACKAGE;
	s->wide = 80;
	s->high = 24;
}

static void update_walls(struct soak *s)
{
	wall_update(&s->fixed, &s->machine);
	wall_update(&s->groups, &s->machine);
	wall_update(&s->wild, &s->machine);
}

/* Opens what check_groups() expects to stay open. */
static void open_groups(struct soak *s)
{
	static const uint32_t keys[] = { 'g', '\r', PRESS_DOWN, PRESS_DOWN, '\r' };
	paint(s, &s->groups, 80, 24);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		wall_press(&s->groups, &s->machine, keys[i]);
		paint(s, &s->groups, 80, 24);
	}
}

/* A second goes by of which nothing is known, until the next sample tells of both. */
static void miss(struct soak *s)
{
	static const char nothing[] = "intr 1 2 3\n";
	spend_all(s);
	buf_clear(&s->text);
	buf_puts(&s->text, nothing);
	if (s->missed++ % 2)
		assert_false(machine_feed(&s->machine, &s->text, s->now_ns, s->now_ns));
	machine_lose(&s->machine);
	update_walls(s);
	for (size_t row = 0; row < s->machine.usage.rows; row++)
		assert_int_not_equal(s->machine.usage.state[row], USAGE_OK);
	assert_int_equal(s->machine.all.known, 0);
	paint(s, &s->fixed, 120, 40);
	check_slots(s);
}

static void pass(struct soak *s)
{
	for (size_t i = 0; i < CPUS; i++) {
		s->cpu[i].known = s->cpu[i].online;
		s->cpu[i].busy = s->cpu[i].span = 0;
	}
	if (!chance_below(&s->chance, 200))
		miss(s);
	if (!chance_below(&s->chance, 1000))
		sleep_hours(s);
	for (unsigned n = chance_below(&s->chance, 3) ? 0 : 1 + chance_below(&s->chance, 12); n;
	     n--)
		switch_one(s);
	if (!chance_below(&s->chance, 25))
		plug_guest(s);
	for (size_t i = 0; i < CPUS; i++)
		s->cpu[i].known &= s->cpu[i].online;
	spend_all(s);
	restart_some(s);
	if (!chance_below(&s->chance, 1000))
		migrate(s);
	feed(s);
	bool changed = s->machine.wants_facts;
	take_facts(s);
	update_walls(s);
	check_usage(s);
	if (changed)
		check_topology(s);
}

static void close_soak(struct soak *s)
{
	remove_files(s);
	rmdir(s->root);
	machine_free(&s->machine);
	wall_free(&s->fixed);
	wall_free(&s->groups);
	wall_free(&s->wild);
	canvas_free(&s->canvas);
	glass_close(&s->glass);
	buf_free(&s->text);
	buf_free(&s->facts);
}

/* What the history has taken, which grows until it is full: test_history.c holds it to its limit.
 */
static size_t history_in_use(const struct wall *w)
{
	const struct history *h = &w->arrangement.history;
	size_t bytes = 0;
	for (unsigned ago = 0; ago < h->filled; ago++)
		bytes += malloc_usable_size(history_moment(h, ago)->percent) + sizeof(size_t);
	return bytes;
}

/* Bytes in use, without what libvterm and the history keep, and with screens of one size. */
static size_t heap_in_use(struct soak *s)
{
	glass_renew(&s->glass);
	paint(s, &s->wild, 80, 24);
	glass_show(&s->glass, &s->canvas, s->wild.settings.theme);
	glass_renew(&s->glass);
	struct mallinfo2 heap = mallinfo2();
	return heap.uordblks + heap.hblkhd - history_in_use(&s->fixed) - history_in_use(&s->wild);
}

static void open_soak(struct soak *s)
{
	snprintf(s->root, sizeof s->root, "%s/corewall-soak.XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	assert_non_null(mkdtemp(s->root));
	for (uint32_t i = 0; i < CPUS; i++)
		s->cpu[i] = (struct cpu){ .id = i, .present = i < REGULAR, .online = i < REGULAR };
	s->now_ns = 1000 * SECOND;
	setenv("LC_ALL", "C.UTF-8", 1);
	locale_choose();
	glass_open(&s->glass, "tmux-256color");
	open_walls(s);
	feed(s);
	take_facts(s);
	update_walls(s);
	open_groups(s);
	/* What holds the largest frame holds any, drawn whole or as what has changed. */
	paint(s, &s->wild, WIDEST, HIGHEST);
	glass_show(&s->glass, &s->canvas, s->wild.settings.theme);
	canvas_mark(&s->canvas, 0, 0, 1, CURSOR_VALUE);
	glass_show(&s->glass, &s->canvas, s->wild.settings.theme);
}

static void tell_figures(const struct soak *s, const size_t heap[3], int64_t samples)
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	print_message("%lld samples, %llu frames and %llu MB to the terminal; of the topology %u "
		      "changes, %u by files; %u samples missed, %u sleeps, %u migrations\n",
		      (long long)samples, (unsigned long long)s->glass.frames,
		      (unsigned long long)terminal_bytes(s->glass.terminal) / 1000000, s->changes,
		      s->filed, s->missed, s->slept, s->migrated);
	print_message("heap %zu when warm, %zu half through, %zu at the end; peak of resident "
		      "memory %ld KiB; %ld s of CPU time\n",
		      heap[0], heap[1], heap[2], used.ru_maxrss,
		      (long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec));
}

/* Memory is flat, and everything happened again and again. */
static void check_figures(const struct soak *s, const size_t heap[3])
{
	/* Until the largest of all screens and rosters was there it may grow; then nothing may. */
	assert_true(heap[1] <= heap[0] + 8 * SLACK && heap[2] <= heap[1] + SLACK);
	assert_true(s->filed >= 200 && s->missed > 20 && s->slept > 3 && s->migrated > 3);
	for (int i = 0; i < USAGE_STATES; i++)
		assert_true(s->seen[i] > 500);
}

static void test_soak(void **state)
{
	static struct soak s = { .chance = { 1 }, .next_id = 200, .machine.hz = TICKS };
	int64_t samples = *(const long *)*state;
	int64_t warm = samples / 24 > WARM ? samples / 24 : WARM;
	size_t heap[3] = { 0 };
	assert_true(samples > 0);
	open_soak(&s);
	for (int64_t sample = 1; sample <= samples; sample++) {
		pass(&s);
		check_fixed(&s);
		check_groups(&s);
		check_wild(&s);
		if (sample == warm || sample == samples / 2 || sample == samples)
			heap[(sample > warm) + (sample == samples)] = heap_in_use(&s);
	}
	/* Where a sanitizer has taken over the heap it counts 0, and the sanitizer finds leaks. */
	tell_figures(&s, heap, samples);
	if (samples >= USUAL)
		check_figures(&s, heap);
	close_soak(&s);
}

/* As many samples as the argument says; a day has 86,400. */
int main(int argc, char **argv)
{
	long samples = argc > 1 ? strtol(argv[1], NULL, 10) : USUAL;
	const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(test_soak, &samples) };
	return cmocka_run_group_tests_name("soak", tests, NULL, NULL);
}
