/*
 * What each key does to the wall, by the words of the status line and the places of the slots:
 * choices, notes for keys without effect, groups that open and close, the help.
 */
#include "unit/wall_kit.h"
#include "views/views.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void check_told(struct kit *k, const char *text)
{
	if (!kit_find(k, text, NULL, NULL))
		fail_msg("no \"%s\":\n%s", text, kit_text(k));
}

static void check_not_told(struct kit *k, const char *text)
{
	if (kit_find(k, text, NULL, NULL))
		fail_msg("there is \"%s\":\n%s", text, kit_text(k));
}

static void check_status(struct kit *k, const char *text)
{
	const char *row = kit_row(k, k->canvas.height - 1);
	if (!strstr(row, text))
		fail_msg("no \"%s\" in \"%s\"", text, row);
}

/* n cpus, one interval in, on a screen. */
static void watch(struct kit *k, size_t n, int width, int height)
{
	kit_open_plain(k, n);
	kit_busy_all(k, 100);
	kit_tick(k);
	kit_frame(k, width, height);
}

/* --- The table --- */

static int times_bound(uint32_t press)
{
	int times = 0;
	for (size_t i = 0; i < key_count; i++)
		for (size_t b = 0; b < 2; b++)
			for (size_t a = 0; a < 8 && key_table[i].binding[b].press[a]; a++)
				times += key_table[i].binding[b].press[a] == press;
	return times;
}

static void every_key_means_one_thing(void **state)
{
	(void)state;
	bool used[ACTIONS] = { false };
	for (size_t i = 0; i < key_count; i++) {
		assert_true(key_table[i].keys[0] && key_table[i].effect[0]);
		assert_true(!i || key_table[i].topic >= key_table[i - 1].topic);
		for (size_t b = 0; b < 2; b++) {
			const struct binding *binding = &key_table[i].binding[b];
			used[binding->action] = true;
			for (size_t a = 0; a < 8 && binding->press[a]; a++) {
				assert_int_equal(key_action(binding->press[a]), binding->action);
				assert_int_equal(times_bound(binding->press[a]), 1);
			}
		}
	}
	for (int a = ACTION_NONE + 1; a < ACTIONS; a++)
		assert_true(used[a]);
	assert_int_equal(key_action(PRESS_UNKNOWN), ACTION_NONE);
	assert_int_equal(key_action(0), ACTION_NONE);
}

/* The keys that users of htop, top and less expect (the contract's list). */
static void the_promised_keys_are_there(void **state)
{
	(void)state;
	static const struct {
		uint32_t press;
		enum action action;
	} promised[] = {
		{ 'q', ACTION_QUIT },
		{ '?', ACTION_HELP },
		{ 'h', ACTION_LEFT },
		{ 'j', ACTION_DOWN },
		{ 'k', ACTION_UP },
		{ 'l', ACTION_RIGHT },
		{ PRESS_UP, ACTION_UP },
		{ PRESS_DOWN, ACTION_DOWN },
		{ PRESS_LEFT, ACTION_LEFT },
		{ PRESS_RIGHT, ACTION_RIGHT },
		{ PRESS_PAGE_UP, ACTION_PAGE_UP },
		{ PRESS_PAGE_DOWN, ACTION_PAGE_DOWN },
		{ ' ', ACTION_PAGE_DOWN },
		{ PRESS_HOME, ACTION_HOME },
		{ PRESS_END, ACTION_END },
		{ 'g', ACTION_HOME },
		{ 'G', ACTION_END },
		{ '\t', ACTION_NEXT_VIEW },
		{ 'v', ACTION_NEXT_VIEW },
		{ '1', ACTION_VIEW },
		{ '6', ACTION_VIEW },
		{ 'o', ACTION_OVERFLOW },
		{ '+', ACTION_FINER },
		{ '-', ACTION_COARSER },
		{ 'p', ACTION_PAUSE },
		{ PRESS_F1, ACTION_HELP },
		{ PRESS_F3, ACTION_JUMP },
		{ PRESS_F4, ACTION_FILTER },
		{ PRESS_F6, ACTION_ORDER },
		{ PRESS_F10, ACTION_QUIT },
		{ 'c', ACTION_COOLEST },
		{ 'W', ACTION_SAVE },
		{ '<', ACTION_SLOWER },
		{ '>', ACTION_FASTER },
		{ 0x0c, ACTION_REDRAW },
		{ 't', ACTION_THEME },
		{ 'a', ACTION_ASCII },
		{ '\r', ACTION_OPEN },
		{ 's', ACTION_ORDER },
	};
	for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
		assert_int_equal(key_action(promised[i].press), promised[i].action);
}

