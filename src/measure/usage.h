/*
 * The difference of two samples: how each cpu spent the time between them. Never writes its
 * inputs. A number exists only where the state says so: unknown is a state, not a number.
 */
#ifndef COREWALL_MEASURE_USAGE_H
#define COREWALL_MEASURE_USAGE_H

#include "base/cpulist.h"
#include "measure/sample.h"

/* At or above this a cpu is hot, unless usage.hot says otherwise. */
#define USAGE_HOT 90.0f

enum usage_state {
	USAGE_OK,
	USAGE_NEW,     /* first seen in the later sample: no difference yet */
	USAGE_RESET,   /* counters fell, jumped or froze: no number for this interval */
	USAGE_OFFLINE, /* not in the later sample, but known to the machine */
	USAGE_STATES
};

/* "ok", "new", "reset", "offline": as in the formats. */
extern const char *const usage_state_name[USAGE_STATES];

struct usage {
	double elapsed; /* seconds between the samples; 0 or less when the clock stood or fell */
	bool frozen;    /* no counter of any known cpu moved, or time did not: no row is ok */
	float hot;      /* percent from which on a cpu is hot, set by the owner; 0: USAGE_HOT */
	bool busy_only; /* of a past moment: ticks are only idle and total, in percent */
	size_t online;  /* rows that are not offline */
	size_t rows;
	uint32_t *cpu;           /* [rows] ids, ascending, unique */
	uint8_t *state;          /* [rows] enum usage_state */
	uint32_t *ticks[FIELDS]; /* [rows] 0 where not ok */
	uint32_t *total;         /* [rows] sum of ticks over the fields; > 0 where ok, else 0 */
	float *busy;             /* [rows] percent, 0..100; 0 where not ok */
	size_t room;             /* rows allocated, in every array */
};

void usage_free(struct usage *u);

/*
 * u = to - from, in ticks of 1/hz second. Rows are the cpus of `to`, and those of `keep` that it
 * lacks, as offline. `from` may be empty: all rows are new.
 *
 * What the kernel does, each with its test:
 * - guest is part of user, guest_nice of nice (account_guest_time(), kernel/sched/cputime.c).
 * - iowait may fall by design (Documentation/filesystems/proc.rst), and steal each second once a
 *   guest was migrated (steal_account_process_time(), same file): that field alone is 0 then.
 * - idle of a cpu that was offline, or a migrated machine's counters, may fall or jump far: reset.
 * - a tickless cpu may show no movement at all while others do: it was idle.
 */
void usage_delta(struct usage *u, const struct sample *from, const struct sample *to,
		 const struct cpulist *keep, unsigned hz);

/* The cpus of one host: they have their own clock, and are judged by themselves. */
struct usage_span {
	uint32_t last; /* its last id; it begins after the span before it */
	double elapsed;
	bool lost; /* nothing is known of its last interval */
};

/* The same for several hosts at once, in the order of their ids. The last span has the last ids. */
void usage_delta_spans(struct usage *u, const struct sample *from, const struct sample *to,
		       const struct cpulist *keep, unsigned hz, const struct usage_span *span,
		       size_t spans);

/* Makes the last interval unknown, as if a sample were compared with itself. */
void usage_lose(struct usage *u);

/*
 * Makes a usage of loads alone, for the rows of `now`. percent[row] is the load if at most 100;
 * else it is unknown, and a cpu that is offline now counts as offline then. percent may be NULL: no
 * load is known.
 */
void usage_of_percents(struct usage *u, const struct usage *now, const uint8_t *percent);

/*
 * Makes a usage over many intervals, for the rows of `last`, from ticks[field][row], the sums. A
 * cpu without ticks keeps its state in `last`, or is new if that is ok.
 */
void usage_of_sums(struct usage *u, const struct usage *last, const uint64_t *const ticks[FIELDS]);

/* Percent of the interval that the row's cpu spent in the field. Only where its state is ok. */
double usage_percent(const struct usage *u, enum field field, size_t row);

/* From which percentage on a cpu is hot. */
float usage_hot(const struct usage *u);

/* The row of the cpu, or SIZE_MAX. */
size_t usage_row(const struct usage *u, uint32_t cpu);

#endif
