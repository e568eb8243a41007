/*
 * show/emit: the bytes of frame after frame go to a terminal, and its screen must be the frame.
 * libvterm plays terminals that wrap late (xterm, linux, vt100), a small one of our own those that
 * wrap at once, which libvterm cannot.
 */
#include "terminal/emit.h"

#include "unit/wall_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <vterm.h>

/* --- Terminals as terminfo has them --- */

static void move_by_hvp(struct buf *out, int row, int column)
{
	buf_printf(out, "\033[%d;%df", row + 1, column + 1);
}

static void add_colours(struct caps *c, int colours)
{
	c->colours = colours;
	for (int i = 0; i < colours; i++) {
		const char *form = i < 8 ? "\033[%d%dm" : i < 16 ? "\033[%d%dm" : "\033[%d8;5;%dm";
		int fg = i < 8 || i >= 16 ? 3 : 9, bg = i < 8 || i >= 16 ? 4 : 10;
		int n = i < 16 ? i % 8 : i;
		snprintf(c->fg[i], CAP_ROOM, form, fg, n);
		snprintf(c->bg[i], CAP_ROOM, form, bg, n);
	}
}

#define DIM "\033[2m"

struct terminal {
	const char *name;
	int colours;
	const char *clear, *plain, *attr[4], *default_colours;
	bool ansi_move, ansi_default;
};

static const struct terminal terminals[] = {
	{ "xterm-256color",
	  256,
	  "\033[H\033[2J\033[3J",
	  "\033(B\033[m",
	  { "\033[1m", DIM, "\033[7m", "\033[4m" },
	  "\033[39;49m",
	  true,
	  true },
	{ "xterm-16color",
	  16,
	  "\033[H\033[2J",
	  "\033(B\033[m",
	  { "\033[1m", DIM, "\033[7m", "\033[?5l\033[4m" },
	  "\033[39;49m",
	  true,
	  true },
	{ "linux",
	  8,
	  "\033[H\033[J",
	  "\033[m\017",
	  { "\033[1m", DIM, "\033[7m", "\033[4m" },
	  "\033[39;49m",
	  true,
	  true },
	{ "vt100",
	  0,
	  "\033[H\033[J",
	  "\033[m\017",
	  { "\033[1m", "", "\033[7m", "\033[4m" },
	  "",
	  true,
	  false },
	{ "no-op",
	  8,
	  "\033[H\033[J",
	  "\033[m",
	  { "\033[1m", "", "\033[7m", "" },
	  "\033[m",
	  true,
	  false },
	{ "no-pair",
	  8,
	  "\033[H\033[J",
	  "\033[m",
	  { "\033[1m", "", "\033[7m", "" },
	  "\033[49;39m",
	  false,
	  false },
	{ "glass", 0, "\033[H\033[J", "", { "", "", "", "" }, "", false, false },
};
enum { TERMINALS = sizeof terminals / sizeof terminals[0] };

static struct caps *caps_of(const struct terminal *t)
{
	static struct caps c;
	memset(&c, 0, sizeof c);
	snprintf(c.clear, CAP_ROOM, "%s", t->clear);
	snprintf(c.plain, CAP_ROOM, "%s", t->plain);
	for (int i = 0; i < 4; i++)
		snprintf(c.attr[i], CAP_ROOM, "%s", t->attr[i]);
	snprintf(c.default_colours, CAP_ROOM, "%s", t->default_colours);
	add_colours(&c, t->colours);
	c.ansi_move = t->ansi_move;
	c.ansi_column = t->ansi_move && t->colours;
	c.ansi_index = t->ansi_move && t->colours != 16;
	c.ansi_default = t->ansi_default;
	c.ansi_off = t->ansi_default && t->colours > 16;
	c.move = move_by_hvp;
	return &c;
}

/* Of all frames: what is left of one must not show in another. */
static struct emit_work work;

/* --- Frames --- */