/* --- Choices --- */

static void verdicts_say_what_it_takes(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 8, 80, 24);
	assert_int_equal(kit_press(&k, 'q'), VERDICT_QUIT);
	assert_int_equal(kit_press(&k, 0x0c), VERDICT_REDRAW);
	assert_int_equal(kit_press(&k, 't'), VERDICT_STYLE);
	assert_int_equal(kit_press(&k, 'a'), VERDICT_STYLE);
	assert_int_equal(kit_press(&k, '<'), VERDICT_INTERVAL);
	assert_int_equal(kit_press(&k, PRESS_DOWN), VERDICT_FRAME);
	assert_int_equal(kit_press(&k, PRESS_ESCAPE), VERDICT_NONE);
	assert_int_equal(kit_press(&k, PRESS_UNKNOWN), VERDICT_NONE);
	kit_close(&k);
}

static void digits_and_tab_choose_views(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 16, 80, 24);
	for (unsigned v = VIEW_BARS; v <= VIEW_GROUPS; v++) {
		kit_press(&k, '0' + v);
		assert_int_equal(k.wall.arrangement.plan.view, v);
		check_told(&k, view_table[v]->name);
		check_told(&k, view_table[v]->summary);
	}
	kit_press(&k, '0');
	assert_int_equal(k.wall.settings.view, VIEW_AUTO);
	for (unsigned v = 1; v <= VIEWS; v++) {
		kit_press(&k, v % 2 ? '\t' : 'v');
		assert_int_equal(k.wall.settings.view, v % VIEWS);
	}
	for (unsigned v = VIEWS - 1; v > 0; v--) {
		kit_press(&k, PRESS_BACK_TAB);
		assert_int_equal(k.wall.settings.view, v);
	}
	kit_close(&k);
}

/* A view that was asked for is shown; what does not fit is scrolled, and counted. */
static void a_view_that_does_not_fit_scrolls(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 255, 80, 24);
	kit_press(&k, '1');
	assert_int_equal(k.wall.arrangement.plan.view, VIEW_BARS);
	assert_int_equal(k.wall.arrangement.plan.overflow, OVERFLOW_SCROLL);
	check_status(&k, "236");
	kit_close(&k);
}

static void o_goes_through_the_policies(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 255, 80, 24);
	kit_press(&k, '1');
	kit_press(&k, 'o');
	check_status(&k, "overflow scroll");
	assert_true(k.wall.arrangement.plan.view == VIEW_BARS &&
		    k.wall.arrangement.plan.overflow == OVERFLOW_SCROLL);
	kit_press(&k, 'o');
	check_status(&k, "overflow page");
	assert_true(k.wall.arrangement.plan.view == VIEW_BARS &&
		    k.wall.arrangement.plan.overflow == OVERFLOW_PAGE);
	kit_press(&k, 'o');
	check_status(&k, "overflow collapse");
	assert_int_equal(k.wall.arrangement.plan.view, VIEW_GROUPS);
	kit_press(&k, 'o');
	check_status(&k, "overflow auto");
	assert_true(k.wall.arrangement.plan.view == VIEW_BARS &&
		    k.wall.arrangement.plan.overflow == OVERFLOW_SCROLL);
	kit_close(&k);
}

