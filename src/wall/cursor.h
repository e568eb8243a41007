/*
 * Where the cursor is in a plan, and where each movement takes it. A position is good until the
 * plan is made again.
 */
#ifndef COREWALL_WALL_CURSOR_H
#define COREWALL_WALL_CURSOR_H

#include "wall/arrangement.h"
#include "wall/keys.h"

/* A line and, unless it is a group's, a member of the plan. */
struct position {
	size_t line;     /* SIZE_MAX: nowhere, the plan is empty */
	uint32_t member; /* TREE_NONE on a group's line */
};

/*
 * Where the cursor is. If it is not set, or what it is on is not in the plan, the first item of the
 * window.
 */
struct position cursor_find(const struct cursor *c, const struct arrangement *a,
			    const struct machine *m);

/* Puts the cursor there, unless that is nowhere. */
void cursor_put(struct cursor *c, const struct arrangement *a, const struct machine *m,
		struct position at);

/* Where the movement leads to; the same position when there is none. */
struct position cursor_move(const struct plan *p, struct position from, enum action action);

/* The first line of the window after as little scrolling as it takes to show the line. */
size_t cursor_window(const struct plan *p, size_t line);

/*
 * The usage row of the hottest cpu shown, used while there is no cursor; UINT32_MAX when no cpu has
 * a number.
 */
uint32_t cursor_hottest(const struct arrangement *a);

/* The usage row at the position; of a group, that of its first member. */
uint32_t cursor_row(const struct arrangement *a, struct position at);

#endif