static void any_cell(struct chance *r, struct cell *cell)
{
	static const uint32_t glyph[] = {
		' ', ' ', ' ', '7', 'x', '#', 0x2581, 0x2588, 0x2580, 0xb7
	};
	*cell = (struct cell){
		.glyph = (uint16_t)glyph[chance_below(r, 10)],
		.role = (uint8_t)chance_below(r, ROLES),
		.ground = (chance_below(r, 3) ? 0 : chance_below(r, GROUNDS)) & 0x7f,
		.cursor = !chance_below(r, 20),
	};
}

/* Another frame of the same size: a few cells, a row, or all of it changed. */
static void change(struct chance *r, struct canvas *c)
{
	uint32_t cells = (uint32_t)(c->width * c->height), how = chance_below(r, 5);
	uint32_t n = how == 0 ? 0 : how == 1 ? cells : 1 + chance_below(r, 8);
	for (uint32_t i = 0; i < n; i++)
		any_cell(r, &c->cell[how == 1 ? i : chance_below(r, cells)]);
	if (how == 2) {
		int y = (int)chance_below(r, (uint32_t)c->height);
		for (int x = 0; x < c->width; x++)
			any_cell(r, &c->cell[y * c->width + x]);
	}
	if (how == 3) /* corners, where terminals differ */
		any_cell(r, &c->cell[cells - 1]);
}

/* --- The frame against libvterm's screen --- */

static int index_of(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	assert_true(VTERM_COLOR_IS_INDEXED(c));
	return c->indexed.idx;
}

/* What the terminal can show of the style. */
static struct style possible(const struct terminal *t, struct style s)
{
	for (int i = 0; i < 4; i++)
		if (!t->attr[i][0])
			s.attr &= (uint8_t) ~(1 << i);
	if (!t->colours)
		s.fg = s.bg = -1;
	return s;
}

static void check_cell(const struct terminal *t, const struct palette *p, const struct cell *cell,
		       const VTermScreenCell *seen, int x, int y)
{
	struct style want = possible(t, palette_style(p, cell));
	struct style is = { (int16_t)index_of(&seen->fg), (int16_t)index_of(&seen->bg), 0 };
	uint32_t glyph = seen->chars[0] ? seen->chars[0] : ' ';
	is.attr |= seen->attrs.bold ? ATTR_BOLD : 0;
	is.attr |= seen->attrs.font == 9 ? ATTR_DIM : 0;
	is.attr |= seen->attrs.reverse ? ATTR_REVERSE : 0;
	is.attr |= seen->attrs.underline ? ATTR_UNDERLINE : 0;
	/* Of a blank only ground, reverse and underline are seen. */
	if (glyph == ' ' && !((want.attr | is.attr) & (ATTR_REVERSE | ATTR_UNDERLINE))) {
		want.fg = is.fg = -1;
		want.attr = is.attr = 0;
	}
	if (glyph != cell->glyph || want.fg != is.fg || want.bg != is.bg || want.attr != is.attr)
		fail_msg("%s at %d,%d: U+%04X %d on %d attr %d, not U+%04X %d on %d attr %d",
			 t->name, x, y, glyph, is.fg, is.bg, is.attr, cell->glyph, want.fg, want.bg,
			 want.attr);
}

static void check_screen(const struct terminal *t, const struct palette *p, const struct canvas *c,
			 VTermScreen *screen)
{
	for (int y = 0; y < c->height; y++) {
		for (int x = 0; x < c->width; x++) {
			VTermScreenCell seen;
			vterm_screen_get_cell(screen, (VTermPos){ .row = y, .col = x }, &seen);
			check_cell(t, p, &c->cell[y * c->width + x], &seen, x, y);
		}
	}
}

