/*
 * A frame to share: as an SVG, a page of HTML, or text with the colours of a terminal. A picture is
 * a grid of characters with colours, made from a canvas or filled by a caller that has another
 * screen. Equal pictures give equal bytes.
 *
 * Blocks and lines are drawn as rectangles, so that they meet as on a terminal, in whatever font
 * the rest is shown.
 */
#ifndef COREWALL_REPORT_PICTURE_H
#define COREWALL_REPORT_PICTURE_H

#include "canvas/theme.h"

enum { PICTURE_DEFAULT = -1, PICTURE_RGB = 1 << 24 };

enum {
	PICTURE_BOLD = 1,
	PICTURE_DIM = 2,
	PICTURE_ITALIC = 4,
	PICTURE_UNDERLINE = 8,
	PICTURE_REVERSE = 16
};

struct picture_cell {
	uint32_t code;  /* a code point; 0: covered by a wide one to the left */
	int32_t fg, bg; /* 0..255 of the palette; PICTURE_RGB | 0xrrggbb; PICTURE_DEFAULT */
	uint8_t attributes;
};

struct picture {
	int width, height;
	struct picture_cell *cell; /* [height][width] */
	size_t room;
	bool light;             /* on a light ground */
	int cursor_x, cursor_y; /* an outline there in an SVG; -1: none */
};

void picture_free(struct picture *p);

/* Sets the size, blanks every cell, and leaves no cursor. */
void picture_reset(struct picture *p, int width, int height);

void picture_of_canvas(struct picture *p, const struct canvas *c, const struct palette *palette);

/* A complete SVG or HTML file. title: untrusted bytes, or NULL. */
void picture_svg(const struct picture *p, const char *title, struct buf *out);
void picture_html(const struct picture *p, const char *title, struct buf *out);

/* Text with SGR sequences; a line per row, without trailing blanks. */
void picture_ansi(const struct picture *p, struct buf *out);

/* One row of it, without a newline; attributes are reset at its end. */
void picture_ansi_row(const struct picture *p, int y, struct buf *out);

/* --- What SVG and HTML share --- */

/* The size of a cell in units, chosen so that an eighth of either side is a whole number. */
enum { PICTURE_CELL_WIDTH = 8, PICTURE_CELL_HEIGHT = 16 };

struct picture_rect {
	int x, y, width, height;
};

struct picture_shapes {
	struct picture_rect rect[4]; /* within a cell */
	int count;                   /* 0: it is text */
	int percent;                 /* of the colour; the rest is background */
};

/* The shapes that are drawn for a block or a line. */
struct picture_shapes picture_shapes(uint32_t code);

/* 0xrrggbb */
struct picture_look {
	int fg, bg;
};

/* The colours of the ground, and those of a cell with its attributes applied. */
struct picture_look picture_ground(const struct picture *p);
struct picture_look picture_look(const struct picture *p, const struct picture_cell *cell);

/* `percent` of the first colour, the rest of the second. */
int picture_mix(int a, int b, int percent);

/* Appends the code point, or the text (untrusted bytes), escaped for XML. */
void picture_escape(uint32_t code, struct buf *out);
void picture_escape_text(const char *text, struct buf *out);

#endif
