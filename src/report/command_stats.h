/*
 * What a machine did over a whole run, summed up interval by interval in bounded memory: a core's
 * time is its share of the interval times its length, so that no core is ever busier than the time
 * there was. Knows no clock and no file.
 */
#ifndef COREWALL_REPORT_COMMAND_STATS_H
#define COREWALL_REPORT_COMMAND_STATS_H

#include "base/cpulist.h"
#include "measure/usage.h"

enum { TALLY_SLICES = 128, TALLY_COLUMNS = 256 };

/* One cpu over the run, in seconds. */
struct command_stats_cpu {
	uint32_t cpu;
	double busy;
	double known; /* of which anything is known */
};

/* The machine in a stretch of time. */
struct command_stats_slice {
	double from, elapsed; /* seconds */
	double busy;          /* core-seconds */
	/* [columns] of each: the busiest cpu's seconds, summed up over the intervals. */
	float hottest[TALLY_COLUMNS];
	float known[TALLY_COLUMNS];
};

struct command_stats {
	double elapsed;       /* seconds in all */
	double available;     /* core-seconds of cpus that were online */
	double unknown;       /* those of them of which nothing is known */
	double busy;          /* neither idle nor waiting for a disk */
	double field[FIELDS]; /* core-seconds each */
	double peak;          /* most cpus busy at once, over one interval */
	double peak_span;     /* its length */
	double above_half;    /* seconds with 50 % of the known cpus busy, or more */
	double above_most;    /* the same of 90 % */
	size_t online_least, online_most;
	struct command_stats_cpu *cpu; /* ascending ids */
	size_t cpus, cpu_room;
	struct command_stats_slice *slice; /* [TALLY_SLICES], allocated by command_stats_start() */
	size_t slices;
	double span;         /* a slice's length: twice as long whenever there are too many */
	size_t columns_most; /* wanted */
	size_t fold;         /* cpus in a column; 0: not known yet */
	size_t columns;
};

/* `span`: seconds of the first slices; `columns`: at most so many, of 1 to TALLY_COLUMNS. */
void command_stats_start(struct command_stats *t, double span, size_t columns);
void command_stats_free(struct command_stats *t);

/* Adds an interval; of those cpus alone when `only` is not empty. */
void command_stats_take(struct command_stats *t, const struct usage *u, const struct cpulist *only);

/* Whether anything was measured. */
bool command_stats_any(const struct command_stats *t);

/* Percent that the cpu was busy, of the time that is known; -1 when none is. */
double command_stats_busy(const struct command_stats_cpu *c);

#endif
