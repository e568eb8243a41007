/* Lists of ids, and words for states. */
#include "base/host_id.h"

const char *const host_state_name[HOST_STATES] = { "ok", "waiting", "lost" };

void host_add_cpus(struct cpulist *to, uint32_t host, const struct cpulist *cpus)
{
	for (size_t i = 0; i < cpus->count && cpus->range[i].first <= HOST_LAST_CPU; i++) {
		uint32_t last = cpus->range[i].last;
		cpulist_add(to, host_cpu_id(host, cpus->range[i].first),
			    host_cpu_id(host, last < HOST_LAST_CPU ? last : HOST_LAST_CPU));
	}
}