static void p_pauses(void **state)
{
	(void)state;
	static const int size[][2] = { { 80, 24 }, { 40, 10 } };
	for (int i = 0; i < 2; i++) {
		struct kit k;
		watch(&k, 8, size[i][0], size[i][1]);
		kit_press(&k, 'p');
		assert_true(k.wall.settings.paused);
		check_told(&k, "paused");
		kit_press(&k, 'p');
		assert_false(k.wall.settings.paused);
		check_not_told(&k, "paused");
		kit_close(&k);
	}
}

/* Steps are round, reach both ends, and go on from any interval that was asked for. */
static void intervals_go_in_steps(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 8, 80, 24);
	static const double from[] = { 1, 0.05, 0.07, 0.7, 1.5, 59, 3599, 3600 };
	for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
		k.wall.settings.interval = from[i];
		kit_press(&k, i % 2 ? '<' : 'd');
		assert_true(k.wall.settings.interval > from[i] || from[i] >= 3600);
		k.wall.settings.interval = from[i];
		kit_press(&k, i % 2 ? '>' : 'D');
		assert_true(k.wall.settings.interval < from[i] || from[i] <= 0.05);
	}
	k.wall.settings.interval = 1;
	for (int i = 0; i < 30; i++) {
		double before = k.wall.settings.interval;
		kit_press(&k, '<');
		assert_true(k.wall.settings.interval > before || before >= 3600);
	}
	assert_true(k.wall.settings.interval >= 3600 && k.wall.settings.interval <= 3600);
	for (int i = 0; i < 30; i++)
		kit_press(&k, '>');
	assert_true(k.wall.settings.interval >= 0.05 && k.wall.settings.interval < 0.0501);
	check_status(&k, "interval 0.05");
	k.wall.settings.interval = 1.25;
	kit_frame(&k, 80, 24);
	assert_non_null(strstr(kit_row(&k, 0), "1.25s"));
	kit_close(&k);
}

static void t_and_a_change_the_look(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 64, 80, 24);
	kit_press(&k, '4');
	for (unsigned t = 1; t <= THEMES; t++) {
		kit_press(&k, 't');
		assert_int_equal(k.wall.settings.theme, t % THEMES);
		check_status(&k, theme_name[t % THEMES]);
	}
	k.wall.settings.colour = false;
	kit_press(&k, 't');
	check_status(&k, "no colours");
	kit_press(&k, 'a');
	for (int i = 0; i < 80 * 24; i++)
		assert_true(k.canvas.cell[i].glyph < 0x7f);
	kit_press(&k, 'a');
	assert_int_equal(k.wall.settings.glyphs, GLYPHS_UNICODE);
	k.wall.settings.glyphs = k.wall.settings.best_glyphs = GLYPHS_ASCII;
	kit_press(&k, 'a');
	assert_int_equal(k.wall.settings.glyphs, GLYPHS_ASCII);
	check_status(&k, "ASCII");
	kit_close(&k);
}

/* --- Notes --- */

static void keys_without_effect_say_why(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 16, 80, 24);
	for (uint32_t press = '!'; press < 0x7f; press++) {
		if (key_action(press) != ACTION_NONE)
			continue;
		char said[8];
		snprintf(said, sizeof said, "%c ", (char)press);
		assert_int_equal(kit_press(&k, press), VERDICT_FRAME);
		check_status(&k, said);
		check_status(&k, "does nothing");
	}
	kit_press(&k, '1');
	kit_press(&k, '+');
	check_status(&k, "no groups in this view");
	kit_press(&k, '-');
	check_status(&k, "no groups in this view");
	kit_close(&k);
}

