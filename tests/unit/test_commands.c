/*
 * Hands on the wall: jumps that reveal, filters, order by load, the detail panel, the mouse, own
 * cost and peaks, read from the frames as a user reads them.
 */
#include "unit/chance.h"
#include "unit/wall_kit.h"

#include "wall/cursor.h"
#include "panels/frame.h"
#include "views/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct {
	int width, height;
} sizes[] = { { 80, 24 }, { 40, 10 }, { 200, 50 }, { 20, 6 } };

enum { SIZES = sizeof sizes / sizeof sizes[0] };

static const struct kit_shape shape = {
	.threads = 2, .cores = 8, .caches = 4, .nodes = 4, .far_siblings = true
};

static const char *status(struct kit *k)
{
	return kit_row(k, k->canvas.height - 1);
}

static void expect_status(struct kit *k, const char *text)
{
	if (!strstr(status(k), text))
		fail_msg("no '%s':\n%s", text, kit_text(k));
}

static void expect_not(struct kit *k, const char *text)
{
	if (strstr(kit_text(k), text))
		fail_msg("'%s':\n%s", text, kit_text(k));
}

static void expect_text(struct kit *k, const char *text)
{
	if (!strstr(kit_text(k), text))
		fail_msg("no '%s':\n%s", text, kit_text(k));
}

/* The cursor stands on the cpu, in a slot of its own that is on the screen and marked. */
static void expect_cursor(struct kit *k, uint32_t cpu, const char *how)
{
	struct slot slot = { 0 };
	const struct cursor *c = &k->wall.navigation.cursor;
	size_t row = usage_row(&k->machine.usage, cpu);
	if (!c->set || c->on_group || c->cpu != cpu || !kit_slot(k, (uint32_t)row, &slot))
		fail_msg("%s: not on cpu%u but %u\n%s", how, cpu, c->cpu, kit_text(k));
	int marked = 0;
	for (int i = 0; i < slot.width * slot.height; i++)
		marked += k->canvas
				  .cell[(slot.y + i / slot.width) * k->canvas.width + slot.x +
					i % slot.width]
				  .cursor != 0;
	/* In the heatmap no cpu has a place of its own. */
	if (k->wall.navigation.prompt.kind == PROMPT_NONE && slot.width &&
	    (k->canvas.cursor_y < slot.y || k->canvas.cursor_y >= slot.y + slot.height ||
	     k->canvas.cursor_x < slot.x || k->canvas.cursor_x >= slot.x + slot.width))
		fail_msg("%s: the terminal's cursor is elsewhere\n%s", how, kit_text(k));
	if (!marked && slot.width)
		fail_msg("%s: nothing is marked\n%s", how, kit_text(k));
}

static void open_machine(struct kit *k, size_t n, bool shaped)
{
	kit_open_plain(k, n);
	if (shaped)
		kit_tell(k, &shape);
	kit_busy(k, 5, 1000);
	kit_tick(k);
}

/* --- Jumps --- */

static void jump(struct kit *k, uint32_t cpu)
{
	char keys[32];
	snprintf(keys, sizeof keys, "/%u\r", cpu);
	kit_type(k, keys);
}

/* In every view, by every policy, at every size: scrolled to, or opened. */
static void try_jumps(size_t n, const uint32_t *cpu, size_t cpus, bool shaped)
{
	struct kit k;
	char how[80];
	open_machine(&k, n, shaped);
	for (unsigned view = 0; view < VIEWS; view++) {
		for (unsigned overflow = 0; overflow < OVERFLOWS; overflow++) {
			for (int size = 0; size < SIZES; size++) {
				kit_new_wall(&k);
				k.wall.settings.view = (enum view)view;
				k.wall.settings.overflow = (enum overflow)overflow;
				kit_frame(&k, sizes[size].width, sizes[size].height);
				for (size_t i = 0; i < cpus; i++) {
					jump(&k, cpu[i]);
					snprintf(how, sizeof how, "%zu, %dx%d, %s, %s", n,
						 sizes[size].width, sizes[size].height,
						 view_table[view]->name, overflow_name[overflow]);
					expect_cursor(&k, cpu[i], how);
				}
			}
		}
	}
	kit_close(&k);
}

static void jumps_reveal(void **state)
{
	(void)state;
	static const uint32_t few[] = { 77, 254, 0, 128 }, many[] = { 8191, 4000 };
	try_jumps(255, few, 4, false);
	try_jumps(255, few, 4, true);
	try_jumps(8192, many, 2, true);
	try_jumps(8192, many, 1, false);
}

/* n leads to the hottest, whatever hides it, then to the next; N back; from elsewhere n begins
 * anew. */
