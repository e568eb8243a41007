/*
 * Grids of slots: how many columns, how wide and how high, to fill a region. The best grid has the
 * largest slots with which all cpus fit; if none does, the most slots.
 */
#ifndef COREWALL_WALL_GRID_H
#define COREWALL_WALL_GRID_H

#include "wall/plan.h"

struct grid {
	int columns; /* of a segment; 0: not even one slot fits */
	int across;  /* segments side by side */
	int slot, label, margin;
	enum level level;   /* at which it breaks in the order by topology */
	bool names;         /* labels of segments name groups; else they have lines of their own */
	size_t lines;       /* of cpus */
	size_t label_lines; /* that name groups */
	bool fits;
	bool full;        /* slots are wide enough for all that the view shows */
	int heading, key; /* rows: 0 or 1 */
	bool axis;        /* the heading is below the only line, and labels are a scale */
	int pitch;        /* rows from the beginning of a line of cpus to the next */
	int rise;         /* rows of a slot */
	int every;        /* a blank row after so many lines; 0: none */
	int free;         /* rows at the bottom */
};

enum { GRID_BETWEEN = 2 }; /* columns between segments */

/* The best grid of the view in a region of that size. */
struct grid grid_choose(const struct layout_request *r, enum view view, int width, int height);

/* Columns of the terminal that so many slots take. */
int grid_width(const struct view_info *v, int columns, int slot);

/* The most slots of that width that fit a width: a multiple of eight, or 1, 2 or 4. */
int grid_columns(const struct view_info *v, int slot, int width);

/* Whether a view can be a grid at all. */
bool grid_is(const struct view_info *v);

/* Whether slots are placed by id, as a ruler needs it. */
bool grid_by_id(const struct layout_request *r, const struct view_info *v);

/* Whether each line begins with the name of its host: several hosts, in the order by id. */
bool grid_by_host(const struct layout_request *r);

/* The first id of the segment of so many cpus that holds the cpu: a multiple within its host. */
uint32_t grid_base(const struct layout_request *r, uint32_t cpu, uint32_t per_segment);

/*
 * Whether grids break at this group in the order by topology: it is the finest one that is not
 * finer than the level. Every cpu is in exactly one of these groups.
 */
bool grid_breaks_at(const struct tree *t, uint32_t group, enum level level);

/*
 * Whether a line with a name goes before a group at which the grid breaks: its own name if segments
 * have no labels, else the name of its parent, if that is not the last *parent.
 */
bool grid_is_named(const struct tree *t, uint32_t group, bool names, uint32_t *parent);

#endif
