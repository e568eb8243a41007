/* What a word typed at the search prompt leads to: a cpu or a group. Does not move the cursor. */
#ifndef COREWALL_WALL_SEARCH_H
#define COREWALL_WALL_SEARCH_H

#include "wall/arrangement.h"

struct target {
	uint32_t row;   /* a usage row that is shown: the cpu, or the first one of the group */
	uint32_t group; /* its group in the tree where groups are shown, else TREE_NONE */
	size_t matches; /* how many there are */
};

/*
 * Reads "77", "cpu77", a list (for its cpus that are shown), or the name of a group as shown or its
 * beginning ("node1", "package8442", "llc 3"), ignoring blanks and case. Finds the match with that
 * index, or the first one if there are fewer. False, with the reason in `why`, when the machine has
 * no such thing or the filter hides it; the reason is empty while the text is only the beginning of
 * "cpu". The plan must not be stale.
 */
bool search_find(const struct arrangement *a, const struct machine *m, const char *text,
		 size_t index, struct target *out, char *why, size_t room);

#endif
