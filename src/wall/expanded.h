/*
 * Which groups of a tree are open: all down to a depth, except those that the user opened or closed
 * by hand. Groups are identified by their names, not their places, so that they stay open through
 * resizes and hotplug.
 */
#ifndef COREWALL_WALL_EXPANDED_H
#define COREWALL_WALL_EXPANDED_H

#include "measure/tree.h"

struct expanded {
	uint32_t depth;      /* groups of this depth are shown closed, coarser ones open */
	uint32_t cpus_depth; /* open groups of this depth show their cpus at once; 0: none do */
	struct by_hand {
		uint64_t key;
		bool open;
	} * group; /* [count] opened or closed by hand */
	size_t count, room;
};

void expanded_free(struct expanded *e);

/* Forgets what was opened and closed by hand. */
void expanded_reset(struct expanded *e);

/* Makes `to` the same as `from`. */
void expanded_copy(struct expanded *to, const struct expanded *from);

/* Identifies the group, by its path from the root. */
uint64_t expanded_key(const struct tree *t, uint32_t group);

bool expanded_is_open(const struct expanded *e, const struct tree *t, uint32_t group);
void expanded_set(struct expanded *e, const struct tree *t, uint32_t group, bool open);

#endif
