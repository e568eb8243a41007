/*
 * Frames into bytes. Invariant: `pen` is what the terminal would draw the next character with, and
 * where; unknown places are -1.
 */
#include "show/emit.h"

#include "base/mem.h"

#include <stdlib.h>
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

/* Columns that can be written: the last one of all would scroll some screens. */
static int row_width(const struct caps *caps, const struct canvas *to, int y)
{
	return to->width - (caps->wraps_at_end && y == to->height - 1);
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

static int digits_of(int n)
{
	return n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 5;
}

/* CSI n final; n is left out where 1 is meant without it. */
static void csi(struct buf *out, int n, char final)
{
	buf_add(out, "\033[", 2);
	if (n > 1)
		buf_number(out, (unsigned)n);
	buf_putc(out, final);
}

static int csi_length(int n)
{
	return 3 + (n > 1 ? digits_of(n) : 0);
}

static void move_absolute(struct buf *out, int x, int y)
{
	buf_add(out, "\033[", 2);
	buf_number(out, (unsigned)y + 1);
	if (x) {
		buf_putc(out, ';');
		buf_number(out, (unsigned)x + 1);
	}
	buf_putc(out, 'H');
}

/* Bytes of a move along the row by so many columns. */
static int along_length(int columns)
{
	if (columns >= 0)
		return columns ? csi_length(columns) : 0;
	return -columns < csi_length(-columns) ? -columns : csi_length(-columns);
}

static void move_along(struct buf *out, int columns)
{
	if (columns > 0) {
		csi(out, columns, 'C');
	} else if (-columns < csi_length(-columns)) {
		for (; columns; columns++)
			buf_putc(out, '\b');
	} else {
		csi(out, -columns, 'D');
	}
}

/* From a known place in the fewest bytes; down only by the one row that a line feed takes. */
static void move_relative(struct buf *out, const struct caps *caps, const struct pen *pen, int x,
			  int y)
{
	int down = y - pen->y, along = x - pen->x;
	bool home = along_length(x) + 1 < along_length(along);
	int length = down + (home ? along_length(x) + 1 : along_length(along));
	int absolute = csi_length(y + 1) + (x ? 1 + digits_of(x + 1) : 0);
	if (down < 0 || down > 1 || (down && !home && !caps->line_feed) || length >= absolute) {
		move_absolute(out, x, y);
		return;
	}
	if (home)
		buf_putc(out, '\r');
	if (down)
		buf_putc(out, '\n');
	move_along(out, home ? x : along);
}

static void move(struct buf *out, const struct caps *caps, struct pen *pen, int x, int y)
{
	if (pen->x == x && pen->y == y)
		return;
	if (!caps->ansi_move)
		caps->move(out, y, x);
	else if (pen->x < 0)
		move_absolute(out, x, y);
	else
		move_relative(out, caps, pen, x, y);
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

/* One cell, after the unchanged ones before it if they cost less than the jump. */
static void emit_cell(struct buf *out, const struct caps *caps, const struct palette *palette,
		      struct pen *pen, const struct canvas *to, int x, int y)
{
	if (pen->y == y && cheap_to_rewrite(palette, pen, to, x))
		for (int i = pen->x; i < x; i++)
			put(out, caps, palette, pen, to, i);
	move(out, caps, pen, x, y);
	put(out, caps, palette, pen, to, x);
}

/* The style under which the cell is written: a blank joins its neighbour if it can. */
static struct style bunch_style(const struct palette *palette, const struct cell *cell,
				const struct bunch *neighbour)
{
	struct style s = palette_style(palette, cell);
	return neighbour && same_style(visible(palette, cell, neighbour->style), neighbour->style)
		       ? neighbour->style
		       : s;
}

/* The bunch of that style; the last one takes what there is no room for. */
static struct bunch *find_bunch(struct emit_work *work, struct style style)
{
	struct bunch *b = work->bunch;
	for (; b < work->bunch + work->bunches; b++)
		if (same_style(b->style, style))
			return b;
	if (work->bunches == BUNCHES_MOST)
		return b - 1;
	work->bunches++;
	*b = (struct bunch){ .style = style };
	return b;
}

static void add_to_bunch(struct emit_work *work, struct bunch *b, uint32_t cell)
{
	if (b->cells++)
		work->next[b->last] = cell;
	else
		b->first = cell;
	b->last = cell;
}

/* Sorts the changed cells of a row into bunches. */
static void collect_row(struct emit_work *work, const struct palette *palette,
			const struct cell *old, const struct canvas *to, int y, int width)
{
	uint32_t at = (uint32_t)(y * to->width);
	struct bunch *b = NULL;
	for (int x = 0; x < width; x++) {
		const struct cell *cell = &to->cell[at + (uint32_t)x];
		if (same_cell(&old[x], cell))
			continue;
		struct style style = bunch_style(palette, cell, b);
		if (!b || !same_style(style, b->style))
			b = find_bunch(work, style);
		add_to_bunch(work, b, at + (uint32_t)x);
	}
}

/* Attributes can only be added cheaply, so those without come first; then by colours. */
static int compare_bunches(const void *a, const void *b)
{
	const struct style *x = &((const struct bunch *)a)->style;
	const struct style *y = &((const struct bunch *)b)->style;
	if (x->attr != y->attr)
		return x->attr - y->attr;
	return x->fg != y->fg ? x->fg - y->fg : x->bg - y->bg;
}

/*
 * Colour by colour: on a wall where every core moves, to jump from cell to cell costs half of what
 * it costs to change the colour for each.
 */
static void emit_bunches(struct buf *out, struct emit_work *work, const struct caps *caps,
			 const struct palette *palette, struct pen *pen, const struct canvas *to)
{
	qsort(work->bunch, work->bunches, sizeof *work->bunch, compare_bunches);
	for (size_t i = 0; i < work->bunches; i++) {
		const struct bunch *b = &work->bunch[i];
		uint32_t cell = b->first;
		for (uint32_t n = b->cells; n; n--, cell = n ? work->next[cell] : 0)
			emit_cell(out, caps, palette, pen, to, (int)cell % to->width,
				  (int)cell / to->width);
	}
}

/* Row by row, as a screen is expected to fill. */
static void emit_whole(struct buf *out, const struct caps *caps, const struct palette *palette,
		       struct pen *pen, const struct canvas *to)
{
	const struct cell blank = { .glyph = ' ' };
	for (int y = 0; y < to->height; y++)
		for (int x = 0; x < row_width(caps, to, y); x++)
			if (!same_cell(&to->cell[y * to->width + x], &blank))
				emit_cell(out, caps, palette, pen, to, x, y);
}

static void emit_changes(struct buf *out, struct emit_work *work, const struct caps *caps,
			 const struct palette *palette, struct pen *pen, const struct canvas *from,
			 const struct canvas *to)
{
	size_t width = (size_t)to->width;
	work->bunches = 0;
	work->next =
		mem_grow(work->next, &work->room, width * (size_t)to->height, sizeof *work->next);
	for (int y = 0; y < to->height; y++) {
		const struct cell *old = from->cell + (size_t)y * width;
		if (memcmp(old, to->cell + (size_t)y * width, width * sizeof *old))
			collect_row(work, palette, old, to, y, row_width(caps, to, y));
	}
	emit_bunches(out, work, caps, palette, pen, to);
}

void emit_frame(struct buf *out, struct emit_work *work, const struct caps *caps,
		const struct palette *palette, const struct canvas *from, const struct canvas *to)
{
	struct pen pen = { -1, -1, plain_style };
	if (from->width == to->width && from->height == to->height) {
		emit_changes(out, work, caps, palette, &pen, from, to);
	} else {
		buf_puts(out, caps->clear);
		pen.x = pen.y = 0;
		emit_whole(out, caps, palette, &pen, to);
	}
	if (!same_style(pen.style, plain_style))
		buf_puts(out, caps->plain);
}

void emit_work_free(struct emit_work *work)
{
	free(work->next);
	*work = (struct emit_work){ 0 };
}
