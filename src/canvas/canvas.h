/*
 * A screen as a value: a grid of cells that can be compared and printed. A cell has a role (what it
 * means), never a colour; themes turn roles into colours later. What is drawn outside is cut off.
 */
#ifndef COREWALL_CANVAS_CANVAS_H
#define COREWALL_CANVAS_CANVAS_H

#include "base/buf.h"
#include "canvas/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { HEATS = 8 };

/* What a glyph means. */
enum role {
	ROLE_TEXT,
	ROLE_LABEL, /* ids, rulers, names of columns: dim */
	ROLE_STRONG,
	ROLE_USR,
	ROLE_NICE,
	ROLE_SYS,
	ROLE_INTERRUPT,
	ROLE_STEAL,
	ROLE_IOWAIT,
	ROLE_GUEST,
	ROLE_EMPTY, /* the rest of a bar */
	ROLE_MARK,  /* the maximum in a bar */
	ROLE_UNKNOWN,
	ROLE_OFFLINE,
	ROLE_ALERT, /* the source fails */
	ROLE_NOTE,  /* a message that goes away */
	ROLE_KEY,
	ROLE_SCROLL,
	ROLE_INK,  /* text on a ground of heat */
	ROLE_HEAT, /* HEATS of them: ROLE_HEAT + level */
	ROLES = ROLE_HEAT + HEATS
};

/* The background of a cell. */
enum ground {
	GROUND_NONE, /* the terminal's own background */
	GROUND_HEAT, /* HEATS of them: GROUND_HEAT + level */
	GROUNDS = GROUND_HEAT + HEATS
};

/* How a cell belongs to what the cursor is on: values are underlined, their labels in reverse. */
enum cursor_mark { CURSOR_NONE, CURSOR_VALUE, CURSOR_LABEL };

/* Without padding: cells are compared as bytes. */
struct cell {
	uint32_t glyph;  /* a code point that takes one column, never a control character */
	uint8_t role;    /* enum role */
	uint8_t ground;  /* enum ground, or GROUND_HEAT + level */
	uint16_t cursor; /* enum cursor_mark */
};

_Static_assert(sizeof(struct cell) == 8, "padding in a cell");

struct canvas {
	int width, height;
	bool ascii;             /* other text is drawn as '?': the terminal does not take UTF-8 */
	int cursor_x, cursor_y; /* where the terminal's own cursor goes; -1: it is not shown */
	struct cell *cell;      /* [height][width] */
	size_t room;
};

void canvas_free(struct canvas *c);

/* Sets the size, blanks every cell, and hides the cursor. */
void canvas_reset(struct canvas *c, int width, int height);

/* Makes *to the same size with the same cells. */
void canvas_copy(struct canvas *to, const struct canvas *from);

/* Sets one cell. ground: GROUND_NONE, or GROUND_HEAT + level. */
void canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum role role, unsigned ground);

/*
 * Draws UTF-8 text in at most `room` columns; whatever text_next() does not take is drawn as '?'.
 * Returns the columns written, those outside the canvas included.
 */
int canvas_text(struct canvas *c, int x, int y, int room, const char *text, enum role role);

/* Marks `room` cells as being under the cursor. */
void canvas_mark(struct canvas *c, int x, int y, int room, enum cursor_mark mark);

/* Whether cells and the place of the cursor are the same. */
bool canvas_equal(const struct canvas *a, const struct canvas *b);

/* Appends the cells as text: one line per row, without trailing blanks. */
void canvas_dump(const struct canvas *c, struct buf *out);

#endif
