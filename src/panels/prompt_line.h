/* What the user types, in the status line. */
#ifndef COREWALL_PANELS_PROMPT_LINE_H
#define COREWALL_PANELS_PROMPT_LINE_H

#include "panels/priority_line.h"
#include "wall/wall.h"

/* The text, and at the right what is wrong with it, or what to type. */
void prompt_line_add(const struct navigation *n, const struct hosts *hosts, struct priority_line *l,
		     int width);

/* Sends the terminal's cursor to where the next character goes, in row y. */
void prompt_line_park(const struct prompt *p, struct canvas *c, int y);

#endif
