/* Styles of a palette as attributes and pairs of colours of ncurses. */
#ifndef COREWALL_TERMINAL_COLOURS_H
#define COREWALL_TERMINAL_COLOURS_H

#include "canvas/theme.h"

#include <stdint.h>
#include <wchar.h>

#include <curses.h>

enum { LOOKS_MOST = ROLES * GROUNDS * 2 };

/* How a cell looks apart from its glyph. */
struct look {
	struct style style;
	attr_t attributes;
	int pair;
};

struct colours {
	struct palette palette;
	struct look look[LOOKS_MOST]; /* those that were asked for, each once */
	int looks;
	uint16_t known[ROLES][GROUNDS][2]; /* by role, ground, cursor: 1 + index; 0: not yet */
};

/* Begins with the palette; pairs of an earlier one are given up. */
void colours_begin(struct colours *c, const struct palette *p);

/* The index of what the cell looks like. */
int colours_look(struct colours *c, const struct cell *cell);

#endif
