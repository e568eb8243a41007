/*
 * Invariant: while its size is known, `shown` is what ncurses was given last. A whole frame is
 * given to it at once. Of others each look is drawn by itself: ncurses would send the colours again
 * at each change from one look to the next, which on a wall where all cpus move doubles the bytes.
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

bool screen_is_known(const struct screen *s)
{
	return s->width;
}

static void set_cell(const struct screen *s, struct outbox *o, cchar_t *to, uint32_t glyph,
		     int look)
{
	const struct look *l = &s->colours.look[look];
	wchar_t text[2] = { outbox_code(o, glyph), L'\0' };
	setcchar(to, text, l->attributes, 0, (void *)&l->pair);
}

static void put_whole(struct screen *s, struct outbox *o, const struct canvas *c)
{
	for (int y = 0; y < c->height; y++) {
		const struct cell *row = c->cell + (size_t)y * (size_t)c->width;
		for (int x = 0; x < c->width; x++)
			set_cell(s, o, &s->line[x], row[x].glyph,
				 colours_look(&s->colours, &row[x]));
		mvwadd_wchnstr(stdscr, y, 0, s->line, c->width);
	}
	clearok(curscr, TRUE);
	wnoutrefresh(stdscr);
	doupdate();
}

/* Whether a blank looks the same in the look as in its own. */
static bool suits_blank(struct style own, struct style look)
{
	uint8_t ink = ATTR_REVERSE | ATTR_UNDERLINE;
	return own.bg == look.bg && !(own.attr & ink) && !(look.attr & ink);
}

/* The look of a changed cell: a blank takes that of the changed cell before it, if it can. */
static int change_look(struct screen *s, const struct cell *cell, int before)
{
	int look = colours_look(&s->colours, cell);
	const struct look *looks = s->colours.look;
	bool joins = cell->glyph == ' ' && before >= 0 &&
		     suits_blank(looks[look].style, looks[before].style);
	return joins ? before : look;
}

static void find_changes(struct screen *s, const struct canvas *c, int y)
{
	const struct cell *row = c->cell + (size_t)y * (size_t)c->width;
	struct cell *shown = s->shown + (size_t)y * (size_t)c->width;
	int before = -1;
	for (int x = 0; x < c->width; x++) {
		if (!memcmp(&row[x], &shown[x], sizeof *row)) {
			before = -1;
			continue;
		}
		before = change_look(s, &row[x], before);
		s->change[s->changes++] =
			(struct change){ (uint16_t)x, (uint16_t)y, (uint16_t)before };
	}
	memcpy(shown, row, (size_t)c->width * sizeof *row);
}

/* Gives ncurses the changed cells of that look, side by side ones at once. False: there are none.
 */
static bool put_look(struct screen *s, struct outbox *o, const struct canvas *c, int look)
{
	int n = 0;
	bool some = false;
	for (size_t i = 0; i < s->changes; i++) {
		const struct change *now = &s->change[i], *next = now + 1;
		if (now->look != look)
			continue;
		some = true;
		set_cell(s, o, &s->line[n++], c->cell[now->y * c->width + now->x].glyph, look);
		if (i + 1 < s->changes && next->look == look && next->y == now->y &&
		    next->x == now->x + 1)
			continue;
		mvwadd_wchnstr(stdscr, now->y, now->x + 1 - n, s->line, n);
		n = 0;
	}
	return some;
}

static void put_changes(struct screen *s, struct outbox *o, const struct canvas *c)
{
	s->changes = 0;
	for (int y = 0; y < c->height; y++) {
		size_t at = (size_t)y * (size_t)c->width, n = (size_t)c->width;
		if (memcmp(s->shown + at, c->cell + at, n * sizeof *c->cell) != 0)
			find_changes(s, c, y);
	}
	for (int look = 0; look < s->colours.looks; look++)
		if (put_look(s, o, c, look)) {
			wnoutrefresh(stdscr);
			doupdate();
		}
}

static bool make_room(struct screen *s, int width, int height)
{
	size_t cells = (size_t)width * (size_t)height;
	s->shown = mem_stretch(s->shown, &s->shown_room, cells, sizeof *s->shown);
	s->change = mem_stretch(s->change, &s->change_room, cells, sizeof *s->change);
	s->line = mem_stretch(s->line, &s->line_room, (size_t)width, sizeof *s->line);
	return resize_term(height, width) == OK;
}

bool screen_draw(struct screen *s, struct outbox *o, const struct canvas *c,
		 const struct palette *p)
{
	if (s->width == c->width && s->height == c->height) {
		put_changes(s, o, c);
		return true;
	}
	if (!make_room(s, c->width, c->height))
		return false;
	colours_begin(&s->colours, p);
	put_whole(s, o, c);
	memcpy(s->shown, c->cell, (size_t)c->width * (size_t)c->height * sizeof *c->cell);
	s->width = c->width;
	s->height = c->height;
	return true;
}
