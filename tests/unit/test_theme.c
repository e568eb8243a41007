/*
 * canvas/theme: what can be read. Contrast after WCAG 2 (relative luminance) on a dark background
 * and on a light one, against the colours that xterm and the Linux console come with: 4.5:1 for
 * text, 3:1 for marks; and which colour may mean what.
 */
#include "canvas/theme.h"

#include "unit/wall_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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

static double luminance_of(struct rgb c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

static double luminance(int index)
{
	return luminance_of(xterm(index));
}

static double contrast_of(struct rgb a, struct rgb b)
{
	double x = luminance_of(a) + 0.05, y = luminance_of(b) + 0.05;
	return x > y ? x / y : y / x;
}

static double contrast(int a, int b)
{
	return contrast_of(xterm(a), xterm(b));
}

static const int depths[] = { 8, 16, 256 };

/* With few colours, bold text of the first eight is bright on many terminals, ink included. */
static int as_drawn(struct style s, int colours)
{
	return s.attr & ATTR_BOLD && s.fg >= 0 && s.fg < 8 && colours <= 16 ? s.fg + 8 : s.fg;
}

/* A palette, where it is seen, and a name for messages. */
struct sight {
	struct palette p;
	enum theme theme;
	bool light;
	int colours;
	char name[40];
};

/* All of them, one by one: of themes that have colours, or of all. */
static bool next_sight(struct sight *s, unsigned *i, bool coloured)
{
	unsigned n = (*i)++;
	s->colours = depths[n % 3];
	s->light = n / 3 % 2;
	s->theme = (enum theme)(n / 6);
	if (n / 6 >= (coloured ? THEME_MONO : THEMES))
		return false;
	palette_make(&s->p, s->theme, s->light, s->colours);
	s->light |= s->theme == THEME_LIGHT;
	snprintf(s->name, sizeof s->name, "%s, %d colours, %s", theme_name[s->theme], s->colours,
		 s->light ? "light" : "dark");
	return true;
}

/* --- Contrast --- */

/* The Linux console's first eight colours, and the bright ones that bold makes of them. */
static struct rgb console(int index)
{
	static const int base[16] = {
		0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
	};
	return (struct rgb){ base[index] >> 16, base[index] >> 8 & 255, base[index] & 255 };
}

/* A terminal's colours: of its backgrounds, of its text, and the palette. */
struct screen {
	struct rgb ground, text;
	struct rgb (*colour)(int index);
};

static struct rgb mix(struct rgb a, struct rgb b, int percent)
{
	return (struct rgb){ (a.r * percent + b.r * (100 - percent)) / 100,
			     (a.g * percent + b.g * (100 - percent)) / 100,
			     (a.b * percent + b.b * (100 - percent)) / 100 };
}

static double contrast_on(const struct screen *screen, struct style s, int colours)
{
	int index = as_drawn(s, colours);
	struct rgb bg = s.bg < 0 ? screen->ground : screen->colour(s.bg);
	struct rgb fg = index < 0 ? screen->text : screen->colour(index);
	return contrast_of(s.attr & ATTR_DIM ? mix(fg, bg, 60) : fg, bg);
}

/*
 * Kinds of time are text too, in columns of figures; with the terminal's own colours they are as
 * legible as marks, since it has too few that are more. So is what is dim: how dim is its choice.
 */
static double wanted(unsigned role, struct style s, int colours)
{
	if (role == ROLE_EMPTY || role == ROLE_MARK || role == ROLE_SCROLL || s.attr & ATTR_DIM)
		return 3;
	return role >= ROLE_USR && role <= ROLE_GUEST && colours < 256 ? 3 : 4.5;
}

static void check_contrast(const struct sight *s, const struct screen *screen, const char *where)
{
	for (unsigned r = 0; r < ROLES; r++) {
		double found = contrast_on(screen, s->p.role[r], s->colours);
		if (r != ROLE_INK && found < wanted(r, s->p.role[r], s->colours))
			fail_msg("%s, %s: role %u has %.2f:1, not %.1f:1", s->name, where, r, found,
				 wanted(r, s->p.role[r], s->colours));
	}
	for (int h = 1; h < HEATS; h++) {
		double found = contrast_on(screen, s->p.ground[GROUND_HEAT + h], s->colours);
		/* Black on the console's yellow, a brown, has 4.01:1, and nothing has more on it.
		 */
		if (found < (screen->colour == console ? 4 : 4.5))
			fail_msg("%s, %s: ink on level %d has %.2f:1", s->name, where, h, found);
	}
}

static void all_can_be_read(void **state)
{
	(void)state;
	static const struct rgb black = { 0, 0, 0 }, white = { 255, 255, 255 };
	static const struct rgb dark = { 0x16, 0x18, 0x1d }, grey = { 0xd0, 0xd0, 0xd0 };
	static const struct rgb console_grey = { 0xaa, 0xaa, 0xaa };
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		const struct screen on_white = { white, black, xterm };
		const struct screen on_black = { black, grey, xterm };
		const struct screen on_dark = { dark, grey, xterm };
		const struct screen on_console = { black, console_grey, console };
		if (s.light) {
			check_contrast(&s, &on_white, "white");
			continue;
		}
		check_contrast(&s, &on_black, "black");
		if (s.colours == 256)
			check_contrast(&s, &on_dark, "dark grey");
		if (s.colours == 8)
			check_contrast(&s, &on_console, "console");
	}
}

