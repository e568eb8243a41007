/* Where the cursor stands in a plan, and where each movement takes it. */
#ifndef COREWALL_WALL_CURSOR_H
#define COREWALL_WALL_CURSOR_H

#include "wall/wall.h"

/* A line and, unless it is a group's, a member of the plan. */
struct position {
	size_t line;     /* SIZE_MAX: nowhere, the plan is empty */
	uint32_t member; /* TREE_NONE on a group's line */
};

/* Where the cursor is drawn; the first item when what it was on is not in the plan. */
struct position cursor_find(const struct wall *w, const struct machine *m);

/* Makes the cursor stand on the spot. */
void cursor_put(struct wall *w, const struct machine *m, struct position spot);

/* The spot that the movement leads to; the same when there is none. */
struct position cursor_move(const struct wall *w, struct position from, enum action action);

/* Chooses the window so that the line is in it, moving it no more than needed. */
void cursor_show(struct wall *w, size_t line);

/* The usage row that the spot is on; for a group, of its first member. */
uint32_t cursor_row(const struct wall *w, struct position spot);

#endif
