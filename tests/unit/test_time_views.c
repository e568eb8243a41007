/*
 * The views of time: loads that are known are where they belong, to the column, in every size and
 * of any number of cpus; after hotplug, gaps and pauses; and back in time.
 */
#include "unit/wall_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* An interval of the kit takes so long. */
enum { STEP_S = 10, HOT = HEATS - 1 };

static const struct {
	int width, height;
} sizes[] = { { 80, 24 }, { 40, 10 }, { 200, 50 } };

enum { SIZES = sizeof sizes / sizeof *sizes };

static const size_t counts[] = { 1, 255, 768, 8192 };

enum { COUNTS = sizeof counts / sizeof *counts };

static const struct kit_shape shape = { .threads = 1, .cores = 8, .caches = 8, .nodes = 4 };

static const struct cell *cell_at(const struct kit *k, int x, int y)
{
	return &k->canvas.cell[y * k->canvas.width + x];
}

static const struct plan *plan_of(const struct kit *k)
{
	return &k->wall.arrangement.plan;
}

static void show(struct kit *k, enum view view, int size)
{
	kit_type(k, (const char[]){ (char)('0' + view), 0 });
	kit_frame(k, sizes[size].width, sizes[size].height);
	assert_int_equal(plan_of(k)->view, view);
}

/* The place of the newest column: where its label ends. */
static int newest_x(struct kit *k)
{
	int x;
	if (!kit_find(k, "now", &x, NULL))
		fail_msg("no label of the newest column:\n%s", kit_text(k));
	return x + 2;
}

static void fail_at(struct kit *k, const char *what, int column)
{
	fail_msg("%zu cpus, %dx%d: column %d %s:\n%s", k->count, k->canvas.width, k->canvas.height,
		 column, what, kit_text(k));
}

/* --- A step --- */

/* All idle for 40 intervals, then the cpu is hot for three. */
static void make_step(struct kit *k, size_t n, uint32_t cpu)
{
	kit_open_plain(k, n);
	kit_tell(k, &shape);
	for (int i = 0; i < 40; i++)
		kit_tick(k);
	kit_busy(k, cpu, 1000);
	for (int i = 0; i < 3; i++)
		kit_tick(k);
	kit_frame(k, 80, 24);
}

/* The last row of the line of the cpu, or of the group that it is in. */
static int line_of(struct kit *k, uint32_t row)
{
	const struct plan *p = plan_of(k);
	uint32_t m;
	size_t at = plan_find(p, row, &m);
	for (size_t i = 0; at == SIZE_MAX && i < p->lines; i++) {
		const struct group *g = &k->wall.arrangement.tree.group[p->line[i].group];
		bool closed = p->line[i].kind == LINE_GROUP && !p->line[i].open;
		for (uint32_t j = 0; closed && j < g->count; j++)
			if (arrangement_group_row(&k->wall.arrangement, p->line[i].group, j) == row)
				at = i;
	}
	assert_true(at != SIZE_MAX && plan_shows(p, at));
	int first, count;
	kit_region(k, &first, &count);
	return first + plan_y(p, at) + (int)p->line[at].rows - 1;
}

static void a_step_on_the_timeline(void **state)
{
	(void)state;
	for (size_t c = 0; c < COUNTS; c++) {
		struct kit k;
		uint32_t cpu = counts[c] > 77 ? 77 : 0;
		make_step(&k, counts[c], cpu);
		for (int size = 0; size < SIZES; size++) {
			show(&k, VIEW_TIMELINE, size);
			int x = newest_x(&k), y = line_of(&k, cpu);
			for (int i = 0; i < 12; i++) {
				bool hot = cell_at(&k, x - i, y)->role == ROLE_HEAT + HOT;
				if (hot != (i < 3))
					fail_at(&k, "is wrong", i);
				if (cell_at(&k, x - i, y)->glyph == ' ')
					fail_at(&k, "is blank", i);
			}
		}
		kit_close(&k);
	}
}

