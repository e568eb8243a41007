/*
 * The wall as a whole, read from its frames as a user reads them: nothing is hidden silently, ids
 * can be read off the rulers, slots keep their place, and whatever is done to it in whatever order,
 * every frame stays true.
 */
#include "base/mem.h"
#include "unit/wall_kit.h"

#include "wall/cursor.h"
#include "views/views.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *look(const struct kit *k)
{
	static char text[160];
	snprintf(text, sizeof text, "%zu cpus, %dx%d, %s %s by %s, range %u, top %zu", k->count,
		 k->canvas.width, k->canvas.height, view_table[k->wall.settings.view]->name,
		 overflow_name[k->wall.settings.overflow], order_name[k->wall.settings.order],
		 k->wall.settings.range_size, k->wall.arrangement.plan.top);
	return text;
}

/* --- Nothing is hidden silently --- */

/* What a frame says of cores that it does not show. */
struct counted {
	unsigned cpus;
	double max;
	unsigned max_cpu;
	bool hottest; /* max and max_cpu are said */
};

/* Reads "7 more cpus · max 42% cpu3", "7 max 42% cpu3" or "7 42%@3", and adds it up. */
static void read_hidden(const struct usage *u, const char *text, struct counted *counted)
{
	char *end;
	unsigned count = (unsigned)strtoul(text, &end, 10), cpu;
	const char *at = strstr(end, "max");
	double max;
	if (end == text)
		return;
	counted->cpus += count;
	if (!at || at - end > 16 || sscanf(at, "max %lf%% cpu%u", &max, &cpu) != 2)
		if (sscanf(end, " %lf%%@%u", &max, &cpu) != 2)
			return;
	/* Of two that are shown as equal the one that really is hotter. */
	size_t now = usage_row(u, cpu), before = usage_row(u, counted->max_cpu);
	if (!counted->hottest || now == SIZE_MAX || u->busy[now] > u->busy[before])
		*counted = (struct counted){ counted->cpus, max, cpu, true };
}

static struct counted read_status(struct kit *k)
{
	const struct glyphs *g = &glyph_table[k->wall.settings.glyphs];
	const char *const lead[] = { g->up, g->down, "out" };
	struct counted counted = { 0 };
	char *row = mem_string(kit_row(k, k->canvas.height - 1));
	for (size_t i = 0; i < sizeof lead / sizeof lead[0]; i++) {
		for (const char *at = row; (at = strstr(at, lead[i]));) {
			at += strlen(lead[i]);
			read_hidden(&k->machine.usage, at + strspn(at, ": "), &counted);
		}
	}
	free(row);
	return counted;
}

/*
 * Marks the rows that the plan shows in slots or in closed groups; returns how many. Where there
 * is no line to tell of a filter, what it keeps out is the user's own affair.
 */
static size_t mark_visible(const struct kit *k, uint8_t *seen)
{
	const struct plan *p = &k->wall.arrangement.plan;
	size_t n = 0, next = 0;
	for (size_t i = 0;
	     i < k->machine.usage.rows && !regions_of(80, k->canvas.height, false).status; i++) {
		bool shown = next < k->wall.arrangement.shown_count &&
			     k->wall.arrangement.shown[next] == i;
		n += seen[i] = !shown;
		next += shown;
	}
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		if (!plan_shows(p, i))
			continue;
		const struct group *g = &k->wall.arrangement.tree.group[line->group];
		for (uint32_t m = 0; line->kind == LINE_GROUP && !line->open && m < g->count; m++)
			n += !seen[k->wall.arrangement
					   .shown[k->wall.arrangement.tree.order[g->first + m]]]++;
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
			for (uint32_t m = 0; m < p->seg[s].count; m++)
				n += !seen[p->member[p->seg[s].first + m]]++;
	}
	return n;
}

