/*
 * No frame contradicts itself: number, colour, count of hot cpus, maximum and list of the hottest
 * are all made of one smoothed value.
 */
#include "base/mem.h"
#include "unit/wall_kit.h"
#include "views/views.h"
#include "wall/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct smooth *shown(const struct kit *k)
{
	return &k->wall.arrangement.smooth;
}

/* Numbers written out in a frame, read by their row. */
static void check_slot(struct kit *k, uint32_t row, const struct slot *slot)
{
	const struct plan *p = &k->wall.arrangement.plan;
	const struct smooth *s = shown(k);
	bool text = p->form == VIEW_NUMBERS || p->form == VIEW_METERS;
	int end = slot->x + slot->width - 1;
	int y = slot->y + plan_value_row(p, slot);
	while (end > slot->x && k->canvas.cell[y * k->canvas.width + end].glyph == ' ')
		end--;
	const struct cell *last = &k->canvas.cell[y * k->canvas.width + end];
	unsigned number = s->number[row], level = smooth_heat(s, number);
	if (number == SMOOTH_UNKNOWN || p->form == VIEW_BARS || p->form == VIEW_HALVES)
		return;
	if (text && last->glyph != '0' + number % 10)
		fail_msg("cpu in row %u is at %u:\n%s", row, number, kit_text(k));
	if (last->ground != GROUND_NONE)
		assert_int_equal(last->ground, GROUND_HEAT + level);
	else
		assert_int_equal(last->role, ROLE_HEAT + level);
}

/* The largest number of the rows, the lowest id that has it, and how many are hot. */
struct sum {
	unsigned max, hot, known;
	uint32_t cpu;
};

static void add(struct sum *sum, const struct kit *k, uint32_t row)
{
	const struct smooth *s = shown(k);
	if (s->number[row] == SMOOTH_UNKNOWN)
		return;
	if (!sum->known++ || s->number[row] > sum->max) {
		sum->max = s->number[row];
		sum->cpu = k->machine.usage.cpu[row];
	}
	sum->hot += s->number[row] >= s->hot;
}

static void expect(struct kit *k, int y, const char *text)
{
	if (!strstr(kit_row(k, y), text))
		fail_msg("no '%s' in row %d:\n%s", text, y, kit_text(k));
}

static void check_header(struct kit *k)
{
	struct sum all = { 0 };
	char text[64];
	unsigned before = 101, listed, named = 0;
	uint32_t cpu;
	for (uint32_t row = 0; row < k->machine.usage.rows; row++)
		add(&all, k, row);
	if (!all.known)
		return;
	snprintf(text, sizeof text, "max %u%% cpu%u", all.max, all.cpu);
	expect(k, 1, text);
	snprintf(text, sizeof text, " %u hot", all.hot);
	expect(k, 1, text);
	char *line = mem_string(kit_row(k, 2));
	bool coolest = !strncmp(line, "coolest", 7);
	for (const char *at = line; (at = strstr(at, "cpu")); at++, named++) {
		assert_int_equal(sscanf(at, "cpu%u %u", &cpu, &listed), 2);
		assert_int_equal(listed, shown(k)->number[usage_row(&k->machine.usage, cpu)]);
		assert_true(coolest || listed <= before);
		if (!named && !coolest)
			assert_int_equal(cpu, all.cpu);
		before = listed;
	}
	const char *more = strstr(line, " +");
	unsigned hot_named = named < all.hot ? named : all.hot;
	if (!coolest && all.hot > hot_named)
		assert_true(more && (unsigned)atoi(more + 2) == all.hot - hot_named);
	free(line);
	/* Until there is a cursor the last line shows the same cpu. */
	if (!k->wall.navigation.cursor.set && !k->wall.navigation.note[0]) {
		snprintf(text, sizeof text, "cpu%u  busy %u%%", all.cpu, all.max);
		expect(k, k->canvas.height - 1, text);
	}
}

static void check_group(struct kit *k, size_t line, int y)
{
	struct sum sum = { 0 };
	const struct arrangement *a = &k->wall.arrangement;
	uint32_t group = a->plan.line[line].group;
	char text[64];
	for (uint32_t i = 0; i < a->tree.group[group].count; i++)
		add(&sum, k, arrangement_group_row(a, group, i));
	if (!sum.known)
		return;
	assert_int_equal(a->groups[group].hot, sum.hot);
	snprintf(text, sizeof text, "%u%%", sum.max);
	expect(k, y, text);
	snprintf(text, sizeof text, "cpu%u", sum.cpu);
	expect(k, y, text);
	assert_int_equal(smooth_heat(shown(k), sum.max) == HEATS - 1, sum.hot > 0);
}

