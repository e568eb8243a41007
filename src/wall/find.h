/* What the words typed at a prompt mean: a cpu, a group, a filter. */
#ifndef COREWALL_WALL_FIND_H
#define COREWALL_WALL_FIND_H

#include "wall/wall.h"

/* What a jump leads to. */
struct target {
	uint32_t cpu;  /* the core, or the first one of the group */
	bool is_group;
	char name[32]; /* of the group */
};

/*
 * Reads "77", "cpu77", a list (its first cpu that exists), or a group's name as it is shown, blanks
 * and case aside, from its beginning ("node1", "package8442", "llc 3"). False with the reason in
 * `why` when the machine has no such thing.
 */
bool find_target(const struct machine *m, const char *text, struct target *out, char *why,
		 size_t room);

/*
 * Reads a filter: cpu lists and a threshold (">=50", ">50", "50%"), any of them, blanks between;
 * nothing is no filter. False with the reason in `why` when it is not one.
 */
bool find_filter(const char *text, struct cpulist *only, double *min, char *why, size_t room);

#endif
