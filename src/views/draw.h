/*
 * What painters share among themselves; nobody else includes it. Coordinates are the canvas's,
 * `width` and `room` columns; text that does not fit is cut.
 */
#ifndef COREWALL_VIEWS_DRAW_H
#define COREWALL_VIEWS_DRAW_H

#include "views/plan.h"

/* What each part of a stacked bar means, and which part shows a field (PARTS: none, idle). */
extern const enum role draw_part_role[PARTS];
extern const uint8_t draw_field_part[FIELDS];

void draw_text(const struct drawing *p, int x, int y, int room, const char *s, enum role role);

/* Right-aligned. */
void draw_right(const struct drawing *p, int x, int y, int width, const char *s, enum role role);
/* As draw_number(), on a ground; returns the column of the first digit. */
int draw_digits(const struct drawing *p, int x, int y, int width, uint32_t n, enum role role,
		 unsigned ground);
void draw_number(const struct drawing *p, int x, int y, int width, uint32_t n, enum role role);

/* Whether there is a number for the row; if not, what stands instead of it. */
bool draw_known(const struct drawing *p, uint32_t row);
uint32_t draw_absent(const struct drawing *p, uint32_t row);
enum role draw_absent_role(const struct drawing *p, uint32_t row);

/* The row's percentage as shown, right-aligned, or what stands instead. */
void draw_percent(const struct drawing *p, int x, int y, int width, uint32_t row);

/* Marks the percentage in a bar, unless the bar is filled there. */
void draw_peak(const struct drawing *p, int x, int y, int width, int filled, unsigned peak);

/* Columns that the largest cpu id takes. */
int draw_id_width(const struct drawing *p);

const struct group *draw_group(const struct drawing *p, const struct line *line);

/*
 * The ids of the group's members as a list; what does not fit in room - 1 bytes ends in a tilde.
 * room is at most IDS_MOST + 1. Valid until the next call.
 */
const char *draw_ids(const struct drawing *p, const struct line *line, size_t room);

/* The columns that all rows of groups share, and a row of them. */
struct group_columns paint_group_columns(const struct drawing *p);
void paint_group_row(const struct drawing *p, int y, const struct line *line,
		     const struct group_columns *c);

#endif