/* A note stays for a moment, and the next key ends it. */
static void notes_pass(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 16, 80, 24);
	kit_press(&k, 'x');
	check_status(&k, "does nothing");
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	check_status(&k, "does nothing");
	for (int i = 0; i < 10; i++)
		kit_tick(&k);
	kit_frame(&k, 80, 24);
	check_not_told(&k, "does nothing");
	kit_press(&k, 'x');
	kit_press(&k, PRESS_DOWN);
	check_not_told(&k, "does nothing");
	kit_close(&k);
}

/* --- Scrolling and paging --- */

/* The window and the cursor move as far: from the first page on, and when there is none yet. */
static void a_page_is_a_page(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 100, 80, 24);
	kit_type(&k, "1o");
	const struct plan *p = &k.wall.arrangement.plan;
	assert_int_equal(p->overflow, OVERFLOW_SCROLL);
	size_t rows = (size_t)p->rows;
	assert_false(k.wall.navigation.cursor.set);
	kit_press(&k, PRESS_PAGE_DOWN);
	assert_int_equal(p->top, rows);
	assert_int_equal(k.wall.navigation.cursor.cpu, rows);
	kit_press(&k, PRESS_DOWN);
	kit_press(&k, PRESS_PAGE_DOWN);
	assert_int_equal(p->top, 2 * rows);
	assert_int_equal(k.wall.navigation.cursor.cpu, 2 * rows + 1);
	kit_press(&k, PRESS_PAGE_UP);
	kit_press(&k, PRESS_PAGE_UP);
	assert_int_equal(p->top, 0);
	assert_int_equal(k.wall.navigation.cursor.cpu, 1);
	kit_close(&k);
}

static void pages_follow_each_other(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 100, 80, 24);
	kit_press(&k, '1');
	kit_type(&k, "oo");
	assert_int_equal(k.wall.arrangement.plan.overflow, OVERFLOW_PAGE);
	size_t pages = k.wall.arrangement.plan.pages, rows = (size_t)k.wall.arrangement.plan.rows;
	assert_int_equal(pages, (100 + rows - 1) / rows);
	for (size_t page = 1; page <= pages; page++) {
		char text[40];
		snprintf(text, sizeof text, "page %zu/%zu", page, pages);
		kit_press(&k, page > 1 ? ' ' : 'g');
		check_told(&k, text);
		for (uint32_t cpu = 0; cpu < 100; cpu++) {
			struct slot s;
			assert_int_equal(kit_slot(&k, cpu, &s), cpu / rows == page - 1);
		}
	}
	kit_press(&k, ' ');
	assert_int_equal(k.wall.arrangement.plan.page, pages - 1);
	kit_press(&k, PRESS_PAGE_UP);
	assert_int_equal(k.wall.arrangement.plan.page, pages - 2);
	kit_press(&k, PRESS_END);
	assert_int_equal(k.wall.arrangement.plan.page, pages - 1);
	check_status(&k, "cpu99");
	kit_press(&k, PRESS_HOME);
	assert_int_equal(k.wall.arrangement.plan.page, 0);
	check_status(&k, "cpu0");
	kit_close(&k);
}

/* By lines, and no further than needed to have the cursor in sight. */
static void scrolling_moves_the_window_least(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 100, 80, 24);
	kit_type(&k, "1o");
	assert_int_equal(k.wall.arrangement.plan.overflow, OVERFLOW_SCROLL);
	size_t rows = (size_t)k.wall.arrangement.plan.rows;
	kit_press(&k, 'g');
	for (size_t i = 1; i < 100; i++) {
		kit_press(&k, 'j');
		assert_int_equal(k.wall.arrangement.plan.top, i < rows ? 0 : i - rows + 1);
	}
	for (size_t i = 99; i-- > 0;) {
		kit_press(&k, 'k');
		assert_int_equal(k.wall.arrangement.plan.top, i < 100 - rows ? i : 100 - rows);
	}
	kit_close(&k);
}

/* --- Groups --- */

