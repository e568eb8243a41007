/* Facts from topology and usage. */
#include "panels/cpu_facts.h"

#include <stdio.h>

int cpu_places(const struct machine *m, uint32_t cpu, char name[LEVELS][FACT_ROOM])
{
	enum level level[LEVELS];
	size_t n = topology_places(&m->topology, cpu, m->usage.rows, level);
	for (size_t i = 0; i < n; i++)
		snprintf(name[i], FACT_ROOM, level_table[level[i]].format,
			 topology_set_of(&m->topology, level[i], cpu)->id);
	return (int)n;
}

const char *group_title(const struct tree *t, uint32_t group, char out[GROUP_TITLE_ROOM])
{
	uint32_t host = group;
	while (host && t->group[host].level != LEVEL_HOST)
		host = t->group[host].parent;
	bool lies_in_one = host && host != group;
	snprintf(out, GROUP_TITLE_ROOM, "%s%s%s", lies_in_one ? t->group[host].name : "",
		 lies_in_one ? " " : "", t->group[group].name);
	return out;
}

enum { THREADS_MOST = 64 };

int cpu_siblings(const struct machine *m, uint32_t cpu, uint32_t row[SIBLINGS_MOST])
{
	const struct usage *u = &m->usage;
	const struct topology_set *core = topology_set_of(&m->topology, LEVEL_CORE, cpu);
	int n = 0;
	/* More threads than any core has: sysfs contradicts itself, and the list may be endless. */
	if (!core || cpulist_weight(&core->cpus) > THREADS_MOST)
		return 0;
	for (size_t i = 0; i < core->cpus.count; i++)
		for (uint64_t c = core->cpus.range[i].first; c <= core->cpus.range[i].last; c++) {
			size_t at = usage_row(u, (uint32_t)c);
			if (c != cpu && at != SIZE_MAX && n < SIBLINGS_MOST)
				row[n++] = (uint32_t)at;
		}
	return n;
}

const char *duration_text(char out[FACT_ROOM], int64_t ns)
{
	unsigned s = ns > 0 ? (unsigned)((ns + 500000000) / 1000000000) : 0;
	if (s < 60)
		snprintf(out, FACT_ROOM, "%us", s);
	else if (s < 3600)
		snprintf(out, FACT_ROOM, "%um%02us", s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, FACT_ROOM, "%uh%02um", s / 3600, s / 60 % 60);
	else
		snprintf(out, FACT_ROOM, "%ud%02uh", s / 86400, s / 3600 % 24);
	return out;
}
