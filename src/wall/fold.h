/*
 * Which groups of a tree are open: all down to a depth, but for those the user opened or closed by
 * hand. Groups are known by what they are called, not by where they stand, so that a fold outlives
 * resizes and hotplug.
 */
#ifndef COREWALL_WALL_FOLD_H
#define COREWALL_WALL_FOLD_H

#include "measure/tree.h"

struct fold {
	uint32_t depth;   /* groups of this depth are shown closed, coarser ones open */
	uint64_t *opened; /* keys of groups opened by hand */
	uint64_t *closed;
	size_t opened_count, closed_count, opened_room, closed_room;
};

void fold_free(struct fold *f);

/* Forgets what was opened and closed by hand. */
void fold_reset(struct fold *f);

/* Makes `to` the same as `from`. */
void fold_copy(struct fold *to, const struct fold *from);

/* What the group is known by. */
uint64_t fold_key(const struct tree *t, uint32_t group);

bool fold_is_open(const struct fold *f, const struct tree *t, uint32_t group);
void fold_set(struct fold *f, const struct tree *t, uint32_t group, bool open);

#endif
