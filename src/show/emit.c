/*
 * Frames into bytes. Invariant: `pen` is what the terminal would draw the next character with, and
 * where; unknown places are -1. While cells are written there is room in `out` for the next one.
 */
#include "show/emit.h"

#include "base/mem.h"
#include "base/whole.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct pen {
	struct buf *out;
	const struct caps *caps;
	const struct palette *palette;
	const struct canvas *to;
	int x, y;
	struct style style;
	bool crowded;   /* many cells changed: the way from one to the next is worth a search */
	size_t sgr_end; /* where in `out` a sequence ended that more can be said in; or 0 */
};

/*
 * Unchanged cells up to so many are written again rather than jumped over. A cell, its move and the
 * cells before it take less than CELL_ROOM bytes.
 */
enum { REWRITE_MOST = 3, CELL_ROOM = 64 };

static const struct style plain_style = { -1, -1, 0 };

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return !memcmp(a, b, sizeof *a);
}

static bool same_style(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

/* Columns that can be written: the last one of all would scroll some screens. */
static int row_width(const struct caps *caps, const struct canvas *to, int y)
{
	return to->width - (caps->wraps_at_end && y == to->height - 1);
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

/* A colour or an attribute: CSI … m; if the bytes before are such a one, as more of it. */
static void put_sgr(struct pen *pen, const char *sequence)
{
	struct buf *out = pen->out;
	size_t n = strlen(sequence);
	bool is_sgr = n > 3 && !memcmp(sequence, "\033[", 2) &&
		      2 + strspn(sequence + 2, "0123456789:;") == n - 1 && sequence[n - 1] == 'm';
	if (is_sgr && pen->sgr_end && pen->sgr_end == out->used) {
		out->data[out->used - 1] = ';';
		sequence += 2;
	}
	buf_puts(out, sequence);
	pen->sgr_end = is_sgr ? out->used : 0;
}

/* Takes off what the pen has too much: of many terminals only all at once. */
static void drop_attributes(struct pen *pen, uint8_t attr)
{
	const uint8_t weight = ATTR_BOLD | ATTR_DIM;
	uint8_t gone = pen->style.attr & (uint8_t)~attr;
	if (gone && !pen->caps->ansi_off) {
		put_sgr(pen, pen->caps->plain);
		pen->style = plain_style;
		return;
	}
	pen->style.attr &= attr;
	if (gone & weight) {
		put_sgr(pen, "\033[22m");
		pen->style.attr &= (uint8_t)~weight;
	}
	if (gone & ATTR_UNDERLINE)
		put_sgr(pen, "\033[24m");
	if (gone & ATTR_REVERSE)
		put_sgr(pen, "\033[27m");
}

static void drop_colours(struct pen *pen, struct style s)
{
	const struct caps *caps = pen->caps;
	struct style *now = &pen->style;
	bool drop_fg = s.fg < 0 && now->fg >= 0, drop_bg = s.bg < 0 && now->bg >= 0;
	if ((drop_fg && drop_bg) || ((drop_fg || drop_bg) && !caps->ansi_default)) {
		put_sgr(pen, caps->default_colours);
		now->fg = now->bg = -1;
		/* Of terminals that only know to take off everything at once. */
		if (!strcmp(caps->default_colours, caps->plain))
			now->attr = 0;
	} else if (drop_fg) {
		put_sgr(pen, "\033[39m");
	} else if (drop_bg) {
		put_sgr(pen, "\033[49m");
	}
}

static void set_style(struct pen *pen, struct style s)
{
	const struct caps *caps = pen->caps;
	if (same_style(pen->style, s))
		return;
	drop_attributes(pen, s.attr);
	if (caps->colours)
		drop_colours(pen, s);
	for (int i = 0; i < 4; i++)
		if (s.attr & ~pen->style.attr & 1 << i)
			put_sgr(pen, caps->attr[i]);
	if (caps->colours && s.fg >= 0 && s.fg != pen->style.fg)
		put_sgr(pen, caps->fg[s.fg]);
	if (caps->colours && s.bg >= 0 && s.bg != pen->style.bg)
		put_sgr(pen, caps->bg[s.bg]);
	pen->style = s;
}

/* A byte, where there is room. */
static void put_byte(struct pen *pen, char c)
{
	pen->out->data[pen->out->used++] = c;
}

static void put_number(struct pen *pen, unsigned n)
{
	if (n >= 10)
		put_number(pen, n / 10);
	put_byte(pen, (char)('0' + n % 10));
}

/* CSI n final; n is left out where 1 is meant without it. */
static void csi(struct pen *pen, int n, char final)
{
	put_byte(pen, '\033');
	put_byte(pen, '[');
	if (n > 1)
		put_number(pen, (unsigned)n);
	put_byte(pen, final);
}

static int csi_length(int n)
{
	return 3 + (n > 1 ? whole_width((unsigned)n) : 0);
}

static void move_absolute(struct pen *pen, int x, int y)
{
	put_byte(pen, '\033');
	put_byte(pen, '[');
	put_number(pen, (unsigned)y + 1);
	if (x) {
		put_byte(pen, ';');
		put_number(pen, (unsigned)x + 1);
	}
	put_byte(pen, 'H');
}

/* Bytes of a move along the row by so many columns. */
static int along_length(int columns)
{
	if (columns >= 0)
		return columns ? csi_length(columns) : 0;
	return -columns < csi_length(-columns) ? -columns : csi_length(-columns);
}

static void move_along(struct pen *pen, int columns)
{
	if (columns > 0) {
		csi(pen, columns, 'C');
	} else if (-columns < csi_length(-columns)) {
		for (; columns; columns++)
			put_byte(pen, '\b');
	} else {
		csi(pen, -columns, 'D');
	}
}

enum { REVERSE_INDEX = 2 }; /* bytes of it: a row up */

static bool climbs(const struct pen *pen, int up)
{
	return pen->caps->ansi_index && REVERSE_INDEX * up < csi_length(up);
}

/* The same of a move in the column, by so many rows. */
static int vertical_length(const struct pen *pen, int down)
{
	if (down >= 0)
		return down ? csi_length(down) : 0;
	return climbs(pen, -down) ? REVERSE_INDEX * -down : csi_length(-down);
}

static void move_vertically(struct pen *pen, int down)
{
	if (down > 0)
		csi(pen, down, 'B');
	else if (down < 0 && !climbs(pen, -down))
		csi(pen, -down, 'A');
	for (; down < 0 && climbs(pen, -down); down++) {
		put_byte(pen, '\033');
		put_byte(pen, 'M');
	}
}

/*
 * Ways from a known place to another. Down by line feeds only where the column is told behind them:
 * what lies between may add a return, as QEMU does to a serial line on standard output.
 */
enum way {
	WAY_STRAIGHT, /* in the column, then along the row */
	WAY_RETURN,   /* to the first column and down, then along the row */
	WAY_COLUMN,   /* down, then to the column by its number */
	WAY_ABSOLUTE,
};

/* The shortest way, and its bytes. */
static enum way find_way(const struct pen *pen, int x, int y, int *length)
{
	int down = y - pen->y;
	enum way way = WAY_STRAIGHT;
	*length = vertical_length(pen, down) + along_length(x - pen->x);
	if (down >= 0 && down + 1 + along_length(x) < *length) {
		*length = down + 1 + along_length(x);
		way = WAY_RETURN;
	}
	if (down >= 0 && pen->caps->ansi_column &&
	    down + 3 + whole_width((unsigned)x + 1) < *length) {
		*length = down + 3 + whole_width((unsigned)x + 1);
		way = WAY_COLUMN;
	}
	int absolute = csi_length(y + 1) + (x ? 1 + whole_width((unsigned)x + 1) : 0);
	if (absolute < *length) {
		*length = absolute;
		way = WAY_ABSOLUTE;
	}
	return way;
}

static void move_relative(struct pen *pen, int x, int y)
{
	int length, down = y - pen->y;
	enum way way = find_way(pen, x, y, &length);
	if (way == WAY_ABSOLUTE) {
		move_absolute(pen, x, y);
		return;
	}
	if (way == WAY_STRAIGHT) {
		move_vertically(pen, down);
		move_along(pen, x - pen->x);
		return;
	}
	if (way == WAY_RETURN)
		put_byte(pen, '\r');
	for (int i = 0; i < down; i++)
		put_byte(pen, '\n');
	if (way == WAY_RETURN)
		move_along(pen, x);
	else
		csi(pen, x + 1, 'G');
}

static void move(struct pen *pen, int x, int y)
{
	if (pen->x == x && pen->y == y)
		return;
	if (!pen->caps->ansi_move)
		pen->caps->move(pen->out, y, x);
	else if (pen->x < 0)
		move_absolute(pen, x, y);
	else
		move_relative(pen, x, y);
	pen->x = x;
	pen->y = y;
}

/* In the pen's style, at its place. */
static void put_glyph(struct pen *pen, uint32_t glyph)
{
	if (glyph < 0x80)
		put_byte(pen, (char)glyph);
	else
		buf_utf8(pen->out, glyph);
	/* In the last column terminals differ in where the cursor now is. */
	pen->x = pen->x + 1 < pen->to->width ? pen->x + 1 : -1;
}

/* Whether the unchanged cells from..to - 1 of the row are cheap to write again. */
static bool cheap_to_rewrite(const struct pen *pen, const struct cell *row, int from, int to)
{
	if (from < 0 || to - from > REWRITE_MOST)
		return false;
	for (int i = from; i < to; i++)
		if (row[i].glyph >= 0x80 ||
		    !same_style(visible(pen->palette, &row[i], pen->style), pen->style))
			return false;
	return true;
}

/* One cell in the pen's style, after the ones before it if they cost less than the jump. */
static void emit_cell(struct pen *pen, int x, int y)
{
	const struct cell *row = pen->to->cell + y * pen->to->width;
	buf_reserve(pen->out, CELL_ROOM);
	if (pen->y == y && pen->x < x && cheap_to_rewrite(pen, row, pen->x, x))
		while (pen->x < x)
			put_glyph(pen, row[pen->x].glyph);
	move(pen, x, y);
	if (!pen->caps->ansi_move)
		buf_reserve(pen->out, CELL_ROOM);
	put_glyph(pen, row[x].glyph);
}

/* What a cell looks like, but for its glyph. */
static uint32_t look_of(const struct cell *cell)
{
	return (uint32_t)cell->role << 16 | (uint32_t)cell->ground << 8 | cell->flags;
}

/* The bunch of cells that look so; the last one takes what there is no room for. */
static struct bunch *find_bunch(struct emit_work *work, const struct palette *palette,
				const struct cell *cell)
{
	uint32_t look = look_of(cell);
	struct bunch *b = work->bunch;
	for (; b < work->bunch + work->bunches; b++)
		if (b->look == look)
			return b;
	if (work->bunches == BUNCHES_MOST) {
		b[-1].mixed = true;
		return b - 1;
	}
	work->bunches++;
	*b = (struct bunch){ .look = look, .style = palette_style(palette, cell) };
	return b;
}

/* Whether the bunch's style draws the cell as it is to look. */
static bool can_draw(const struct bunch *b, const struct palette *palette, const struct cell *cell)
{
	return b->look == look_of(cell) ||
	       (cell->glyph == ' ' && same_style(visible(palette, cell, b->style), b->style));
}

/* The first changed cell from x on that is not blank, of those side by side; NULL: none. */
static const struct cell *next_drawn(const struct cell *old, const struct cell *row, int x,
				     int width)
{
	for (; x < width && !same_cell(&old[x], &row[x]); x++)
		if (row[x].glyph != ' ')
			return &row[x];
	return NULL;
}

static void add_to_bunch(struct emit_work *work, struct bunch *b, uint32_t cell)
{
	if (b->cells++)
		work->next[b->last] = cell;
	else
		b->first = cell;
	b->last = cell;
}

/* The bunch that a changed cell goes to: a blank with what comes behind it, if it can. */
static struct bunch *bunch_of(struct emit_work *work, const struct palette *palette,
			      const struct cell *old, const struct cell *row, int x, int width)
{
	const struct cell *drawn = row[x].glyph == ' ' ? next_drawn(old, row, x, width) : NULL;
	struct bunch *b = drawn ? find_bunch(work, palette, drawn) : NULL;
	return b && can_draw(b, palette, &row[x]) ? b : find_bunch(work, palette, &row[x]);
}

/* Sorts the changed cells of a row into bunches. */
static void collect_row(struct emit_work *work, const struct palette *palette,
			const struct cell *old, const struct canvas *to, int y, int width)
{
	const struct cell *row = to->cell + y * to->width;
	struct bunch *b = NULL;
	for (int x = 0; x < width; x++) {
		if (same_cell(&old[x], &row[x]))
			continue;
		if (!b || !can_draw(b, palette, &row[x]))
			b = bunch_of(work, palette, old, row, x, width);
		add_to_bunch(work, b, (uint32_t)(y * to->width + x));
	}
}

/* By colours; but where attributes can only be added cheaply, those without come first. */
static bool comes_before(const struct caps *caps, const struct style *x, const struct style *y)
{
	if (x->attr != y->attr && !caps->ansi_off)
		return x->attr < y->attr;
	if (x->fg != y->fg)
		return x->fg < y->fg;
	return x->bg != y->bg ? x->bg < y->bg : x->attr < y->attr;
}

/* They are few. */
static void sort_bunches(const struct caps *caps, struct bunch *bunch, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct bunch b = bunch[i];
		size_t at = i;
		for (; at > 0 && comes_before(caps, &b.style, &bunch[at - 1].style); at--)
			bunch[at] = bunch[at - 1];
		bunch[at] = b;
	}
}

/* In the order of rows, each cell in a style of its own. */
static void emit_mixed(struct pen *pen, const struct emit_work *work, const struct bunch *b)
{
	uint32_t cell = b->first;
	for (uint32_t n = b->cells; n; n--) {
		int x = (int)cell % pen->to->width, y = (int)cell / pen->to->width;
		set_style(pen, visible(pen->palette, &pen->to->cell[cell], pen->style));
		emit_cell(pen, x, y);
		cell = n > 1 ? work->next[cell] : 0;
	}
}

/* The bunch as stretches, in the order of rows. Cells that are cheap to write again join them. */
static uint32_t find_stretches(const struct pen *pen, struct emit_work *work, const struct bunch *b)
{
	const struct canvas *to = pen->to;
	struct stretch *last = NULL;
	uint32_t count = 0, cell = b->first;
	for (uint32_t n = b->cells; n; n--) {
		int x = (int)cell % to->width, y = (int)cell / to->width;
		if (!last || last->y != y ||
		    !cheap_to_rewrite(pen, to->cell + y * to->width, last->end, x)) {
			last = &work->stretch[count];
			*last = (struct stretch){ .x = (uint16_t)x,
						  .y = (uint16_t)y,
						  .next = ++count };
		}
		last->end = (uint16_t)(x + 1);
		cell = n > 1 ? work->next[cell] : 0;
	}
	return count;
}

/*
 * How many stretches are looked at for the next one: what lies further on is seldom nearer. To look
 * costs more time than a sparse frame has bytes to be saved, and in a large window, which no slow
 * line has, twice as much as all the rest: so from CROWDED changed cells on, on a screen of at most
 * SMALL_SCREEN.
 */
enum { LOOK_AHEAD = 32, NEAR = 2, CROWDED = 400, SMALL_SCREEN = 100 * 30 };

/* The link to the one that is cheapest to reach. Links lead from `head` to `end`. */
static uint32_t *find_next(const struct pen *pen, struct stretch *stretch, uint32_t *head,
			   uint32_t end)
{
	uint32_t *best = head;
	int least = INT_MAX;
	if (!pen->crowded || pen->x < 0)
		return head;
	for (int i = 0; i < LOOK_AHEAD && *head != end && least > NEAR; i++) {
		int length;
		find_way(pen, stretch[*head].x, stretch[*head].y, &length);
		if (length < least) {
			least = length;
			best = head;
		}
		head = &stretch[*head].next;
	}
	return best;
}

static void emit_bunch(struct pen *pen, struct emit_work *work, const struct bunch *b)
{
	if (b->mixed) {
		emit_mixed(pen, work, b);
		return;
	}
	set_style(pen, b->style);
	uint32_t head = 0, end = find_stretches(pen, work, b);
	while (head != end) {
		uint32_t *link = find_next(pen, work->stretch, &head, end);
		const struct stretch *s = &work->stretch[*link];
		const struct cell *row = pen->to->cell + s->y * pen->to->width;
		emit_cell(pen, s->x, s->y);
		buf_reserve(pen->out, 4 * (size_t)(s->end - s->x));
		for (int x = s->x + 1; x < s->end; x++)
			put_glyph(pen, row[x].glyph);
		*link = s->next;
	}
}

/*
 * Colour by colour: on a wall where every core moves, to jump from cell to cell costs half of what
 * it costs to change the colour for each.
 */
static void emit_changes(struct pen *pen, struct emit_work *work, const struct canvas *from)
{
	const struct canvas *to = pen->to;
	size_t width = (size_t)to->width;
	work->bunches = 0;
	size_t cells = width * (size_t)to->height, room = work->room;
	work->stretch = mem_stretch(work->stretch, &room, cells, sizeof *work->stretch);
	work->next = mem_stretch(work->next, &work->room, cells, sizeof *work->next);
	for (int y = 0; y < to->height; y++) {
		const struct cell *old = from->cell + (size_t)y * width;
		if (memcmp(old, to->cell + (size_t)y * width, width * sizeof *old))
			collect_row(work, pen->palette, old, to, y, row_width(pen->caps, to, y));
	}
	sort_bunches(pen->caps, work->bunch, work->bunches);
	size_t changed = 0;
	for (size_t i = 0; i < work->bunches; i++)
		changed += work->bunch[i].cells;
	pen->crowded = changed >= CROWDED && cells <= SMALL_SCREEN && pen->caps->ansi_move;
	for (size_t i = 0; i < work->bunches; i++)
		emit_bunch(pen, work, &work->bunch[i]);
}

/* Row by row, as a screen is expected to fill. */
static void emit_whole(struct pen *pen)
{
	const struct cell blank = { .glyph = ' ' };
	const struct canvas *to = pen->to;
	for (int y = 0; y < to->height; y++)
		for (int x = 0; x < row_width(pen->caps, to, y); x++) {
			const struct cell *cell = &to->cell[y * to->width + x];
			if (same_cell(cell, &blank))
				continue;
			set_style(pen, visible(pen->palette, cell, pen->style));
			emit_cell(pen, x, y);
		}
}

void emit_frame(struct buf *out, struct emit_work *work, const struct caps *caps,
		const struct palette *palette, const struct canvas *from, const struct canvas *to)
{
	struct pen pen = { out, caps, palette, to, -1, -1, plain_style, false, 0 };
	if (from->width == to->width && from->height == to->height) {
		emit_changes(&pen, work, from);
	} else {
		buf_puts(out, caps->clear);
		pen.x = pen.y = 0;
		emit_whole(&pen);
	}
	/* Of what `plain` takes off besides, nothing was put on. */
	if (!same_style(pen.style, plain_style))
		buf_puts(out, caps->ansi_off ? "\033[m" : caps->plain);
	buf_puts(out, "");
}

void emit_work_free(struct emit_work *work)
{
	free(work->next);
	free(work->stretch);
	*work = (struct emit_work){ 0 };
}