/* Of an upper and a lower half: the level of heat, 0 also for what is blank. */
static unsigned half_level(const struct cell *cell, bool lower)
{
	const struct glyphs *g = &glyph_table[GLYPHS_UNICODE];
	unsigned level = cell->role >= ROLE_HEAT ? cell->role - (unsigned)ROLE_HEAT : 0;
	unsigned ground = cell->ground > GROUND_HEAT ? cell->ground - (unsigned)GROUND_HEAT : 0;
	if (cell->glyph == g->upper)
		return lower ? ground : level;
	return cell->glyph == g->lower && lower ? level : 0;
}

/* The level of the cpu's column in the waterfall so many columns of time ago. */
static unsigned waterfall_level(struct kit *k, uint32_t row, int ago)
{
	struct slot slot;
	assert_true(kit_slot(k, row, &slot));
	return half_level(cell_at(k, slot.x, slot.y + ago / 2), ago % 2);
}

/* Before the first interval there is no time that a row could have. */
static void no_row_has_0_seconds(void **state)
{
	struct kit k;
	int x, y;
	(void)state;
	kit_open_plain(&k, 8);
	kit_frame(&k, 80, 24);
	kit_type(&k, "8");
	assert_false(kit_find(&k, "each column", &x, &y));
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_true(kit_find(&k, "each half row 10s", &x, &y));
	kit_close(&k);
}

static void a_step_on_the_waterfall(void **state)
{
	(void)state;
	for (size_t c = 0; c < COUNTS; c++) {
		struct kit k;
		uint32_t cpu = counts[c] > 77 ? 77 : 0;
		make_step(&k, counts[c], cpu);
		for (int size = 0; size < SIZES; size++) {
			show(&k, VIEW_WATERFALL, size);
			uint32_t share = plan_of(&k)->share;
			for (uint32_t row = 0; row < counts[c]; row += 1 + row / 300)
				for (int i = 0; i < 10; i++) {
					unsigned level = waterfall_level(&k, row, i);
					bool hot = row / share == cpu / share && i < 3;
					if (level != (hot ? HOT : 0))
						fail_at(&k, "is wrong", i);
				}
			char text[32];
			snprintf(text, sizeof text, share > 1 ? "%u cpus" : "a cpu", share);
			assert_true(kit_find(&k, text, NULL, NULL));
			/* The newest moments are on top, and say so. */
			struct slot slot;
			assert_true(kit_slot(&k, cpu, &slot));
			assert_non_null(strstr(kit_part(&k, 0, slot.y, 9), "now"));
			/* No more than a third of the columns is left over. */
			const struct plan *p = plan_of(&k);
			int used = p->columns * p->slot, room = p->width - p->names;
			assert_in_range(3 * used, 2 * room, 3 * room);
		}
		kit_close(&k);
	}
}

/* The row of the region that begins with that label. */
static int row_labelled(struct kit *k, const char *label)
{
	int first, count, y;
	kit_region(k, &first, &count);
	for (y = first; y < first + count; y++)
		if (!strcmp(kit_part(k, 0, y, 4), label))
			return y;
	fail_msg("no %s:\n%s", label, kit_text(k));
	return 0;
}

/* One hot cpu is seen among thousands; the others are at the bottom. */
static void a_step_on_the_heatmap(void **state)
{
	(void)state;
	for (size_t c = 0; c < COUNTS; c++) {
		struct kit k;
		make_step(&k, counts[c], 0);
		for (int size = 0; size < SIZES; size++) {
			show(&k, VIEW_HEATMAP, size);
			int x = newest_x(&k), top = row_labelled(&k, "100%");
			int bottom = row_labelled(&k, "  0%");
			for (int i = 0; i < 12; i++) {
				bool hot = cell_at(&k, x - i, top)->role == ROLE_HEAT + HOT;
				bool idle = cell_at(&k, x - i, bottom)->glyph != ' ';
				if (hot != (i < 3) || idle != (counts[c] > 1 || i >= 3))
					fail_at(&k, "is wrong", i);
			}
		}
		kit_close(&k);
	}
}

/* --- A ramp and a wave --- */

