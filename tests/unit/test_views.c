/*
 * Frames as pictures: at any size, of any machine, every cell holds one glyph to see, numbers are
 * percentages, and what one core does is seen at its own slot and nowhere else.
 */
#include "base/mem.h"
#include "unit/wall_kit.h"
#include "views/stacked_bar.h"
#include "views/views.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const size_t machines[] = { 0, 1, 2, 7, 64, 255, 1024, 4096, 8192 };
enum { MACHINES = sizeof machines / sizeof machines[0] };

/* --- Machines in disorder --- */

static struct kit_load any_load(struct chance *r)
{
	struct kit_load l = { 0 };
	uint16_t *const field[] = { &l.usr, &l.nice, &l.sys,   &l.iowait,
				    &l.irq, &l.soft, &l.steal, &l.guest };
	uint32_t rest = chance_below(r, 4) ? chance_below(r, 1001) : 1000 * chance_below(r, 2);
	for (int i = 0; i < 8 && rest; i++) {
		uint32_t share = i == 7 || !chance_below(r, 3) ? rest : chance_below(r, rest + 1);
		*field[chance_below(r, 8)] += (uint16_t)share;
		rest -= share;
	}
	return l;
}

/* Some cpus are offline, some new, some have counters that fell; the others have any load. */
static void open_mixed(struct kit *k, size_t n, uint64_t seed)
{
	struct chance r = { seed };
	const struct kit_shape shape = { 2, 8, 2, 4, seed % 2 };
	uint32_t *cpu = kit_ids(&r, n, seed % 3 == 0);
	kit_open(k, cpu, n);
	free(cpu);
	kit_tick(k);
	for (size_t i = 0; i < n; i++) {
		uint32_t fate = chance_below(&r, 16);
		k->load[i] = any_load(&r);
		k->gone[i] = n > 1 && fate < 2;
		if (fate == 2)
			k->ticks[i][COLUMN_IDLE] = 0;
	}
	if (n)
		kit_tell(k, &shape);
	kit_tick(k);
	for (size_t i = 0; i < n; i++) {
		if (k->gone[i] && chance_below(&r, 2))
			k->gone[i] = false;
		if (!chance_below(&r, 16) && k->ticks[i][COLUMN_IDLE] > 500)
			k->ticks[i][COLUMN_IDLE] -= 500;
	}
	kit_tick(k);
}

/* --- What must hold of any frame --- */

static const char *look(const struct kit *k)
{
	static char text[128];
	snprintf(text, sizeof text, "%zu cpus, %dx%d, %s %s by %s, %s", k->count, k->canvas.width,
		 k->canvas.height, view_table[k->wall.settings.view]->name,
		 overflow_name[k->wall.settings.overflow], order_name[k->wall.settings.order],
		 glyph_table[k->wall.settings.glyphs].name);
	return text;
}

static void check_glyphs(const struct kit *k)
{
	const struct canvas *c = &k->canvas;
	for (int i = 0; i < c->width * c->height; i++) {
		const struct cell *cell = &c->cell[i];
		bool plain = cell->glyph >= 0x20 && cell->glyph < 0x7f;
		if (!plain &&
		    (k->wall.settings.glyphs == GLYPHS_ASCII || !kit_printable(cell->glyph)))
			fail_msg("%s: U+%04X at %d,%d", look(k), cell->glyph, i % c->width,
				 i / c->width);
		if (cell->role >= ROLES || cell->ground >= GROUNDS)
			fail_msg("%s: role %u ground %u", look(k), cell->role, cell->ground);
	}
}

/* Every number before a percent sign, in header, rows and status line alike. */
static void check_percentages(struct kit *k)
{
	for (const char *p = kit_text(k); (p = strchr(p, '%')); p++) {
		const char *from = p;
		while (from > k->text.data && (isdigit((unsigned char)from[-1]) || from[-1] == '.'))
			from--;
		bool negative = from > k->text.data && from[-1] == '-';
		if (from < p && (strtod(from, NULL) > 100 || negative))
			fail_msg("%s: %.8s\n%s", look(k), from, kit_text(k));
	}
}

/* The number that the text ends with, blanks apart; -1 when it ends with none. */
static long last_number(const char *text)
{
	size_t end = strlen(text), from;
	while (end && text[end - 1] == ' ')
		end--;
	for (from = end; from && isdigit((unsigned char)text[from - 1]);)
		from--;
	return from < end ? strtol(text + from, NULL, 10) : -1;
}

