/*
 * Gives frames to ncurses as cells; ncurses finds out what to send. Must not know more of the
 * terminal than what it shows.
 */
#ifndef COREWALL_TERMINAL_SCREEN_H
#define COREWALL_TERMINAL_SCREEN_H

#include "canvas/theme.h"
#include "terminal/outbox.h"

#include <curses.h>

enum { LOOKS_MOST = ROLES * GROUNDS * 2 };

/* How a cell looks apart from its glyph. */
struct look {
	struct style style;
	attr_t attributes; /* of ncurses */
	int pair;          /* of colours, as ncurses numbers it */
	bool changed;      /* a cell with this look has changed */
};

/* A cell as ncurses has it: what is written for its glyph, and the index of its look. */
struct shown {
	wchar_t code;
	uint16_t look;
};

struct change {
	uint16_t x, y;
};

struct screen {
	int width, height; /* 0: it is not known what the terminal shows */
	struct palette palette;
	struct look look[LOOKS_MOST]; /* those in use so far, each once */
	int looks, pairs;
	uint16_t look_of[ROLES][GROUNDS][2]; /* by role, ground, cursor: 1 + index; 0: not yet */
	struct shown *shown;                 /* [height][width] */
	size_t shown_room;
	struct change *change; /* where the frame differs from the one before, by rows */
	size_t changes, change_room;
	cchar_t *line; /* [width], on their way to ncurses */
	size_t line_room;
};

void screen_free(struct screen *s);

/* The next frame is drawn whole. */
void screen_forget(struct screen *s);

/*
 * Makes ncurses write what the terminal needs to show the frame. Another palette counts from the
 * next frame that is drawn whole. False when there is no memory for the frame's size.
 */
bool screen_draw(struct screen *s, struct outbox *o, const struct canvas *c,
		 const struct palette *p);

#endif
