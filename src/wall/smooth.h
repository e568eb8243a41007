/*
 * What is shown of each cpu's load: one whole percentage, and the level of heat that follows from
 * it. Every number, colour, count and maximum on the screen is made of these, so that no two of
 * them contradict each other. A number stays while the load is near it, so that noise costs
 * neither bytes nor attention; a cpu that turns hot is shown so at once. Knows no glyph and no
 * colour.
 */
#ifndef COREWALL_WALL_SMOOTH_H
#define COREWALL_WALL_SMOOTH_H

#include "canvas/canvas.h"
#include "measure/aggregate.h"
#include "measure/cpu_rows.h"
#include "measure/usage.h"

struct smooth {
	struct cpu_rows cpus; /* whose rows these are; count of both arrays */
	unsigned hot;         /* whole percent from which on a cpu is hot */
	uint8_t *number;      /* percent as shown, 0..100; SMOOTH_UNKNOWN without a number */
	uint8_t *level;       /* smooth_heat() of it, or SMOOTH_UNKNOWN */
};

enum { SMOOTH_UNKNOWN = 255 };

void smooth_free(struct smooth *s);

/* Follows the usage, even of other cpus; forgets the numbers of rows that are not ok. */
void smooth_update(struct smooth *s, const struct usage *u);

/* The level of heat of a whole percentage: 0 (idle) to HEATS - 1 (hot). */
unsigned smooth_heat(const struct smooth *s, unsigned percent);

/* The percentage at which a level begins. */
unsigned smooth_begin(const struct smooth *s, unsigned level);

/* Adds a row to an aggregate; its shown number counts for the maximum and the hot cpus. */
void smooth_add(const struct smooth *s, const struct usage *u, size_t row, struct aggregate *a);

/* Sets the maximum and the hot count of `a`, which is of every row, from shown numbers. */
void smooth_all(const struct smooth *s, const struct usage *u, struct aggregate *a);

/* Buckets of loads: hot ones are in the last, the others of equal width. */
enum { SPREAD_BUCKETS = 10 };

/* The bucket of a percentage, and the level of heat in the middle of a bucket. */
unsigned smooth_bucket(const struct smooth *s, unsigned percent);
unsigned smooth_bucket_heat(unsigned bucket);

/* Counts the cpus in each bucket, over `rows` rows from `first` on that have a number. */
void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS]);

/*
 * The buckets as bars, from 0 to SPREAD_STEPS - 1, the height of the fullest. Heights grow with the
 * square root of the count: most cpus are idle, and would flatten the rest.
 */
struct spread {
	uint32_t count[SPREAD_BUCKETS];
	uint8_t step[SPREAD_BUCKETS]; /* without meaning where the count is 0 */
};

enum { SPREAD_STEPS = 8 };

/* Sets the counts. A bar that was shown stays until it is more than a step off, unless `again`. */
void spread_update(struct spread *s, const uint32_t count[SPREAD_BUCKETS], bool again);

#endif