static void check_number(struct kit *k, const struct slot *s, uint32_t row)
{
	const struct usage *u = &k->machine.usage;
	int y = s->y + wall_first_row(&k->wall) + (s->height - 1) / 2;
	const char *text = kit_part(k, s->x, y, s->width);
	long value = last_number(text), wanted = lroundf(10 * u->busy[row]);
	if ((value >= 0) != (u->state[row] == USAGE_OK))
		fail_msg("%s: cpu%u shows \"%s\"", look(k), u->cpu[row], text);
	/* More than a point off is not shown, nor another number where a cpu is idle or all busy,
	 * nor a hot one unless it is. */
	long most = wanted > 2 && wanted < 998 ? 12 : 5;
	if (value >= 0 && (value >= 90) != (u->busy[row] >= USAGE_HOT))
		fail_msg("%s: cpu%u at %.2f shows \"%s\"", look(k), u->cpu[row],
			 (double)u->busy[row], text);
	if (value == 89 && wanted <= 900)
		most = 12;
	if (value > 100 || (value >= 0 && labs(10 * value - wanted) > most))
		fail_msg("%s: cpu%u at %.1f shows \"%s\"", look(k), u->cpu[row],
			 (double)u->busy[row], text);
}

/* A slot of numbers or meters ends with its percentage, or with what stands for none. */
static void check_numbers(struct kit *k)
{
	const struct plan *p = &k->wall.arrangement.plan;
	if (k->wall.navigation.help || (p->view != VIEW_NUMBERS && p->view != VIEW_METERS))
		return;
	for (size_t i = p->top; i < p->lines && plan_shows(p, i); i++) {
		for (uint32_t s = p->line[i].seg; s < p->line[i].seg + p->line[i].segs; s++) {
			const struct seg *seg = &p->seg[s];
			for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
				struct slot slot = plan_slot(p, i, seg, m);
				check_number(k, &slot, p->member[m]);
			}
		}
	}
}

static void check_frame(struct kit *k)
{
	check_glyphs(k);
	check_percentages(k);
	check_numbers(k);
}

/* --- Every size, view and policy --- */

static void choose(struct kit *k, unsigned view, unsigned overflow, unsigned other)
{
	k->wall.settings.view = (enum view)view;
	k->wall.settings.overflow = (enum overflow)overflow;
	k->wall.settings.order = other & 1 ? ORDER_TOPOLOGY : ORDER_ID;
	k->wall.settings.glyphs = (enum glyph_set)(other / 2 % GLYPH_SETS);
	k->wall.settings.colour = other & 8;
	k->wall.settings.range_size = other & 16 ? 64 : 0;
	k->wall.arrangement.stale = true;
}

static void paint_all_ways(struct kit *k, int width, int height, struct chance *r)
{
	for (unsigned view = 0; view < VIEWS; view++) {
		for (unsigned overflow = 0; overflow < OVERFLOWS; overflow++) {
			choose(k, view, overflow, chance_below(r, 32));
			kit_frame(k, width, height);
			check_frame(k);
		}
	}
}

/* Small machines in each view under each policy, large ones in some, at every size to 60x30. */
static void any_machine_at_any_size(void **state)
{
	(void)state;
	struct chance r = { 4 };
	for (unsigned i = 0; i < MACHINES; i++) {
		struct kit k;
		open_mixed(&k, machines[i], i + 1);
		for (int height = 1; height <= 30; height++) {
			for (int width = 1; width <= 60; width++) {
				if (machines[i] <= 7 || (machines[i] == 64 && width % 4 == 1)) {
					paint_all_ways(&k, width, height, &r);
					continue;
				}
				if (machines[i] > 2000 && chance_below(&r, 3))
					continue;
				choose(&k, chance_below(&r, VIEWS), chance_below(&r, OVERFLOWS),
				       chance_below(&r, 32));
				kit_frame(&k, width, height);
				check_frame(&k);
			}
		}
		kit_close(&k);
	}
}

static void any_machine_on_large_screens(void **state)
{
	(void)state;
	static const int size[][2] = { { 80, 24 }, { 132, 43 }, { 200, 50 }, { 500, 200 } };
	struct chance r = { 5 };
	for (unsigned i = 0; i < MACHINES; i++) {
		struct kit k;
		open_mixed(&k, machines[i], i + 20);
		for (size_t s = 0; s < sizeof size / sizeof size[0]; s++)
			paint_all_ways(&k, size[s][0], size[s][1], &r);
		kit_close(&k);
	}
}

