/* What a word typed at the search prompt leads to: a cpu or a group. Does not move the cursor. */
#ifndef COREWALL_WALL_SEARCH_H
#define COREWALL_WALL_SEARCH_H

#include "wall/arrangement.h"

struct target {
	uint32_t row;   /* a usage row that is shown: the cpu, or the first one of the group */
	uint32_t group; /* its group in the tree where groups are shown, else TREE_NONE */
};

/*
 * Reads "77", "cpu77", a list (its first cpu that is shown), or a group's name as it is shown,
 * blanks and case aside, from its beginning ("node1", "package8442", "llc 3"). False with the
 * reason in `why` when the machine has no such thing, or the filter hides it; the reason is
 * empty while the text is only the beginning of "cpu". The plan must not be stale.
 */
bool search_find(const struct arrangement *a, const struct machine *m, const char *text,
		 struct target *out, char *why, size_t room);

#endif
