/*
 * The characters that things are drawn with, a set for each kind of terminal. Nothing else in the
 * wall names a character beyond ASCII.
 */
#ifndef COREWALL_CANVAS_GLYPHS_H
#define COREWALL_CANVAS_GLYPHS_H

#include "canvas/canvas.h"

/* Parts of a stacked bar, in the order in which they are stacked. */
enum part {
	PART_USR,
	PART_NICE,
	PART_GUEST,
	PART_SYS,
	PART_INTERRUPT,
	PART_STEAL,
	PART_IOWAIT,
	PARTS
};

/* What half a cell says when only its glyph can tell. */
enum { HALF_IDLE, HALF_BUSY, HALF_HOT, HALF_NONE, HALF_KINDS };

struct glyphs {
	const char *name;
	bool tens;            /* heights are digits of ten percent, not eight levels */
	uint32_t height[10];  /* one core's load in one character */
	uint32_t count[8];    /* how many, in the spread strip */
	uint32_t part[PARTS]; /* filled parts of a stacked bar */
	uint32_t fill;        /* filled part of a group's bar */
	uint32_t empty;       /* the rest of a bar */
	uint32_t mark;        /* the maximum in a bar */
	uint32_t peak;        /* the highest recent value in a bar */
	uint32_t left, right; /* ends of the spread strip and of meters */
	uint32_t unknown;
	uint32_t offline;
	uint32_t open, closed;                 /* before a group's name */
	uint32_t upper, lower;                 /* halves of a cell, coloured */
	uint32_t half[HALF_KINDS][HALF_KINDS]; /* [upper][lower], without colours */
	uint32_t thumb, track;                 /* scrollbar */
	const char *up, *down;                 /* more above, more below */
	const char *dot;                       /* between parts of a line */
	const char *at_least;                  /* before a number */
	const char *dash;                      /* instead of a number */
};

enum glyph_set {
	GLYPHS_ASCII,
	GLYPHS_CONSOLE, /* the Linux console: its fonts have no eighths */
	GLYPHS_UNICODE,
	GLYPH_SETS
};

extern const struct glyphs glyph_table[GLYPH_SETS];

#endif
