/* The lines around the region: header, status, help. Text and bars from numbers; no decisions. */
#ifndef COREWALL_PANELS_FRAME_H
#define COREWALL_PANELS_FRAME_H

#include "wall/wall.h"

/* The header in the rows it has (0 to 3). */
void frame_header(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int rows);

/* The status line in row y: what the cursor is on, what the frame does not show. */
void frame_status(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int y);

/* Room for a short text, and for the other threads of a core. */
enum { FRAME_NAME = 32, FRAME_SIBLINGS = 8 };

/* Where in the machine the cpu is: names of the levels that say something, coarse to fine. */
int frame_places(const struct machine *m, uint32_t cpu, char name[LEVELS][FRAME_NAME]);

/* How many of the hottest there is room for in the header; 0 where it does not list them. */
int frame_hottest_room(const struct wall *w, const struct machine *m);

/* Usage rows of the other threads of the cpu's core; returns how many. */
int frame_siblings(const struct machine *m, uint32_t cpu, uint32_t row[FRAME_SIBLINGS]);

/* What is shorter is not told: it would be "0s". */
enum { FRAME_LEAST_NS = 500000000 };

/* "45s", "2m05s", "3h07m", "12d04h"; returns out. */
const char *frame_duration(char out[FRAME_NAME], int64_t ns);

/* Whether a screen of that size has room for the detail panel. */
bool frame_has_detail(int width, int height);

/* Columns at the right, or rows below, that the detail panel takes of a screen or region. */
int frame_detail_columns(int width);
int frame_detail_rows(int width, int height);

/* More of the core under the cursor, in the place that those leave. */
void frame_detail(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c);

/* All keys, in the whole canvas; where there are pages, the wall's. */
unsigned frame_help_pages(int width, int height);
void frame_help(const struct wall *w, struct canvas *c);

#endif
