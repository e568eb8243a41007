/*
 * The hottest cpus, for a line of the header that can be read: the load that a cpu is listed with
 * stays until it is more than HOTTEST_MARGIN off, and all that are hot (USAGE_HOT) count as equal,
 * so that noise does not change places. Idle cpus are not listed.
 */
#ifndef COREWALL_WALL_HOTTEST_H
#define COREWALL_WALL_HOTTEST_H

#include "wall/smooth.h"

enum { HOTTEST_MOST = 48, HOTTEST_MARGIN = 3 };

struct hottest {
	struct hot_cpu {
		uint32_t cpu;
		uint8_t load;  /* percent that it is listed with */
	} entry[HOTTEST_MOST]; /* by that, of equals those that were listed before, then by id */
	int count;
};

/* Follows the shown numbers; their rows are the usage's, which may be other ones than before. */
void hottest_update(struct hottest *h, const struct usage *u, const struct smooth *s);

#endif
