/*
 * Where the views of time have their cpus: a row for each group or cpu, with its past beside it; a
 * column for each cpu or for a few neighbours, with theirs below; or none. Parts of layout_make().
 */
#ifndef COREWALL_WALL_TIME_LAYOUT_H
#define COREWALL_WALL_TIME_LAYOUT_H

#include "wall/plan.h"

/* Before lines are added: a name takes at most a third of the width, the rest is the view's. */
void time_layout_begin_rows(struct plan *p, const struct layout_request *r);

/* Lines of one cpu each: n usage rows of a group, or of none if the request is flat. */
void time_layout_cpus(struct plan *p, const struct layout_request *r, const uint32_t *rows,
		      size_t n, uint32_t group);

/* After all lines were added: they are as high as there is room for. */
void time_layout_end_rows(struct plan *p, const struct layout_request *r);

/* All cpus side by side in one line; if they are too many, so many of them share a column. */
void time_layout_columns(struct plan *p, const struct layout_request *r);

/* All cpus in one line, in no slots. */
void time_layout_one(struct plan *p, const struct layout_request *r);

#endif
