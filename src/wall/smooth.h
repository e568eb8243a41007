/*
 * Loads as the few steps that are shown. A step changes only when the value has left its band by
 * a margin, so that noise costs neither bytes nor attention; into the hottest step there is no
 * margin. Knows no glyph and no colour.
 */
#ifndef COREWALL_WALL_SMOOTH_H
#define COREWALL_WALL_SMOOTH_H

#include "measure/usage.h"
#include "canvas/canvas.h"

/* 0 (idle) to HEATS - 1 (USAGE_HOT and above). */
unsigned heat_of(double busy);

struct smooth {
	uint32_t *cpu;    /* [rows] whose they are */
	unsigned edition; /* of these, as the usage told it */
	uint8_t *level;   /* [rows] heat as shown */
	uint8_t *number;  /* [rows] percent as shown, 0..100 */
	size_t rows;
	size_t room;
};

/* How many cpus sit at which load: tens of percent, 90 and above in the last. */
enum { SPREAD_BUCKETS = 10 };

void smooth_free(struct smooth *s);

/* Follows the usage: rows become the usage's, kept by cpu id; rows that are not ok are forgotten.
 */
void smooth_update(struct smooth *s, const struct usage *u);

/* Counts the cpus of which a number is shown, of so many rows from the first on. */
void smooth_spread(const struct smooth *s, size_t first, size_t rows,
		   uint32_t bucket[SPREAD_BUCKETS]);

/* The same as bars, from 0 to SPREAD_STEPS - 1, which is the height of the fullest. */
struct spread {
	uint32_t count[SPREAD_BUCKETS];
	uint8_t step[SPREAD_BUCKETS]; /* of no meaning where there is nobody */
};

enum { SPREAD_STEPS = 8 };

/*
 * Sets the counts. A bar that was shown, in a spread that is not `anew`, stands until it is more
 * than a step off.
 */
void spread_update(struct spread *s, const uint32_t count[SPREAD_BUCKETS], bool anew);

#endif
