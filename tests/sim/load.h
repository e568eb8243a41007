/*
 * What each simulated cpu does with its time: a pure function of cpu, seed and time. Within one
 * slot of time a load is constant, so that its integral over any stretch is exact. Knows no
 * counters and no clock.
 */
#ifndef COREWALL_SIM_LOAD_H
#define COREWALL_SIM_LOAD_H

#include "base/buf.h"
#include "base/cpulist.h"

#include <stdbool.h>
#include <stdint.h>

/* The columns of a cpu line, in the kernel's order (Documentation/filesystems/proc.rst, 1.7). */
enum field { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, GUEST, GUEST_NICE, FIELDS };

/* A cpu's time is cut into this many parts; a percent is PARTS / 100 of them. */
enum { PARTS = 10000, PERCENT = PARTS / 100 };

/*
 * How a cpu divides its time. part[USER] .. part[STEAL] sum to PARTS; GUEST is included in USER
 * and GUEST_NICE in NICE, as the kernel counts them (account_guest_time in kernel/sched/cputime.c).
 */
struct shares {
	uint32_t part[FIELDS];
};

struct load_kind;

struct load {
	const struct load_kind *kind;
	uint64_t seed;
	uint64_t tick;      /* ns; the slot of "all" */
	uint32_t base;      /* parts: "hot": what the others do; "equal": what all do */
	struct cpulist hot; /* "hot": the cpus at 100 % usr */
};

void load_free(struct load *l);

/*
 * Reads "KIND[:ARGS]" into kind, base and hot; seed and tick are the caller's. False, with the
 * reason added to `why` and the load untouched, when it is not one.
 */
bool load_parse(struct load *l, const char *text, struct buf *why);

/* How long a slot is in ns; 0 when the load never changes. */
uint64_t load_slot(const struct load *l);

/* What the cpu does during the slot that holds `time` (ns since boot). */
void load_shares(const struct load *l, uint32_t cpu, uint64_t time, struct shares *out);

/* All of the time in usr. */
void load_full(struct shares *out);

/* The part that is neither idle nor iowait. */
uint32_t shares_busy(const struct shares *s);

#endif