/* The cpus that have a slot of their own on the screen, as a list. */
static void check_slots(const struct kit *k, const char *list)
{
	struct cpulist own = { 0 };
	struct buf text = { 0 };
	buf_puts(&text, "");
	for (uint32_t row = 0; row < k->machine.usage.rows; row++) {
		struct slot s;
		if (kit_slot(k, row, &s))
			cpulist_add(&own, k->machine.usage.cpu[row], k->machine.usage.cpu[row]);
	}
	cpulist_format(&own, &text);
	assert_string_equal(text.data, list);
	buf_free(&text);
	cpulist_free(&own);
}

/* Groups of 16 ids, the cursor on the first. */
static void watch_blocks(struct kit *k)
{
	kit_open_plain(k, 256);
	kit_busy_all(k, 100);
	kit_tick(k);
	k->wall.settings.range_size = 16;
	k->wall.settings.view = VIEW_GROUPS;
	kit_frame(k, 100, 24);
	kit_press(k, 'g');
	check_status(k, "0-15");
	check_slots(k, "");
}

static void groups_open_in_place(void **state)
{
	(void)state;
	struct kit k;
	watch_blocks(&k);
	kit_press(&k, 'j');
	check_status(&k, "16-31");
	kit_press(&k, '\r');
	check_slots(&k, "16-31");
	check_status(&k, "16-31");
	kit_press(&k, '\r');
	check_slots(&k, "");
	kit_press(&k, PRESS_RIGHT);
	check_slots(&k, "16-31");
	kit_press(&k, PRESS_RIGHT);
	check_status(&k, "cpu16");
	kit_press(&k, PRESS_RIGHT);
	check_status(&k, "cpu17");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "cpu16");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "16-31");
	check_slots(&k, "");
	kit_type(&k, "j\r");
	check_slots(&k, "32-47");
	size_t lines = k.wall.arrangement.plan.lines;
	for (size_t i = 16; i < lines + 2; i++)
		kit_press(&k, 'j');
	check_status(&k, "64-79");
	kit_press(&k, '\r');
	check_slots(&k, "32-47,64-79");
	kit_close(&k);
}

/* What is open stays open when loads, sizes and cpus change. */
static void what_is_open_stays_open(void **state)
{
	(void)state;
	struct kit k;
	watch_blocks(&k);
	kit_type(&k, "jj\r");
	check_slots(&k, "32-47");
	for (int i = 0; i < 5; i++)
		kit_tick(&k);
	kit_frame(&k, 70, 30);
	check_slots(&k, "32-47");
	check_status(&k, "32-47");
	for (size_t i = 0; i < 20; i++)
		k.gone[i] = k.gone[40 + i] = true;
	kit_tick(&k);
	kit_frame(&k, 100, 24);
	check_slots(&k, "32-47");
	for (size_t i = 0; i < 256; i++)
		k.gone[i] = false;
	kit_tick(&k);
	kit_frame(&k, 100, 24);
	check_slots(&k, "32-47");
	check_status(&k, "32-47");
	kit_type(&k, "30");
	assert_int_equal(k.wall.arrangement.plan.view, VIEW_NUMBERS);
	kit_type(&k, "6");
	check_slots(&k, "32-47");
	kit_close(&k);
}

/* Also where the blocks were chosen by room, and there is less of it now. */
static void blocks_by_room_stay_while_open(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 1024);
	kit_tick(&k);
	k.wall.settings.view = VIEW_GROUPS;
	kit_frame(&k, 100, 24);
	kit_type(&k, "gj\r");
	check_slots(&k, "56-111");
	kit_frame(&k, 60, 10);
	check_slots(&k, "56-111");
	check_status(&k, "56-111");
	kit_frame(&k, 120, 50);
	check_slots(&k, "56-111");
	kit_close(&k);
}

