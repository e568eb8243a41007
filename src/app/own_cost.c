/* Measures this process with its own CPU clock. */
#include "app/own_cost.h"

#include "base/clock.h"
#include "source/own_memory.h"

static struct cost_mark mark_now(uint64_t bytes)
{
	return (struct cost_mark){
		.cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID),
		.wall_ns = clock_ns(CLOCK_MONOTONIC),
		.bytes = bytes,
	};
}

void cost_begin_refresh(struct cost *c, uint64_t bytes)
{
	c->mark[c->refreshes++ % COST_REFRESHES] = mark_now(bytes);
}

struct own_cost cost_average(const struct cost *c, uint64_t bytes)
{
	unsigned n = c->refreshes < COST_REFRESHES ? c->refreshes : COST_REFRESHES;
	struct own_cost own = { .refreshes = n };
	if (!n)
		return own;
	struct cost_mark now = mark_now(bytes),
			 since = c->mark[(c->refreshes - n) % COST_REFRESHES];
	double cpu_ns = (double)(now.cpu_ns - since.cpu_ns);
	double wall_ns = (double)(now.wall_ns - since.wall_ns);
	own.cpu_us = cpu_ns / 1e3 / n;
	own.cpu_percent = wall_ns > 0 ? 100 * cpu_ns / wall_ns : 0;
	own.bytes = (double)(now.bytes - since.bytes) / n;
	own.resident_kib = own_memory_resident();
	return own;
}
