/*
 * Loads as the few steps that are shown. A step changes only when the value has left its band by
 * a margin, so that noise costs neither bytes nor attention; into the hottest step there is no
 * margin. Knows no glyph and no colour.
 */
#ifndef COREWALL_WALL_SMOOTH_H
#define COREWALL_WALL_SMOOTH_H

#include "canvas/canvas.h"
#include "measure/cpu_rows.h"
#include "measure/usage.h"

/* 0 (idle) to HEATS - 1 (USAGE_HOT and above). */
unsigned heat_of(double busy);

struct smooth {
	struct cpu_rows cpus; /* whose rows these are; count of both arrays */
	uint8_t *level;       /* heat as shown; SMOOTH_UNKNOWN without a number */
	uint8_t *number;      /* percent as shown, 0..100; or SMOOTH_UNKNOWN */
};

enum { SMOOTH_UNKNOWN = 255 };

/* How many cpus sit at which load: tens of percent, 90 and above in the last. */
enum { SPREAD_BUCKETS = 10 };

void smooth_free(struct smooth *s);

/* Follows the usage, also one of other cpus; what was shown of rows that are not ok is forgotten.
 */
void smooth_update(struct smooth *s, const struct usage *u);

/* Counts the cpus that have a number, of so many rows from the first on. */
void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS]);

/* The same as bars, from 0 to SPREAD_STEPS - 1, which is the height of the fullest. */
struct spread {
	uint32_t count[SPREAD_BUCKETS];
	uint8_t step[SPREAD_BUCKETS]; /* without meaning where the count is 0 */
};

enum { SPREAD_STEPS = 8 };

/* Sets the counts. A bar that was shown stays until it is more than a step off, unless `anew`. */
void spread_update(struct spread *s, const uint32_t count[SPREAD_BUCKETS], bool anew);

#endif
