/*
 * The hottest cpus, for a line of the header; the coolest instead when most cpus are hot. In order
 * of the number shown, then by id. Idle cpus never count as hottest.
 */
#ifndef COREWALL_WALL_HOTTEST_H
#define COREWALL_WALL_HOTTEST_H

#include "wall/smooth.h"

enum { HOTTEST_MOST = 48 };

struct hottest {
	struct listed {
		uint32_t cpu;
		uint8_t number; /* percent as shown */
	} entry[HOTTEST_MOST];
	int count;
	bool coolest; /* it lists the coolest, since most of the cpus are hot */
};

/* Lists the cpus of the usage by their shown numbers; both must have the same rows. */
void hottest_update(struct hottest *h, const struct usage *u, const struct smooth *s);

#endif