/* libvterm knows no dim: a font of its own stands for it. `at` is behind CSI; returns the end. */
static const char *feed_sgr(VTerm *vt, const char *at)
{
	char sequence[32];
	do {
		char *end;
		unsigned n = (unsigned)strtoul(at, &end, 10);
		if (n == 38 || n == 48) {
			assert_memory_equal(end, ";5;", 3);
			unsigned index = (unsigned)strtoul(end + 3, &end, 10);
			snprintf(sequence, sizeof sequence, "\033[%u;5;%um", n, index);
		} else if (n == 2) {
			snprintf(sequence, sizeof sequence, "\033[19m");
		} else if (n == 22) {
			snprintf(sequence, sizeof sequence, "\033[22;10m");
		} else {
			snprintf(sequence, sizeof sequence, "\033[%um", n);
		}
		vterm_input_write(vt, sequence, strlen(sequence));
		at = end;
	} while (*at++ == ';');
	assert_int_equal(at[-1], 'm');
	return at;
}

/* Through a tty that returns the carriage at each line feed, or does not. */
static void feed(VTerm *vt, bool returns, struct buf *bytes)
{
	buf_add(bytes, "", 1);
	for (const char *at = bytes->data; *at;) {
		size_t sgr =
			at[0] == '\033' && at[1] == '[' ? 2 + strspn(at + 2, "0123456789;") : 0;
		if (sgr && at[sgr] == 'm') {
			at = feed_sgr(vt, at + 2);
			continue;
		}
		if (*at == '\n' && returns)
			vterm_input_write(vt, "\r", 1);
		vterm_input_write(vt, at++, 1);
	}
}

/* Other attributes than any theme has, several at once among them; but what is blank is plain. */
static void mix_attributes(struct chance *r, struct palette *p)
{
	for (int i = 1; i < ROLES; i++)
		p->role[i].attr = (uint8_t)chance_below(r, 16);
}

/* A chain of frames of one size on one terminal. */
static void play(const struct terminal *t, uint64_t seed)
{
	struct chance r = { seed };
	struct caps *caps = caps_of(t);
	struct canvas from = { 0 }, to = { 0 };
	struct palette p;
	struct buf out = { 0 };
	int width = (int)kit_scale(&r, 1, 60), height = (int)kit_scale(&r, 1, 20);
	VTerm *vt = vterm_new(height, width);
	VTermScreen *screen = vterm_obtain_screen(vt);
	vterm_set_utf8(vt, 1);
	vterm_screen_reset(screen, 1);
	vterm_input_write(vt, "left over\033[5;5Hfrom before", 27);
	vterm_input_write(vt, "\033[H", 3);
	palette_make(&p, (enum theme)chance_below(&r, THEMES), t->colours);
	if (seed % 5 == 0)
		mix_attributes(&r, &p);
	bool returns = chance_below(&r, 2);
	canvas_reset(&to, width, height);
	for (int frame = 0; frame < 25; frame++) {
		change(&r, &to);
		if (!chance_below(&r, 12))
			from.width = 0; /* forget what is there: draw it whole */
		buf_clear(&out);
		buf_puts(&out, "");
		emit_frame(&out, &work, caps, &p, &from, &to);
		feed(vt, returns, &out);
		check_screen(t, &p, &to, screen);
		assert_true(canvas_equal(&from, &to));
	}
	vterm_free(vt);
	buf_free(&out);
	canvas_free(&from);
	canvas_free(&to);
}

static void the_screen_becomes_the_frame(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 1400; seed++)
		play(&terminals[seed % TERMINALS], seed);
}

/* The frames of a wall at work. */
static void the_wall_comes_out_as_painted(void **state)
{
	(void)state;
	struct chance r = { 1 };
	for (int i = 0; i < TERMINALS; i++) {
		struct canvas from = { 0 };
		struct palette p;
		struct buf out = { 0 };
		struct kit k;
		VTerm *vt = vterm_new(24, 80);
		VTermScreen *screen = vterm_obtain_screen(vt);
		vterm_set_utf8(vt, 1);
		vterm_screen_reset(screen, 1);
		palette_make(&p, THEME_DEFAULT, terminals[i].colours);
		kit_open_plain(&k, 255);
		for (int frame = 0; frame < 40; frame++) {
			for (size_t c = 0; c < k.count; c++)
				k.load[c].usr = (uint16_t)chance_below(&r, 1001);
			kit_tick(&k);
			k.wall.settings.view = (enum view)(frame / 4 % VIEWS);
			k.wall.arrangement.stale = true;
			kit_frame(&k, 80, 24);
			buf_clear(&out);
			emit_frame(&out, &work, caps_of(&terminals[i]), &p, &from, &k.canvas);
			feed(vt, frame % 2, &out);
			check_screen(&terminals[i], &p, &k.canvas, screen);
			assert_true(canvas_equal(&from, &k.canvas));
		}
		kit_close(&k);
		vterm_free(vt);
		canvas_free(&from);
		buf_free(&out);
	}
}

