/*
 * Frames into bytes. Invariant: `pen` is what the terminal would draw the next character with, and
 * where; unknown places are -1.
 */
#include "show/emit.h"

#include <string.h>

struct pen {
	int x, y;
	struct style style;
};

/* Unchanged cells up to so many are written again rather than jumped over. */
enum { REWRITE_MOST = 3 };

static const struct style plain_style = { -1, -1, 0 };

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return !memcmp(a, b, sizeof *a);
}

static bool same_style(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

/* What of the style can be seen on the glyph: a blank has no ink. */
static struct style visible(const struct palette *palette, const struct cell *cell,
			    struct style pen)
{
	struct style s = palette_style(palette, cell);
	if (cell->glyph == ' ' && !(s.attr & (ATTR_REVERSE | ATTR_UNDERLINE)) &&
	    !(pen.attr & (ATTR_REVERSE | ATTR_UNDERLINE))) {
		s.fg = pen.fg;
		s.attr = pen.attr;
	}
	return s;
}

/* Takes off what the pen has too much; attributes can only be taken off all at once. */
static void drop_attributes(struct buf *out, const struct caps *caps, struct pen *pen, uint8_t attr)
{
	if (!(pen->style.attr & ~attr))
		return;
	buf_puts(out, caps->plain);
	pen->style = plain_style;
}

static void drop_colours(struct buf *out, const struct caps *caps, struct pen *pen, struct style s)
{
	struct style *now = &pen->style;
	bool drop_fg = s.fg < 0 && now->fg >= 0, drop_bg = s.bg < 0 && now->bg >= 0;
	if ((drop_fg && drop_bg) || ((drop_fg || drop_bg) && !caps->ansi_default)) {
		buf_puts(out, caps->default_colours);
		now->fg = now->bg = -1;
		/* Of terminals that only know to take off everything at once. */
		if (!strcmp(caps->default_colours, caps->plain))
			now->attr = 0;
	} else if (drop_fg) {
		buf_puts(out, "\033[39m");
	} else if (drop_bg) {
		buf_puts(out, "\033[49m");
	}
}

static void set_style(struct buf *out, const struct caps *caps, struct pen *pen, struct style s)
{
	if (same_style(pen->style, s))
		return;
	drop_attributes(out, caps, pen, s.attr);
	if (caps->colours)
		drop_colours(out, caps, pen, s);
	for (int i = 0; i < 4; i++)
		if (s.attr & ~pen->style.attr & 1 << i)
			buf_puts(out, caps->attr[i]);
	if (caps->colours && s.fg >= 0 && s.fg != pen->style.fg)
		buf_puts(out, caps->fg[s.fg]);
	if (caps->colours && s.bg >= 0 && s.bg != pen->style.bg)
		buf_puts(out, caps->bg[s.bg]);
	pen->style = s;
}

static void move(struct buf *out, const struct caps *caps, struct pen *pen, int x, int y)
{
	if (pen->x == x && pen->y == y)
		return;
	if (!caps->ansi_move) {
		caps->move(out, y, x);
	} else if (pen->y == y && pen->x >= 0 && x > pen->x) {
		buf_puts(out, "\033[");
		if (x - pen->x > 1)
			buf_number(out, (unsigned)(x - pen->x));
		buf_putc(out, 'C');
	} else if (x == 0 && pen->x >= 0 && y == pen->y + 1) {
		buf_puts(out, "\r\n");
	} else {
		buf_puts(out, "\033[");
		buf_number(out, (unsigned)y + 1);
		if (x) {
			buf_putc(out, ';');
			buf_number(out, (unsigned)x + 1);
		}
		buf_putc(out, 'H');
	}
	pen->x = x;
	pen->y = y;
}

static void put(struct buf *out, const struct caps *caps, const struct palette *palette,
		struct pen *pen, const struct canvas *to, int x)
{
	const struct cell *cell = &to->cell[pen->y * to->width + x];
	set_style(out, caps, pen, visible(palette, cell, pen->style));
	buf_utf8(out, cell->glyph);
	/* In the last column terminals differ in where the cursor now is. */
	pen->x = x + 1 < to->width ? x + 1 : -1;
}

/* Whether the unchanged cells from pen to x are cheap to write again. */
static bool cheap_to_rewrite(const struct palette *palette, const struct pen *pen,
			     const struct canvas *to, int x)
{
	if (pen->x < 0 || x - pen->x > REWRITE_MOST)
		return false;
	for (int i = pen->x; i < x; i++) {
		const struct cell *cell = &to->cell[pen->y * to->width + i];
		if (cell->glyph >= 0x80 ||
		    !same_style(visible(palette, cell, pen->style), pen->style))
			return false;
	}
	return true;
}

static void emit_row(struct buf *out, const struct caps *caps, const struct palette *palette,
		     struct pen *pen, const struct cell *old, const struct canvas *to, int y)
{
	const struct cell *row = to->cell + y * to->width;
	int width = to->width;
	if (caps->wraps_at_end && y == to->height - 1)
		width--;
	for (int x = 0; x < width; x++) {
		if (same_cell(&old[x], &row[x]))
			continue;
		if (pen->y == y && cheap_to_rewrite(palette, pen, to, x))
			for (int i = pen->x; i < x; i++)
				put(out, caps, palette, pen, to, i);
		move(out, caps, pen, x, y);
		put(out, caps, palette, pen, to, x);
	}
}

void emit_frame(struct buf *out, const struct caps *caps, const struct palette *palette,
		const struct canvas *from, const struct canvas *to)
{
	struct pen pen = { -1, -1, plain_style };
	struct canvas blank = { 0 };
	if (from->width != to->width || from->height != to->height) {
		buf_puts(out, caps->clear);
		pen.x = pen.y = 0;
		canvas_reset(&blank, to->width, to->height);
		from = &blank;
	}
	for (int y = 0; y < to->height; y++) {
		const struct cell *old = from->cell + y * to->width;
		if (memcmp(old, to->cell + y * to->width, (size_t)to->width * sizeof *old))
			emit_row(out, caps, palette, &pen, old, to, y);
	}
	if (!same_style(pen.style, plain_style))
		buf_puts(out, caps->plain);
	canvas_free(&blank);
}