/* Help, prompts and notes are frames too. */
static void help_and_notes_at_any_size(void **state)
{
	(void)state;
	struct kit k;
	open_mixed(&k, 255, 9);
	for (int height = 1; height <= 40; height++) {
		for (int width = 1; width <= 130; width++) {
			kit_frame(&k, width, height);
			kit_press(&k, '?');
			check_frame(&k);
			kit_press(&k, 'x');
			wall_note(&k.wall, "a note of some length, \x01\x7f \xe2\x96\x88 \xff\xc3");
			kit_frame(&k, width, height);
			check_frame(&k);
			k.around.alert = width % 2 ? "the source is in trouble" : "";
			k.around.host =
				width % 3 ? "a-rather-long-host-name.example.org\033[7m" : "";
			k.around.load = "12.40 11.02 9.80";
			k.around.up_ns = (int64_t)width * 100000000000000;
		}
	}
	kit_close(&k);
}

/* A machine of which nothing is known yet has no numbers, only dashes. */
static void unknown_is_no_number(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 64);
	for (unsigned view = 0; view < VIEWS; view++) {
		if (view_table[view]->of_time)
			continue; /* what is not known is blank */
		choose(&k, view, OVERFLOW_AUTO, 4);
		kit_frame(&k, 80, 24);
		if (strchr(kit_text(&k), '%') && strstr(kit_text(&k), "max 0%"))
			fail_msg("%s: a maximum of what nobody knows:\n%s", look(&k), kit_text(&k));
		for (uint32_t row = 0; row < 64; row++) {
			struct slot s;
			if (!kit_slot(&k, row, &s))
				continue;
			const char *text = "";
			bool half = k.wall.arrangement.plan.view == VIEW_HALVES, dash = half;
			for (int y = s.y; y < s.y + s.height && !dash; y++)
				dash = strstr(text = kit_part(&k, s.x, y, s.width), "\u2013");
			if (!dash)
				fail_msg("%s: cpu%u shows \"%s\"", look(&k), row, text);
		}
	}
	kit_close(&k);
}

/* Whole, or not at all. */
static void the_word_offline_is_not_cut(void **state)
{
	struct kit k;
	bool met[VIEWS] = { false };
	(void)state;
	kit_open_plain(&k, 3);
	kit_tick(&k);
	k.gone[1] = true;
	kit_tick(&k);
	for (int width = 1; width <= 90; width++) {
		for (unsigned view = VIEW_BARS; view <= VIEW_METERS; view++) {
			k.wall.settings.view = (enum view)view;
			k.wall.arrangement.stale = true;
			kit_frame(&k, width, 8);
			const char *at = strstr(kit_text(&k), "1 o");
			met[view] |= at != NULL;
			if (at && strncmp(at, "1 offline", 9) != 0)
				fail_msg("%s: \"%.9s\"", look(&k), at);
		}
	}
	assert_true(met[VIEW_BARS] && met[VIEW_METERS]);
	kit_close(&k);
}

/* --- One core is seen at its slot --- */

/* Whether a terminal shows the cells alike. */
static bool same_look(const struct palette *p, const struct cell *a, const struct cell *b)
{
	struct style s = palette_style(p, a), t = palette_style(p, b);
	return a->glyph == b->glyph && s.fg == t.fg && s.bg == t.bg && s.attr == t.attr;
}

/* Whether the screen row is that of a group that holds the usage row. */
static bool is_group_row_of(const struct kit *k, int y, uint32_t row)
{
	const struct plan *p = &k->wall.arrangement.plan;
	size_t at = plan_line_at(p, y - wall_first_row(&k->wall));
	if (p->view != VIEW_GROUPS || at == SIZE_MAX || p->line[at].kind != LINE_GROUP)
		return false;
	const struct group *g = &k->wall.arrangement.tree.group[p->line[at].group];
	for (uint32_t i = 0; i < g->count; i++)
		if (k->wall.arrangement.shown[k->wall.arrangement.tree.order[g->first + i]] == row)
			return true;
	return false;
}