static void the_hottest_is_found(void **state)
{
	static const uint32_t hot[] = { 1000, 5, 3, 900 };
	static const char keys[] = "nnnNNnnn";
	static const uint32_t wanted[] = { 1000, 3, 5, 3, 1000, 3, 5, 900 };
	struct kit k;
	(void)state;
	kit_open_plain(&k, 1024);
	kit_tell(&k, &shape);
	for (uint32_t i = 0; i < 4; i++)
		kit_busy(&k, hot[i], i ? i < 3 ? 800 : 700 : 990);
	kit_tick(&k);
	for (unsigned view = 0; view < VIEWS; view++) {
		for (unsigned overflow = 0; overflow < OVERFLOWS; overflow++) {
			kit_new_wall(&k);
			k.wall.settings.view = (enum view)view;
			k.wall.settings.overflow = (enum overflow)overflow;
			kit_frame(&k, 80, 24);
			for (size_t i = 0; keys[i]; i++) {
				kit_press(&k, (uint32_t)keys[i]);
				expect_cursor(&k, wanted[i], view_table[view]->name);
			}
			kit_press(&k, 'g');
			kit_press(&k, 'n');
			expect_cursor(&k, 1000, "anew");
			kit_press(&k, 'N');
			expect_cursor(&k, 1000, "none is hotter");
		}
	}
	kit_type(&k, "f0-899\rn");
	expect_cursor(&k, 3, "of those that pass the filter");
	kit_close(&k);
}

/* c leads the other way, and n from there to the hottest again. */
static void the_coolest_is_found(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 64);
	kit_busy_all(&k, 950);
	kit_busy(&k, 12, 30);
	kit_busy(&k, 40, 100);
	kit_busy(&k, 7, 1000);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_true(strstr(kit_row(&k, 1), "min 3% cpu12"));
	assert_true(strstr(kit_row(&k, 2), "coolest cpu12 3  cpu40 10"));
	kit_press(&k, 'c');
	expect_cursor(&k, 12, "coolest");
	kit_press(&k, 'c');
	expect_cursor(&k, 40, "the next one");
	kit_press(&k, 'n');
	expect_cursor(&k, 7, "hottest");
	kit_close(&k);
}

/* As long as the cursor stays on the match; then it is the hottest again. */
static void n_goes_to_the_next_match(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 64, false);
	kit_frame(&k, 80, 24);
	kit_type(&k, "/30,40-41\r");
	expect_cursor(&k, 30, "first match");
	kit_press(&k, 'n');
	expect_cursor(&k, 40, "second match");
	expect_status(&k, "match 2 of 3");
	kit_type(&k, "nn");
	expect_cursor(&k, 30, "around");
	kit_press(&k, 'N');
	expect_cursor(&k, 41, "back around");
	kit_press(&k, PRESS_UP);
	kit_press(&k, 'n');
	expect_cursor(&k, 5, "the hottest");
	kit_close(&k);
}

/* What is in force is on the screen, and is there to be changed. */
static void the_filter_is_shown_and_edited(void **state)
{
	(void)state;
	static const struct {
		int width, height;
	} screen[] = { { 80, 24 }, { 60, 12 }, { 120, 40 }, { 60, 8 } };
	struct kit k;
	for (size_t i = 0; i < sizeof screen / sizeof screen[0]; i++) {
		open_machine(&k, 64, false);
		kit_frame(&k, screen[i].width, screen[i].height);
		assert_false(strstr(kit_row(&k, 0), "only"));
		kit_type(&k, "f0-31 <50\r");
		assert_int_equal(k.wall.arrangement.shown_count, 31);
		assert_true(strstr(kit_row(&k, 0), "only 0-31 <50"));
		kit_press(&k, 'f');
		expect_status(&k, "only: 0-31 <50");
		kit_press(&k, PRESS_ESCAPE);
		assert_true(strstr(kit_row(&k, 0), "only 0-31 <50"));
		kit_press(&k, PRESS_ESCAPE);
		assert_false(strstr(kit_row(&k, 0), "only"));
		kit_close(&k);
	}
}

/* Of a machine whose numbers are not known there is no hottest. */
static void nothing_is_hot_before_a_number(void **state)
{
	struct kit k;
	(void)state;
	kit_open_plain(&k, 8);
	kit_frame(&k, 80, 24);
	kit_press(&k, 'n');
	assert_non_null(strstr(kit_text(&k), "no cpu has a number yet"));
	assert_false(k.wall.navigation.cursor.set);
	kit_close(&k);
}

