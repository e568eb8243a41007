/*
 * A machine as measured: the last sample, its difference to the one before, the topology, and which
 * cpus belong to it although they are gone for now. Fed with bytes and times; knows no files and no
 * clock, so that a live machine, a recording and a test are the same to it.
 */
#ifndef COREWALL_MEASURE_MACHINE_H
#define COREWALL_MEASURE_MACHINE_H

#include "base/buf.h"
#include "measure/aggregate.h"
#include "measure/topology.h"
#include "measure/usage.h"

enum { MACHINE_PART = 64 };

struct machine {
	unsigned hz;     /* USER_HZ of the counters */
	struct buf text; /* of the later sample */
	struct sample sample[2];
	unsigned now;           /* which of the two is the later one */
	bool counted;           /* its counters were read; else only its ids and times are right */
	struct usage usage;     /* the difference to the sample before */
	struct usage spare;     /* see usage_keep() */
	struct aggregate all;   /* of every row */
	struct aggregate *part; /* of MACHINE_PART rows each, the last one of those that are left */
	size_t parts_room;
	struct topology topology; /* as last told; empty until then */
	struct cpulist roster;    /* cpus to show although offline: all that were seen, and more */
	unsigned shape;           /* changes when the set of rows or the topology did */
	bool wants_facts;         /* the set of cpu ids changed: the topology is to be read again */
	uint64_t intervals;       /* samples taken */
};

void machine_free(struct machine *m);

/*
 * Takes the bytes of /proc/stat, read at the given times, and leaves an empty buffer for them with
 * as much room as the last time's needed. Returns whether there was any cpu in it; if not, the text
 * stays with the caller, what is shown stays as it was (see machine_lose), and the next difference
 * spans the gap, from the last sample that was whole.
 */
bool machine_feed(struct machine *m, struct buf *text, int64_t boot_ns, int64_t wall_ns);

/*
 * Takes topology facts (see topology.h), in which cpus that are offline now stay where they were
 * before. Recomputes which offline cpus are shown: those seen before, as long as `present` lists
 * them, and those that were told to be `offline`.
 */
void machine_take_facts(struct machine *m, const char *facts, size_t n);

/* The source failed: nothing is known of this interval, every number turns unknown. */
void machine_lose(struct machine *m);

/* The later sample: its ids, its times, and what is told of its lines. */
const struct sample *machine_sample(const struct machine *m);

/* The same with its counters, which are read first, if nobody did. */
const struct sample *machine_counters(struct machine *m);

/* As aggregate_add_rows(), of the machine's own usage. */
void machine_add_rows(const struct machine *m, struct aggregate *a, size_t first, size_t count);

/* Cpus that the machine has, online or not. */
size_t machine_present(const struct machine *m);

#endif
