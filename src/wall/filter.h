/* The filter: which cpus are shown. Owns what was asked for, and what it remembers of loads. */
#ifndef COREWALL_WALL_FILTER_H
#define COREWALL_WALL_FILTER_H

#include "base/buf.h"
#include "base/cpulist.h"
#include "measure/cpu_name.h"
#include "measure/cpu_rows.h"
#include "measure/usage.h"
#include "wall/smooth.h"

/* What was asked for. Loads are the whole percentages that are shown. */
struct filter {
	struct cpulist cpus; /* when not empty, only these */
	double min;          /* when above 0, only cpus that are at least so busy */
	double below;        /* when above 0, only cpus that are less busy than that */
};

/*
 * How long each cpu has been outside the loads. A cpu stays shown for a few samples after it left
 * them, so that rows do not flicker.
 */
struct filter_memory {
	struct cpu_rows cpus; /* whose rows these are */
	uint8_t *outside;     /* [cpus.count] samples since it was within the loads */
};

/*
 * Reads cpu lists ("0-63,128") and loads (">=50", ">50", "<=50", "<10", "50%" for at least 50,
 * "10-50%"), in any order, separated by blanks; an empty text is no filter. Without a percent sign
 * "10-50" is a list. Lists may name hosts, see cpu_name_parse(); `hosts` may be NULL. False, with
 * the reason in `why`, when the text is not a filter; *out is then empty.
 */
bool filter_parse(const struct hosts *hosts, const char *text, struct filter *out, char *why,
		  size_t room);

/* Appends the filter as filter_parse() reads it; nothing when there is none. */
void filter_format(const struct hosts *hosts, const struct filter *f, struct buf *out);

/* Whether it hides anything, and whether loads decide what. */
bool filter_is_set(const struct filter *f);
bool filter_is_of_loads(const struct filter *f);

void filter_free(struct filter *f);
void filter_memory_free(struct filter_memory *f);

/* Makes the rows those of the usage. A cpu keeps what is known of it. */
void filter_follow(struct filter_memory *f, const struct usage *u);

/*
 * Counts a sample, whose smoothed numbers are `s`. Returns whether a cpu passes now that did not
 * before, or the reverse.
 */
bool filter_update(struct filter_memory *f, const struct filter *filter, const struct usage *u,
		   const struct smooth *s);

/* Whether the row is shown. The memory's rows are the usage's. */
bool filter_passes(const struct filter_memory *f, const struct filter *filter,
		   const struct usage *u, size_t row);

#endif
