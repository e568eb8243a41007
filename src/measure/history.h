/*
 * What each cpu did in the last samples: kept once, here, for sparklines, peaks and how long a cpu
 * has been hot. Rows follow those of the usage, by cpu id. Memory: HISTORY_SAMPLES + 16 bytes a
 * cpu. Where time runs backwards (a recording), it begins anew.
 */
#ifndef COREWALL_MEASURE_HISTORY_H
#define COREWALL_MEASURE_HISTORY_H

#include "measure/usage.h"

enum {
	HISTORY_SAMPLES = 96,
	HISTORY_RECENT = 60,   /* samples for which a peak is marked */
	HISTORY_UNKNOWN = 255, /* instead of a percentage */
};

struct history {
	uint32_t *cpu;    /* [rows] whose they are */
	unsigned edition; /* of these, as the usage told it */
	uint8_t *kept;    /* [HISTORY_SAMPLES][rows] a ring of samples: busy, rounded, plus 1; 0 is
			   * unknown */
	uint8_t *recent;  /* [rows] highest of the last HISTORY_RECENT samples; 0 when unknown */
	uint8_t *age;     /* [rows] samples since it was that */
	uint8_t *most;    /* [rows] highest since the start or history_reset(), or unknown */
	int64_t *hot_from_ns; /* [rows] CLOCK_BOOTTIME since when it is hot; 0 when it is not */
	uint64_t *hot;        /* [rows / 64, rounded up] a bit a row: whether that is not 0 */
	size_t rows;
	int64_t when_ns[HISTORY_SAMPLES]; /* CLOCK_BOOTTIME of each sample in the ring */
	uint64_t taken;                   /* samples since it began */
	unsigned next;                    /* where the next sample goes in the ring */
	unsigned filled;                  /* samples in the ring */
};

void history_free(struct history *h);

/* Takes over a new usage, measured at boot_ns. */
void history_update(struct history *h, const struct usage *u, int64_t boot_ns);

/* Makes the rows those of the usage without taking a sample. A cpu keeps what is known of it. */
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
