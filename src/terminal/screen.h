/*
 * A frame as cells of ncurses, which finds out what to send. Knows which cells of the last frame
 * the terminal shows, so that ncurses is given those alone that changed.
 */
#ifndef COREWALL_TERMINAL_SCREEN_H
#define COREWALL_TERMINAL_SCREEN_H

#include "canvas/canvas.h"
#include "terminal/colours.h"
#include "terminal/outbox.h"

struct change {
	uint16_t x, y, look;
};

struct screen {
	struct colours colours;
	struct cell *shown; /* [height][width] */
	size_t shown_room;
	int width, height; /* 0: not known what the terminal shows */
	struct change *change;
	size_t changes, change_room;
	cchar_t *line; /* cells on their way to ncurses */
	size_t line_room;
};

void screen_free(struct screen *s);

/* The next frame is drawn whole. */
void screen_forget(struct screen *s);
bool screen_is_known(const struct screen *s);

/*
 * Draws the frame, by ncurses' own writing to its file. False when memory for its size cannot be
 * had. The palette is used from the first frame drawn whole with it.
 */
bool screen_draw(struct screen *s, struct outbox *o, const struct canvas *c,
		 const struct palette *p);

#endif