/* Where all must be collapsed, groups that leave most of the room empty give way to ranges. */
static void little_room_is_used(void **state)
{
	static const struct kit_shape packages = {
		.threads = 2, .cores = 8, .caches = 24, .nodes = 1, .far_siblings = true
	};
	struct kit k;
	(void)state;
	kit_open_plain(&k, 768);
	kit_tell(&k, &packages);
	kit_tick(&k);
	kit_frame(&k, 40, 10);
	assert_int_equal(k.wall.arrangement.plan.view, VIEW_GROUPS);
	assert_int_equal(k.wall.arrangement.plan.lines, 8);
	assert_true(k.wall.arrangement.range_in_use == 96);
	/* They were asked for. */
	kit_press(&k, '6');
	assert_int_equal(k.wall.arrangement.plan.lines, 2);
	kit_close(&k);
}

/* The frame's own words against what is really outside of it. */
static void check_hidden(struct kit *k)
{
	const struct usage *u = &wall_machine(&k->wall, &k->machine)->usage;
	uint8_t *seen = mem_zero(u->rows, 1);
	size_t hidden = u->rows - mark_visible(k, seen);
	const struct smooth *shown = &k->wall.arrangement.smooth;
	int max = -1;
	for (size_t i = 0; i < u->rows; i++)
		if (!seen[i] && u->state[i] == USAGE_OK && shown->number[i] > max)
			max = shown->number[i];
	struct counted counted = { 0 };
	if (regions_of(80, k->canvas.height, false).status)
		counted = read_status(k);
	if (counted.cpus != hidden)
		fail_msg("%s: %zu cpus are hidden, %u counted:\n%s", look(k), hidden, counted.cpus,
			 kit_text(k));
	if (hidden && max >= 0) {
		size_t row = counted.hottest ? usage_row(u, counted.max_cpu) : SIZE_MAX;
		if (row == SIZE_MAX || seen[row] || shown->number[row] != max || counted.max != max)
			fail_msg("%s: the hottest hidden one is at %d, not as it says:\n%s",
				 look(k), max, kit_text(k));
	}
	free(seen);
}

static void random_loads(struct kit *k, struct chance *r)
{
	for (size_t i = 0; i < k->count; i++)
		k->load[i] = (struct kit_load){ .usr = (uint16_t)chance_below(r, 1001) };
}

static void what_is_hidden_is_counted(void **state)
{
	(void)state;
	static const size_t count[] = { 1, 7, 64, 255, 700, 2500 };
	static const uint32_t moves[] = { PRESS_PAGE_DOWN, PRESS_END, PRESS_PAGE_UP, PRESS_DOWN,
					  PRESS_HOME };
	for (uint64_t seed = 1; seed <= 9000; seed++) {
		struct chance r = { seed };
		static struct kit k;
		if (seed % 1500 == 1) {
			kit_open_plain(&k, count[seed / 1500]);
			random_loads(&k, &r);
			kit_tick(&k);
		}
		kit_new_wall(&k);
		k.wall.settings.view = (enum view)chance_below(&r, VIEWS);
		k.wall.settings.overflow = (enum overflow)chance_below(&r, OVERFLOWS);
		k.wall.settings.glyphs = (enum glyph_set)chance_below(&r, GLYPH_SETS);
		k.wall.settings.range_size = chance_below(&r, 3) ? 0 : 1 + chance_below(&r, 64);
		if (!chance_below(&r, 3) && k.count > 10)
			cpulist_add(&k.wall.settings.filter.cpus, chance_below(&r, 5),
				    5 + chance_below(&r, 500));
		kit_frame(&k, (int)kit_scale(&r, 20, 200), (int)kit_scale(&r, 1, 60));
		check_hidden(&k);
		for (int i = 0; i < 3; i++) {
			kit_press(&k, moves[chance_below(&r, 5)]);
			check_hidden(&k);
		}
		if (seed % 1500 == 0)
			kit_close(&k);
	}
}

/* Header and status line never take more than a screen has grown by. */
static void a_higher_screen_has_no_smaller_region(void **state)
{
	(void)state;
	int before = 0;
	for (int height = 1; height <= 300; height++) {
		struct regions r = regions_of(80, height, false);
		assert_int_equal(r.width, 80);
		assert_true(r.height >= 1 && r.height >= before && r.height <= height);
		before = r.height;
	}
}

/* --- The rulers of numbers, blocks and halves --- */

/* A load that tells the cpu from its neighbours. */
static unsigned load_of(uint32_t cpu)
{
	return (cpu * 37 + cpu / 8 * 11) % 101 * 10;
}

