/* Own cost, from the process's CPU clock. */
#include "show/cost.h"

#include "source/cpufreq.h"

#include <time.h>

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0 };
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct cost_mark mark_now(uint64_t bytes)
{
	return (struct cost_mark){
		.cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID),
		.wall_ns = clock_ns(CLOCK_MONOTONIC),
		.bytes = bytes,
	};
}

void cost_begin(struct cost *c, uint64_t bytes)
{
	c->mark[c->next] = mark_now(bytes);
	c->next = (c->next + 1) % COST_REFRESHES;
	c->filled += c->filled < COST_REFRESHES;
}

void cost_tell(const struct cost *c, uint64_t bytes, struct own_cost *out)
{
	*out = (struct own_cost){ .refreshes = c->filled };
	if (!c->filled)
		return;
	struct cost_mark now = mark_now(bytes);
	const struct cost_mark *first =
		&c->mark[(c->next + COST_REFRESHES - c->filled) % COST_REFRESHES];
	double cpu_ns = (double)(now.cpu_ns - first->cpu_ns);
	double wall_ns = (double)(now.wall_ns - first->wall_ns);
	out->cpu_us = cpu_ns / 1e3 / c->filled;
	out->cpu_percent = wall_ns > 0 ? 100 * cpu_ns / wall_ns : 0;
	out->bytes = (double)(now.bytes - first->bytes) / c->filled;
	out->resident_kib = self_resident();
}
