/*
 * The cursor: where the arrows take it in each view, that it stays in sight and on what it was
 * put, whatever happens to sizes, views and cpus.
 */
#include "unit/wall_kit.h"

#include "wall/cursor.h"
#include "views/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *look(const struct kit *k)
{
	static char text[160];
	snprintf(text, sizeof text, "%zu cpus, %dx%d, %s %s by %s, cursor on cpu%u", k->count,
		 k->canvas.width, k->canvas.height, view_table[k->wall.settings.view]->name,
		 overflow_name[k->wall.settings.overflow], order_name[k->wall.settings.order],
		 k->wall.navigation.cursor.cpu);
	return text;
}

/* The slot that the cursor stands on; it is on the screen, marked, and alone in being so. */
static struct slot cursor_slot(const struct kit *k)
{
	struct slot s = { 0 };
	const struct canvas *c = &k->canvas;
	size_t row = usage_row(&k->machine.usage, k->wall.navigation.cursor.cpu);
	if (row == SIZE_MAX || !kit_slot(k, (uint32_t)row, &s))
		fail_msg("%s: it is not on the screen", look(k));
	/* What is under it keeps its glyph, role and ground; labels are marked elsewhere, too. */
	for (int i = 0; i < c->width * c->height; i++) {
		int x = i % c->width, y = i / c->width;
		bool on = y >= s.y && y < s.y + s.height && x >= s.x && x < s.x + s.width;
		if (!on && c->cell[i].cursor == CURSOR_VALUE)
			fail_msg("%s: cell %d,%d is marked", look(k), x, y);
	}
	if (c->cursor_y != s.y + plan_value_row(&k->wall.arrangement.plan, &s) ||
	    c->cursor_x < s.x || c->cursor_x >= s.x + s.width ||
	    !c->cell[c->cursor_y * c->width + c->cursor_x].cursor)
		fail_msg("%s: the terminal's cursor is at %d,%d", look(k), c->cursor_x,
			 c->cursor_y);
	return s;
}

static void watch(struct kit *k, size_t n, enum view view, int width, int height)
{
	kit_open_plain(k, n);
	kit_tick(k);
	k->wall.settings.view = view;
	k->wall.settings.overflow = OVERFLOW_SCROLL;
	kit_frame(k, width, height);
	kit_press(k, PRESS_HOME);
	assert_int_equal(k->wall.arrangement.plan.view, view);
}

/* --- Arrows --- */

/* Right and left go through all cpus in order, line after line, and stop at the ends. */
static void right_and_left_go_through_all(void **state)
{
	(void)state;
	for (unsigned view = VIEW_BARS; view <= VIEW_HALVES; view++) {
		struct kit k;
		watch(&k, 150, (enum view)view, 60, 12);
		for (uint32_t cpu = 0; cpu < 150; cpu++) {
			cursor_slot(&k);
			assert_int_equal(k.wall.navigation.cursor.cpu, cpu);
			kit_press(&k, cpu % 2 ? PRESS_RIGHT : 'l');
		}
		assert_int_equal(k.wall.navigation.cursor.cpu, 149);
		for (uint32_t cpu = 149; cpu > 0; cpu--) {
			assert_int_equal(k.wall.navigation.cursor.cpu, cpu);
			kit_press(&k, cpu % 2 ? PRESS_LEFT : 'h');
		}
		kit_press(&k, PRESS_LEFT);
		assert_int_equal(k.wall.navigation.cursor.cpu, 0);
		cursor_slot(&k);
		kit_close(&k);
	}
}

/* The slot that a step down (or up, -1) leads to, from all the slots of the plan; or the same. */
static uint32_t below(const struct kit *k, uint32_t row, int step)
{
	const struct plan *p = &k->wall.arrangement.plan;
	uint32_t m, best = row;
	int least = 1000000;
	size_t line = plan_find(p, row, &m);
	const struct slot here = plan_slot(p, line, &p->seg[p->line[line].seg], m);
	bool halves = view_table[p->form]->per_cell == 2;
	for (uint32_t i = 0; i < k->machine.usage.rows; i++) {
		size_t other = plan_find(p, i, &m);
		const struct slot s = plan_slot(p, other, &p->seg[p->line[other].seg], m);
		/* In halves a line is two rows high. */
		long rows = ((long)other - (long)line) * (halves ? 2 : 1) + s.half - here.half;
		if (halves && s.x != here.x && other == line)
			continue;
		if (rows != step && !(halves && other == line + (size_t)(long)step))
			continue;
		int off = 4 * abs(s.x - here.x) + (rows != step);
		if (off < least) {
			least = off;
			best = i;
		}
	}
	return best;
}