/* Each character leads on, and Escape leads back: cursor, window, what was open. */
static void escape_leads_back(void **state)
{
	(void)state;
	for (unsigned view = 0; view < VIEWS; view++) {
		struct kit k;
		open_machine(&k, 1024, true);
		k.wall.settings.view = (enum view)view;
		k.wall.settings.overflow =
			view == VIEW_GROUPS ? OVERFLOW_COLLAPSE : OVERFLOW_SCROLL;
		kit_frame(&k, 80, 24);
		kit_press(&k, PRESS_DOWN);
		struct buf before = { 0 };
		buf_puts(&before, kit_text(&k));
		kit_type(&k, "/7");
		expect_cursor(&k, 7, "first character");
		kit_type(&k, "7");
		expect_cursor(&k, 77, "second character");
		kit_type(&k, "7");
		expect_cursor(&k, 777, "third character");
		kit_press(&k, 127);
		expect_cursor(&k, 77, "one back");
		kit_press(&k, PRESS_ESCAPE);
		assert_string_equal(kit_text(&k), before.data);
		buf_free(&before);
		kit_close(&k);
	}
}

/* An id that is not there is said, and leads nowhere, not to the beginning of itself either. */
static void unknown_ids_lead_nowhere(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	kit_frame(&k, 80, 24);
	jump(&k, 12);
	kit_type(&k, "/999");
	expect_status(&k, "/999");
	expect_status(&k, "no cpu999 here");
	kit_type(&k, "\r");
	expect_status(&k, "no cpu999 here");
	expect_cursor(&k, 12, "after an unknown id");
	kit_type(&k, "/node7\r");
	expect_status(&k, "no cpu or group node7 here");
	expect_cursor(&k, 12, "after an unknown group");
	kit_type(&k, "/\r"); /* nothing typed, nothing done */
	expect_cursor(&k, 12, "after nothing");
	kit_type(&k, "f0-9\r/12\r");
	expect_status(&k, "cpu12 is filtered out");
	kit_close(&k);
}

static void groups_are_jumped_to(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 1024, true);
	k.wall.settings.view = VIEW_GROUPS;
	for (int size = 0; size < SIZES; size++) {
		kit_new_wall(&k);
		k.wall.settings.view = VIEW_GROUPS;
		kit_frame(&k, sizes[size].width, sizes[size].height);
		kit_type(&k, "/llc 17\r");
		if (k.wall.arrangement.range_in_use)
			continue; /* too low for the topology's groups: its first cpu */
		assert_true(k.wall.navigation.cursor.on_group);
		struct position at =
			cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement, &k.machine);
		assert_true(plan_shows(&k.wall.arrangement.plan, at.line));
		assert_string_equal(
			k.wall.arrangement.tree.group[k.wall.arrangement.plan.line[at.line].group]
				.name,
			"llc 17");
	}
	kit_new_wall(&k);
	kit_frame(&k, 80, 24);
	kit_type(&k, "1/node1\r");
	assert_false(k.wall.navigation.cursor.on_group);
	assert_int_equal(k.wall.navigation.cursor.cpu, 32);
	kit_close(&k);
}

/* The caret is always on the screen, however long the text and narrow the terminal. */
static void the_caret_stays_in_sight(void **state)
{
	(void)state;
	struct kit k;
	struct chance r = { 4 };
	open_machine(&k, 64, false);
	for (int width = 12; width <= 80; width += 7) {
		kit_new_wall(&k);
		kit_frame(&k, width, 10);
		kit_press(&k, chance_below(&r, 2) ? 'f' : '/');
		for (int i = 0; i < 150; i++) {
			static const uint32_t some[] = { PRESS_LEFT, PRESS_HOME, PRESS_END, 127 };
			kit_press(&k, chance_below(&r, 5) ? 'a' + chance_below(&r, 26)
							  : some[chance_below(&r, 4)]);
			const struct cell *line = k.canvas.cell + (size_t)(9 * width);
			int at = k.canvas.cursor_x;
			assert_int_equal(k.canvas.cursor_y, 9);
			assert_in_range(at, 0, width - 1);
			const struct prompt *p = &k.wall.navigation.prompt;
			uint32_t under = p->at < p->length ? (unsigned char)p->text[p->at] : ' ';
			assert_int_equal(line[at].glyph, under);
			if (p->at)
				assert_int_equal(line[at - 1].glyph,
						 (unsigned char)p->text[p->at - 1]);
		}
	}
	kit_close(&k);
}

/* While something is typed keys are text, but for the redraw. */
static void typed_keys_are_text(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 64, false);
	kit_frame(&k, 80, 24);
	assert_int_equal(kit_type(&k, "/q"), VERDICT_FRAME);
	assert_int_equal(kit_press(&k, 0x0c), VERDICT_REDRAW);
	expect_status(&k, "/q");
	kit_press(&k, PRESS_ESCAPE);
	assert_int_equal(kit_press(&k, 'q'), VERDICT_QUIT);
	kit_close(&k);
}

/* --- Filters --- */