/* The ids' offsets that the column labels give to screen columns; -1 where nothing is counted. */
static void read_offsets(struct kit *k, int y, int width, int step, int offset[])
{
	char *row = mem_string(kit_part(k, 0, y, width));
	for (int x = 0; x < width; x++)
		offset[x] = -1;
	for (char *at = row; (at = strchr(at, '+'));) {
		char *end;
		long n = strtol(at + 1, &end, 10);
		int first = (int)(at - row), last = (int)(end - row) - 1;
		if (step > 1)
			offset[last] = (int)n;
		for (int i = 0; step == 1 && i < 8 && first + i < width; i++)
			offset[first + i] = (int)n + i;
		at = end;
	}
	free(row);
}

/* In numbers the label ends over the last digit of its column. */
static void check_number_row(struct kit *k, int y, const int offset[], size_t *found)
{
	char *end;
	long base = strtol(kit_part(k, 0, y, 8), &end, 10);
	for (int x = 3; x < k->canvas.width; x++) {
		if (offset[x] < 0)
			continue;
		uint32_t cpu = (uint32_t)(base + offset[x]);
		const char *text = kit_part(k, x - 3, y, 4);
		if (cpu >= k->count) {
			assert_string_equal(text, "    ");
			continue;
		}
		if (strtol(text, NULL, 10) * 10 != load_of(cpu))
			fail_msg("%s: under +%d in row %ld stands %s, cpu%u is at %u", look(k),
				 offset[x], base, text, cpu, load_of(cpu) / 10);
		++*found;
	}
}

static void numbers_can_be_read_off_the_rulers(void **state)
{
	(void)state;
	/* So many cpus that a slot is one row high. */
	static const int size[][2] = { { 80, 24 }, { 132, 24 }, { 40, 20 } };
	for (size_t s = 0; s < 3; s++) {
		struct kit k;
		int offset[200], first, count;
		size_t found = 0;
		kit_open_plain(&k, 255);
		for (uint32_t cpu = 0; cpu < k.count; cpu++)
			kit_busy(&k, cpu, load_of(cpu));
		kit_tick(&k);
		k.wall.settings.view = VIEW_NUMBERS;
		k.wall.settings.overflow = OVERFLOW_SCROLL;
		kit_frame(&k, size[s][0], size[s][1]);
		kit_region(&k, &first, &count);
		read_offsets(&k, first, size[s][0], 2, offset);
		const struct plan *p = &k.wall.arrangement.plan;
		for (size_t i = 0; i < p->lines && plan_shows(p, i); i++)
			check_number_row(&k, first + plan_y(p, i), offset, &found);
		assert_true(found == k.count || found >= 100);
		kit_close(&k);
	}
}

/* Rows of blocks and halves, with ASCII digits for heights so that tens of percent can be read. */
static void check_block_row(struct kit *k, int y, const int offset[], size_t *found)
{
	char *end;
	char *row = mem_string(kit_part(k, 0, y, k->canvas.width));
	long base = strtol(row, &end, 10);
	for (int x = (int)(end - row) + 1; x < k->canvas.width; x++) {
		uint32_t cpu = (uint32_t)(base + offset[x]);
		if (offset[x] < 0 || cpu >= k->count)
			continue;
		unsigned tens = load_of(cpu) / 100, shown = (unsigned)(row[x] - '0');
		shown = row[x] == '_' ? 0 : row[x] == '#' ? 9 : shown;
		if (shown != (tens > 9 ? 9 : tens))
			fail_msg("%s: +%d in row %ld shows %c, cpu%u is at %u%%", look(k),
				 offset[x], base, row[x], cpu, load_of(cpu) / 10);
		++*found;
	}
	free(row);
}

static void blocks_can_be_read_off_the_rulers(void **state)
{
	(void)state;
	struct kit k;
	int offset[200], first, count;
	kit_open_plain(&k, 1100);
	for (uint32_t cpu = 0; cpu < k.count; cpu++)
		kit_busy(&k, cpu, load_of(cpu));
	kit_tick(&k);
	k.wall.settings.view = VIEW_BLOCKS;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	k.wall.settings.glyphs = GLYPHS_ASCII;
	for (int width = 40; width <= 62; width += 11) {
		size_t found = 0;
		kit_frame(&k, width, 40);
		kit_region(&k, &first, &count);
		assert_int_equal(k.wall.arrangement.plan.heading, 1);
		read_offsets(&k, first, width, 1, offset);
		const struct plan *p = &k.wall.arrangement.plan;
		for (size_t i = 0; i < p->lines; i++)
			check_block_row(&k, first + plan_y(p, i), offset, &found);
		assert_int_equal(found, k.count);
	}
	kit_close(&k);
}

