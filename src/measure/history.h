/*
 * What each cpu did in the last samples: kept once, here, for sparklines, peaks and how long a cpu
 * has been hot. Rows are those of the last usage; a cpu keeps its past when others come and go.
 * Memory: HISTORY_SAMPLES + 15 bytes per cpu. Where time runs backwards (a recording), all is
 * forgotten.
 */
#ifndef COREWALL_MEASURE_HISTORY_H
#define COREWALL_MEASURE_HISTORY_H

#include "measure/cpu_rows.h"
#include "measure/usage.h"

enum {
	HISTORY_SAMPLES = 96,
	HISTORY_RECENT = 60,   /* samples for which a peak is marked */
	HISTORY_UNKNOWN = 255, /* instead of a percentage */
};

struct history {
	struct cpu_rows cpus;             /* whose rows these are; count of every array */
	uint8_t (*kept)[HISTORY_SAMPLES]; /* per cpu a ring of busy, rounded, or HISTORY_UNKNOWN */
	uint8_t *recent;                  /* highest of the last HISTORY_RECENT; 0 if unknown */
	uint8_t *age;                     /* samples since it was that */
	uint8_t *most;                    /* highest since history_reset(), or HISTORY_UNKNOWN */
	int64_t *hot_from_ns;             /* CLOCK_BOOTTIME since when it is hot; 0 if it is not */
	int64_t when_ns[HISTORY_SAMPLES]; /* CLOCK_BOOTTIME of each sample in the ring */
	uint64_t taken;                   /* samples since it began */
	unsigned next;                    /* where the next sample goes in the ring */
	unsigned filled;                  /* samples in the ring */
};

void history_free(struct history *h);

/* Adds a new usage, measured at boot_ns. */
void history_update(struct history *h, const struct usage *u, int64_t boot_ns);

/* Brings the rows to those of a usage that is not a new sample: other cpus are known offline. */
void history_follow(struct history *h, const struct usage *u);

/* Forgets the peaks but for the last sample's. */
void history_reset(struct history *h);

/* Busy percent of the row so many samples ago (0: the last), or HISTORY_UNKNOWN. */
uint8_t history_at(const struct history *h, size_t row, unsigned ago);

/*
 * For how many nanoseconds up to the last sample the row's cpu has been hot without a break, the
 * sample's own interval included; 0 when it is not.
 */
int64_t history_hot_ns(const struct history *h, size_t row);

/* Nanoseconds from the sample so many samples ago to the last one; 0 when there is none. */
int64_t history_span_ns(const struct history *h, unsigned ago);

#endif