static size_t closed_groups(const struct kit *k)
{
	size_t n = 0;
	for (size_t i = 0; i < k->wall.arrangement.plan.lines; i++)
		n += k->wall.arrangement.plan.line[i].kind == LINE_GROUP &&
		     !k->wall.arrangement.plan.line[i].open;
	return n;
}

/* + halves the blocks and - doubles them, to their ends, where a note says so. */
static void blocks_get_finer_and_coarser(void **state)
{
	(void)state;
	struct kit k;
	watch_blocks(&k);
	for (uint32_t size = 16; size > 1; size /= 2) {
		assert_int_equal(closed_groups(&k), 256 / size);
		kit_press(&k, '+');
	}
	assert_int_equal(closed_groups(&k), 256);
	kit_press(&k, '+');
	check_status(&k, "no finer ranges");
	for (uint32_t size = 1; size < 256; size *= 2) {
		assert_int_equal(closed_groups(&k), 256 / size);
		kit_press(&k, '-');
	}
	assert_int_equal(closed_groups(&k), 1);
	kit_press(&k, '-');
	check_status(&k, "one range");
	assert_int_equal(closed_groups(&k), 1);
	kit_close(&k);
}

/* Two packages of two nodes of four caches of four cores of two threads. */
static void watch_topology(struct kit *k)
{
	kit_open_plain(k, 128);
	kit_busy_all(k, 100);
	kit_tick(k);
	kit_tell(k, &(struct kit_shape){ 2, 4, 4, 2, true });
	k->wall.settings.view = VIEW_GROUPS;
	kit_frame(k, 100, 60);
	kit_press(k, 'g');
}

static void levels_get_finer_and_coarser(void **state)
{
	(void)state;
	static const size_t groups[] = { 2, 4, 16, 64 };
	struct kit k;
	watch_topology(&k);
	for (int i = 0; i < 6; i++)
		kit_press(&k, '-');
	check_status(&k, "no coarser groups");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(closed_groups(&k), groups[i]);
		kit_press(&k, '+');
	}
	assert_int_equal(closed_groups(&k), 0);
	kit_press(&k, 'G');
	check_status(&k, "cpu");
	kit_press(&k, '+');
	check_status(&k, "no finer groups");
	kit_press(&k, '-');
	assert_int_equal(closed_groups(&k), 64);
	kit_close(&k);
}

/* From the top, to the one core of a package, and back again. */
static void one_can_walk_down_the_tree(void **state)
{
	(void)state;
	struct kit k;
	watch_topology(&k);
	for (int i = 0; i < 6; i++)
		kit_press(&k, '-');
	kit_press(&k, 'g');
	check_status(&k, "package 0");
	kit_press(&k, PRESS_RIGHT);
	kit_press(&k, PRESS_RIGHT);
	check_status(&k, "node0");
	kit_press(&k, PRESS_RIGHT);
	kit_press(&k, PRESS_RIGHT);
	check_status(&k, "llc 0");
	kit_press(&k, PRESS_RIGHT);
	check_slots(&k, "0-3,64-67");
	kit_press(&k, PRESS_RIGHT);
	check_status(&k, "cpu0");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "llc 0");
	check_slots(&k, "");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "node0");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "node0");
	kit_press(&k, PRESS_LEFT);
	check_status(&k, "package 0");
	kit_press(&k, PRESS_LEFT);
	assert_int_equal(closed_groups(&k), 2);
	kit_close(&k);
}

/* What was open from the start can be closed, and opened again with all that was open in it. */
static void what_was_open_can_be_closed(void **state)
{
	(void)state;
	struct kit k;
	watch_topology(&k);
	size_t lines = k.wall.arrangement.plan.lines, closed = closed_groups(&k);
	check_status(&k, "package 0");
	for (int i = 0; i < 3; i++) {
		kit_press(&k, '\r');
		assert_true(k.wall.arrangement.plan.lines < lines);
		check_status(&k, "package 0");
		kit_press(&k, '\r');
		assert_int_equal(k.wall.arrangement.plan.lines, lines);
		assert_int_equal(closed_groups(&k), closed);
	}
	kit_close(&k);
}

