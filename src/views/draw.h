/*
 * Small things that several views draw. Coordinates are those of the canvas, `width` and `room` are
 * in columns; text that does not fit is cut. `row` is a usage row.
 */
#ifndef COREWALL_VIEWS_DRAW_H
#define COREWALL_VIEWS_DRAW_H

#include "views/drawing.h"
#include "views/host_state.h"

void draw_text(const struct drawing *d, int x, int y, int room, const char *text, enum role role);

/* The same, right-aligned. */
void draw_right(const struct drawing *d, int x, int y, int width, const char *text, enum role role);

/* The cpu's id, right-aligned; without its host where the plan names hosts beside it. */
void draw_id(const struct drawing *d, int x, int y, int width, uint32_t cpu);

/* "cpu77", or "web1:77" where the plan does not name hosts beside it; returns out. */
const char *draw_name(const struct drawing *d, uint32_t cpu, char out[CPU_NAME_ROOM]);

void draw_number(const struct drawing *d, int x, int y, int width, uint32_t n, enum role role);

/* Whether the row has numbers, and if not, one character that says why. */
bool draw_is_known(const struct drawing *d, uint32_t row);
void draw_absent(const struct drawing *d, int x, int y, uint32_t row);

/* The role of a number of that row, which is known. */
enum role draw_heat(const struct drawing *d, uint32_t row);

/* The row's busy percentage without a decimal, right-aligned. */
void draw_percent(const struct drawing *d, int x, int y, int width, uint32_t row);

/* A load as a column of `rows` rows from y down: filled to `percent`, in the colour of `heat`. */
void draw_load(const struct drawing *d, int x, int y, int rows, unsigned percent, unsigned heat);

/* The row's load as one character, and as a column of `height` rows from y down. */
void draw_block(const struct drawing *d, int x, int y, uint32_t row);
void draw_column(const struct drawing *d, int x, int y, int height, uint32_t row);

/* The row's busy percentage on a background of that size, in the colour of its heat. */
void draw_tile(const struct drawing *d, int x, int y, int width, int height, uint32_t row);

/* Where the text of a tile ends. */
int draw_tile_end(int width);

/* Columns of the key. */
enum { DRAW_KEY_WIDTH = 58 };

/* Which colour is which load, in row y: as blocks of that height, or as grounds. */
void draw_heat_key(const struct drawing *d, int y, bool heights);

/* The highest recent load of the row; 0 when it is not known, as in the past. */
unsigned draw_recent(const struct drawing *d, uint32_t row);

/* Marks a percentage in a bar, unless it lies within the `filled` columns. */
void draw_peak(const struct drawing *d, int x, int y, int width, int filled, unsigned peak);

/* The sign before a group's name: whether it is open. Blank where there is nothing to open. */
void draw_group_sign(const struct drawing *d, int x, int y, const struct line *line);

/* Why nothing is known of the host that the group is; "" for all other groups. Returns out. */
const char *draw_trouble(const struct drawing *d, const struct line *line,
			 char out[HOST_STATE_ROOM]);

/* Columns of the widest name that draw_name() makes. */
int draw_name_width(const struct drawing *d);

/* Room for a list of ids, with its NUL. */
enum { DRAW_IDS = 25 };

/* The ids of a group as a list, within its host; one that is too long ends in a tilde. */
void draw_list_ids(const struct drawing *d, const struct group *g, char out[DRAW_IDS]);

/* The scrollbar in the last column of the region; nothing if all lines are shown. */
void draw_scrollbar(const struct drawing *d);

#endif