/* The upper half of a row's ids is in the upper halves, by the same offsets. */
static void halves_can_be_read_off_the_rulers(void **state)
{
	(void)state;
	struct kit k;
	int offset[200], first, count;
	struct chance r = { 3 };
	kit_open_plain(&k, 2000);
	for (size_t i = 0; i < k.count; i++)
		k.load[i].usr = (uint16_t)(1000 * chance_below(&r, 2));
	kit_tick(&k);
	k.wall.settings.view = VIEW_HALVES;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	k.wall.settings.glyphs = GLYPHS_ASCII;
	kit_frame(&k, 80, 24);
	kit_region(&k, &first, &count);
	read_offsets(&k, first, 80, 1, offset);
	const struct plan *p = &k.wall.arrangement.plan;
	for (size_t i = 0; i < p->lines; i++) {
		char *end, *row = mem_string(kit_part(&k, 0, first + plan_y(p, i), 80));
		size_t base = strtoul(row, &end, 10),
		       per_row = (size_t)k.wall.arrangement.plan.columns;
		for (int x = (int)(end - row) + 1; x < 80; x++) {
			size_t upper = base + (size_t)offset[x], lower = upper + per_row;
			bool up = upper < k.count && k.load[upper].usr;
			bool down = lower < k.count && k.load[lower].usr;
			char glyph = up && down ? 'X' : up ? '^' : down ? 'v' : 0;
			if (offset[x] >= 0 && upper < k.count && glyph && row[x] != glyph)
				fail_msg("cpu%zu %d and cpu%zu %d show as %c", upper, up, lower,
					 down, row[x]);
			if (offset[x] >= 0 && upper < k.count && !glyph && strchr("X^v", row[x]))
				fail_msg("idle cpu%zu and cpu%zu show as %c", upper, lower, row[x]);
		}
		free(row);
	}
	kit_close(&k);
}

/* --- A slot keeps its place --- */

/* Where each row's slot is; x and y of -1 for none. */
static void note_places(const struct kit *k, int place[][3])
{
	for (uint32_t i = 0; i < k->machine.usage.rows; i++) {
		struct slot s = { .x = -1, .y = -1 };
		if (!kit_slot(k, i, &s))
			s.x = s.y = -1;
		place[i][0] = s.x;
		place[i][1] = s.y;
		place[i][2] = s.half;
	}
}

/* Loads, offline cpus and time move no slot. */
static void slots_keep_their_place(void **state)
{
	(void)state;
	enum { CPUS = 255 };
	static int before[CPUS][3], after[CPUS][3];
	for (unsigned view = 0; view < VIEWS; view++) {
		struct chance r = { view };
		struct kit k;
		kit_open_plain(&k, CPUS);
		kit_tick(&k);
		k.wall.settings.view = (enum view)view;
		k.wall.settings.order = view % 2 ? ORDER_TOPOLOGY : ORDER_ID;
		kit_tell(&k, &(struct kit_shape){ .threads = 2, .cores = 8 });
		machine_take_facts(&k.machine, "present 0-254\ncore 0 0-1\n", 25);
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		note_places(&k, before);
		for (int round = 0; round < 10; round++) {
			random_loads(&k, &r);
			for (size_t i = 0; i < CPUS; i++)
				k.gone[i] = !chance_below(&r, 9);
			kit_tick(&k);
			kit_frame(&k, 80, 24);
			assert_int_equal(k.machine.usage.rows, CPUS);
			note_places(&k, after);
			assert_memory_equal(before, after, sizeof before);
		}
		kit_close(&k);
	}
}