static void filters_combine_and_are_cleared(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	kit_busy(&k, 100, 700);
	kit_busy(&k, 101, 300);
	kit_tick(&k);
	for (int size = 0; size < SIZES; size++) {
		kit_new_wall(&k);
		kit_frame(&k, sizes[size].width, sizes[size].height);
		kit_type(&k, "f96-255 >=50\r");
		assert_int_equal(k.wall.arrangement.shown_count, 1);
		assert_int_equal(k.wall.arrangement.shown_cpu[0], 100);
		expect_status(&k, "out");
		expect_status(&k, "254");
		if (sizes[size].width >= 40)
			expect_status(&k, "100%");
		kit_type(&k, "f\02596-255 >=20\r");
		assert_int_equal(k.wall.arrangement.shown_count, 2);
		kit_type(&k, "f\02596-255 >=50\r"); /* at once, not with patience */
		assert_int_equal(k.wall.arrangement.shown_count, 1);
		kit_type(&k, "f\025x\r");
		assert_int_equal(k.wall.arrangement.shown_count, 1); /* a mistake changes nothing */
		expect_status(&k, "x?");
		kit_press(&k, PRESS_ESCAPE);
		assert_int_equal(k.wall.arrangement.shown_count, 255);
		expect_not(&k, "out");
		kit_type(&k, "f300-400\r");
		assert_int_equal(k.wall.arrangement.shown_count, 0);
		if (sizes[size].width >= 40)
			expect_status(&k, "255");
		kit_type(&k, "f\025\r");
		assert_int_equal(k.wall.arrangement.shown_count, 255);
	}
	kit_close(&k);
}

/* One that falls below the threshold stays for a while; it comes in at once. */
static void the_threshold_has_patience(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 16, false);
	k.wall.settings.filter.min = 50;
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.shown_count, 1);
	kit_busy(&k, 9, 600);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.shown_count, 2);
	kit_busy(&k, 9, 400);
	for (int i = 0; i < 2; i++) {
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		assert_int_equal(k.wall.arrangement.shown_count, 2);
	}
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.shown_count, 1);
	expect_status(&k, "15");
	kit_close(&k);
}

/* --- Order --- */

static void the_cursor_stays_with_its_core(void **state)
{
	(void)state;
	struct kit k;
	struct slot slot;
	int first, count;
	open_machine(&k, 100, false);
	kit_frame(&k, 80, 24);
	kit_type(&k, "ss");
	assert_int_equal(k.wall.settings.order, ORDER_LOAD);
	jump(&k, 60);
	kit_busy(&k, 60, 990);
	kit_busy(&k, 5, 100);
	for (int i = 0; i < 4; i++) {
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		assert_int_equal(k.wall.navigation.cursor.cpu, 60);
	}
	kit_region(&k, &first, &count);
	assert_true(kit_slot(&k, 60, &slot));
	assert_int_equal(slot.y, first + k.wall.arrangement.plan.heading);
	assert_true(kit_slot(&k, 5, &slot));
	kit_press(&k, PRESS_HOME);
	assert_int_equal(k.wall.navigation.cursor.cpu, 60);
	kit_press(&k, PRESS_RIGHT);
	assert_int_equal(k.wall.navigation.cursor.cpu, 5);
	kit_close(&k);
}

/* Only those that pass the filter, and all of those, also while cpus come and go. */
static void order_by_load_keeps_the_filter(void **state)
{
	(void)state;
	struct kit k;
	struct chance r = { 8 };
	open_machine(&k, 128, true);
	k.wall.settings.order = ORDER_LOAD;
	cpulist_add(&k.wall.settings.filter.cpus, 10, 90);
	for (int t = 0; t < 200; t++) {
		for (int i = 0; i < 10; i++)
			kit_busy(&k, chance_below(&r, 128), chance_below(&r, 1001));
		k.gone[chance_below(&r, 128)] = t % 3 == 0;
		k.wall.settings.filter.min = t % 50 < 25 ? 0 : 30;
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		size_t members = 0;
		for (size_t s = 0; s < k.wall.arrangement.plan.segs; s++)
			members += k.wall.arrangement.plan.seg[s].count;
		if (k.wall.arrangement.plan.view != VIEW_GROUPS)
			assert_int_equal(members, k.wall.arrangement.shown_count);
		for (size_t i = 0; i < members && k.wall.arrangement.plan.view != VIEW_GROUPS; i++)
			assert_in_range(k.machine.usage.cpu[k.wall.arrangement.plan.member[i]], 10,
					90);
	}
	kit_close(&k);
}

/* --- Detail --- */

