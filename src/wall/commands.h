/* What keys and the mouse do to the wall. */
#ifndef COREWALL_WALL_COMMANDS_H
#define COREWALL_WALL_COMMANDS_H

#include "wall/keys.h"
#include "wall/wall.h"

/* What it takes to show what a key did. */
enum verdict {
	VERDICT_NONE,     /* nothing to see */
	VERDICT_FRAME,    /* draw again */
	VERDICT_REDRAW,   /* draw again on a terminal of which nothing is known */
	VERDICT_INTERVAL, /* the interval changed; draw again */
	VERDICT_STYLE,    /* theme or glyphs changed; draw again, as for REDRAW */
	VERDICT_SAVE,     /* save the settings; draw again, with a note about it */
	VERDICT_QUIT
};

/* A key, as in keys.h; all of them take the live machine, also while the past is shown. */
enum verdict wall_press(struct wall *w, const struct machine *live, uint32_t press);

/*
 * A click: puts the cursor on what is drawn there; `open` does what Enter does, too, and so does
 * any click on the sign before a group's name.
 */
enum verdict wall_click(struct wall *w, const struct machine *live, int x, int y, bool open);

/* The wheel: moves the window by so many lines, the cursor stays. */
enum verdict wall_wheel(struct wall *w, const struct machine *live, int lines);

#endif
