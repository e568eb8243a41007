/* What keys and the mouse do to the wall. */
#ifndef COREWALL_WALL_COMMANDS_H
#define COREWALL_WALL_COMMANDS_H

#include "wall/keys.h"
#include "wall/wall.h"

/* What it takes to show what a key did. */
enum verdict {
	VERDICT_NONE,     /* nothing to see */
	VERDICT_FRAME,    /* draw again */
	VERDICT_REDRAW,   /* draw again, assuming nothing about the screen */
	VERDICT_INTERVAL, /* the interval changed; draw again */
	VERDICT_STYLE,    /* theme or glyphs changed; draw again, as for REDRAW */
	VERDICT_SAVE,     /* save the settings; draw again, with a note about it */
	VERDICT_QUIT
};

/* Handles a key of keys.h. All three take the live machine, even while the past is shown. */
enum verdict wall_press(struct wall *w, const struct machine *live, uint32_t press);

/*
 * Handles a click: puts the cursor on what is drawn there. `open`, for the second of a double
 * click, also does what Enter does; on the sign before a group's name, a single click does.
 */
enum verdict wall_click(struct wall *w, const struct machine *live, int x, int y, bool open);

/* The wheel: moves the window by so many lines, or by a page; the cursor stays. */
enum verdict wall_wheel(struct wall *w, const struct machine *live, int lines);

#endif
