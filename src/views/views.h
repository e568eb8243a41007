/* All views, by enum view: a row of this table and a file make a view. */
#ifndef COREWALL_VIEWS_VIEWS_H
#define COREWALL_VIEWS_VIEWS_H

#include "wall/view.h"

extern const struct view_info *const view_table[VIEWS];

#endif
