/*
 * Counts of interrupts that some cpus took, by what they were, and how fast they rise. Pure: the
 * text of /proc/interrupts or /proc/softirqs in, with the time at which it was read.
 */
#ifndef COREWALL_MEASURE_INTERRUPTS_H
#define COREWALL_MEASURE_INTERRUPTS_H

#include "base/cpulist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	INTERRUPT_LABEL = 16,
	INTERRUPT_NAME = 48,
	INTERRUPTS_MOST = 1 << 14, /* lines that are taken */
};

struct interrupt {
	char label[INTERRUPT_LABEL]; /* before the colon: "24", "LOC", "NET_RX" */
	char name[INTERRUPT_NAME];   /* "eth0-rx-3", "Local timer interrupts"; "" for softirqs */
	uint32_t count; /* sum over the cpus, modulo 2^32 as the kernel's counters are */
	double rate;    /* per second since the earlier reading; see `known` */
};

/* A reading of one file. */
struct interrupts {
	struct interrupt *line; /* in the file's order */
	size_t count, room;
	struct cpulist cpus; /* summed in the counts: those asked for that have a column */
	int64_t read_ns;
	bool known; /* there are rates */
};

void interrupts_free(struct interrupts *r);

/*
 * Reads n bytes, read at `now_ns`, into `now`. Sums only the columns of `cpus`, which the header
 * names ("CPU0 CPU4 …": online cpus only). `before` is an earlier reading of the same file. Rates
 * are known when both have the same columns; the rate of a line that is new, or whose counter fell,
 * is 0. False when there is no header or none of the cpus has a column; `now` then has no lines.
 */
bool interrupts_parse(struct interrupts *now, const struct interrupts *before, const char *text,
		      size_t n, const struct cpulist *cpus, int64_t now_ns);

/* The n lines that rise most, the fastest first; returns how many of them rise at all. */
size_t interrupts_top(const struct interrupts *r, const struct interrupt **out, size_t n);

/* When to read again after reading took `cost_ns` until `now_ns`: 1 % of the time at most. */
int64_t interrupts_due_ns(int64_t now_ns, int64_t cost_ns);

#endif