static void check_frame(struct kit *k)
{
	const struct plan *p = &k->wall.arrangement.plan;
	int first, rows;
	kit_region(k, &first, &rows);
	check_header(k);
	for (uint32_t row = 0; row < k->machine.usage.rows; row++) {
		struct slot slot;
		if (kit_slot(k, row, &slot))
			check_slot(k, row, &slot);
	}
	for (size_t i = p->top; i < p->lines && plan_shows(p, i); i++)
		if (p->line[i].kind == LINE_GROUP)
			check_group(k, i, first + plan_y(p, i) + (int)(p->line[i].rows - 1) / 2);
}

/* Loads in tenths of a percent, most of all around the threshold. */
static void load(struct kit *k, struct chance *r, unsigned hot)
{
	for (uint32_t cpu = 0; cpu < k->count; cpu++) {
		unsigned near = 10 * hot + chance_below(r, 21), kind = chance_below(r, 4);
		unsigned busy = kind == 0   ? (near > 1010 ? 1000 : near - 10)
				: kind == 1 ? chance_below(r, 1001)
				: kind == 2 ? k->load[cpu].usr
					    : chance_below(r, 30);
		kit_busy(k, cpu, busy > 1000 ? 1000 : busy);
	}
}

static void no_frame_contradicts_itself(void **state)
{
	(void)state;
	static const unsigned thresholds[] = { 90, 90, 50, 97, 100, 20 };
	struct chance r = { 41 };
	for (int round = 0; round < 60; round++) {
		struct kit k;
		unsigned hot = thresholds[chance_below(&r, 6)];
		kit_open_plain(&k, 1 + kit_scale(&r, 0, 300));
		k.machine.usage.hot = (float)hot;
		for (int tick = 0; tick < 12; tick++) {
			load(&k, &r, hot);
			kit_tick(&k);
			k.wall.settings.view = (enum view)(VIEW_METERS + chance_below(&r, 5));
			k.wall.arrangement.stale = true;
			kit_frame(&k, 100 + (int)chance_below(&r, 60), 24);
			assert_int_equal(shown(&k)->hot, hot);
			check_frame(&k);
		}
		kit_close(&k);
	}
}

/* What the reports call hot is what the screen calls hot. */
static void screen_and_reports_agree(void **state)
{
	(void)state;
	struct chance r = { 42 };
	struct kit k;
	kit_open_plain(&k, 200);
	for (int tick = 0; tick < 200; tick++) {
		load(&k, &r, 90);
		kit_tick(&k);
		assert_int_equal(k.machine.all.hot, k.wall.arrangement.all.hot);
	}
	kit_close(&k);
}

/* Nothing of what is under the cursor changes but its mark, and there is none before it moves. */
static void the_cursor_hides_nothing(void **state)
{
	(void)state;
	struct chance r = { 43 };
	struct kit k;
	kit_open_plain(&k, 255);
	load(&k, &r, 90);
	kit_tick(&k);
	/* In a heatmap no cpu has a place. */
	for (unsigned view = 0; view < VIEW_HEATMAP; view++) {
		struct canvas before = { 0 };
		int first, rows, marked = 0;
		k.wall.settings.view = (enum view)view;
		k.wall.navigation.cursor.set = false;
		k.wall.arrangement.stale = true;
		kit_frame(&k, 80, 24);
		canvas_copy(&before, &k.canvas);
		assert_int_equal(before.cursor_x, -1);
		struct position at =
			cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine);
		cursor_put(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine, at);
		kit_frame(&k, 80, 24);
		kit_region(&k, &first, &rows);
		for (int i = 0; i < 80 * (first + rows); i++) {
			struct cell *a = &before.cell[i], *b = &k.canvas.cell[i];
			assert_int_equal(a->cursor, CURSOR_NONE);
			marked += b->cursor != CURSOR_NONE;
			b->cursor = CURSOR_NONE;
			assert_memory_equal(a, b, sizeof *a);
		}
		assert_true(marked > 0);
		assert_in_range(k.canvas.cursor_y, first, first + rows - 1);
		assert_in_range(k.canvas.cursor_x, 0, 79);
		canvas_free(&before);
	}
	kit_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_frame_contradicts_itself),
		cmocka_unit_test(screen_and_reports_agree),
		cmocka_unit_test(the_cursor_hides_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