static void up_and_down_keep_the_column(void **state)
{
	(void)state;
	for (unsigned view = VIEW_BARS; view <= VIEW_HALVES; view++) {
		struct chance r = { view };
		struct kit k;
		watch(&k, 150, (enum view)view, 60, 12);
		for (int move = 0; move < 600; move++) {
			int step = chance_below(&r, 2) ? 1 : -1;
			uint32_t wanted = below(&k, k.wall.navigation.cursor.cpu, step);
			kit_press(&k, step > 0 ? PRESS_DOWN : PRESS_UP);
			if (k.wall.navigation.cursor.cpu != wanted)
				fail_msg("%s: %s should lead to cpu%u", look(&k),
					 step > 0 ? "down" : "up", wanted);
			cursor_slot(&k);
			for (uint32_t i = chance_below(&r, 4); i > 0; i--)
				kit_press(&k, chance_below(&r, 2) ? PRESS_RIGHT : PRESS_LEFT);
		}
		kit_close(&k);
	}
}

static void home_end_and_pages(void **state)
{
	(void)state;
	for (unsigned view = VIEW_BARS; view <= VIEW_HALVES; view++) {
		struct kit k;
		watch(&k, 1500, (enum view)view, 60, 12);
		kit_press(&k, PRESS_END);
		assert_int_equal(k.wall.navigation.cursor.cpu, 1499);
		cursor_slot(&k);
		kit_press(&k, 'g');
		assert_int_equal(k.wall.navigation.cursor.cpu, 0);
		size_t line = 0, rows = (size_t)k.wall.arrangement.plan.rows;
		for (int i = 0; i < 5; i++) {
			uint32_t m;
			kit_press(&k, PRESS_PAGE_DOWN);
			line += line + rows < k.wall.arrangement.plan.lines
					? rows
					: k.wall.arrangement.plan.lines - 1 - line;
			assert_int_equal(plan_find(&k.wall.arrangement.plan,
						   k.wall.navigation.cursor.cpu, &m),
					 line);
			cursor_slot(&k);
		}
		kit_press(&k, 'G');
		assert_int_equal(k.wall.navigation.cursor.cpu, 1499);
		for (int i = 0; i < 200; i++)
			kit_press(&k, PRESS_PAGE_UP);
		uint32_t m;
		assert_int_equal(
			plan_find(&k.wall.arrangement.plan, k.wall.navigation.cursor.cpu, &m), 0);
		kit_close(&k);
	}
}

/* --- It stays where it was put --- */

static void it_survives_sizes_and_views(void **state)
{
	(void)state;
	struct chance r = { 1 };
	struct kit k;
	watch(&k, 300, VIEW_NUMBERS, 80, 24);
	for (int i = 0; i < 137; i++)
		kit_press(&k, PRESS_RIGHT);
	for (int i = 0; i < 600; i++) {
		if (chance_below(&r, 2))
			kit_frame(&k, (int)(30 + chance_below(&r, 150)),
				  (int)(5 + chance_below(&r, 40)));
		else
			kit_press(&k, (uint32_t) "0123456os"[chance_below(&r, 9)]);
		if (!chance_below(&r, 4))
			kit_tick(&k);
		assert_int_equal(k.wall.navigation.cursor.cpu, 137);
		struct position at =
			cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine);
		if (!plan_shows(&k.wall.arrangement.plan, at.line) &&
		    k.wall.settings.order != ORDER_LOAD)
			fail_msg("%s: it is out of sight:\n%s", look(&k), kit_text(&k));
		if (at.member != TREE_NONE)
			assert_int_equal(cursor_row(&k.wall.arrangement, at), 137);
	}
	kit_close(&k);
}