/* A cell is as high as the load, and one column is one interval. */
static void a_ramp_rises_to_the_right(void **state)
{
	(void)state;
	const struct glyphs *g = &glyph_table[GLYPHS_UNICODE];
	struct kit k;
	kit_open_plain(&k, 16); /* a row each */
	for (unsigned load = 0; load <= 100; load += 5) {
		kit_busy(&k, 2, 10 * load);
		kit_tick(&k);
	}
	kit_frame(&k, 80, 24);
	show(&k, VIEW_TIMELINE, 0);
	int x = newest_x(&k), y = line_of(&k, 2);
	for (int i = 0; i <= 20; i++) {
		unsigned level = smooth_heat(&k.wall.arrangement.smooth, 100u - 5u * (unsigned)i);
		assert_int_equal(cell_at(&k, x - i, y)->glyph, g->height[level]);
		assert_int_equal(cell_at(&k, x - i, y)->role, ROLE_HEAT + level);
	}
	assert_int_equal(cell_at(&k, x - 21, y)->glyph, ' ');
	kit_close(&k);
}

static void a_wave_goes_through_all_cpus(void **state)
{
	(void)state;
	enum { CPUS = 768, WAVE = 24, TICKS = 32 };
	struct kit k;
	kit_open_plain(&k, CPUS);
	for (uint32_t t = 0; t < TICKS; t++) {
		kit_busy_all(&k, 0);
		for (uint32_t i = 0; i < WAVE; i++)
			kit_busy(&k, t * WAVE + i, 1000);
		kit_tick(&k);
	}
	kit_frame(&k, 80, 24);
	for (int size = 0; size < SIZES; size++) {
		show(&k, VIEW_WATERFALL, size);
		uint32_t share = plan_of(&k)->share;
		int seen = 2 * plan_of(&k)->rows < TICKS ? 2 * plan_of(&k)->rows : TICKS;
		for (int ago = 0; ago < seen; ago++) {
			uint32_t first = (uint32_t)(TICKS - 1 - ago) * WAVE;
			for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
				/* A column is hot if any of its cpus is. */
				uint32_t from = cpu / share * share, end = from + share;
				bool hot = from < first + WAVE && end > first;
				assert_int_equal(waterfall_level(&k, cpu, ago), hot ? HOT : 0);
			}
		}
	}
	kit_close(&k);
}

/* --- Long ago --- */

/* Hot for one interval out of 3,600: seen in the column that holds it, at any zoom. */
static void one_interval_long_ago(void **state)
{
	(void)state;
	enum { TICKS = 3600, WHEN = 17 };
	struct kit k;
	kit_open_plain(&k, 16);
	for (int t = 1; t <= TICKS; t++) {
		kit_busy(&k, 5, t == WHEN ? 1000 : 0);
		kit_tick(&k);
	}
	kit_frame(&k, 200, 50);
	static const int factor[TIME_ZOOMS] = { 1, 2, 5, 10, 15, 30, 60, 120 };
	int found = 0;
	for (int zoom = 0; zoom < TIME_ZOOMS; zoom++) {
		show(&k, VIEW_TIMELINE, 2);
		int x = newest_x(&k), y = line_of(&k, 5), hot = 0, width = factor[zoom] * STEP_S;
		/* Columns of several samples begin at multiples of their length. */
		int64_t now = 1000 + TICKS * STEP_S, then = 1000 + WHEN * STEP_S;
		int64_t end = zoom ? ((now - STEP_S / 2) / width + 1) * width : now;
		int column = (int)((end - then + STEP_S / 2) / width);
		for (int i = 0; i < 140; i++) {
			bool is_hot = cell_at(&k, x - i, y)->role == ROLE_HEAT + HOT;
			hot += is_hot;
			if (is_hot != (i == column))
				fail_at(&k, "is wrong", i);
		}
		found += hot;
		show(&k, VIEW_HEATMAP, 2);
		int top = row_labelled(&k, "100%");
		x = newest_x(&k);
		for (int i = 0; i < 140; i++)
			assert_int_equal(cell_at(&k, x - i, top)->glyph != ' ', i == column);
		kit_type(&k, "z");
	}
	/* From half an hour in each column on. */
	assert_in_range(found, 2, TIME_ZOOMS);
	/* Home leads back to when it was kept first, and there it is in sight again. */
	for (int i = 0; i < TIME_ZOOMS; i++)
		kit_type(&k, "Z");
	show(&k, VIEW_TIMELINE, 2);
	kit_press(&k, PRESS_HOME);
	for (int i = 1; i < WHEN; i++)
		kit_type(&k, ".");
	assert_true(kit_find(&k, "max 100% cpu5", NULL, NULL));
	kit_close(&k);
}

