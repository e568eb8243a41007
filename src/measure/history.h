/*
 * The past of each cpu, kept once for all that show it. A moment is one sample: its time, and one
 * byte per cpu. HISTORY_BYTES bounds the number of moments, between HISTORY_LEAST and HISTORY_MOST;
 * memory grows as they come. Rows are those of the last usage; a cpu keeps its past when others
 * come and go. When time runs backwards (in a recording), the moments after the new one are
 * dropped.
 */
#ifndef COREWALL_MEASURE_HISTORY_H
#define COREWALL_MEASURE_HISTORY_H

#include "measure/cpu_rows.h"
#include "measure/usage.h"

enum {
	HISTORY_MOST = 3600,         /* moments: an hour of seconds */
	HISTORY_LEAST = 96,          /* the same, with any number of cpus */
	HISTORY_BYTES = 4 << 20,     /* of all moments */
	HISTORY_RECENT = 60,         /* samples for which a peak is marked */
	HISTORY_UNKNOWN = UINT8_MAX, /* instead of a percentage */
};

struct moment {
	int64_t boot_ns;  /* CLOCK_BOOTTIME of the sample */
	int64_t from_ns;  /* the same of the sample before it: the loads are of the time between */
	int64_t wall_ns;  /* CLOCK_REALTIME of the sample, for labels */
	uint8_t *percent; /* [cpus.count] busy, rounded, or HISTORY_UNKNOWN */
};

struct history {
	struct cpu_rows cpus; /* whose rows these are; count of every array */
	struct moment *ring;  /* [HISTORY_MOST] */
	unsigned next;        /* where the next moment goes in the ring */
	unsigned filled;      /* moments in the ring */
	float hot;            /* percent from which a cpu was hot at the last update */
	uint8_t *recent;      /* highest of the last HISTORY_RECENT; 0 if unknown */
	uint8_t *age;         /* its age in samples */
	uint8_t *most;        /* highest since history_reset(), or HISTORY_UNKNOWN */
	int64_t *hot_from_ns; /* CLOCK_BOOTTIME when it became hot; 0: it is not hot */
};

/* Some cpus at once, at one moment or at several. */
struct past_load {
	uint32_t known; /* loads that are summed up; 0: nothing is known */
	uint32_t sum;   /* of their percentages */
	uint8_t max;
};

void history_free(struct history *h);

/* How many moments are kept for this many cpus. */
unsigned history_capacity(size_t cpus);

/* Adds a new usage, measured at these times. */
void history_update(struct history *h, const struct usage *u, int64_t boot_ns, int64_t wall_ns);

/* Takes over the rows of a usage without adding a moment, as when offline cpus become known. */
void history_follow(struct history *h, const struct usage *u);

/* Forgets the peaks, except the load of the last sample. */
void history_reset(struct history *h);

/* The moment so many samples ago (0: the last), or NULL. Good until the next update. */
const struct moment *history_moment(const struct history *h, unsigned ago);

/* How many samples ago the last moment not after boot_ns was; h->filled when there is none. */
unsigned history_find(const struct history *h, int64_t boot_ns);

/* Busy percent of the row so many samples ago, or HISTORY_UNKNOWN. */
uint8_t history_at(const struct history *h, size_t row, unsigned ago);

/* Adds the loads of these rows so many samples ago. */
void history_sum(const struct history *h, unsigned ago, const uint32_t *row, size_t rows,
		 struct past_load *sum);

/*
 * For how many nanoseconds the row's cpu had been hot without a break at the sample so many samples
 * ago, that sample's interval included; 0 when it was not hot. Only the last sample (0) can count
 * heat from before the oldest moment kept.
 */
int64_t history_hot_ns(const struct history *h, size_t row, unsigned ago);

/* The usage at that moment: loads, no fields. The rows of `now` must be the history's. */
void history_usage(const struct history *h, unsigned ago, const struct usage *now,
		   struct usage *out);

#endif
