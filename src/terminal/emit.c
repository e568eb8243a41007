/*
 * Frames into bytes. Invariant: `pen` is what the terminal would draw the next character with, and
 * where; unknown places are -1.
 */
#include "terminal/emit.h"

#include "base/mem.h"

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

/* Unchanged cells up to so many are written again rather than jumped over. They, or a move, and a
 * byte of whatever is written ahead of its turn, take less than MOVE_ROOM. */
enum { REWRITE_MOST = 3, MOVE_ROOM = 64, NO_STRETCH = UINT32_MAX };

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

/*
 * Moves and glyphs are written where there is room, at `at`, and give back what is behind them.
 * What the next one is nobody can foresee, the processor neither: lengths and digits come without a
 * question, as to guess wrong takes longer than to write them.
 */

/* Digits of n, which is a row, a column or what lies between two: at most 9999. */
static int digits_of(int n)
{
	return 1 + (n > 9) + (n > 99) + (n > 999);
}

/* Of the zeros before it each is written over by the next digit. */
static char *put_number(char *at, int n)
{
	unsigned u = (unsigned)n;
	*at = (char)('0' + u / 1000);
	at += u > 999;
	*at = (char)('0' + u / 100 % 10);
	at += u > 99;
	*at = (char)('0' + u / 10 % 10);
	at += u > 9;
	*at++ = (char)('0' + u % 10);
	return at;
}

/* CSI n final; n is left out where 1 is meant without it. */
static char *csi(char *at, int n, char final)
{
	*at++ = '\033';
	*at++ = '[';
	char *end = put_number(at, n);
	at = n > 1 ? end : at;
	*at++ = final;
	return at;
}

static int csi_length(int n)
{
	return 3 + (n > 1) * digits_of(n);
}

static char *move_absolute(char *at, int x, int y)
{
	*at++ = '\033';
	*at++ = '[';
	at = put_number(at, y + 1);
	*at = ';';
	char *end = put_number(at + 1, x + 1);
	at = x ? end : at;
	*at++ = 'H';
	return at;
}

static int absolute_length(int x, int y)
{
	return csi_length(y + 1) + (x > 0) * (1 + digits_of(x + 1));
}

/* Bytes of a move along the row by so many columns: to the left by backspaces, where they are few.
 */
static int along_length(int columns)
{
	int far = csi_length(columns < 0 ? -columns : columns);
	if (columns >= 0)
		return columns ? far : 0;
	return -columns < far ? -columns : far;
}

static char *move_along(char *at, int columns)
{
	if (columns > 0)
		return csi(at, columns, 'C');
	if (-columns >= csi_length(-columns))
		return csi(at, -columns, 'D');
	memset(at, '\b', (size_t)-columns);
	return at - columns;
}

/* A row up by reverse index takes a byte less than by CSI A, of more rows none does. */
static bool climbs(const struct pen *pen, int down)
{
	return down == -1 && pen->caps->ansi_index;
}

/* The same of a move in the column, by so many rows. */
static int vertical_length(const struct pen *pen, int down)
{
	int far = csi_length(down < 0 ? -down : down) - climbs(pen, down);
	return down ? far : 0;
}

static char *move_vertically(const struct pen *pen, char *at, int down)
{
	if (climbs(pen, down)) {
		*at++ = '\033';
		*at++ = 'M';
		return at;
	}
	if (down)
		at = csi(at, down < 0 ? -down : down, down < 0 ? 'A' : 'B');
	return at;
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
	int down = y - pen->y, feeds = down >= 0 ? down : INT_MAX / 2;
	int by_return = feeds + 1 + along_length(x);
	int by_column = (pen->caps->ansi_column ? feeds : INT_MAX / 2) + 3 + digits_of(x + 1);
	int absolute = absolute_length(x, y);
	int least = vertical_length(pen, down) + along_length(x - pen->x);
	enum way way = WAY_STRAIGHT;
	way = by_return < least ? WAY_RETURN : way;
	least = by_return < least ? by_return : least;
	way = by_column < least ? WAY_COLUMN : way;
	least = by_column < least ? by_column : least;
	way = absolute < least ? WAY_ABSOLUTE : way;
	*length = absolute < least ? absolute : least;
	return way;
}

static char *move_relative(const struct pen *pen, char *at, int x, int y)
{
	int length, down = y - pen->y;
	enum way way = find_way(pen, x, y, &length);
	if (way == WAY_ABSOLUTE)
		return move_absolute(at, x, y);
	if (way == WAY_STRAIGHT)
		return move_along(move_vertically(pen, at, down), x - pen->x);
	if (way == WAY_RETURN)
		*at++ = '\r';
	/* Fewer than an absolute move has bytes. */
	memset(at, '\n', (size_t)down);
	at += down;
	return way == WAY_RETURN ? move_along(at, x) : csi(at, x + 1, 'G');
}

static char *put_glyph(char *at, uint32_t glyph)
{
	*at = (char)glyph;
	return glyph < 0x80 ? at + 1 : at + utf8_write(at, glyph);
}

