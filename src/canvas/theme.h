/*
 * Roles to colours: a palette for each theme, background and number of colours. The background
 * stays that of the terminal, except under text on a colour of heat. Text has a contrast of 4.5:1
 * at least, marks have 3:1 (tested with xterm's palette and that of the Linux console).
 */
#ifndef COREWALL_CANVAS_THEME_H
#define COREWALL_CANVAS_THEME_H

#include "canvas/canvas.h"

enum theme {
	THEME_DEFAULT, /* dark or light, as the terminal's background is */
	THEME_LIGHT,
	THEME_SAFE, /* as the default, but safe for the colour-blind */
	THEME_MONO,
	THEMES
};

extern const char *const theme_name[THEMES];

enum { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

struct style {
	int16_t fg, bg; /* index into the terminal's palette; -1: the terminal's own */
	uint8_t attr;
};

struct palette {
	struct style role[ROLES];
	struct style ground[GROUNDS]; /* bg, and as fg the colour of text on it */
};

/*
 * light: whether the terminal has a light background. colours: how many the terminal has; with
 * fewer than 8 every theme is mono.
 */
void palette_make(struct palette *p, enum theme theme, bool light, int colours);

/* How the cell looks, the cursor included. */
struct style palette_style(const struct palette *p, const struct cell *cell);

#endif