static void the_detail_tells_all_of_a_core(void **state)
{
	(void)state;
	static const char *const told[] = { "cpu77",
					    "busy 61%",
					    "node2",
					    "llc",
					    "core",
					    "sibling",
					    "usr",
					    "40.0",
					    "sys",
					    "20.0",
					    "steal",
					    "1.0",
					    "idle",
					    "iowait",
					    "9.0",
					    "30.0",
					    "peak 61%",
					    "soft",
					    "gnice",
					    "guest",
					    "irq",
					    "nice",
					    "2.40 of 3.70 GHz" };
	struct kit k;
	open_machine(&k, 255, true);
	k.load[77] = (struct kit_load){ .usr = 400, .sys = 200, .steal = 10, .iowait = 90 };
	kit_tick(&k);
	for (int size = 0; size < SIZES - 1; size++) {
		kit_new_wall(&k);
		kit_tick(&k);
		k.around.clock_cpu = 77;
		k.around.khz = 2400000;
		k.around.khz_most = 3700000;
		kit_frame(&k, sizes[size].width, sizes[size].height);
		kit_type(&k, "/77\r\r");
		assert_true(k.wall.settings.detail);
		bool all = sizes[size].width >= 80;
		for (size_t i = 0; i < (all ? sizeof told / sizeof told[0] : 3); i++)
			expect_text(&k, told[i]);
		if (!all) {
			/* Of the fields those that are most of its time. */
			expect_text(&k, "usr ");
			expect_text(&k, "40.0");
			expect_text(&k, "20.0");
			expect_not(&k, "gnice");
		}
		/* Another core's clock is not this one's. */
		kit_press(&k, PRESS_RIGHT);
		expect_not(&k, "GHz");
		kit_type(&k, "\r");
		assert_false(k.wall.settings.detail);
	}
	kit_close(&k);
}

/* The panel has its own place: it covers no core, and those that it pushes out are counted. */
static void the_detail_hides_nobody_silently(void **state)
{
	(void)state;
	struct kit k;
	struct chance r = { 6 };
	open_machine(&k, 1024, true);
	for (int i = 0; i < 1500; i++) {
		if (i % 100 == 0)
			kit_new_wall(&k);
		k.wall.settings.view = (enum view)chance_below(&r, VIEWS);
		k.wall.settings.overflow = (enum overflow)chance_below(&r, OVERFLOWS);
		k.wall.settings.detail = true;
		k.wall.arrangement.stale = true;
		kit_frame(&k, (int)kit_scale(&r, 30, 200), (int)kit_scale(&r, 4, 60));
		jump(&k, chance_below(&r, 1024));
		struct regions region = regions_of(k.canvas.width, k.canvas.height, true);
		int width = region.width, height = region.height, top = region.header;
		const struct plan *p = &k.wall.arrangement.plan;
		size_t seen = 0;
		for (size_t l = 0; l < p->lines; l++) {
			const struct line *line = &p->line[l];
			if (!plan_shows(p, l))
				continue;
			if (line->kind == LINE_GROUP && !line->open)
				seen += k.wall.arrangement.tree.group[line->group].count;
			for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
				for (uint32_t m = 0; m < p->seg[s].count; m++) {
					struct slot slot =
						plan_slot(p, l, &p->seg[s], p->seg[s].first + m);
					assert_in_range(slot.x + slot.width, slot.width > 0, width);
					assert_in_range(top + slot.y, top, top + height - 1);
					seen++;
				}
		}
		unsigned told = 0;
		const char *line = status(&k);
		const char *const lead[] = { "\u25b2", "\u25bc" };
		for (int d = 0; d < 2; d++) {
			const char *at = strstr(line, lead[d]);
			if (at && !strncmp(at + 3, lead[1], 3))
				continue; /* both as one sum, told after the second */
			told += at ? (unsigned)strtoul(at + 3, NULL, 10) : 0;
		}
		if (seen + told != 1024)
			fail_msg("%zu seen, %u told:\n%s", seen, told, kit_text(&k));
	}
	kit_close(&k);
}

/* On a group's row it is the group that is told of. */
static void the_detail_tells_of_groups(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 256, true);
	kit_busy_all(&k, 250);
	kit_busy(&k, 70, 1000);
	kit_tick(&k);
	k.wall.settings.view = VIEW_GROUPS;
	kit_frame(&k, 140, 30);
	kit_type(&k, "/70\r\r");
	expect_text(&k, "busy 100%");
	kit_type(&k, "/node2\r");
	assert_true(k.wall.settings.detail);
	expect_text(&k, "node2 \u00b7 ");
	expect_not(&k, "busy 100%");
	expect_text(&k, "peak 100%");
	kit_close(&k);
}

static void no_room_for_detail_is_said(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 8, false);
	kit_frame(&k, 40, 4);
	kit_type(&k, "\r");
	if (regions_of(40, 4, true).detail.height) {
		assert_true(k.wall.settings.detail);
	} else {
		assert_false(k.wall.settings.detail);
		expect_status(&k, "no room");
	}
	kit_frame(&k, 40, 3);
	k.wall.settings.detail = false;
	k.wall.arrangement.stale = true;
	kit_frame(&k, 40, 3);
	kit_type(&k, "\r");
	assert_int_equal(k.wall.settings.detail, regions_of(40, 3, true).detail.height > 0);
	kit_close(&k);
}