static uint32_t look_of(const struct cell *cell)
{
	return (uint32_t)cell->role << 5 | (uint32_t)cell->ground << 1 | cell->cursor;
}

_Static_assert(ROLES <= LOOKS >> 5 && GROUNDS <= 1 << 4, "looks have room");

/* Whether the cells from..to - 1 of the row, unchanged, are cheap to write again in that style,
 * which is that of the look. */
static bool cheap_to_rewrite(const struct palette *palette, uint32_t look, struct style style,
			     const struct cell *row, int from, int to)
{
	if (from < 0 || to - from > REWRITE_MOST)
		return false;
	for (int i = from; i < to; i++)
		if (row[i].glyph >= 0x80 || (look_of(&row[i]) != look &&
					     !same_style(visible(palette, &row[i], style), style)))
			return false;
	return true;
}

/*
 * The cells x..end - 1 of the row in the pen's style, after the ones before them if those cost less
 * than the jump.
 */
static void emit_cells(struct pen *pen, int x, int end, int y)
{
	const struct cell *row = pen->to->cell + y * pen->to->width;
	struct buf *out = pen->out;
	size_t room = 4 * (size_t)(end - x) + MOVE_ROOM;
	char *at = buf_reserve(out, room);
	if (pen->y == y && pen->x < x &&
	    cheap_to_rewrite(pen->palette, LOOKS, pen->style, row, pen->x, x)) {
		x = pen->x;
	} else if (pen->x == x && pen->y == y) {
		/* There already. */
	} else if (!pen->caps->ansi_move) {
		pen->caps->move(out, y, x);
		at = buf_reserve(out, room);
	} else if (pen->x < 0) {
		at = move_absolute(at, x, y);
	} else {
		at = move_relative(pen, at, x, y);
	}
	for (int i = x; i < end; i++)
		at = put_glyph(at, row[i].glyph);
	out->used = (size_t)(at - out->data);
	/* In the last column terminals differ in where the cursor now is. */
	pen->x = end < pen->to->width ? end : -1;
	pen->y = y;
}