/* Bold ink may be bright or not, depending on the terminal. */
static void ink_can_be_read_bold_or_not(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		for (int h = 0; h < HEATS; h++) {
			struct style ink = s.p.ground[GROUND_HEAT + h];
			if (ink.bg < 0)
				assert_int_equal(ink.fg, -1);
			else if (contrast(ink.fg, ink.bg) < 4.5 ||
				 contrast(as_drawn(ink, s.colours), ink.bg) < 4.5)
				fail_msg("%s, level %d: %d on %d", s.name, h, ink.fg, ink.bg);
		}
		struct style alert = s.p.role[ROLE_ALERT];
		assert_true(contrast(as_drawn(alert, s.colours), alert.bg) >= 4.5);
		assert_true(contrast(alert.fg, alert.bg) >= 4.5);
	}
}

/* --- What a colour means --- */

/* The hot step's colour says one thing. */
static void nothing_else_looks_hot(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		const struct style hot = s.p.role[ROLE_HEAT + HEATS - 1];
		int ground = s.p.ground[GROUND_HEAT + HEATS - 1].bg;
		for (int r = 0; s.colours == 256 && r < ROLES - 1; r++) {
			struct style other = s.p.role[r];
			if (other.fg == hot.fg || other.bg == hot.fg || other.fg == ground ||
			    other.bg == ground)
				fail_msg("%s: role %d looks hot", s.name, r);
		}
		for (int h = 0; h < HEATS - 1; h++) {
			assert_true(s.p.ground[GROUND_HEAT + h].bg != ground);
			assert_true(s.p.ground[GROUND_HEAT + h].bg != hot.fg);
			assert_true(s.p.role[ROLE_HEAT + h].fg != hot.fg);
		}
	}
}

/* No step looks like its neighbour where there are colours enough. */
static void steps_can_be_told_apart(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		for (int h = 0; s.colours == 256 && h + 1 < HEATS; h++) {
			assert_true(s.p.role[ROLE_HEAT + h].fg != s.p.role[ROLE_HEAT + h + 1].fg);
			assert_true(s.p.ground[GROUND_HEAT + h].bg !=
				    s.p.ground[GROUND_HEAT + h + 1].bg);
		}
		assert_int_equal(s.p.ground[GROUND_HEAT].bg, -1);
	}
}

/* CIE L*a*b*, white point D65. */
static void lab(int index, double out[3])
{
	struct rgb c = xterm(index);
	double r = linear(c.r), g = linear(c.g), b = linear(c.b), f[3];
	const double xyz[3] = { (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
				0.2126 * r + 0.7152 * g + 0.0722 * b,
				(0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089 };
	for (int i = 0; i < 3; i++)
		f[i] = xyz[i] > 0.008856 ? cbrt(xyz[i]) : 7.787 * xyz[i] + 16 / 116.0;
	out[0] = 116 * f[1] - 16;
	out[1] = 500 * (f[0] - f[1]);
	out[2] = 200 * (f[1] - f[2]);
}

/* How different two colours look: 2.3 is just noticeable (CIE 1976). */
static double distance(int a, int b)
{
	double x[3], y[3];
	lab(a, x);
	lab(b, y);
	return sqrt((x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]) +
		    (x[2] - y[2]) * (x[2] - y[2]));
}

/* With 256 colours, no level of heat and no kind of time share a colour, nor look alike. */
static void time_does_not_look_like_heat(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		for (unsigned r = ROLE_USR; s.colours == 256 && r <= ROLE_GUEST; r++) {
			int kind = s.p.role[r].fg;
			for (int h = 0; h < HEATS; h++) {
				int glyph = s.p.role[ROLE_HEAT + h].fg;
				int ground = s.p.ground[GROUND_HEAT + h].bg;
				if (distance(kind, glyph) < 10 ||
				    (ground >= 0 && distance(kind, ground) < 10))
					fail_msg("%s: role %u (%d) looks like level %d", s.name, r,
						 kind, h);
			}
			for (unsigned other = ROLE_USR; other < r; other++)
				if (distance(kind, s.p.role[other].fg) < 15)
					fail_msg("%s: roles %u and %u look alike", s.name, r,
						 other);
		}
	}
}

/* With few colours, too, no two kinds of time look the same. */
static void kinds_of_time_differ(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);)
		for (unsigned r = ROLE_USR; r <= ROLE_GUEST; r++)
			for (unsigned other = ROLE_USR; other < r; other++)
				if (!memcmp(&s.p.role[r], &s.p.role[other], sizeof s.p.role[r]))
					fail_msg("%s: roles %u and %u are the same", s.name, r,
						 other);
}

