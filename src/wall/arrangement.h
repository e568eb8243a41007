/*
 * What is shown where, as it follows from the settings, the open groups and the machine. It has two
 * parts: what is kept for each row from sample to sample, and the plan made from that for a size of
 * the screen. Invariant after arrangement_update(): everything that is kept by row is for the
 * machine's set of rows.
 */
#ifndef COREWALL_WALL_ARRANGEMENT_H
#define COREWALL_WALL_ARRANGEMENT_H

#include "measure/cpu_name.h"
#include "measure/history.h"
#include "measure/machine.h"
#include "wall/hottest.h"
#include "wall/layout.h"
#include "wall/load_order.h"
#include "wall/navigation.h"
#include "wall/regions.h"
#include "wall/settings.h"
#include "wall/smooth.h"

struct arrangement {
	const struct view_info *const *views; /* [VIEWS] */
	int width, height;                    /* of the screen */

	/* Kept from sample to sample. */
	unsigned shape;            /* of the machine, as last taken over */
	uint64_t intervals;        /* the same */
	const struct hosts *hosts; /* of that machine */
	struct smooth smooth;
	struct aggregate all; /* the machine as it is shown */
	struct hottest hottest;
	struct spread spread; /* how many cpus sit at which load */
	struct history history;
	uint64_t remembered; /* intervals of the live machine when the history took its last moment
			      */
	struct load_order load_order; /* kept only while the order is by load: */
	bool load_ordered;
	struct filter_memory filter;

	/* Made again when it is stale. */
	bool stale;
	uint32_t *shown; /* usage rows that pass the filter, ascending */
	size_t shown_count, shown_room;
	uint32_t *shown_cpu; /* their ids */
	size_t shown_cpu_room;
	uint32_t *ordered; /* the same rows in order by topology or load */
	size_t ordered_room;
	uint32_t range_in_use;    /* 0: groups are by topology */
	struct tree tree;         /* over `shown` */
	struct aggregate *groups; /* [tree.count] their sums, where groups are shown */
	bool summed;              /* the sums are of this plan and this interval */
	size_t groups_room;
	struct plan plan;
};

void arrangement_free(struct arrangement *a);

/*
 * Adds the last interval of the live machine to the history, whose rows become the machine's.
 * Returns false when the interval is not new.
 */
bool arrangement_remember(struct arrangement *a, const struct machine *live);

/* Takes over the numbers of the machine that is shown, and its rows and topology if they changed.
 */
void arrangement_update(struct arrangement *a, const struct settings *s, const struct machine *m);

/*
 * Makes the plan again if it is stale, and sums the groups that are shown. Sets the depth of the
 * open groups by the room there is, unless the user chose it.
 */
void arrangement_refresh(struct arrangement *a, const struct settings *s, struct navigation *n,
			 const struct machine *m);

/* Applies a new filter. Its loads forget all samples before this one. */
void arrangement_filter_again(struct arrangement *a, const struct settings *s,
			      const struct machine *m);

/* The usage row of the i-th member of a group of the tree. */
uint32_t arrangement_group_row(const struct arrangement *a, uint32_t group, uint32_t i);

#endif
