/*
 * Roles into colours: a palette for a theme and a number of colours. The terminal's own background
 * stays; text on a heat colour keeps a contrast of 4.5:1 (tested against xterm's palette).
 */
#ifndef COREWALL_CANVAS_THEME_H
#define COREWALL_CANVAS_THEME_H

#include "canvas/canvas.h"

enum theme { THEME_DEFAULT, THEME_SAFE, THEME_MONO, THEMES };

extern const char *const theme_name[THEMES];

enum { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

struct style {
	int16_t fg, bg; /* index into the terminal's palette; -1: the terminal's own */
	uint8_t attr;
};

struct palette {
	struct style role[ROLES];
	struct style ground[GROUNDS]; /* bg, and in fg the ink that is readable on it */
};

/* colours: 256, 16, 8; less than 8 is none, whatever the theme. */
void palette_make(struct palette *p, enum theme theme, int colours);

struct style palette_style(const struct palette *p, const struct cell *cell);

#endif