/* --- Filter and order --- */

static void a_filter_is_counted_and_cleared(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 64, 100, 24);
	kit_busy(&k, 50, 990);
	kit_tick(&k);
	kit_type(&k, "f8-15\r");
	assert_int_equal(k.wall.arrangement.shown_count, 8);
	check_status(&k, "56");
	check_status(&k, "max 99% cpu50");
	kit_press(&k, PRESS_ESCAPE);
	assert_int_equal(k.wall.arrangement.shown_count, 64);
	kit_tick(&k);
	kit_tick(&k);
	kit_tick(&k);
	kit_frame(&k, 100, 24);
	check_not_told(&k, "filter");
	kit_close(&k);
}

static void s_goes_through_the_orders(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 64, 80, 24);
	kit_tell(&k, &(struct kit_shape){ .threads = 2, .cores = 4, .far_siblings = true });
	kit_busy(&k, 50, 990);
	kit_tick(&k);
	kit_press(&k, 's');
	check_status(&k, "order topology");
	check_told(&k, "by topology");
	kit_press(&k, 's');
	check_status(&k, "order load");
	struct slot first;
	int top, count;
	kit_region(&k, &top, &count);
	assert_true(kit_slot(&k, 50, &first));
	assert_int_equal(first.y, top + k.wall.arrangement.plan.heading);
	assert_true(first.x < 8);
	kit_press(&k, 's');
	check_status(&k, "order id");
	kit_close(&k);
}

/* --- Help --- */

/* Whether the text is a word, or words, of the frame. */
static bool has_words(struct kit *k, const char *text)
{
	size_t n = strlen(text);
	for (const char *at = kit_text(k); (at = strstr(at, text)); at++)
		if ((at == k->text.data || isspace((unsigned char)at[-1])) &&
		    (!at[n] || isspace((unsigned char)at[n])))
			return true;
	return false;
}

/* Whether a page of the help has the words; it is left at the end. */
static bool is_in_help(struct kit *k, const char *words)
{
	bool found = false;
	unsigned page = 0;
	kit_press(k, '?');
	for (kit_press(k, PRESS_UNKNOWN); !found && k->wall.navigation.help_page == page; page++) {
		found = has_words(k, words);
		kit_press(k, ' ');
	}
	kit_press(k, 'q');
	assert_false(k->wall.navigation.help);
	return found;
}

/* Every key with what it does, and every colour, mark and word, on any screen. */
static void help_tells_everything(void **state)
{
	(void)state;
	static const struct {
		int width, height;
		bool whole; /* texts are not wrapped */
	} screen[] = {
		{ 200, 50, true }, { 80, 24, true }, { 80, 40, true },  { 132, 24, true },
		{ 60, 40, true },  { 60, 15, true }, { 45, 10, true },  { 40, 10, true },
		{ 20, 5, false },  { 30, 8, false }, { 20, 10, false }, { 16, 4, false },
		{ 40, 2, true },   { 40, 1, true },
	};
	static const char *const words[] = {
		"13 to 24%", "90% and more: hot", "usr",  "steal", "iowait", "offline", "avg",
		"max",       "(--hot)",           "peak",
	};
	struct kit k;
	watch(&k, 8, 80, 24);
	for (size_t s = 0; s < sizeof screen / sizeof screen[0]; s++) {
		kit_frame(&k, screen[s].width, screen[s].height);
		for (size_t i = 0; i < key_count; i++)
			if (!is_in_help(&k, key_table[i].keys) ||
			    (screen[s].whole && !is_in_help(&k, key_table[i].effect)))
				fail_msg("%dx%d: where is %s, %s?", screen[s].width,
					 screen[s].height, key_table[i].keys, key_table[i].effect);
		for (size_t i = 0; screen[s].whole && i < sizeof words / sizeof words[0]; i++)
			if (!is_in_help(&k, words[i]))
				fail_msg("%dx%d: where is %s?", screen[s].width, screen[s].height,
					 words[i]);
	}
	kit_close(&k);
}