static void equal_frames_cost_nothing(void **state)
{
	(void)state;
	struct chance r = { 5 };
	for (int round = 0; round < 500; round++) {
		struct canvas a = { 0 }, b = { 0 };
		struct buf out = { 0 };
		struct palette p;
		palette_make(&p, THEME_DEFAULT, 256);
		canvas_reset(&a, 1 + (int)chance_below(&r, 90), 1 + (int)chance_below(&r, 30));
		for (int i = 0; i < a.width * a.height; i++)
			any_cell(&r, &a.cell[i]);
		canvas_copy(&b, &a);
		emit_frame(&out, &work, caps_of(&terminals[round % TERMINALS]), &p, &a, &b);
		assert_int_equal(out.used, 0);
		buf_free(&out);
		canvas_free(&a);
		canvas_free(&b);
	}
}

/* One cell costs a move, its glyph and what it takes to colour it; not a row. */
static void one_cell_costs_little(void **state)
{
	(void)state;
	struct chance r = { 6 };
	for (int round = 0; round < 500; round++) {
		struct canvas a = { 0 }, b = { 0 };
		struct buf out = { 0 };
		struct palette p;
		palette_make(&p, THEME_DEFAULT, 256);
		canvas_reset(&a, 80, 24);
		for (int i = 0; i < 80 * 24; i++)
			any_cell(&r, &a.cell[i]);
		canvas_copy(&b, &a);
		any_cell(&r, &b.cell[chance_below(&r, 80 * 24)]);
		emit_frame(&out, &work, caps_of(&terminals[0]), &p, &a, &b);
		/* CSI rr;cc H, bold, dim, both colours, a glyph of three bytes, all off. */
		assert_true(out.used <= 8 + 4 + 5 + 22 + 3 + 6);
		buf_free(&out);
		canvas_free(&a);
		canvas_free(&b);
	}
}

/* Most bytes of a frame of 255 cores in 80x24, whose loads move by so many points at a time. */
static size_t bytes_of_a_wall(int base, int span, int least, int most)
{
	struct chance r = { 7 };
	struct canvas from = { 0 };
	struct buf out = { 0 };
	struct palette p;
	struct kit k;
	int permille[255], step[255];
	size_t bytes = 0;
	palette_make(&p, THEME_DEFAULT, 256);
	kit_open_plain(&k, 255);
	for (int c = 0; c < 255; c++) {
		permille[c] = base + (int)chance_below(&r, (uint32_t)span);
		step[c] = least + (int)chance_below(&r, (uint32_t)(most - least));
	}
	for (int frame = 0; frame < 12; frame++) {
		for (int c = 0; c < 255; c++) {
			int next = permille[c] + step[c];
			if (next < base || next >= base + span)
				step[c] = -step[c];
			permille[c] += step[c];
			k.load[c].usr = (uint16_t)permille[c];
		}
		kit_tick(&k);
		kit_frame(&k, 80, 24);
		buf_clear(&out);
		emit_frame(&out, &work, caps_of(&terminals[0]), &p, &from, &k.canvas);
		if (frame > 1 && out.used > bytes)
			bytes = out.used;
	}
	kit_close(&k);
	canvas_free(&from);
	buf_free(&out);
	return bytes;
}