/* Its cpu goes offline and comes back: the cursor waits for it in its place. */
static void it_survives_hotplug(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 64, VIEW_NUMBERS, 80, 24);
	for (int i = 0; i < 20; i++)
		kit_press(&k, PRESS_RIGHT);
	struct slot before = cursor_slot(&k);
	k.gone[20] = k.gone[3] = true;
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	struct slot after = cursor_slot(&k);
	assert_true(after.x == before.x && after.y == before.y);
	assert_true(strstr(kit_row(&k, 23), "cpu20") && strstr(kit_row(&k, 23), "offline"));
	k.gone[20] = false;
	kit_tick(&k);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.navigation.cursor.cpu, 20);
	assert_non_null(strstr(kit_row(&k, 23), "cpu20"));
	assert_null(strstr(kit_row(&k, 23), "offline"));
	kit_close(&k);
}

/* Gone for good: it stands on the first one that is left, and moves on from there. */
static void it_survives_the_loss_of_its_cpu(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 64, VIEW_NUMBERS, 80, 24);
	kit_press(&k, PRESS_END);
	assert_int_equal(k.wall.navigation.cursor.cpu, 63);
	for (size_t i = 32; i < 64; i++)
		k.gone[i] = true;
	kit_tick(&k);
	machine_take_facts(&k.machine, "present 0-31\nonline 0-31\n", 25);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.machine.usage.rows, 32);
	struct position at =
		cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine);
	assert_true(at.line != SIZE_MAX && at.member != TREE_NONE);
	kit_press(&k, PRESS_RIGHT);
	assert_true(k.wall.navigation.cursor.cpu < 32);
	cursor_slot(&k);
	kit_close(&k);
}

/* On a group: known by its name, whatever else opens above it. */
static void it_stays_on_its_group(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 256);
	kit_tick(&k);
	k.wall.settings.range_size = 32;
	k.wall.settings.view = VIEW_GROUPS;
	kit_frame(&k, 90, 30);
	kit_press(&k, 'g');
	for (int i = 0; i < 4; i++)
		kit_press(&k, 'j');
	assert_non_null(strstr(kit_row(&k, 29), "128-159"));
	expanded_set(&k.wall.navigation.expanded, &k.wall.arrangement.tree, 1, true);
	k.wall.arrangement.stale = true;
	kit_frame(&k, 90, 30);
	assert_non_null(strstr(kit_row(&k, 29), "128-159"));
	for (int i = 0; i < 30; i++) {
		kit_tick(&k);
		kit_frame(&k, 60 + i, 8 + i);
		assert_non_null(strstr(kit_row(&k, 7 + i), "128-159"));
	}
	kit_close(&k);
}

/* Before a key was pressed there is none to be seen as chosen, and the first stands for it. */
static void the_first_key_begins_at_the_first(void **state)
{
	(void)state;
	for (unsigned view = VIEW_BARS; view <= VIEW_HALVES; view++) {
		struct kit k;
		kit_open_plain(&k, 20);
		kit_tick(&k);
		k.wall.settings.view = (enum view)view;
		kit_frame(&k, 80, 24);
		assert_false(k.wall.navigation.cursor.set);
		assert_non_null(strstr(kit_row(&k, 23), "cpu0"));
		kit_press(&k, PRESS_RIGHT);
		assert_true(k.wall.navigation.cursor.set);
		assert_int_equal(k.wall.navigation.cursor.cpu, 1);
		kit_close(&k);
	}
}

static void there_is_none_without_cpus(void **state)
{
	(void)state;
	static const uint32_t moves[] = { PRESS_UP,    PRESS_DOWN,    PRESS_LEFT,
					  PRESS_RIGHT, PRESS_PAGE_UP, PRESS_PAGE_DOWN,
					  PRESS_HOME,  PRESS_END,     '\r',
					  '+',         '-',           '6' };
	struct kit k;
	kit_open_plain(&k, 0);
	kit_frame(&k, 80, 24);
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		kit_press(&k, moves[i]);
	assert_int_equal(
		cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine).line,
		SIZE_MAX);
	assert_false(k.wall.navigation.cursor.set);
	kit_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_and_left_go_through_all),
		cmocka_unit_test(up_and_down_keep_the_column),
		cmocka_unit_test(home_end_and_pages),
		cmocka_unit_test(it_survives_sizes_and_views),
		cmocka_unit_test(it_survives_hotplug),
		cmocka_unit_test(it_survives_the_loss_of_its_cpu),
		cmocka_unit_test(it_stays_on_its_group),
		cmocka_unit_test(the_first_key_begins_at_the_first),
		cmocka_unit_test(there_is_none_without_cpus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