/* The newest sample is at the right, and every one of them is where it was, one to the left. */
static void the_sparkline_moves_left(void **state)
{
	enum { SAMPLES = 96 };
	(void)state;
	struct kit k;
	int x, y;
	kit_open_plain(&k, 4);
	kit_frame(&k, 80, 24);
	kit_type(&k, "\r");
	for (int t = 0; t < 2 * SAMPLES; t++) {
		kit_busy(&k, 0, t == 3 ? 1000 : 0);
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		assert_true(kit_find(&k, "peak", NULL, &y));
		y--;
		const struct cell *line = k.canvas.cell + (size_t)(80 * y);
		/* A sample per column; the first had no number. */
		int columns = t + 2, hot = 79 - (t - 3);
		for (x = 79; x > 79 - columns && x >= 8 && t < SAMPLES - 2; x--) {
			bool first = x == 79 - columns + 1;
			uint32_t glyph = first ? ' ' : x == hot && t >= 3 ? 0x2588 : 0x2581;
			if (line[x].glyph != glyph)
				fail_msg("sample %d, column %d: %x, not %x\n%s", t, x,
					 line[x].glyph, glyph, kit_text(&k));
		}
	}
	expect_text(&k, "-12m");
	expect_text(&k, "peak 100%");
	kit_close(&k);
}

/* --- Mouse --- */

/* A click on any part of any slot, and on any group, puts the cursor there. */
static void clicks_select(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, true);
	for (unsigned view = 0; view < VIEWS; view++) {
		kit_new_wall(&k);
		k.wall.settings.view = (enum view)view;
		k.wall.settings.overflow = OVERFLOW_SCROLL;
		kit_frame(&k, 80, 24);
		kit_press(&k, PRESS_PAGE_DOWN);
		bool halves = k.wall.arrangement.plan.form == VIEW_HALVES;
		for (uint32_t row = 0; row < 255; row++) {
			struct slot slot;
			bool shared = row % k.wall.arrangement.plan.share;
			if (!kit_slot(&k, row, &slot) || (halves && slot.half) || shared)
				continue;
			for (int x = slot.x; x < slot.x + slot.width; x++) {
				k.wall.navigation.cursor.set = false;
				wall_click(&k.wall, &k.machine, x, slot.y, false);
				kit_frame(&k, 80, 24);
				expect_cursor(&k, row, view_table[view]->name);
			}
		}
		const struct plan *p = &k.wall.arrangement.plan;
		for (size_t l = p->top; view == VIEW_GROUPS && l < p->lines; l++) {
			if (p->line[l].kind != LINE_GROUP)
				continue;
			int y = wall_first_row(&k.wall) + plan_y(p, l);
			wall_click(&k.wall, &k.machine, 5, y, false);
			assert_true(k.wall.navigation.cursor.on_group);
			assert_int_equal(cursor_find(&k.wall.navigation.cursor, &k.wall.arrangement,
						     &k.machine)
						 .line,
					 l);
		}
	}
	kit_close(&k);
}

/* Elsewhere (header, rulers, status line, panel, off the screen) it does nothing. */
static void clicks_beside_do_nothing(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	kit_frame(&k, 120, 24);
	kit_type(&k, "4/77\r\r");
	for (int y = -3; y < 30; y++) {
		for (int x = -3; x < 130; x++) {
			bool region =
				x >= 0 && x < regions_of(120, 24, true).width &&
				y >= wall_first_row(&k.wall) + k.wall.arrangement.plan.heading &&
				y < 23;
			if (region)
				continue;
			assert_int_equal(wall_click(&k.wall, &k.machine, x, y, false),
					 VERDICT_NONE);
			assert_int_equal(k.wall.navigation.cursor.cpu, 77);
		}
	}
	kit_close(&k);
}

