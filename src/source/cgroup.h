/*
 * Where our own control group is (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/). A path
 * below the root, which can be walked up to the mount point.
 */
#ifndef COREWALL_SOURCE_CGROUP_H
#define COREWALL_SOURCE_CGROUP_H

#include "source/root.h"

struct cgroup {
	struct buf path; /* of the directory, without a slash at either end */
	size_t top;      /* bytes of it that are the mount point */
	bool v2;
};

/*
 * The group that the controller ("cpu", "cpuset") puts us in: of version 1 where the controller is
 * mounted so, else of version 2. False when there is none of either. cgroup_free() in any case.
 */
bool cgroup_find(struct cgroup *c, struct root *r, const char *controller);

/* Moves to the parent; false when it was at the mount point. */
bool cgroup_go_up(struct cgroup *c);

/* Reads a file of the group. */
bool cgroup_read(const struct cgroup *c, struct root *r, const char *name, struct buf *text);

/* Opens a file of the group that is read often; returns a descriptor or -1. */
int cgroup_open(const struct cgroup *c, struct root *r, const char *name);

void cgroup_free(struct cgroup *c);

#endif
