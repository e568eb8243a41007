/*
 * One line of text made of parts of unequal importance: when the room is short, the least
 * important part goes first. The header and the status line are made of these.
 */
#ifndef COREWALL_PANELS_PRIORITY_LINE_H
#define COREWALL_PANELS_PRIORITY_LINE_H

#include "canvas/canvas.h"

enum { PARTS_MOST = 48, PART_ROOM = 160, TERSE_ROOM = 32 };

struct priority_part {
	char text[PART_ROOM];
	char terse[TERSE_ROOM]; /* takes the text's place before the part goes; empty for none */
	int terse_weight;       /* weight of the terse text */
	enum role role;
	int width;   /* columns of the text */
	int weight;  /* the larger, the longer it stays */
	bool right;  /* belongs to the right end */
	bool joined; /* follows its neighbour without a separator */
	bool cut;    /* gives way by getting shorter, as long as something of it is left */
	bool gone;   /* there is no room for it */
};

struct priority_line {
	const char *separator; /* between parts: one column of text, blanks are added */
	struct priority_part part[PARTS_MOST + 1];
	int count;
};

/* No parts yet. */
void priority_line_begin(struct priority_line *l, const char *separator);

/*
 * Appends a part; the returned one may be changed until priority_line_draw(). Parts beyond
 * PARTS_MOST are not shown.
 */
struct priority_part *priority_line_add(struct priority_line *l, int weight, enum role role,
					const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Draws what fits in `width` columns. */
void priority_line_draw(struct priority_line *l, struct canvas *c, int x, int y, int width);

#endif