/* Idle has no colour: grey, or the terminal's own. */
static void idle_is_colourless(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, false);) {
		int fg = s.p.role[ROLE_HEAT].fg;
		struct rgb c = { 0 };
		if (fg >= 0)
			c = xterm(fg);
		assert_true(c.r == c.g && c.g == c.b);
		assert_true(fg >= 0 || s.p.role[ROLE_HEAT].attr & ATTR_DIM);
	}
}

/* Two cpus in one character: a level looks the same in either half. */
static void halves_of_one_level_look_alike(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		for (unsigned h = 1; h < HEATS; h++) {
			struct cell cell = { 0x2580, (uint8_t)(ROLE_HEAT + h),
					     (uint8_t)(GROUND_HEAT + h), 0 };
			struct style seen = palette_style(&s.p, &cell);
			assert_int_equal(seen.fg, seen.bg);
		}
	}
}

static void check_rise(const struct sight *s, int before, int after)
{
	double rise = luminance(after) - luminance(before);
	rise = s->light ? -rise : rise;
	if (rise < 0 || (s->colours == 256 && rise <= 0))
		fail_msg("%s: %d after %d", s->name, after, before);
}

/* On the grounds, and as glyphs from the first colour on; away from the background in any case. */
static void safe_rises_in_lightness(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		if (s.theme != THEME_SAFE)
			continue;
		for (int h = 2; h < HEATS; h++) {
			struct style a = s.p.role[ROLE_HEAT + h - 1], b = s.p.role[ROLE_HEAT + h];
			check_rise(&s, as_drawn(a, s.colours), as_drawn(b, s.colours));
			check_rise(&s, s.p.ground[GROUND_HEAT + h - 1].bg,
				   s.p.ground[GROUND_HEAT + h].bg);
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
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, true);) {
		bool red = false, green = false;
		if (s.theme != THEME_SAFE)
			continue;
		for (int r = 0; r < ROLES; r++) {
			int fg = s.p.role[r].fg;
			red |= r != ROLE_ALERT && fg >= 0 && is_red(fg);
			green |= fg >= 0 && is_green(fg);
		}
		for (int h = 1; h < HEATS; h++) {
			red |= is_red(s.p.ground[GROUND_HEAT + h].bg);
			green |= is_green(s.p.ground[GROUND_HEAT + h].bg);
		}
		assert_false(red && green);
	}
}

/* Only what the terminal has: nothing beyond its number of colours, and -1 for its own. */
static void palettes_use_only_what_there_is(void **state)
{
	(void)state;
	static const int counts[] = { -1, 0, 1, 7, 8, 9, 15, 16, 17, 88, 255, 256, 16777216 };
	for (unsigned t = 0; t < 2 * THEMES; t++) {
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
			struct palette p;
			palette_make(&p, (enum theme)(t / 2), t % 2, counts[i]);
			int most = t / 2 == THEME_MONO || counts[i] < 8 ? 0 : counts[i];
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
	palette_make(&p, THEME_MONO, false, 256);
	uint8_t idle = p.role[ROLE_HEAT].attr, hot = p.role[ROLE_HEAT + HEATS - 1].attr;
	assert_true(idle != hot && !(hot & ATTR_DIM));
	for (int h = 0; h < HEATS - 1; h++)
		assert_true(p.ground[GROUND_HEAT + h].attr !=
			    p.ground[GROUND_HEAT + HEATS - 1].attr);
	struct palette none;
	palette_make(&none, THEME_DEFAULT, true, 0);
	assert_memory_equal(&p, &none, sizeof p);
}

/* The cursor is seen on any cell, in any palette, hot or idle. */
static void the_cursor_is_seen_everywhere(void **state)
{
	(void)state;
	struct sight s;
	for (unsigned i = 0; next_sight(&s, &i, false);) {
		for (unsigned role = 0; role < ROLES; role++) {
			for (unsigned ground = 0; ground < GROUNDS; ground++) {
				struct cell cell = { '8', (uint8_t)role, ground & 0x7f, 0 };
				struct style off = palette_style(&s.p, &cell);
				cell.cursor = 1;
				struct style on = palette_style(&s.p, &cell);
				assert_true(on.attr & (ATTR_REVERSE | ATTR_UNDERLINE));
				assert_true(on.attr != off.attr || role == ROLE_ALERT);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_can_be_read),
		cmocka_unit_test(ink_can_be_read_bold_or_not),
		cmocka_unit_test(nothing_else_looks_hot),
		cmocka_unit_test(steps_can_be_told_apart),
		cmocka_unit_test(time_does_not_look_like_heat),
		cmocka_unit_test(kinds_of_time_differ),
		cmocka_unit_test(idle_is_colourless),
		cmocka_unit_test(halves_of_one_level_look_alike),
		cmocka_unit_test(safe_rises_in_lightness),
		cmocka_unit_test(safe_has_no_red_against_green),
		cmocka_unit_test(palettes_use_only_what_there_is),
		cmocka_unit_test(mono_sets_the_hot_apart),
		cmocka_unit_test(the_cursor_is_seen_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
