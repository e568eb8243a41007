/*
 * A machine as measured: the last sample, its difference to the one before, the topology, and which
 * cpus belong to it although they are offline. Fed with bytes and times; knows no files and no
 * clock, so that a live machine, a recording and a test are the same to it.
 */
#ifndef COREWALL_MEASURE_MACHINE_H
#define COREWALL_MEASURE_MACHINE_H

#include "base/buf.h"
#include "measure/aggregate.h"
#include "measure/cpu_sets.h"
#include "measure/hosts.h"
#include "measure/limits.h"
#include "measure/topology.h"
#include "measure/usage.h"

/* The last two different samples of a host, by its own clock. */
struct host_times {
	int64_t from_ns, to_ns; /* 0: none yet */
};

struct machine {
	unsigned hz; /* USER_HZ of the counters */
	struct sample sample[2];
	unsigned now;                  /* which of the two is the later one */
	bool lost;                     /* nothing is known of the time since sample[now] */
	struct usage usage;            /* the difference to the sample before */
	struct aggregate all;          /* of every row */
	struct topology topology;      /* from the last facts; empty until then */
	struct cpu_sets sets;          /* the same */
	struct hosts hosts;            /* of a fleet; empty for one machine */
	struct host_times *host_times; /* of each of them */
	size_t host_times_room;
	struct sample fresh, earlier;      /* of a fleet: scratch */
	struct limits_reading limits_read; /* the later reading, and */
	struct limits limits;              /* the difference to the one before */
	struct cpulist roster; /* shown even when offline: cpus seen before, or listed as offline */
	unsigned shape;        /* changes when the set of rows or the topology does */
	bool wants_facts;      /* the set of cpu ids changed: read the topology again */
	uint64_t intervals;    /* samples taken */
};

void machine_free(struct machine *m);

/*
 * Takes the text of /proc/stat, read at the given times. Returns false when it holds no cpu; then
 * call machine_lose(). The next difference spans the gap, from the last good sample.
 */
bool machine_feed(struct machine *m, const struct buf *text, int64_t boot_ns, int64_t wall_ns);

/*
 * Takes topology facts (see topology.h); cpus that are offline now stay in the groups they were in.
 * Decides again which offline cpus are shown: those seen before, as long as `present` lists them,
 * and those that are listed as `offline`.
 */
void machine_take_facts(struct machine *m, const char *facts, size_t n);

/*
 * Takes the lines of a fleet's hosts (see hosts.h). Call it before machine_feed() takes the text
 * that was read with them.
 */
void machine_take_hosts(struct machine *m, const char *lines, size_t n);

/* Takes a reading of limits (see limits.h), made at `boot_ns`; without one nothing is known. */
void machine_take_limits(struct machine *m, const char *lines, size_t n, int64_t boot_ns);

/* The source failed: nothing is known of this interval, every number turns unknown. */
void machine_lose(struct machine *m);

/* The later sample. */
const struct sample *machine_sample(const struct machine *m);

/* Cpus that the machine has, online or not. */
size_t machine_present(const struct machine *m);

#endif
