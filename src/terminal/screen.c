/*
 * Invariant: while the size is known, `shown` is what ncurses was given. A whole frame is given to
 * ncurses at once; changes are given one look after the other. ncurses sends all colours again at
 * each change of look, so when all cpus move, one pass over the screen for each look takes fewer
 * bytes.
 */
#include "terminal/screen.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void screen_free(struct screen *s)
{
	free(s->shown);
	free(s->change);
	free(s->line);
	*s = (struct screen){ 0 };
}

void screen_forget(struct screen *s)
{
	s->width = s->height = 0;
}

/* Numbers looks and pairs of colours again from the first. */
static void take_palette(struct screen *s, const struct palette *p)
{
	s->palette = *p;
	s->looks = s->pairs = 0;
	memset(s->look_of, 0, sizeof s->look_of);
}

static attr_t attributes_of(struct style s)
{
	return (s.attr & ATTR_BOLD ? A_BOLD : 0) | (s.attr & ATTR_DIM ? A_DIM : 0) |
	       (s.attr & ATTR_REVERSE ? A_REVERSE : 0) |
	       (s.attr & ATTR_UNDERLINE ? A_UNDERLINE : 0);
}

static bool same_colours(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg;
}

/*
 * Pair 0 is the terminal's own colours, used if there is no free pair. Pairs are made as they are
 * needed: a terminal of 8 colours has only 64. alloc_pair() is of no use: reset_color_pairs() does
 * not reset its count (ncurses 6.4), and once that is full it returns pairs that are in use.
 */
static int pair_of(struct screen *s, struct style style)
{
	if (style.fg < 0 && style.bg < 0)
		return 0;
	for (int i = 0; i < s->looks; i++)
		if (same_colours(s->look[i].style, style))
			return s->look[i].pair;
	if (s->pairs + 1 >= COLOR_PAIRS ||
	    init_extended_pair(s->pairs + 1, style.fg, style.bg) == ERR)
		return 0;
	return ++s->pairs;
}

static int look_of_style(struct screen *s, struct style style)
{
	for (int i = 0; i < s->looks; i++)
		if (same_colours(s->look[i].style, style) && s->look[i].style.attr == style.attr)
			return i;
	s->look[s->looks] = (struct look){ style, attributes_of(style), pair_of(s, style), false };
	return s->looks++;
}

static int look_of_cell(struct screen *s, const struct cell *cell)
{
	uint16_t *known = &s->look_of[cell->role][cell->ground][cell->cursor];
	if (!*known)
		*known = (uint16_t)(1 + look_of_style(s, palette_style(&s->palette, cell)));
	return *known - 1;
}

/* Whether a blank looks the same in both styles. */
static bool suits_blank(struct style own, struct style other)
{
	uint8_t ink = ATTR_REVERSE | ATTR_UNDERLINE;
	return own.bg == other.bg && !(own.attr & ink) && !(other.attr & ink);
}

/* A blank takes the look of the cell before it, if it can, so that both are written at once. */
static int find_look(struct screen *s, const struct cell *cell, int before)
{
	int own = look_of_cell(s, cell);
	bool joins = cell->glyph == ' ' && before >= 0 &&
		     suits_blank(s->look[own].style, s->look[before].style);
	return joins ? before : own;
}

/* Makes it the row that is shown, and notes the changes. */
static void take_row(struct screen *s, struct outbox *o, const struct cell *row, int y)
{
	struct shown *shown = s->shown + (size_t)y * (size_t)s->width;
	int look = -1;
	for (int x = 0; x < s->width; x++) {
		wchar_t code = outbox_code(o, row[x].glyph);
		look = find_look(s, &row[x], look);
		if (shown[x].code == code && shown[x].look == look)
			continue;
		shown[x] = (struct shown){ code, (uint16_t)look };
		s->change[s->changes++] = (struct change){ (uint16_t)x, (uint16_t)y };
		s->look[look].changed = true;
	}
}

static void take_frame(struct screen *s, struct outbox *o, const struct canvas *c)
{
	s->changes = 0;
	for (int y = 0; y < s->height; y++)
		take_row(s, o, c->cell + (size_t)y * (size_t)s->width, y);
}

/* Gives ncurses n cells of a row, from column x on. */
static void put_cells(struct screen *s, int x, int y, int n)
{
	const struct shown *shown = s->shown + (size_t)y * (size_t)s->width + x;
	for (int i = 0; i < n; i++) {
		const struct look *look = &s->look[shown[i].look];
		const wchar_t text[2] = { shown[i].code, L'\0' };
		int pair = look->pair;
		setcchar(&s->line[i], text, look->attributes, 0, &pair);
	}
	mvwadd_wchnstr(stdscr, y, x, s->line, n);
}

static void update(void)
{
	wnoutrefresh(stdscr);
	doupdate();
}

static void put_whole(struct screen *s)
{
	for (int y = 0; y < s->height; y++)
		put_cells(s, 0, y, s->width);
	clearok(curscr, TRUE);
	update();
}

/* Changes of that look from the i-th on, side by side. */
static int count_together(const struct screen *s, size_t i, int look)
{
	const struct change *first = &s->change[i];
	const struct shown *shown = s->shown + (size_t)first->y * (size_t)s->width;
	int n = 0;
	while (i + (size_t)n < s->changes && first[n].y == first->y && first[n].x == first->x + n &&
	       shown[first[n].x].look == look)
		n++;
	return n;
}

static void put_look(struct screen *s, int look)
{
	for (size_t i = 0; i < s->changes;) {
		int n = count_together(s, i, look);
		if (n)
			put_cells(s, s->change[i].x, s->change[i].y, n);
		i += n ? (size_t)n : 1;
	}
	update();
}

static void put_changes(struct screen *s)
{
	for (int look = 0; look < s->looks; look++) {
		if (s->look[look].changed)
			put_look(s, look);
		s->look[look].changed = false;
	}
}

static bool resize(struct screen *s, int width, int height)
{
	size_t cells = (size_t)width * (size_t)height;
	s->width = width;
	s->height = height;
	s->shown = mem_grow(s->shown, &s->shown_room, cells, sizeof *s->shown);
	s->change = mem_grow(s->change, &s->change_room, cells, sizeof *s->change);
	s->line = mem_grow(s->line, &s->line_room, (size_t)width, sizeof *s->line);
	return resize_term(height, width) == OK;
}

bool screen_draw(struct screen *s, struct outbox *o, const struct canvas *c,
		 const struct palette *p)
{
	bool whole = s->width != c->width || s->height != c->height;
	if (whole) {
		if (!resize(s, c->width, c->height))
			return false;
		take_palette(s, p);
	}
	take_frame(s, o, c);
	if (whole)
		put_whole(s);
	else
		put_changes(s);
	return true;
}