static void double_clicks_open(void **state)
{
	(void)state;
	struct kit k;
	struct slot slot;
	open_machine(&k, 64, true);
	kit_frame(&k, 80, 24);
	assert_true(kit_slot(&k, 9, &slot));
	wall_click(&k.wall, &k.machine, slot.x, slot.y, true);
	assert_true(k.wall.settings.detail);
	assert_int_equal(k.wall.navigation.cursor.cpu, 9);
	kit_type(&k, "\r6");
	int y = wall_first_row(&k.wall) + k.wall.arrangement.plan.heading;
	bool open = k.wall.arrangement.plan.line[0].open;
	wall_click(&k.wall, &k.machine, 2, y, true);
	assert_true(k.wall.arrangement.plan.line[0].open != open);
	wall_click(&k.wall, &k.machine, 2, y, true);
	assert_true(k.wall.arrangement.plan.line[0].open == open);
	/* One click is enough on the sign, and a second one at once does not undo it. */
	wall_click(&k.wall, &k.machine, 0, y, false);
	assert_true(k.wall.arrangement.plan.line[0].open != open);
	wall_click(&k.wall, &k.machine, 0, y, true);
	assert_true(k.wall.arrangement.plan.line[0].open != open);
	wall_click(&k.wall, &k.machine, 0, y, false);
	assert_true(k.wall.arrangement.plan.line[0].open == open);
	kit_type(&k, "-+");
	kit_frame(&k, 80, 7);
	assert_true(k.wall.arrangement.plan.scrollbar);
	y = wall_first_row(&k.wall) + k.wall.arrangement.plan.heading;
	k.wall.navigation.cursor.set = false;
	assert_int_equal(wall_click(&k.wall, &k.machine, 79, y, false), VERDICT_NONE);
	kit_press(&k, '?');
	wall_click(&k.wall, &k.machine, 2, y, true);
	assert_false(k.wall.navigation.help);
	kit_close(&k);
}

static void the_wheel_scrolls(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	k.wall.settings.view = VIEW_BARS;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	kit_frame(&k, 80, 24);
	jump(&k, 3);
	wall_wheel(&k.wall, &k.machine, 3);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.top, 3);
	assert_int_equal(k.wall.navigation.cursor.cpu, 3);
	for (int i = 0; i < 200; i++)
		wall_wheel(&k.wall, &k.machine, 3);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.top, 255 - k.wall.arrangement.plan.rows);
	assert_int_equal(k.wall.navigation.cursor.cpu, 3);
	for (int i = 0; i < 200; i++)
		wall_wheel(&k.wall, &k.machine, -3);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.top, 0);
	k.wall.settings.overflow = OVERFLOW_PAGE;
	k.wall.arrangement.stale = true;
	kit_frame(&k, 80, 24);
	wall_wheel(&k.wall, &k.machine, 3);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.page, 1);
	wall_wheel(&k.wall, &k.machine, -3);
	kit_frame(&k, 80, 24);
	assert_int_equal(k.wall.arrangement.plan.page, 0);
	kit_close(&k);
}

/* --- Peaks, cost, keys in a row --- */

static void peaks_are_marked_and_reset(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 8, false);
	k.wall.settings.view = VIEW_BARS;
	for (int set = 0; set < GLYPH_SETS; set++) {
		int x, y, first, count;
		char mark[8] = "";
		struct buf b = { 0 };
		k.wall.settings.glyphs = (enum glyph_set)set;
		buf_utf8(&b, glyph_table[set].peak);
		snprintf(mark, sizeof mark, "%s", b.data);
		buf_free(&b);
		kit_busy(&k, 3, 800);
		kit_tick(&k);
		kit_busy(&k, 3, 100);
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		kit_region(&k, &first, &count);
		y = first + plan_y(&k.wall.arrangement.plan, 3);
		assert_non_null(strstr(kit_row(&k, y), mark));
		/* Four fifths along the bar. */
		int from = 0, to = 0;
		for (x = 0; x < 80; x++) {
			uint32_t glyph = k.canvas.cell[y * 80 + x].glyph;
			bool bar = glyph == glyph_table[set].empty ||
				   glyph == glyph_table[set].part[PART_USR] ||
				   glyph == glyph_table[set].peak ||
				   (glyph > 0x2588 && glyph < 0x2590); /* its end */
			if (from && !bar)
				break;
			from = bar && !from ? x : from;
			to = bar ? x : to;
		}
		assert_int_equal(k.canvas.cell[y * 80 + from + (to - from + 1) * 4 / 5 - 1].glyph,
				 glyph_table[set].peak);
		kit_press(&k, 'r');
		expect_status(&k, "peaks");
		assert_null(strstr(kit_row(&k, y), mark));
		k.wall.navigation.note[0] = '\0';
		jump(&k, 3);
		expect_status(&k, "peak 10");
		kit_tick(&k);
		kit_tick(&k);
		kit_tick(&k);
	}
	kit_close(&k);
}

static void own_cost_is_told_in_its_room(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	kit_busy(&k, 201, 1000);
	kit_tick(&k);
	k.wall.settings.view = VIEW_BARS;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	kit_frame(&k, 120, 24);
	kit_press(&k, 'i');
	expect_status(&k, "own cost: at the next refresh");
	k.around.own = (struct own_cost){ 1, 212.4, 0.021, 480.2, 3174 };
	for (int size = 0; size < SIZES - 1; size++) {
		kit_frame(&k, sizes[size].width, sizes[size].height);
		expect_status(&k, "212us");
		expect_status(&k, "480");
		expect_status(&k, "3.1");
		/* Not instead of what is hidden. */
		expect_status(&k, "100%");
	}
	k.around.own.cpu_us = 12345;
	kit_frame(&k, 80, 24);
	expect_status(&k, "12.3ms");
	kit_press(&k, 'i');
	expect_not(&k, "ms ");
	kit_close(&k);
}

