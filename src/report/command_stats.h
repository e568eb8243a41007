/*
 * The load of a machine over a whole run, summed up interval by interval in bounded memory. The
 * time of a cpu is its share of the interval times the interval's length, so that no cpu is ever
 * busy for longer than the interval.
 */
#ifndef COREWALL_REPORT_COMMAND_STATS_H
#define COREWALL_REPORT_COMMAND_STATS_H

#include "base/cpulist.h"
#include "measure/usage.h"

enum { SLICES_MOST = 128, COLUMNS_MOST = 256 };

/* One cpu over the run, in seconds. */
struct command_stats_cpu {
	uint32_t cpu;
	double busy;
	double known; /* time with a known load */
};

/* The machine in a stretch of time. */
struct command_stats_slice {
	double from, elapsed; /* seconds */
	double busy;          /* core-seconds */
	/* [columns] busy and known seconds of the busiest cpu of each interval. */
	float hottest[COLUMNS_MOST];
	float known[COLUMNS_MOST];
};

struct command_stats {
	double elapsed;       /* seconds in all */
	double available;     /* core-seconds of cpus that were online */
	double unknown;       /* those of them with an unknown load */
	double busy;          /* neither idle nor waiting for a disk */
	double field[FIELDS]; /* core-seconds each */
	double peak;          /* most cpus busy at once, over one interval */
	double peak_span;     /* its length */
	double above_half;    /* seconds with 50 % or more of the known cpus busy */
	double above_most;    /* the same for 90 % */
	size_t online_least, online_most;
	struct command_stats_cpu *cpu; /* ascending ids */
	size_t cpus, cpu_room;
	struct command_stats_slice *slice; /* [SLICES_MOST], allocated by command_stats_start() */
	size_t slices;
	double span;            /* length of a slice; doubled when there are too many */
	size_t columns_most;    /* wanted */
	size_t cpus_per_column; /* 0: not known yet */
	size_t columns;
};

/* `span`: seconds of the first slices; `columns`: the most columns, 1 to COLUMNS_MOST. */
void command_stats_start(struct command_stats *s, double span, size_t columns);
void command_stats_free(struct command_stats *s);

/* Adds an interval; of these cpus only if `only` is not empty. */
void command_stats_add(struct command_stats *s, const struct usage *u, const struct cpulist *only);

/* Whether anything was measured. */
bool command_stats_any(const struct command_stats *s);

/* Percent of the known time that the cpu was busy; -1 when none is known. */
double command_stats_busy(const struct command_stats_cpu *c);

#endif
