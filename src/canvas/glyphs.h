/*
 * The characters to draw with, one set for each kind of terminal. No other file that draws may name
 * a character beyond ASCII.
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

/* What half a cell can be where colours do not show it. */
enum { HALF_IDLE, HALF_BUSY, HALF_HOT, HALF_NONE, HALF_KINDS };

struct glyphs {
	const char *name;
	bool tens;             /* height[] has ten digits, one per 10 percent; else eight levels */
	uint32_t height[10];   /* a load in one character */
	uint32_t count[8];     /* a number of cpus, in the histogram of loads */
	uint32_t amount[4];    /* the same over time, from few to most */
	uint32_t part[PARTS];  /* of stacked bars */
	uint32_t shade[PARTS]; /* the same where there are no colours */
	uint32_t bar;          /* of bars whose parts differ by colour: lower than a row */
	uint32_t body;         /* rows of a bar below its first, and columns of blocks */
	uint32_t eighth[8];    /* the end of a bar; 0: there are none */
	uint32_t fill;         /* of a group's bar */
	uint32_t empty;        /* the rest of a bar */
	uint32_t mark;         /* the maximum in a bar */
	uint32_t peak;         /* the highest recent value in a bar */
	uint32_t left, right;  /* ends of the histogram of loads */
	uint32_t unknown;
	uint32_t offline;
	uint32_t open, closed;                 /* before a group's name */
	uint32_t upper, lower;                 /* halves of a cell, with colours */
	uint32_t half[HALF_KINDS][HALF_KINDS]; /* [upper][lower], without */
	uint32_t thumb, track;                 /* scrollbar */
	const char *up, *down;                 /* more above, more below */
	const char *dot;                       /* between parts of a line */
	const char *at_least;                  /* before a number */
	const char *dash;                      /* instead of a number */
};

enum glyph_set {
	GLYPHS_ASCII,
	GLYPHS_CONSOLE, /* only what the fonts of the Linux console have: no eighths */
	GLYPHS_UNICODE,
	GLYPH_SETS
};

extern const struct glyphs glyph_table[GLYPH_SETS];

/* The set; without colours its part[] is shade[]. */
const struct glyphs *glyphs_choose(enum glyph_set set, bool colour);

#endif
