/* What the words typed at a prompt mean: a cpu, a group, a filter. */
#ifndef COREWALL_WALL_SEARCH_H
#define COREWALL_WALL_SEARCH_H

#include "wall/wall.h"

/* What a jump leads to. */
struct target {
	uint32_t row;   /* a usage row that is shown: the core, or the first one of the group */
	uint32_t group; /* its group in the tree where groups are shown, else TREE_NONE */
};

/*
 * Reads "77", "cpu77", a list (its first cpu that is shown), or a group's name as it is shown,
 * blanks and case aside, from its beginning ("node1", "package8442", "llc 3"). False with the
 * reason in `why` when the machine has no such thing, or the filter keeps it out; the reason is
 * empty while the text is only the beginning of "cpu". Needs wall_refresh().
 */
bool search_target(const struct wall *w, const struct machine *m, const char *text,
		 struct target *out, char *why, size_t room);

/*
 * Reads a filter: cpu lists and a threshold (">=50", ">50", "50%"), any of them, blanks between;
 * nothing is no filter. False with the reason in `why` when it is not one.
 */
bool filter_parse(const char *text, struct cpulist *only, double *min, char *why, size_t room);

#endif
