/*
 * canvas/theme: what can be read. Contrast after WCAG 2 (relative luminance), against the colours
 * that xterm comes with, for the ink on each heat; and which colour may mean what.
 */
#include "canvas/theme.h"

#include "unit/wall_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

struct rgb {
	int r, g, b;
};

/* The first 16 as xterm has them (XTerm-col.ad), then its cube and its greys (256colres.h). */
static struct rgb xterm(int index)
{
	static const int base[16] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const int cube[] = { 0, 95, 135, 175, 215, 255 };
	if (index < 16)
		return (struct rgb){ base[index] >> 16, base[index] >> 8 & 255, base[index] & 255 };
	if (index >= 232) {
		int grey = 8 + 10 * (index - 232);
		return (struct rgb){ grey, grey, grey };
	}
	index -= 16;
	return (struct rgb){ cube[index / 36], cube[index / 6 % 6], cube[index % 6] };
}

static double linear(int channel)
{
	double c = channel / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(int index)
{
	struct rgb c = xterm(index);
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

static double contrast(int a, int b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

/* The palettes with colours. */
static const enum theme coloured[] = { THEME_DEFAULT, THEME_SAFE };
static const int depths[] = { 8, 16, 256 };

/* Bold text of the first eight colours is bright on many terminals, and the ink with it. */
static int as_drawn(struct style s, int colours)
{
	return s.attr & ATTR_BOLD && s.fg >= 0 && s.fg < 8 && colours <= 16 ? s.fg + 8 : s.fg;
}

static void ink_can_be_read_on_every_heat(void **state)
{
	(void)state;
	for (int t = 0; t < 2; t++) {
		for (int d = 0; d < 3; d++) {
			struct palette p;
			palette_make(&p, coloured[t], depths[d]);
			for (unsigned h = 0; h < HEATS; h++) {
				const struct cell cell = { '8', ROLE_INK, (GROUND_HEAT + h) & 0x7f,
							   0 };
				struct style s = palette_style(&p, &cell);
				if (s.bg < 0) {
					assert_int_equal(s.fg, -1);
					continue;
				}
				assert_true(s.fg >= 0);
				int bold = as_drawn(s, depths[d]);
				if (contrast(s.fg, s.bg) < 4.5 || contrast(bold, s.bg) < 4.5)
					fail_msg("%s %d heat %u: %d (or %d) on %d: %.2f (%.2f)",
						 theme_name[coloured[t]], depths[d], h, s.fg, bold,
						 s.bg, contrast(s.fg, s.bg), contrast(bold, s.bg));
			}
		}
	}
}

/* Alerts are words on a ground too. */
static void alerts_can_be_read(void **state)
{
	(void)state;
	for (int t = 0; t < 2; t++) {
		for (int d = 0; d < 3; d++) {
			struct palette p;
			palette_make(&p, coloured[t], depths[d]);
			struct style s = p.role[ROLE_ALERT];
			assert_true(contrast(as_drawn(s, depths[d]), s.bg) >= 4.5);
			assert_true(contrast(s.fg, s.bg) >= 4.5);
		}
	}
}

/* The hot step's colour says one thing. */
static void nothing_else_looks_hot(void **state)
{
	(void)state;
	struct palette p;
	palette_make(&p, THEME_DEFAULT, 256);
	const struct style hot = p.role[ROLE_HEAT + HEATS - 1];
	int ground = p.ground[GROUND_HEAT + HEATS - 1].bg;
	for (int r = 0; r < ROLES; r++) {
		if (r == ROLE_HEAT + HEATS - 1)
			continue;
		if (p.role[r].fg == hot.fg || p.role[r].bg == hot.fg || p.role[r].fg == ground ||
		    p.role[r].bg == ground)
			fail_msg("role %d looks hot", r);
	}
	for (int g = 0; g < GROUND_HEAT + HEATS - 1; g++)
		assert_true(p.ground[g].bg != ground && p.ground[g].bg != hot.fg);
}

/* No step looks like its neighbour where there are colours enough; the hot one like no other. */
static void steps_can_be_told_apart(void **state)
{
	(void)state;
	for (int t = 0; t < 2; t++) {
		for (int d = 0; d < 3; d++) {
			struct palette p;
			palette_make(&p, coloured[t], depths[d]);
			for (int h = 0; h + 1 < HEATS; h++) {
				struct style a = p.role[ROLE_HEAT + h],
					     b = p.role[ROLE_HEAT + HEATS - 1];
				struct style c = p.ground[GROUND_HEAT + h],
					     e = p.ground[GROUND_HEAT + HEATS - 1];
				assert_true(a.fg != b.fg);
				assert_true(c.bg != e.bg);
				b = p.role[ROLE_HEAT + h + 1];
				e = p.ground[GROUND_HEAT + h + 1];
				assert_true(depths[d] < 256 || (a.fg != b.fg && c.bg != e.bg));
			}
			assert_int_equal(p.ground[GROUND_HEAT].bg, -1);
		}
	}
}

/* On the grounds, and as glyphs from the first colour on. */
static void safe_rises_in_lightness(void **state)
{
	(void)state;
	for (int d = 0; d < 3; d++) {
		struct palette p;
		palette_make(&p, THEME_SAFE, depths[d]);
		for (int h = 2; h < HEATS; h++) {
			int a = p.ground[GROUND_HEAT + h - 1].bg, b = p.ground[GROUND_HEAT + h].bg;
			int c = p.role[ROLE_HEAT + h - 1].fg, e = p.role[ROLE_HEAT + h].fg;
			bool more = depths[d] == 256;
			if (luminance(b) < luminance(a) || (more && luminance(b) <= luminance(a)))
				fail_msg("%d colours: ground %d is no lighter than %d", depths[d],
					 b, a);
			if (luminance(e) < luminance(c) || (more && luminance(e) <= luminance(c)))
				fail_msg("%d colours: glyph %d is no lighter than %d", depths[d], e,
					 c);
		}
	}
}

/* Never red against green. */
static bool is_red(int index)
{
	struct rgb c = xterm(index);
	return c.r > 150 && c.g < c.r / 2 && c.b < c.r / 2;
}

static bool is_green(int index)
{
	struct rgb c = xterm(index);
	return c.g > 80 && c.r < c.g * 3 / 4 && c.b < c.g * 3 / 4;
}

static void safe_has_no_red_against_green(void **state)
{
	(void)state;
	for (int d = 0; d < 3; d++) {
		bool red = false, green = false;
		struct palette p;
		palette_make(&p, THEME_SAFE, depths[d]);
		for (int r = 0; r < ROLES; r++) {
			red |= r != ROLE_ALERT && p.role[r].fg >= 0 && is_red(p.role[r].fg);
			green |= p.role[r].fg >= 0 && is_green(p.role[r].fg);
		}
		for (int h = 1; h < HEATS; h++) {
			red |= is_red(p.ground[GROUND_HEAT + h].bg);
			green |= is_green(p.ground[GROUND_HEAT + h].bg);
		}
		assert_false(red && green);
	}
}

/* Only what the terminal has: nothing beyond its number of colours, and -1 for its own. */
static void palettes_use_only_what_there_is(void **state)
{
	(void)state;
	static const int counts[] = { -1, 0, 1, 7, 8, 9, 15, 16, 17, 88, 255, 256, 16777216 };
	for (unsigned t = 0; t < THEMES; t++) {
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
			struct palette p;
			palette_make(&p, (enum theme)t, counts[i]);
			int most = t == THEME_MONO || counts[i] < 8 ? 0 : counts[i];
			most = most > 256 ? 256 : most;
			for (int r = 0; r < ROLES; r++)
				assert_true(p.role[r].fg >= -1 && p.role[r].fg < most &&
					    p.role[r].bg >= -1 && p.role[r].bg < most);
			for (int g = 0; g < GROUNDS; g++)
				assert_true(p.ground[g].fg >= -1 && p.ground[g].fg < most &&
					    p.ground[g].bg >= -1 && p.ground[g].bg < most);
		}
	}
}

/* Without colours, hot still is set apart by attributes, on a ground and as a glyph. */
static void mono_sets_the_hot_apart(void **state)
{
	(void)state;
	struct palette p;
	palette_make(&p, THEME_MONO, 256);
	uint8_t idle = p.role[ROLE_HEAT].attr, hot = p.role[ROLE_HEAT + HEATS - 1].attr;
	assert_true(idle != hot && !(hot & ATTR_DIM));
	for (int h = 0; h < HEATS - 1; h++)
		assert_true(p.ground[GROUND_HEAT + h].attr !=
			    p.ground[GROUND_HEAT + HEATS - 1].attr);
	struct palette none;
	palette_make(&none, THEME_DEFAULT, 0);
	assert_memory_equal(&p, &none, sizeof p);
}

/* The cursor is seen on any cell, in any palette, hot or idle. */
static void the_cursor_is_seen_everywhere(void **state)
{
	(void)state;
	for (unsigned t = 0; t < THEMES; t++) {
		for (int d = 0; d < 3; d++) {
			struct palette p;
			palette_make(&p, (enum theme)t, depths[d]);
			for (unsigned role = 0; role < ROLES; role++) {
				for (unsigned ground = 0; ground < GROUNDS; ground++) {
					struct cell cell = { '8', (uint8_t)role, ground & 0x7f, 0 };
					struct style off = palette_style(&p, &cell);
					cell.cursor = 1;
					struct style on = palette_style(&p, &cell);
					assert_true(on.attr & (ATTR_REVERSE | ATTR_UNDERLINE));
					assert_true(on.attr != off.attr || role == ROLE_ALERT);
				}
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ink_can_be_read_on_every_heat),
		cmocka_unit_test(alerts_can_be_read),
		cmocka_unit_test(nothing_else_looks_hot),
		cmocka_unit_test(steps_can_be_told_apart),
		cmocka_unit_test(safe_rises_in_lightness),
		cmocka_unit_test(safe_has_no_red_against_green),
		cmocka_unit_test(palettes_use_only_what_there_is),
		cmocka_unit_test(mono_sets_the_hot_apart),
		cmocka_unit_test(the_cursor_is_seen_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