/* Compares the regions of the idle frame and of the one in which the row's cpu is hot. */
static void check_difference(const struct kit *k, const struct canvas *idle, uint32_t row,
			     const struct palette *palette)
{
	const struct canvas *hot = &k->canvas;
	struct slot slot;
	bool placed = kit_slot(k, row, &slot), grouped = false;
	int first, count, here = 0;
	kit_region(k, &first, &count);
	for (int y = first; y < first + count; y++) {
		bool group = is_group_row_of(k, y, row);
		grouped |= group;
		for (int x = 0; x < hot->width; x++) {
			const struct cell *a = &idle->cell[y * hot->width + x];
			const struct cell *b = &hot->cell[y * hot->width + x];
			bool own = placed && y >= slot.y && y < slot.y + slot.height &&
				   x >= slot.x && x < slot.x + slot.width;
			if (same_look(palette, a, b))
				continue;
			if (!own && !group)
				fail_msg("%s: cpu%u shows at %d,%d", look(k), row, x, y);
			here++;
		}
	}
	if ((placed || grouped) && !here)
		fail_msg("%s: cpu%u hot is not to be seen", look(k), row);
}

/* Sizes, glyphs and colours to look at it with. */
struct eyes {
	int width, height;
	enum glyph_set glyphs;
	enum theme theme;
	int colours;
};

static void look_at_one(struct kit *k, uint32_t row, const struct eyes *e, unsigned view,
			unsigned overflow)
{
	struct palette palette;
	if (view_table[view]->of_time)
		return; /* it shows elsewhere too: when it was */
	palette_make(&palette, e->theme, false, e->colours);
	kit_new_wall(k); /* no peaks of those looked at before */
	choose(k, view, overflow, 0);
	k->wall.settings.glyphs = e->glyphs;
	k->wall.settings.theme = e->theme;
	k->wall.settings.colour = e->colours > 0;
	kit_busy(k, row, 0);
	kit_tick(k);
	kit_frame(k, e->width, e->height);
	struct canvas idle = k->canvas;
	k->canvas = (struct canvas){ 0 };
	kit_busy(k, row, 1000);
	kit_tick(k);
	kit_frame(k, e->width, e->height);
	check_difference(k, &idle, row, &palette);
	canvas_free(&idle);
	kit_busy(k, row, 0);
	kit_tick(k);
}

static void one_hot_core_shows_at_its_slot(void **state)
{
	(void)state;
	static const struct eyes eyes[] = {
		{ 80, 24, GLYPHS_UNICODE, THEME_DEFAULT, 256 },
		{ 80, 24, GLYPHS_ASCII, THEME_MONO, 0 },
		{ 40, 10, GLYPHS_UNICODE, THEME_MONO, 256 },
		{ 200, 50, GLYPHS_CONSOLE, THEME_SAFE, 8 },
		{ 20, 5, GLYPHS_UNICODE, THEME_DEFAULT, 16 },
	};
	static const size_t count[] = { 1, 2, 7, 64, 255, 1024 };
	struct chance r = { 6 };
	for (size_t i = 0; i < sizeof count / sizeof count[0]; i++) {
		struct kit k;
		kit_open_plain(&k, count[i]);
		for (unsigned view = 0; view < VIEWS; view++) {
			for (size_t e = 0; e < sizeof eyes / sizeof eyes[0]; e++) {
				for (unsigned overflow = 0; overflow < OVERFLOWS; overflow++)
					look_at_one(&k, chance_below(&r, (uint32_t)count[i]),
						    &eyes[e], view, overflow);
				look_at_one(&k, 0, &eyes[e], view, OVERFLOW_AUTO);
				look_at_one(&k, (uint32_t)count[i] - 1, &eyes[e], view,
					    OVERFLOW_AUTO);
			}
		}
		kit_close(&k);
	}
}

static void one_hot_core_of_8192(void **state)
{
	(void)state;
	static const struct eyes eyes[] = {
		{ 80, 24, GLYPHS_UNICODE, THEME_DEFAULT, 256 },
		{ 200, 60, GLYPHS_UNICODE, THEME_MONO, 0 },
	};
	static const uint32_t cpu[] = { 0, 1, 63, 64, 127, 128, 4095, 4096, 8191 };
	struct kit k;
	kit_open_plain(&k, 8192);
	for (size_t e = 0; e < 2; e++)
		for (size_t i = 0; i < sizeof cpu / sizeof cpu[0]; i++)
			look_at_one(&k, cpu[i], &eyes[e], i % 2 ? VIEW_HALVES : VIEW_AUTO,
				    OVERFLOW_AUTO);
	kit_close(&k);
}