/* What goes over the wire each second, in the view that `auto` takes. */
static void a_moving_wall_costs_little(void **state)
{
	(void)state;
	assert_in_range(bytes_of_a_wall(0, 1000, 20, 60), 1000, 2100);
	assert_in_range(bytes_of_a_wall(300, 300, 10, 30), 500, 1600);
	assert_in_range(bytes_of_a_wall(0, 20, 2, 10), 1, 600);
}

/* --- A terminal that wraps at once --- */

struct glass {
	int width, height, x, y, scrolled;
	uint32_t cell[60 * 20];
};

static void glass_feed(struct glass *g)
{
	if (++g->y < g->height)
		return;
	g->y--;
	g->scrolled++;
}

static void glass_sequence(struct glass *g, const char **at)
{
	int n[3] = { 0 }, i = 0;
	for (++*at; strchr("0123456789;", **at); ++*at) {
		if (**at == ';')
			i++;
		else
			n[i] = 10 * n[i] + **at - '0';
		assert_true(i < 2);
	}
	switch (*(*at)++) {
	case 'f':
	case 'H':
		g->y = n[0] ? n[0] - 1 : 0;
		g->x = n[1] ? n[1] - 1 : 0;
		return;
	case 'A':
		g->y -= n[0] ? n[0] : 1;
		return;
	case 'B':
		g->y += n[0] ? n[0] : 1;
		return;
	case 'C':
		g->x += n[0] ? n[0] : 1;
		return;
	case 'D':
		g->x -= n[0] ? n[0] : 1;
		return;
	case 'J':
		for (int c = 0; c < g->width * g->height; c++)
			g->cell[c] = ' ';
		return;
	default:
		fail_msg("what is this sequence?");
	}
}

static void glass_write(struct glass *g, const char *at)
{
	while (*at) {
		uint32_t glyph;
		if (*at == '\033') {
			at++;
			glass_sequence(g, &at);
			continue;
		}
		if (*at == '\r' || *at == '\n') {
			if (*at++ == '\r')
				g->x = 0;
			else
				glass_feed(g);
			continue;
		}
		if (*at == '\b') {
			at++;
			g->x--;
			continue;
		}
		glyph = text_next(&at);
		assert_true(g->x >= 0 && g->x < g->width && g->y < g->height);
		g->cell[g->y * g->width + g->x++] = glyph;
		if (g->x == g->width) {
			g->x = 0;
			glass_feed(g);
		}
	}
}

/* It must not scroll; the price is the last cell, which is never written. */
static void a_terminal_that_wraps_never_scrolls(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct chance r = { seed };
		struct caps *caps = caps_of(&terminals[TERMINALS - 1]);
		struct canvas from = { 0 }, to = { 0 };
		struct palette p;
		struct buf out = { 0 };
		struct glass g = {
			1 + (int)chance_below(&r, 60), 1 + (int)chance_below(&r, 20), 0, 0, 0, { 0 }
		};
		caps->wraps_at_end = true;
		caps->ansi_move = seed % 2;
		palette_make(&p, THEME_MONO, 0);
		canvas_reset(&to, g.width, g.height);
		for (int frame = 0; frame < 20; frame++) {
			change(&r, &to);
			buf_clear(&out);
			buf_puts(&out, "");
			emit_frame(&out, &work, caps, &p, &from, &to);
			glass_write(&g, out.data);
			assert_int_equal(g.scrolled, 0);
			for (int i = 0; i < g.width * g.height - 1; i++) {
				assert_int_equal(g.cell[i], to.cell[i].glyph);
				assert_memory_equal(&from.cell[i], &to.cell[i], sizeof *to.cell);
			}
		}
		buf_free(&out);
		canvas_free(&from);
		canvas_free(&to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_screen_becomes_the_frame),
		cmocka_unit_test(the_wall_comes_out_as_painted),
		cmocka_unit_test(equal_frames_cost_nothing),
		cmocka_unit_test(one_cell_costs_little),
		cmocka_unit_test(a_moving_wall_costs_little),
		cmocka_unit_test(a_terminal_that_wraps_never_scrolls),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	emit_work_free(&work);
	return failed;
}