/* Offline cpus are counted from idle and from unknown ones, in every view with slots. */
static void offline_is_drawn_in_place(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 64);
	kit_tick(&k);
	kit_tick(&k);
	k.gone[5] = true;
	kit_tick(&k);
	for (unsigned view = VIEW_BARS; view <= VIEW_BLOCKS; view++) {
		struct slot gone = { 0 }, idle = { 0 };
		k.wall.settings.view = (enum view)view;
		k.wall.settings.overflow = OVERFLOW_SCROLL;
		k.wall.arrangement.stale = true;
		kit_frame(&k, 80, 24);
		assert_true(kit_slot(&k, 5, &gone) && kit_slot(&k, 6, &idle));
		const char *text = "";
		bool seen = false;
		for (int y = gone.y; y < gone.y + gone.height && !seen; y++) {
			text = kit_part(&k, gone.x, y, gone.width);
			seen = strstr(text, "\u00b7") || strstr(text, "offline");
		}
		if (!seen)
			fail_msg("%s: offline shows as \"%s\"", look(&k), text);
		text = kit_part(&k, idle.x, idle.y, idle.width);
		if (strstr(text, "offline"))
			fail_msg("%s: idle shows as \"%s\"", look(&k), text);
	}
	assert_non_null(strstr(kit_text(&k), "63/64 cpus"));
	kit_close(&k);
}

/* --- Averages hide nobody --- */

/* In each closed group of a frame, the row names the maximum, its cpu and how many are hot. */
static void group_rows_name_the_hottest(void **state)
{
	(void)state;
	struct chance r = { 11 };
	struct kit k;
	kit_open_plain(&k, 1024);
	for (int round = 0; round < 40; round++) {
		kit_busy_all(&k, 0);
		for (int i = 0; i < 20; i++)
			kit_busy(&k, chance_below(&r, 1024), 200 + chance_below(&r, 801));
		kit_tick(&k);
		kit_new_wall(&k);
		k.wall.settings.view = VIEW_GROUPS;
		kit_frame(&k, (int)(60 + chance_below(&r, 120)), 24);
		const struct plan *p = &k.wall.arrangement.plan;
		int first, count;
		kit_region(&k, &first, &count);
		for (size_t i = p->top; i < p->lines && plan_shows(p, i); i++) {
			const struct aggregate *a = &k.wall.arrangement.groups[p->line[i].group];
			char max[32];
			if (p->line[i].kind != LINE_GROUP)
				continue;
			int middle = (int)(p->line[i].rows - 1) / 2;
			const char *row = kit_row(&k, first + plan_y(p, i) + middle);
			snprintf(max, sizeof max, "%d%%", (int)a->max);
			assert_non_null(strstr(row, max));
			snprintf(max, sizeof max, "cpu%u", a->max_cpu);
			assert_non_null(strstr(row, max));
			if (a->hot) {
				snprintf(max, sizeof max, " %u", a->hot);
				assert_non_null(strstr(row, max));
			}
		}
	}
	kit_close(&k);
}

/* --- The header sheds gracefully --- */

/* Whether the text stands in the header. */
static bool is_in_header(struct kit *k, const char *text)
{
	for (int y = 0; y < regions_of(80, k->canvas.height, false).header; y++)
		if (strstr(kit_row(k, y), text))
			return true;
	return false;
}

/* The cpus from `first` on, one of them all busy, `seconds` after their boot. */
static void feed_cpus(struct kit *k, uint32_t first, uint32_t busy, int seconds)
{
	buf_clear(&k->text);
	for (uint32_t cpu = first; cpu < 100; cpu++)
		buf_printf(&k->text, "cpu%u %d 0 0 %d\n", cpu, cpu == busy ? seconds * 100 : 0,
			   cpu == busy ? 0 : seconds * 100);
	machine_feed(&k->machine, &k->text, seconds * 1000000000ll, 0);
	wall_update(&k->wall, &k->machine);
}

