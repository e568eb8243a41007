/*
 * One line of text made of parts of unequal importance: when the room is short, the least
 * important part goes first. The header and the status line are made of these.
 */
#ifndef COREWALL_WALL_PARTS_H
#define COREWALL_WALL_PARTS_H

#include "wall/canvas.h"

enum { PARTS_MOST = 48, PART_ROOM = 160 };

struct part_text {
	char text[PART_ROOM];
	enum role role;
	int width;   /* columns of the text */
	int weight;  /* the larger, the longer it stays */
	bool right;  /* belongs to the right end */
	bool joined; /* follows its neighbour without a separator */
	bool cut;    /* gives way by getting shorter, as long as something of it is left */
	bool gone;   /* no room: parts_fit() sets it */
};

struct parts {
	const char *separator; /* between parts: one column of text, blanks are added */
	struct part_text part[PARTS_MOST];
	int count;
};

/* No parts yet. Their room is left as it is: a frame has several of these lines. */
void parts_begin(struct parts *p, const char *separator);

/* Appends a part; the returned one may be changed until parts_paint(). NULL when there are too
 * many. */
struct part_text *parts_add(struct parts *p, int weight, enum role role, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Paints what fits in `width` columns. */
void parts_paint(struct parts *p, struct canvas *c, int x, int y, int width);

#endif
