/*
 * What holds this process back: the quotas of its control group and of those above, and the
 * pressure on the machine's cpus. Returned as the lines that measure/limits.h describes. The files
 * stay open, so that a reading costs one pread for each.
 */
#ifndef COREWALL_SOURCE_LIMITS_H
#define COREWALL_SOURCE_LIMITS_H

#include "source/root.h"

#include <stdint.h>

enum { LIMITS_LEVELS = 8 };

/* A group with a quota; descriptors, or -1 for files that it does not have. */
struct limits_level {
	bool v2;
	int quota;  /* cpu.max; version 1: cpu.cfs_quota_us */
	int period; /* version 1: cpu.cfs_period_us */
	int stat;   /* cpu.stat */
	int usage;  /* version 1: cpuacct.usage */
};

struct limits_source {
	struct limits_level level[LIMITS_LEVELS];
	size_t levels;
	int pressure;    /* /proc/pressure/cpu */
	struct buf text; /* scratch */
};

/*
 * Finds the files. Groups that have no quota now are not looked at again. It is not an error to
 * find none. Call limits_close() afterwards.
 */
void limits_open(struct limits_source *l, const char *root);
void limits_close(struct limits_source *l);

/* Replaces `lines` by a reading; it may be empty. Without a quota it takes one pread at most. */
void limits_read(struct limits_source *l, struct buf *lines);

#endif