/* --- Cpus that come and go, gaps, pauses --- */

/* What a cpu did stays its own when others leave and come, in every column. */
static void hotplug_moves_nothing(void **state)
{
	(void)state;
	static const uint32_t ids[] = { 2, 3, 5, 7, 11, 13 };
	struct kit k;
	kit_open(&k, ids, 6);
	for (int t = 0; t < 12; t++) {
		kit_busy(&k, 7, t == 4 || t == 9 ? 1000 : 0);
		k.gone[1] = t >= 6 && t < 8;
		k.gone[5] = t < 3;
		kit_tick(&k);
		kit_frame(&k, 80, 24);
	}
	show(&k, VIEW_TIMELINE, 0);
	int x = newest_x(&k);
	for (int i = 0; i < 12; i++) {
		int t = 11 - i;
		bool hot = cell_at(&k, x - i, line_of(&k, 3))->role == ROLE_HEAT + HOT;
		assert_int_equal(hot, t == 4 || t == 9);
		/* Nothing is known of the intervals in which a cpu was gone, or came. */
		assert_int_equal(cell_at(&k, x - i, line_of(&k, 1))->glyph == ' ',
				 t >= 6 && t <= 8);
		assert_int_equal(cell_at(&k, x - i, line_of(&k, 5))->glyph == ' ', t <= 3);
	}
	kit_close(&k);
}

/* While the machine was suspended nothing is known; the axis goes on at its own pace. */
static void a_suspend_is_a_gap(void **state)
{
	(void)state;
	enum { ASLEEP = 7 };
	struct kit k;
	kit_open_plain(&k, 4);
	kit_busy(&k, 1, 1000);
	kit_tick(&k);
	kit_busy(&k, 1, 0);
	kit_tick(&k);
	/* Counters that jump cannot be believed. */
	k.intervals += ASLEEP;
	for (size_t i = 0; i < k.count; i++)
		k.ticks[i][COLUMN_USER] += 1000000000;
	kit_tick(&k);
	kit_tick(&k);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	show(&k, VIEW_TIMELINE, 0);
	int x = newest_x(&k), y = line_of(&k, 1);
	for (int i = 0; i < 2 + ASLEEP + 1 + 2; i++) {
		bool known = i < 2 || i >= 3 + ASLEEP;
		if ((cell_at(&k, x - i, y)->glyph != ' ') != known)
			fail_at(&k, "is wrong", i);
	}
	assert_int_equal(cell_at(&k, x - 3 - ASLEEP - 1, y)->role, ROLE_HEAT + HOT);
	kit_close(&k);
}

/* A pause is one long interval: it takes the columns of its length, and all have its load. */
static void a_pause_takes_its_columns(void **state)
{
	(void)state;
	enum { PAUSED = 5 };
	struct kit k;
	kit_open_plain(&k, 4);
	for (int i = 0; i < 9; i++)
		kit_tick(&k);
	k.intervals += PAUSED;
	kit_busy(&k, 1, 500);
	kit_tick(&k);
	kit_busy(&k, 1, 0);
	kit_tick(&k);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	show(&k, VIEW_TIMELINE, 0);
	int x = newest_x(&k), y = line_of(&k, 1);
	for (int i = 0; i < 12; i++) {
		bool half = i >= 2 && i < 3 + PAUSED;
		assert_int_equal(cell_at(&k, x - i, y)->role ==
					 ROLE_HEAT + smooth_heat(&k.wall.arrangement.smooth, 50),
				 half);
	}
	kit_close(&k);
}

/* --- Other terminals --- */

