/*
 * Where the views of time place cpus: a row for each group or cpu, with its past beside it; a
 * column for each cpu or a few neighbours, with their past below; or no place at all. Parts of
 * layout_make().
 */
#ifndef COREWALL_WALL_TIME_LAYOUT_H
#define COREWALL_WALL_TIME_LAYOUT_H

#include "wall/plan.h"

/* Call before adding lines. Names take at most a third of the width, the view the rest. */
void time_layout_begin_rows(struct plan *p, const struct layout_request *r);

/* Lines of one cpu each: n usage rows of a group, or of none if the request is flat. */
void time_layout_cpus(struct plan *p, const struct layout_request *r, const uint32_t *rows,
		      size_t n, uint32_t group);

/* Call after adding lines: makes them as high as there is room for. */
void time_layout_end_rows(struct plan *p, const struct layout_request *r);

/* Places all cpus side by side in one line; if they are too many, some share a column. */
void time_layout_columns(struct plan *p, const struct layout_request *r);

/* All cpus in one line, in no slots. */
void time_layout_one(struct plan *p, const struct layout_request *r);

#endif
