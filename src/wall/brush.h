/*
 * What painters share among themselves; nobody else includes it. Coordinates are the canvas's,
 * `width` and `room` columns; text that does not fit is cut.
 */
#ifndef COREWALL_WALL_BRUSH_H
#define COREWALL_WALL_BRUSH_H

#include "wall/paint.h"

/* What each part of a stacked bar means, and which part shows a field (PARTS: none, idle). */
extern const enum role brush_part_role[PARTS];
extern const uint8_t brush_field_part[FIELDS];

void brush_text(const struct painter *p, int x, int y, int room, const char *s, enum role role);

/* Right-aligned. */
void brush_right(const struct painter *p, int x, int y, int width, const char *s, enum role role);
/* As brush_number(), on a ground; returns the column of the first digit. */
int brush_digits(const struct painter *p, int x, int y, int width, uint32_t n, enum role role,
		 unsigned ground);
void brush_number(const struct painter *p, int x, int y, int width, uint32_t n, enum role role);

/* Whether there is a number for the row; if not, what stands instead of it. */
bool brush_known(const struct painter *p, uint32_t row);
uint32_t brush_absent(const struct painter *p, uint32_t row);
enum role brush_absent_role(const struct painter *p, uint32_t row);

/* The row's percentage as shown, right-aligned, or what stands instead. */
void brush_percent(const struct painter *p, int x, int y, int width, uint32_t row);

/* Marks the percentage in a bar, unless the bar is filled there. */
void brush_peak(const struct painter *p, int x, int y, int width, int filled, unsigned peak);

/* Columns that the largest cpu id takes. */
int brush_id_width(const struct painter *p);

const struct group *brush_group(const struct painter *p, const struct line *line);

/*
 * The ids of the group's members as a list; what does not fit in room - 1 bytes ends in a tilde.
 * room is at most IDS_MOST + 1. Valid until the next call.
 */
const char *brush_ids(const struct painter *p, const struct line *line, size_t room);

/* The columns that all rows of groups share, and a row of them. */
struct group_columns paint_group_columns(const struct painter *p);
void paint_group_row(const struct painter *p, int y, const struct line *line,
		     const struct group_columns *c);

#endif