/* Without colours, digits say how high a load was, and the last one alone that it was hot. */
static void digits_say_it_without_colours(void **state)
{
	(void)state;
	struct kit k;
	make_step(&k, 255, 77);
	k.wall.settings.glyphs = GLYPHS_ASCII;
	k.wall.settings.colour = false;
	show(&k, VIEW_TIMELINE, 0);
	int x = newest_x(&k), y = line_of(&k, 77);
	for (int i = 0; i < 10; i++)
		assert_int_equal(cell_at(&k, x - i, y)->glyph, i < 3 ? '#' : '_');
	show(&k, VIEW_WATERFALL, 0);
	struct slot slot;
	assert_true(kit_slot(&k, 77, &slot));
	for (int i = 0; i < 10; i++)
		assert_int_equal(cell_at(&k, slot.x, slot.y + i)->glyph, i < 3 ? '#' : '_');
	show(&k, VIEW_HEATMAP, 0);
	assert_int_equal(cell_at(&k, 79, row_labelled(&k, "100%"))->glyph, '.');
	for (int i = 0; i < k.canvas.width * k.canvas.height; i++)
		assert_in_range(k.canvas.cell[i].glyph, ' ', '~');
	kit_close(&k);
}

/* --- Back in time --- */

/* All views show the moment; what is not kept is a dash; sampling goes on. */
static void the_past_is_shown(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 8);
	for (unsigned t = 1; t <= 30; t++) {
		kit_busy(&k, 3, t <= 20 ? 10 * t : 0);
		kit_tick(&k);
	}
	kit_frame(&k, 120, 24);
	kit_type(&k, "1");
	for (int i = 0; i < 10; i++)
		kit_type(&k, ",");
	assert_true(k.wall.past.on);
	assert_true(kit_find(&k, "-1m40s", NULL, NULL));
	assert_true(kit_find(&k, "max 20% cpu3", NULL, NULL));
	assert_int_equal(wall_machine(&k.wall, &k.machine)->usage.busy[3], 20);
	struct slot slot;
	assert_true(kit_slot(&k, 3, &slot));
	slot.y += (slot.height - 1) / 2;
	assert_non_null(strstr(kit_row(&k, slot.y), " 20 "));
	assert_non_null(strstr(kit_row(&k, slot.y), "\u2013"));
	for (int i = 0; i < k.canvas.width; i++)
		assert_true(cell_at(&k, i, slot.y)->role != ROLE_USR);
	kit_type(&k, "3");
	assert_true(kit_slot(&k, 3, &slot));
	int middle = slot.y + (slot.height - 1) / 2;
	assert_non_null(strstr(kit_part(&k, slot.x, middle, slot.width), "20"));
	/* The live machine moves on, the moment stays. */
	kit_tick(&k);
	kit_tick(&k);
	kit_frame(&k, 120, 24);
	assert_true(kit_find(&k, "-2m00s", NULL, NULL));
	assert_true(kit_find(&k, "max 20% cpu3", NULL, NULL));
	kit_type(&k, ".");
	assert_true(kit_find(&k, "-1m50s", NULL, NULL));
	kit_type(&k, "[");
	assert_true(kit_find(&k, "max 11% cpu3", NULL, NULL));
	kit_type(&k, "p");
	assert_false(k.wall.past.on);
	assert_false(k.wall.settings.paused);
	assert_true(kit_find(&k, "max 0%", NULL, NULL));
	kit_close(&k);
}

/* What was hot then is so by the threshold of now. */
static void the_past_has_the_same_threshold(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 8);
	k.machine.usage.hot = 60;
	for (unsigned t = 1; t <= 30; t++) {
		kit_busy(&k, 3, t <= 20 ? 700 : 0);
		kit_busy(&k, 4, t <= 20 ? 595 : 0);
		kit_tick(&k);
	}
	kit_frame(&k, 120, 24);
	for (int i = 0; i < 12; i++)
		kit_type(&k, ",");
	assert_true(kit_find(&k, "1 hot", NULL, NULL));
	show(&k, VIEW_TIMELINE, 2);
	for (uint32_t cpu = 3; cpu <= 4; cpu++) {
		int hot = 0, y = line_of(&k, cpu);
		for (int x = 10; x <= 188; x++) /* up to the numbers */
			hot += cell_at(&k, x, y)->role == ROLE_HEAT + HOT;
		assert_int_equal(hot, cpu == 3 ? 18 : 0);
	}
	kit_close(&k);
}