/* Cpus that come before it make it another row, and it is still the same cpu. */
static void the_hottest_is_a_cpu_and_no_row(void **state)
{
	struct kit k = { .machine.hz = 100, .around = { .host = "box", .load = "", .alert = "" } };
	(void)state;
	wall_init(&k.wall, view_table);
	for (int seconds = 1; seconds <= 2; seconds++)
		feed_cpus(&k, 60, 97, seconds);
	kit_frame(&k, 80, 24);
	assert_true(kit_find(&k, "hottest cpu97 100", NULL, NULL));
	for (int seconds = 3; seconds <= 5; seconds++) {
		feed_cpus(&k, 0, 97, seconds);
		kit_frame(&k, 80, 24);
		assert_true(kit_find(&k, "hottest cpu97 100", NULL, NULL));
	}
	/* And when those are no more, of the kernel's own word. */
	feed_cpus(&k, 60, 97, 6);
	machine_take_facts(&k.machine, "present 60-99\n", 14);
	wall_update(&k.wall, &k.machine);
	assert_int_equal(k.machine.usage.rows, 40);
	for (int i = 0; i < k.wall.arrangement.hottest.count; i++)
		assert_true(k.wall.arrangement.hottest.entry[i].cpu >= 60);
	kit_frame(&k, 80, 24);
	assert_true(kit_find(&k, "hottest cpu97 100", NULL, NULL));
	kit_close(&k);
}

/* However small, as long as there is a header and room for it, it names the hottest cpu. */
static void the_hottest_is_shed_last(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 255);
	k.around.host = "a-host-with-a-long-name.example.org";
	k.around.load = "12.4 11.0 9.8";
	k.around.up_ns = 86400000000000;
	kit_busy(&k, 137, 1000);
	kit_tick(&k);
	for (int height = 4; height <= 40; height++) {
		for (int width = 14; width <= 200; width++) {
			kit_frame(&k, width, height);
			if (!is_in_header(&k, "100% cpu137") && !is_in_header(&k, "100 cpu137"))
				fail_msg("%dx%d: who is the hottest?\n%s", width, height,
					 kit_text(&k));
		}
	}
	kit_close(&k);
}

static void the_header_tells_identity_and_time(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 255);
	k.around.host = "vm255";
	k.around.load = "12.4 11.0 9.8";
	k.around.up_ns = (3 * 1440 + 4 * 60 + 12) * (int64_t)60000000000;
	kit_busy_all(&k, 250);
	kit_busy(&k, 5, 1000);
	kit_tick(&k);
	kit_frame(&k, 120, 24);
	static const char *const counted[] = {
		"vm255",     "255 cpus",      "3d 04:12", "12.4 11.0 9.8",    "numbers", "1.0s",
		"avg 25.3%", "max 100% cpu5", "1 hot",    "hottest cpu5 100", "idle",    "? help"
	};
	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
		if (!kit_find(&k, counted[i], NULL, NULL))
			fail_msg("no \"%s\":\n%s", counted[i], kit_text(&k));
	kit_close(&k);
}

static void trouble_is_told(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 4);
	kit_tick(&k);
	k.around.alert = "/proc/stat: no such file";
	kit_frame(&k, 80, 24);
	assert_true(kit_find(&k, "/proc/stat: no such file", NULL, NULL));
	k.around.alert = "";
	kit_frame(&k, 80, 24);
	assert_false(kit_find(&k, "/proc/stat", NULL, NULL));
	machine_lose(&k.machine);
	wall_update(&k.wall, &k.machine);
	kit_frame(&k, 80, 24);
	assert_true(kit_find(&k, "max \u2013", NULL, NULL));
	kit_close(&k);
}

/* --- Whatever is done to it --- */

static void check_cursor(const struct kit *k)
{
	struct position at =
		cursor_find(&k->wall.navigation.cursor, &k->wall.arrangement, &k->machine);
	const struct plan *p = &k->wall.arrangement.plan;
	if (at.line == SIZE_MAX) {
		assert_int_equal(p->lines, 0);
		return;
	}
	assert_true(at.line < p->lines);
	assert_true(at.member == TREE_NONE || at.member < p->members);
	assert_int_equal(at.member == TREE_NONE, p->line[at.line].kind == LINE_GROUP);
}

