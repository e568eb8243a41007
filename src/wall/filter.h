/* The filter: which cpus are shown. Owns what was asked for, and what --min needs to remember. */
#ifndef COREWALL_WALL_FILTER_H
#define COREWALL_WALL_FILTER_H

#include "base/cpulist.h"
#include "measure/cpu_rows.h"
#include "measure/usage.h"

/* What was asked for. */
struct filter {
	struct cpulist cpus; /* when not empty, only these */
	double min;          /* when above 0, only cpus that are at least so busy, in percent */
};

/*
 * How long each cpu has been below the minimum: one that was above it stays for some samples, so
 * that rows do not flicker.
 */
struct filter_memory {
	struct cpu_rows cpus; /* whose rows these are */
	uint8_t *below;       /* [cpus.count] samples since it was at or above the minimum */
};

/*
 * Reads cpu lists and a minimum (">=50", ">50", "50%"), any of them, blanks between; nothing is no
 * filter. False with the reason in `why` when the text is not one; *out is then empty.
 */
bool filter_parse(const char *text, struct filter *out, char *why, size_t room);

void filter_free(struct filter *f);
void filter_memory_free(struct filter_memory *f);

/* Makes the rows those of the usage. A cpu keeps what is known of it. */
void filter_follow(struct filter_memory *f, const struct usage *u);

/* Counts a sample. Returns whether a cpu passes now that did not before, or the reverse. */
bool filter_update(struct filter_memory *f, const struct filter *filter, const struct usage *u);

/* Whether the row is shown. The memory's rows are the usage's. */
bool filter_passes(const struct filter_memory *f, const struct filter *filter,
		   const struct usage *u, size_t row);

#endif
