/*
 * Where everything goes: a request in, a plan out. Pure arithmetic: the same request gives the same
 * plan.
 */
#ifndef COREWALL_WALL_LAYOUT_H
#define COREWALL_WALL_LAYOUT_H

#include "wall/plan.h"

/*
 * The view and the overflow policy for the request, never VIEW_AUTO. The view asked for is kept if
 * one slot of it fits and what it hides can be counted. Needs no tree.
 */
enum view layout_choose(const struct layout_request *r, enum overflow *overflow);

/* Makes the plan of the request, whose view and overflow are those that layout_choose() gave. */
void layout_make(struct plan *p, const struct layout_request *r);

#endif