static void something_happens(struct kit *k, struct chance *r)
{
	static const uint32_t key[] = {
		PRESS_UP,
		PRESS_DOWN,
		PRESS_LEFT,
		PRESS_RIGHT,
		PRESS_PAGE_UP,
		PRESS_PAGE_DOWN,
		PRESS_HOME,
		PRESS_END,
		PRESS_UP,
		PRESS_DOWN,
		PRESS_BACK_TAB,
		PRESS_UNKNOWN,
		'\r',
		'\t',
		'o',
		'+',
		'-',
		'1',
		'2',
		'3',
		'4',
		'5',
		'6',
		'0',
		's',
		's',
		'p',
		't',
		'a',
		'?',
		'x',
		0x1b,
		0x1b,
		'<',
		'>',
		'r',
		'i',
		'\r',
		'/',
		'f',
		'\n',
		'7',
		0x0c,
		'z',
		0x7f,
		'n',
		'-',
		'\r',
	};
	switch (chance_below(r, 10)) {
	case 0:
		kit_frame(k, (int)kit_scale(r, 1, 150), (int)kit_scale(r, 1, 50));
		return;
	case 1:
		for (size_t i = 0; i < k->count; i++)
			if (!chance_below(r, 6))
				k->gone[i] = k->count > 1 && chance_below(r, 2);
		kit_tick(k);
		break;
	case 2:
		random_loads(k, r);
		kit_tick(k);
		break;
	case 3:
		kit_tell(k, &(struct kit_shape){ 1 + chance_below(r, 2), 1 + chance_below(r, 8),
						 1 + chance_below(r, 4), 1 + chance_below(r, 3),
						 chance_below(r, 2) });
		break;
	default:
		kit_press(k, key[chance_below(r, sizeof key / sizeof key[0])]);
		return;
	}
	kit_frame(k, k->wall.arrangement.width, k->wall.arrangement.height);
}

/* Keys, sizes, loads, hotplug and topologies in any order. */
static void any_order_of_events(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 700; seed++) {
		struct chance r = { seed };
		size_t n = kit_scale(&r, 1, 600);
		uint32_t *cpu = kit_ids(&r, n, seed % 2);
		struct kit k;
		kit_open(&k, cpu, n);
		free(cpu);
		kit_frame(&k, 80, 24);
		for (int event = 0; event < 120; event++) {
			something_happens(&k, &r);
			check_cursor(&k);
			for (int i = 0; i < k.canvas.width * k.canvas.height; i++)
				if (!kit_printable(k.canvas.cell[i].glyph))
					fail_msg("seed %llu event %d: U+%04X",
						 (unsigned long long)seed, event,
						 k.canvas.cell[i].glyph);
			bool clear = !k.wall.navigation.help && !k.wall.navigation.note[0] &&
				     !k.machine.usage.frozen;
			if (clear && k.wall.navigation.prompt.kind == PROMPT_NONE &&
			    k.canvas.width >= 20)
				check_hidden(&k);
		}
		kit_close(&k);
	}
}

/* A larger screen shows earlier lines too; the old size shows what it showed. */
static void the_window_comes_back(void **state)
{
	struct kit k;
	(void)state;
	kit_open_plain(&k, 255);
	k.wall.settings.view = VIEW_BARS;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	wall_wheel(&k.wall, &k.machine, 1000);
	wall_wheel(&k.wall, &k.machine, -4);
	kit_frame(&k, 80, 24);
	size_t top = k.wall.arrangement.plan.top;
	assert_int_equal(top + (size_t)k.wall.arrangement.plan.rows + 4, 255);
	kit_frame(&k, 80, 60);
	assert_true(k.wall.arrangement.plan.top < top);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.top, top);
	kit_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_room_is_used),
		cmocka_unit_test(what_is_hidden_is_counted),
		cmocka_unit_test(a_higher_screen_has_no_smaller_region),
		cmocka_unit_test(numbers_can_be_read_off_the_rulers),
		cmocka_unit_test(blocks_can_be_read_off_the_rulers),
		cmocka_unit_test(halves_can_be_read_off_the_rulers),
		cmocka_unit_test(slots_keep_their_place),
		cmocka_unit_test(offline_is_drawn_in_place),
		cmocka_unit_test(group_rows_name_the_hottest),
		cmocka_unit_test(the_hottest_is_a_cpu_and_no_row),
		cmocka_unit_test(the_hottest_is_shed_last),
		cmocka_unit_test(the_header_tells_identity_and_time),
		cmocka_unit_test(trouble_is_told),
		cmocka_unit_test(the_window_comes_back),
		cmocka_unit_test(any_order_of_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
