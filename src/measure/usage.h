/*
 * The difference of two samples: how each cpu spent the time between them. Never writes its
 * inputs. A number exists only where the state says so: unknown is a state, not a number.
 */
#ifndef COREWALL_MEASURE_USAGE_H
#define COREWALL_MEASURE_USAGE_H

#include "base/cpulist.h"
#include "measure/sample.h"

/* At or above this a cpu is hot: counted, and drawn in the step that nothing else uses. */
#define USAGE_HOT 90.0f

enum usage_state {
	USAGE_OK,
	USAGE_NEW,     /* first seen in the later sample: no difference yet */
	USAGE_RESET,   /* counters fell, jumped or stood still: no number for this interval */
	USAGE_OFFLINE, /* not in the later sample, but known to the machine */
	USAGE_STATES
};

/* "ok", "new", "reset", "offline": as in the formats. */
extern const char *const usage_state_name[USAGE_STATES];

struct usage {
	double elapsed; /* seconds between the samples; 0 or less when the clock stood or fell */
	bool frozen;    /* no counter of any known cpu moved, or time did not: no row is ok */
	size_t online;  /* rows that are not offline */
	size_t rows;
	uint32_t *cpu;    /* [rows] ids, ascending, unique */
	unsigned edition; /* of cpu[]: the same while the ids are; 0 where nobody counts it */
	uint8_t *state;   /* [rows] enum usage_state */
	uint32_t *ticks[FIELDS]; /* [rows] 0 where not ok */
	uint32_t *total;         /* [rows] sum of ticks over the fields; > 0 where ok, else 0 */
	float *busy;             /* [rows] percent, 0..100; 0 where not ok */
	size_t room; /* of all arrays, in whole lanes: what is behind the rows has no meaning */
};

void usage_free(struct usage *u);

/*
 * u = to - from, in ticks of 1/hz second. Rows are the cpus of `to`, and those of `keep` that it
 * lacks, as offline. `from` may be empty: all rows are new.
 *
 * Kernel truths held here, each with its test:
 * - guest is part of user, guest_nice of nice (account_guest_time(), kernel/sched/cputime.c).
 * - iowait may fall by design (Documentation/filesystems/proc.rst): that field alone is 0 then.
 * - idle of a cpu that was offline, or a migrated machine's counters, may fall or jump far: reset.
 * - a tickless cpu may show no movement at all while others do: it was idle.
 */
void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz);

/*
 * The same from two texts of /proc/stat without a sample of the later one, when the cpu lines are
 * those of `from`, one for one: what changed from line to line is all that is looked at. None of
 * the rows is offline; usage_keep() adds such. `before` and `now` are at the first cpu line of the
 * text that `from` was parsed from, whose cpu lines all became rows in their order, and of the
 * later one; there is as much of the texts around the lines as scan.h wants. Returns where the cpu
 * lines of `now` end. NULL when something is not as it was: then u means nothing, and usage_delta()
 * is to be asked.
 */
const char *usage_follow(struct usage *u, const struct sample *from, const char *before,
			 const char *now, double elapsed, unsigned hz);

/*
 * The cpus of `keep` that are not online become the rows that are offline, and no others are; all
 * else stays. `spare` is where the rows are put together, so that nothing is allocated; it has no
 * meaning, but is the caller's to free.
 */
void usage_keep(struct usage *u, struct usage *spare, const struct cpulist *keep);

/* Nothing is known of the last interval: as of a sample and itself. */
void usage_lose(struct usage *u);

/* Whether cpu[] is still what it was, in these rows, when its edition was this one. */
bool usage_same_rows(const struct usage *u, const uint32_t *cpu, size_t rows, unsigned edition);

/* Percent of the interval that the row's cpu spent in the field. Only where its state is ok. */
double usage_percent(const struct usage *u, enum field field, size_t row);

/* The row of the cpu, or SIZE_MAX. */
size_t usage_row(const struct usage *u, uint32_t cpu);

#endif