/* Trouble that lasts gets shorter rather than hide what is hidden. */
static void trouble_hides_nothing(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k, 255, false);
	kit_busy(&k, 201, 1000);
	kit_tick(&k);
	k.wall.settings.view = VIEW_BARS;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	k.around.alert = "/proc/stat: input/output error";
	kit_frame(&k, 40, 10);
	expect_status(&k, "/proc/stat: in");
	expect_status(&k, "248 100%@201");
	kit_close(&k);
}

/* Keys that come faster than frames act on what they see: nothing is taken from a stale plan. */
static void keys_need_no_frames_between(void **state)
{
	(void)state;
	static const uint32_t keys[] = { '/',  '7',        '1',        '\r',       PRESS_ESCAPE,
					 'f',  '>',        '=',        '5',        '0',
					 's',  'o',        '1',        '2',        '3',
					 '4',  '5',        '6',        '0',        '+',
					 '-',  PRESS_DOWN, PRESS_UP,   PRESS_LEFT, PRESS_RIGHT,
					 'G',  'g',        PRESS_HOME, PRESS_END,  'i',
					 'r',  '?',        127,        ' ',        PRESS_PAGE_UP,
					 '\t', 'a',        't',        'p',        21 };
	struct chance r = { 12 };
	for (int round = 0; round < 60; round++) {
		struct kit k;
		size_t n = 1 + chance_below(&r, 300);
		open_machine(&k, n, round & 1);
		kit_frame(&k, (int)(1 + chance_below(&r, 150)), (int)(1 + chance_below(&r, 50)));
		for (int i = 0; i < 400; i++) {
			uint32_t key = keys[chance_below(&r, sizeof keys / sizeof keys[0])];
			wall_press(&k.wall, &k.machine, key);
			if (!chance_below(&r, 8))
				wall_click(&k.wall, &k.machine, (int)chance_below(&r, 150),
					   (int)chance_below(&r, 50), chance_below(&r, 2));
			if (!chance_below(&r, 12))
				wall_wheel(&k.wall, &k.machine, (int)chance_below(&r, 7) - 3);
			if (!chance_below(&r, 10))
				k.gone[chance_below(&r, (uint32_t)n)] ^= n > 1;
			if (!chance_below(&r, 10))
				kit_busy(&k, chance_below(&r, (uint32_t)n), chance_below(&r, 1001));
			if (!chance_below(&r, 10))
				kit_tick(&k);
			if (!chance_below(&r, 5))
				kit_frame(&k, (int)(1 + chance_below(&r, 150)),
					  (int)(1 + chance_below(&r, 50)));
		}
		kit_frame(&k, 80, 24);
		kit_close(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jumps_reveal),
		cmocka_unit_test(the_hottest_is_found),
		cmocka_unit_test(the_coolest_is_found),
		cmocka_unit_test(n_goes_to_the_next_match),
		cmocka_unit_test(the_filter_is_shown_and_edited),
		cmocka_unit_test(nothing_is_hot_before_a_number),
		cmocka_unit_test(escape_leads_back),
		cmocka_unit_test(unknown_ids_lead_nowhere),
		cmocka_unit_test(groups_are_jumped_to),
		cmocka_unit_test(the_caret_stays_in_sight),
		cmocka_unit_test(typed_keys_are_text),
		cmocka_unit_test(filters_combine_and_are_cleared),
		cmocka_unit_test(the_threshold_has_patience),
		cmocka_unit_test(the_cursor_stays_with_its_core),
		cmocka_unit_test(order_by_load_keeps_the_filter),
		cmocka_unit_test(the_detail_tells_all_of_a_core),
		cmocka_unit_test(the_detail_hides_nobody_silently),
		cmocka_unit_test(the_detail_tells_of_groups),
		cmocka_unit_test(no_room_for_detail_is_said),
		cmocka_unit_test(the_sparkline_moves_left),
		cmocka_unit_test(clicks_select),
		cmocka_unit_test(clicks_beside_do_nothing),
		cmocka_unit_test(double_clicks_open),
		cmocka_unit_test(the_wheel_scrolls),
		cmocka_unit_test(peaks_are_marked_and_reset),
		cmocka_unit_test(own_cost_is_told_in_its_room),
		cmocka_unit_test(trouble_hides_nothing),
		cmocka_unit_test(keys_need_no_frames_between),
	};
	return cmocka_run_group_tests_name("act", tests, NULL, NULL);
}