static void the_past_has_ends(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 8);
	for (unsigned t = 1; t <= 30; t++)
		kit_tick(&k);
	kit_frame(&k, 120, 24);
	kit_type(&k, ".");
	assert_true(kit_find(&k, "this is now", NULL, NULL));
	assert_false(k.wall.past.on);
	for (int i = 0; i < 5; i++)
		kit_type(&k, "[");
	assert_true(kit_find(&k, "the oldest moment", NULL, NULL));
	assert_true(kit_find(&k, "-5m00s", NULL, NULL));
	kit_press(&k, PRESS_END);
	assert_false(k.wall.past.on);
	kit_type(&k, ",");
	assert_true(k.wall.past.on);
	kit_type(&k, "]");
	assert_false(k.wall.past.on);
	kit_close(&k);
}

/* A moment that the history no longer holds gives way to the oldest one it has. */
static void the_past_moves_on(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 2);
	for (int t = 1; t <= 20; t++)
		kit_tick(&k);
	kit_frame(&k, 80, 24);
	for (int i = 0; i < 3; i++)
		kit_type(&k, "[");
	for (int t = 1; t <= HISTORY_MOST + 10; t++)
		kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_true(k.wall.past.on);
	assert_int_equal(past_ago(&k.wall.past, &k.wall.arrangement.history), HISTORY_MOST - 1);
	kit_close(&k);
}

/* In the past every view draws, also while cpus come and go. */
static void every_view_shows_the_past(void **state)
{
	(void)state;
	static const char keys[] = ",.[]pzZ123456789+-gGnN\r\r,,,[";
	struct chance r = { 5 };
	for (int round = 0; round < 40; round++) {
		struct kit k;
		kit_open_plain(&k, 1 + chance_below(&r, 300));
		if (chance_below(&r, 2))
			kit_tell(&k, &shape);
		kit_frame(&k, (int)kit_scale(&r, 1, 200), (int)kit_scale(&r, 1, 60));
		for (int i = 0; i < 80; i++) {
			kit_busy(&k, chance_below(&r, (uint32_t)k.count), chance_below(&r, 1001));
			if (!chance_below(&r, 4) && k.count > 1)
				k.gone[1 + chance_below(&r, (uint32_t)k.count - 1)] ^= true;
			kit_tick(&k);
			kit_press(&k, (unsigned char)keys[chance_below(&r, sizeof keys - 1)]);
			if (!chance_below(&r, 8))
				kit_frame(&k, (int)kit_scale(&r, 1, 200),
					  (int)kit_scale(&r, 1, 60));
			for (int j = 0; j < k.canvas.width * k.canvas.height; j++)
				assert_true(kit_printable(k.canvas.cell[j].glyph));
		}
		kit_close(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_on_the_timeline),
		cmocka_unit_test(no_row_has_0_seconds),
		cmocka_unit_test(a_step_on_the_waterfall),
		cmocka_unit_test(a_step_on_the_heatmap),
		cmocka_unit_test(a_ramp_rises_to_the_right),
		cmocka_unit_test(a_wave_goes_through_all_cpus),
		cmocka_unit_test(one_interval_long_ago),
		cmocka_unit_test(hotplug_moves_nothing),
		cmocka_unit_test(a_suspend_is_a_gap),
		cmocka_unit_test(a_pause_takes_its_columns),
		cmocka_unit_test(digits_say_it_without_colours),
		cmocka_unit_test(the_past_is_shown),
		cmocka_unit_test(the_past_has_the_same_threshold),
		cmocka_unit_test(the_past_has_ends),
		cmocka_unit_test(the_past_moves_on),
		cmocka_unit_test(every_view_shows_the_past),
	};
	return cmocka_run_group_tests_name("time views", tests, NULL, NULL);
}
