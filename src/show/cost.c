/* Own cost, from the process's CPU clock. */
#include "show/cost.h"

#include "source/cpufreq.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0 };
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void tell_cost(struct cost *c)
{
	unsigned last = (c->next + COST_REFRESHES - 1) % COST_REFRESHES;
	unsigned first = (c->next + COST_REFRESHES - c->filled) % COST_REFRESHES;
	if (c->filled < 2)
		return;
	double refreshes = c->filled - 1;
	double cpu_us = (double)(c->cpu_ns[last] - c->cpu_ns[first]) / 1e3;
	double wall_us = (double)(c->wall_ns[last] - c->wall_ns[first]) / 1e3;
	snprintf(c->text, sizeof c->text, "own cost %.0fus %.2f%% %.0fB %.1fMiB",
		 cpu_us / refreshes, wall_us > 0 ? 100 * cpu_us / wall_us : 0,
		 (double)(c->bytes[last] - c->bytes[first]) / refreshes,
		 (double)self_resident() / 1024);
}

void cost_take(struct cost *c, uint64_t bytes, bool tell)
{
	c->cpu_ns[c->next] = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	c->wall_ns[c->next] = clock_ns(CLOCK_MONOTONIC);
	c->bytes[c->next] = bytes;
	c->next = (c->next + 1) % COST_REFRESHES;
	c->filled += c->filled < COST_REFRESHES;
	if (tell)
		tell_cost(c);
}
