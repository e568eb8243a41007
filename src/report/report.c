/* The names of columns, and sums of groups. */
#include "report/report.h"

const char *const report_column[REPORT_COLUMNS] = {
	[REPORT_TIME] = "time",   [REPORT_HOST] = "host", [REPORT_CPU] = "cpu",
	[REPORT_STATE] = "state", [REPORT_BUSY] = "busy",
};

uint32_t report_next_group(const struct report *r, uint32_t group, struct aggregate *sum)
{
	const struct tree *t = r->tree;
	size_t finest = tree_rank(t, r->finest);
	do
		group++;
	while (group < t->count && tree_rank(t, t->group[group].level) > finest);
	if (group >= t->count)
		return 0;
	const struct group *g = &t->group[group];
	aggregate_clear(sum);
	for (uint32_t i = 0; i < g->count; i++)
		aggregate_add(sum, &r->machine->usage, r->row[t->order[g->first + i]]);
	return group;
}

uint64_t aggregate_busy_ticks(const struct aggregate *a)
{
	return a->total - a->ticks[FIELD_IDLE] - a->ticks[FIELD_IOWAIT];
}

uint32_t usage_busy_ticks(const struct usage *u, size_t row)
{
	return u->total[row] - u->ticks[FIELD_IDLE][row] - u->ticks[FIELD_IOWAIT][row];
}

bool report_sum_set(const struct machine *m, enum cpu_set set, struct aggregate *sum)
{
	const struct cpulist *cpus = &m->sets.set[set];
	aggregate_clear(sum);
	for (size_t i = 0; i < m->usage.rows && cpus->count; i++)
		if (cpulist_has(cpus, m->usage.cpu[i]))
			aggregate_add(sum, &m->usage, i);
	return cpus->count > 0;
}
