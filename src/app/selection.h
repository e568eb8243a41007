/*
 * The cpus that --cpus and --min select, and the groups that they form. Rows of a tree are indices
 * into the selected rows.
 */
#ifndef COREWALL_APP_SELECTION_H
#define COREWALL_APP_SELECTION_H

#include "measure/machine.h"

struct selection {
	const struct cpulist *only; /* cpus; empty: all */
	double min;                 /* least percent that they are busy; 0: any */
	uint32_t *row;              /* usage rows, ascending */
	uint32_t *cpu;              /* their ids */
	size_t rows, row_room, cpu_room;
};

/* Selects among the rows of the last interval. */
void selection_update(struct selection *s, const struct usage *u);
void selection_free(struct selection *s);

struct grouping {
	struct tree tree;
	bool lacking; /* the machine has no groups of the level */
	/* State: */
	bool made;
	unsigned shape; /* of the machine then */
};

/*
 * Groups the selected rows: by a level that hardware has, else by ranges of `range_size` ids if
 * that is not 0, else by topology. The choice must be the same in all calls.
 */
void grouping_update(struct grouping *g, const struct machine *m, const struct selection *s,
		     enum level level, uint32_t range_size);
void grouping_free(struct grouping *g);

#endif