/* All of it at once where there is room; two screens of 80x24: keys, then the rest. */
static void the_help_s_pages_turn(void **state)
{
	(void)state;
	struct kit k;
	watch(&k, 8, 200, 50);
	kit_press(&k, '?');
	assert_false(has_words(&k, "page 1 of"));
	kit_press(&k, 'q');
	kit_frame(&k, 80, 24);
	kit_press(&k, '?');
	assert_true(has_words(&k, "page 1 of 2") && has_words(&k, "Find & filter"));
	for (int i = 0; i < 3; i++)
		kit_press(&k, PRESS_PAGE_DOWN);
	assert_true(has_words(&k, "page 2 of 2") && has_words(&k, "Marks"));
	kit_press(&k, 'k');
	assert_true(has_words(&k, "page 1 of 2"));
	kit_press(&k, PRESS_UP);
	assert_true(has_words(&k, "page 1 of 2"));
	kit_press(&k, 'q');
	assert_false(k.wall.navigation.help);
	kit_close(&k);
}

/* q, too: nothing ends by a key that was meant for the help. */
static void q_escape_enter_and_help_leave_the_help(void **state)
{
	(void)state;
	static const uint32_t keys[] = { 'q', '?', PRESS_F1, PRESS_F10, PRESS_ESCAPE, '\r' };
	static const uint32_t others[] = { 'x', '1', 's', PRESS_HOME, PRESS_UNKNOWN };
	struct kit k;
	watch(&k, 64, 80, 24);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		kit_press(&k, '?');
		assert_true(k.wall.navigation.help);
		for (size_t o = 0; o < sizeof others / sizeof others[0]; o++)
			assert_int_equal(kit_press(&k, others[o]), VERDICT_NONE);
		assert_int_equal(k.wall.settings.view, VIEW_AUTO);
		assert_int_equal(kit_press(&k, keys[i]), VERDICT_FRAME);
		assert_false(k.wall.navigation.help);
	}
	assert_int_equal(kit_press(&k, 'q'), VERDICT_QUIT);
	kit_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_means_one_thing),
		cmocka_unit_test(the_promised_keys_are_there),
		cmocka_unit_test(verdicts_say_what_it_takes),
		cmocka_unit_test(digits_and_tab_choose_views),
		cmocka_unit_test(a_view_that_does_not_fit_scrolls),
		cmocka_unit_test(o_goes_through_the_policies),
		cmocka_unit_test(p_pauses),
		cmocka_unit_test(intervals_go_in_steps),
		cmocka_unit_test(t_and_a_change_the_look),
		cmocka_unit_test(keys_without_effect_say_why),
		cmocka_unit_test(notes_pass),
		cmocka_unit_test(a_page_is_a_page),
		cmocka_unit_test(pages_follow_each_other),
		cmocka_unit_test(scrolling_moves_the_window_least),
		cmocka_unit_test(groups_open_in_place),
		cmocka_unit_test(what_is_open_stays_open),
		cmocka_unit_test(blocks_by_room_stay_while_open),
		cmocka_unit_test(blocks_get_finer_and_coarser),
		cmocka_unit_test(levels_get_finer_and_coarser),
		cmocka_unit_test(one_can_walk_down_the_tree),
		cmocka_unit_test(what_was_open_can_be_closed),
		cmocka_unit_test(a_filter_is_counted_and_cleared),
		cmocka_unit_test(s_goes_through_the_orders),
		cmocka_unit_test(help_tells_everything),
		cmocka_unit_test(the_help_s_pages_turn),
		cmocka_unit_test(q_escape_enter_and_help_leave_the_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
