/* Drawing the screen of a terminal for people: as text, with its colours, or as a picture. */
#ifndef COREWALL_TERM_SHOT_DRAW_H
#define COREWALL_TERM_SHOT_DRAW_H

#include "base/buf.h"
#include "term/term.h"

/* The text alone, trailing blanks trimmed. */
void shot_draw_text(struct term *t, bool light, struct buf *out);

/* The text with the escape sequences (SGR) that give it its colours and attributes again. */
void draw_ansi(struct term *t, bool light, struct buf *out);

/*
 * An SVG, on a dark background or a light one; xterm's palette. Equal screens give equal bytes.
 * Blocks and simple lines are drawn as shapes, so that they meet as they do on a terminal.
 */
void draw_svg(struct term *t, bool light, struct buf *out);

#endif
