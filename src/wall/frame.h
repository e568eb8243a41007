/* The lines around the region: header, status, help. Text and bars from numbers; no decisions. */
#ifndef COREWALL_WALL_FRAME_H
#define COREWALL_WALL_FRAME_H

#include "wall/wall.h"

/* The header in the rows it has (0 to 3). */
void frame_header(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int rows);

/* The status line in row y: what the cursor is on, what the frame does not show. */
void frame_status(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int y);

/* Columns at the right, or rows below, that the detail panel takes of a screen or region. */
int frame_detail_columns(int width);
int frame_detail_rows(int width, int height);

/* More of the core under the cursor, in the place that those leave. */
void frame_detail(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c);

/* All keys, in the whole canvas. */
void frame_help(const struct wall *w, struct canvas *c);

#endif