/* The bunch of cells that look so; the last one takes what there is no room for. */
static struct bunch *find_bunch(struct emit_work *work, const struct palette *palette,
				const struct cell *cell)
{
	uint8_t *place = &work->place[look_of(cell)];
	if (*place)
		return &work->bunch[*place - 1];
	struct bunch *b = &work->bunch[work->bunches];
	if (work->bunches == BUNCHES_MOST) {
		b[-1].mixed = true;
		return b - 1;
	}
	*place = (uint8_t)++work->bunches;
	*b = (struct bunch){ .look = look_of(cell), .style = palette_style(palette, cell) };
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

/* The bunch that a changed cell goes to: a blank with what comes behind it, if it can. */
static struct bunch *bunch_of(struct emit_work *work, const struct palette *palette,
			      const struct cell *old, const struct cell *row, int x, int width)
{
	const struct cell *drawn = row[x].glyph == ' ' ? next_drawn(old, row, x, width) : NULL;
	struct bunch *b = drawn ? find_bunch(work, palette, drawn) : NULL;
	return b && can_draw(b, palette, &row[x]) ? b : find_bunch(work, palette, &row[x]);
}

/* The cell joins the last stretch of the bunch, if what lies between is cheap to write again. */
static void add_to_bunch(struct emit_work *work, struct bunch *b, const struct palette *palette,
			 const struct cell *row, int x, int y)
{
	struct stretch *last = &work->stretch[b->last];
	if (b->cells++ && last->y == y &&
	    (last->end == x || cheap_to_rewrite(palette, b->look, b->style, row, last->end, x))) {
		last->end = (uint16_t)(x + 1);
		return;
	}
	uint32_t at = work->stretches++;
	work->stretch[at] = (struct stretch){
		.x = (uint16_t)x, .end = (uint16_t)(x + 1), .y = (uint16_t)y, .next = NO_STRETCH
	};
	if (b->cells > 1)
		last->next = at;
	else
		b->first = at;
	b->last = at;
}

enum { CELLS_AT_ONCE = 64 };

/* Which of the n cells differ, at most CELLS_AT_ONCE. */
static uint64_t find_some_changed(const struct cell *old, const struct cell *row, int n)
{
	uint64_t changed = 0;
	for (int i = 0; i < n; i++)
		changed |= (uint64_t)!same_cell(&old[i], &row[i]) << i;
	return changed;
}

static uint64_t find_sixteen(const struct cell *old, const struct cell *row)
{
	return find_some_changed(old, row, 16);
}

static uint64_t find_changed(const struct cell *old, const struct cell *row, int n)
{
	uint64_t changed = 0;
	int i = 0;
	for (; i + 16 <= n; i += 16)
		changed |= find_sixteen(old + i, row + i) << i;
	return i < n ? changed | find_some_changed(old + i, row + i, n - i) << i : changed;
}

/* Sorts the changed cells of a row into bunches, and brings the old row up to date. */
static void collect_row(struct emit_work *work, const struct palette *palette, struct cell *old,
			const struct canvas *to, int y, int width)
{
	const struct cell *row = to->cell + y * to->width;
	struct bunch *b = NULL;
	for (int from = 0; from < width; from += CELLS_AT_ONCE) {
		int n = width - from < CELLS_AT_ONCE ? width - from : CELLS_AT_ONCE;
		uint64_t changed = find_changed(old + from, row + from, n);
		for (; changed; changed &= changed - 1) {
			int x = from + __builtin_ctzll(changed);
			if (row[x].glyph != ' ')
				b = find_bunch(work, palette, &row[x]);
			else if (!b || !can_draw(b, palette, &row[x]))
				b = bunch_of(work, palette, old, row, x, width);
			add_to_bunch(work, b, palette, row, x, y);
			old[x] = row[x];
		}
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

/*
 * How many stretches are looked at for the next one: what lies further on is seldom nearer. To look
 * costs more time than a sparse frame has bytes to be saved, and in a large window, which no slow
 * line has, twice as much as all the rest: so from CROWDED changed cells on, on a screen of at most
 * SMALL_SCREEN.
 */
enum { LOOK_AHEAD = 32, NEAR = 2, CROWDED = 400, SMALL_SCREEN = 100 * 30 };

/* The link to the stretch that is cheapest to reach, of those that `head` leads to. */
static uint32_t *find_next(const struct pen *pen, struct stretch *stretch, uint32_t *head)
{
	uint32_t *best = head;
	int least = INT_MAX;
	if (!pen->crowded || pen->x < 0)
		return head;
	for (int i = 0; i < LOOK_AHEAD && *head != NO_STRETCH && least > NEAR; i++) {
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

/* In the order of rows, each cell in a style of its own. */
static void emit_mixed(struct pen *pen, const struct emit_work *work, const struct bunch *b)
{
	for (uint32_t at = b->first; at != NO_STRETCH; at = work->stretch[at].next) {
		const struct stretch *s = &work->stretch[at];
		const struct cell *row = pen->to->cell + s->y * pen->to->width;
		for (int x = s->x; x < s->end; x++) {
			set_style(pen, visible(pen->palette, &row[x], pen->style));
			emit_cells(pen, x, x + 1, s->y);
		}
	}
}

static void emit_bunch(struct pen *pen, struct emit_work *work, const struct bunch *b)
{
	if (b->mixed) {
		emit_mixed(pen, work, b);
		return;
	}
	set_style(pen, b->style);
	uint32_t head = b->first;
	while (head != NO_STRETCH) {
		uint32_t *link = find_next(pen, work->stretch, &head);
		const struct stretch *s = &work->stretch[*link];
		emit_cells(pen, s->x, s->end, s->y);
		*link = s->next;
	}
}

/*
 * Colour by colour: on a wall where every core moves, to jump from cell to cell costs half of what
 * it costs to change the colour for each.
 */
static void emit_changes(struct pen *pen, struct emit_work *work, struct canvas *shown)
{
	const struct canvas *to = pen->to;
	size_t width = (size_t)to->width;
	size_t cells = width * (size_t)to->height;
	work->bunches = 0;
	work->stretches = 0;
	work->stretch = mem_stretch(work->stretch, &work->room, cells, sizeof *work->stretch);
	for (int y = 0; y < to->height; y++) {
		struct cell *old = shown->cell + (size_t)y * width;
		collect_row(work, pen->palette, old, to, y, row_width(pen->caps, to, y));
	}
	sort_bunches(pen->caps, work->bunch, work->bunches);
	size_t changed = 0;
	for (size_t i = 0; i < work->bunches; i++)
		changed += work->bunch[i].cells;
	pen->crowded = changed >= CROWDED && cells <= SMALL_SCREEN && pen->caps->ansi_move;
	for (size_t i = 0; i < work->bunches; i++) {
		work->place[work->bunch[i].look] = 0;
		emit_bunch(pen, work, &work->bunch[i]);
	}
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
			emit_cells(pen, x, x + 1, y);
		}
}

void emit_frame(struct buf *out, struct emit_work *work, const struct caps *caps,
		const struct palette *palette, struct canvas *shown, const struct canvas *to)
{
	struct pen pen = { out, caps, palette, to, -1, -1, plain_style, false, 0 };
	if (shown->width == to->width && shown->height == to->height) {
		emit_changes(&pen, work, shown);
	} else {
		buf_puts(out, caps->clear);
		pen.x = pen.y = 0;
		emit_whole(&pen);
		canvas_copy(shown, to);
	}
	/* Of what `plain` takes off besides, nothing was put on. */
	if (!same_style(pen.style, plain_style))
		buf_puts(out, caps->ansi_off ? "\033[m" : caps->plain);
	buf_puts(out, "");
}

void emit_work_free(struct emit_work *work)
{
	free(work->stretch);
	*work = (struct emit_work){ 0 };
}
