/*
 * A screen as a value: a grid of cells that can be compared and dumped. A cell carries what it
 * means (a role), never a colour; themes turn roles into colours later. Writes outside are cut.
 */
#ifndef COREWALL_CANVAS_CANVAS_H
#define COREWALL_CANVAS_CANVAS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { HEATS = 8 };

/* What a glyph means. */
enum role {
	ROLE_TEXT,
	ROLE_LABEL, /* ids, rulers, names of columns: there, but receding */
	ROLE_STRONG,
	ROLE_USR,
	ROLE_NICE,
	ROLE_SYS,
	ROLE_INTERRUPT,
	ROLE_STEAL,
	ROLE_IOWAIT,
	ROLE_GUEST,
	ROLE_EMPTY, /* the rest of a bar */
	ROLE_MARK,  /* where the maximum stands in a bar */
	ROLE_UNKNOWN,
	ROLE_OFFLINE,
	ROLE_ALERT, /* the source is in trouble */
	ROLE_NOTE,  /* what the status line says for a moment */
	ROLE_KEY,
	ROLE_SCROLL,
	ROLE_INK,  /* text that stands on a ground of heat */
	ROLE_HEAT, /* HEATS of them: ROLE_HEAT + level */
	ROLES = ROLE_HEAT + HEATS
};

/* What a cell stands on. */
enum ground {
	GROUND_NONE, /* the terminal's own background */
	GROUND_HEAT, /* HEATS of them: GROUND_HEAT + level */
	GROUNDS = GROUND_HEAT + HEATS
};

/* Small, and without a gap: cells are compared as bytes. */
struct cell {
	uint16_t glyph; /* a code point one column wide, never a control character */
	uint8_t role;
	uint8_t ground : 7, cursor : 1;
};

_Static_assert(sizeof(struct cell) == 4 && GROUNDS <= 1 << 7, "no gap");

struct canvas {
	int width, height;
	bool ascii;        /* text beyond ASCII shows as '?': the terminal takes bytes, not UTF-8 */
	struct cell *cell; /* [height][width] */
	size_t room;
	/* Whose frame it holds, which may be painted over where it changes; NULL: nobody's. */
	const void *owner;
	uint64_t frame; /* its number among its owner's, from 1 */
};

void canvas_free(struct canvas *c);

/* Sets the size and blanks every cell; it is nobody's frame then. */
void canvas_reset(struct canvas *c, int width, int height);

/* Blanks whole rows, of which some may be outside. */
void canvas_blank_rows(struct canvas *c, int y, int rows);

/* Makes *to of the same size and cells, a frame of nobody. */
void canvas_copy(struct canvas *to, const struct canvas *from);

/* The `width` cells from x on in that row, to be written as they are; NULL if one is outside. */
struct cell *canvas_cells(const struct canvas *c, int x, int y, int width);

/* One glyph, below U+10000; ground as given. */
void canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum role role, unsigned ground);

/*
 * Text in UTF-8, at most `room` columns of it. What is no text (control characters, broken UTF-8)
 * shows as '?', and so does what is beyond ASCII on a canvas of it alone. Returns the columns
 * written.
 */
int canvas_text(struct canvas *c, int x, int y, int room, const char *text, enum role role);

/* The cursor is on these `room` cells. */
void canvas_mark(struct canvas *c, int x, int y, int room);

bool canvas_equal(const struct canvas *a, const struct canvas *b);

/* Appends the frame as plain text, trailing blanks cut, a newline a row. */
void canvas_dump(const struct canvas *c, struct buf *out);

/* Columns that the text takes. */
int text_width(const char *text);

/* The next code point of UTF-8 text, '?' for what is none; moves *at past it. */
uint32_t text_next(const char **at);

#endif