/* Which half of a cell is hot can be told, also without colours. */
static void halves_can_be_told_apart(void **state)
{
	(void)state;
	static const struct eyes eyes[] = {
		{ 80, 24, GLYPHS_UNICODE, THEME_DEFAULT, 256 },
		{ 80, 24, GLYPHS_UNICODE, THEME_MONO, 0 },
		{ 80, 24, GLYPHS_ASCII, THEME_MONO, 0 },
		{ 80, 24, GLYPHS_CONSOLE, THEME_DEFAULT, 8 },
	};
	static const unsigned load[] = { 0, 200, 500, 800, 1000 };
	struct kit k;
	kit_open_plain(&k, 2048); /* so many that a slot is one row high */
	for (size_t e = 0; e < sizeof eyes / sizeof eyes[0]; e++) {
		struct palette palette;
		struct cell seen[5][5];
		palette_make(&palette, eyes[e].theme, false, eyes[e].colours);
		choose(&k, VIEW_HALVES, OVERFLOW_SCROLL, 0);
		k.wall.settings.glyphs = eyes[e].glyphs;
		k.wall.settings.colour = eyes[e].colours > 0;
		kit_frame(&k, 80, 24);
		uint32_t lower = 1;
		struct slot a, b = { 0 };
		assert_true(kit_slot(&k, 0, &a));
		while (!kit_slot(&k, lower, &b) || b.x != a.x || b.y != a.y)
			assert_true(++lower < 2048);
		for (int upper = 0; upper < 5; upper++) {
			for (int under = 0; under < 5; under++) {
				kit_busy(&k, 0, load[upper]);
				kit_busy(&k, lower, load[under]);
				kit_tick(&k);
				kit_frame(&k, 80, 24);
				seen[upper][under] = k.canvas.cell[a.y * 80 + a.x];
			}
		}
		for (int i = 0; i < 4; i++)
			if (same_look(&palette, &seen[i][4], &seen[4][i]) ||
			    same_look(&palette, &seen[i][4], &seen[4][4]) ||
			    same_look(&palette, &seen[i][4], &seen[i][i]))
				fail_msg("%s: hot below %u%% looks like something else", look(&k),
					 load[i] / 10);
		for (int i = 1; i < 4; i++)
			assert_false(same_look(&palette, &seen[i][0], &seen[0][i]));
	}
	kit_close(&k);
}

/* --- Bars --- */

static struct canvas bar(const uint64_t ticks[FIELDS], uint64_t total, int width)
{
	struct canvas c = { 0 };
	canvas_reset(&c, width + 2, 1);
	stacked_bar_draw(&c, &glyph_table[GLYPHS_ASCII], 1, 0, width, ticks, total);
	return c;
}

/* As long as its sum, never a column off; parts in their order; the rest is empty. */
static void a_bar_is_as_long_as_its_sum(void **state)
{
	(void)state;
	struct chance r = { 7 };
	const struct glyphs *g = &glyph_table[GLYPHS_ASCII];
	for (int round = 0; round < 20000; round++) {
		uint64_t ticks[FIELDS], total = 0, scale = 1 + kit_scale(&r, 0, 1000000);
		int width = (int)kit_scale(&r, 1, 200), filled = 0;
		for (int f = 0; f < FIELDS; f++)
			total += ticks[f] =
				chance_below(&r, 3) ? 0 : chance_below(&r, (uint32_t)scale);
		if (!total)
			total = ticks[FIELD_IDLE] = 1;
		struct canvas c = bar(ticks, total, width);
		while (filled < width && c.cell[1 + filled].glyph != g->empty)
			filled++;
		for (int x = filled; x < width; x++)
			assert_int_equal(c.cell[1 + x].glyph, g->empty);
		uint64_t sum = total - ticks[FIELD_IDLE];
		int64_t off = (int64_t)(2 * sum * (uint64_t)width) - (int64_t)(2 * total) * filled;
		assert_true(off <= (int64_t)total && off >= -(int64_t)total);
		assert_int_equal(c.cell[0].glyph, ' ');
		assert_int_equal(c.cell[width + 1].glyph, ' ');
		canvas_free(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_machine_at_any_size),
		cmocka_unit_test(any_machine_on_large_screens),
		cmocka_unit_test(help_and_notes_at_any_size),
		cmocka_unit_test(unknown_is_no_number),
		cmocka_unit_test(the_word_offline_is_not_cut),
		cmocka_unit_test(one_hot_core_shows_at_its_slot),
		cmocka_unit_test(one_hot_core_of_8192),
		cmocka_unit_test(halves_can_be_told_apart),
		cmocka_unit_test(a_bar_is_as_long_as_its_sum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
