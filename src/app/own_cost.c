/* Own cost, from the process's CPU clock. */
#include "app/own_cost.h"

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
	if (!c->refreshes[1] || c->refreshes[1] == COST_REFRESHES) {
		struct cost_mark now = mark_now(bytes);
		c->mark[0] = c->refreshes[1] ? c->mark[1] : now;
		c->mark[1] = now;
		c->refreshes[0] = c->refreshes[1];
		c->refreshes[1] = 0;
	}
	c->refreshes[0]++;
	c->refreshes[1]++;
}

void cost_tell(const struct cost *c, uint64_t bytes, struct own_cost *out)
{
	unsigned n = c->refreshes[0];
	*out = (struct own_cost){ .refreshes = n };
	if (!n)
		return;
	struct cost_mark now = mark_now(bytes), since = c->mark[0];
	double cpu_ns = (double)(now.cpu_ns - since.cpu_ns);
	double wall_ns = (double)(now.wall_ns - since.wall_ns);
	out->cpu_us = cpu_ns / 1e3 / n;
	out->cpu_percent = wall_ns > 0 ? 100 * cpu_ns / wall_ns : 0;
	out->bytes = (double)(now.bytes - since.bytes) / n;
	out->resident_kib = self_resident();
}
