/*
 * The few hottest cpus, for one line of the header: with hysteresis, and each in its place as long
 * as that is right, so that the line can be read and costs few bytes. Nobody stands behind one that
 * is more than HOTTEST_MARGIN cooler, and nobody is left out who is more than that hotter than one
 * who is in; but all that are hot (USAGE_HOT) are equal. Idle cpus are not in.
 */
#ifndef COREWALL_WALL_HOTTEST_H
#define COREWALL_WALL_HOTTEST_H

#include "wall/smooth.h"

enum { HOTTEST_MOST = 48, HOTTEST_MARGIN = 5 };

struct hottest {
	uint32_t row[HOTTEST_MOST]; /* of the steady */
	int count;
};

/*
 * Follows the numbers, for a line that has room for `most` of them, or HOTTEST_MOST. When the rows
 * became other ones, h->count is to be set to 0 before.
 */
void hottest_update(struct hottest *h, const struct smooth *s, int most);

#endif
