/*
 * Pairs are allocated as they are needed: terminals of 8 colours have 64 of them, fewer than there
 * are roles on grounds.
 */
#include "terminal/colours.h"

void colours_begin(struct colours *c, const struct palette *p)
{
	*c = (struct colours){ .palette = *p };
	reset_color_pairs();
}

static attr_t attributes_of(struct style s)
{
	return (s.attr & ATTR_BOLD ? A_BOLD : 0) | (s.attr & ATTR_DIM ? A_DIM : 0) |
	       (s.attr & ATTR_REVERSE ? A_REVERSE : 0) |
	       (s.attr & ATTR_UNDERLINE ? A_UNDERLINE : 0);
}

/* Pair 0 is the terminal's own colours, and stands in where there is no other. */
static int pair_of(struct style s)
{
	int pair = s.fg < 0 && s.bg < 0 ? 0 : alloc_pair(s.fg, s.bg);
	return pair < 0 ? 0 : pair;
}

static int find_look(struct colours *c, struct style s)
{
	for (int i = 0; i < c->looks; i++) {
		const struct style *old = &c->look[i].style;
		if (old->fg == s.fg && old->bg == s.bg && old->attr == s.attr)
			return i;
	}
	c->look[c->looks] = (struct look){ s, attributes_of(s), pair_of(s) };
	return c->looks++;
}

int colours_look(struct colours *c, const struct cell *cell)
{
	uint16_t *known = &c->known[cell->role][cell->ground][cell->cursor];
	if (!*known)
		*known = (uint16_t)(1 + find_look(c, palette_style(&c->palette, cell)));
	return *known - 1;
}
