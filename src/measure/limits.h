/*
 * What holds this process and the machine back: cpu quotas, and pressure. Pure: reads the lines
 * that source/limits.c gathers and a recording carries, and compares two readings.
 *
 * Lines are
 *	quota QUOTA PERIOD PERIODS THROTTLED THROTTLED_TIME USAGE
 *		one for each group that has a quota, our own first; times in µs, counters since the
 *		group was made; "-" for what is not known
 *	pressure TIME      µs since boot in which some task waited for a cpu
 * Other lines are ignored.
 */
#ifndef COREWALL_MEASURE_LIMITS_H
#define COREWALL_MEASURE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counters; -1 for what is not known. */
struct limits_reading {
	int64_t read_ns;
	int level; /* index, among the groups that have a quota, of the smallest one */
	int64_t quota_us, period_us;
	int64_t periods, throttled, throttled_us, usage_us;
	int64_t pressure_us;
};

/* Reads n bytes, read at `now_ns`. */
struct limits_reading limits_parse(const char *lines, size_t n, int64_t now_ns);

/* A value below 0 is not known, or there is no such limit. */
struct limits {
	double quota;     /* in cpus: 2.0 is all the time of two */
	double used;      /* cpus that the group used in the interval */
	double throttled; /* percent of the interval's periods in which the group had to wait */
	double pressure;  /* percent of the interval in which some task waited for a cpu */
};

/*
 * Compares two readings; `before` may be all zeros when there is none. Counters that fell, or are
 * of another group, give unknown values.
 */
struct limits limits_between(const struct limits_reading *before, const struct limits_reading *now);

#endif
