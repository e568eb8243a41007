/* Chooses rows in each interval, and groups them again only when the machine has changed. */
#include "app/selection.h"

#include "base/mem.h"
#include "measure/cpu_name.h"

#include <stdlib.h>

void selection_update(struct selection *s, const struct usage *u)
{
	s->row = mem_grow(s->row, &s->row_room, u->rows, sizeof *s->row);
	s->cpu = mem_grow(s->cpu, &s->cpu_room, u->rows, sizeof *s->cpu);
	s->rows = 0;
	for (uint32_t i = 0; i < u->rows; i++) {
		if (s->only->count && !cpulist_has(s->only, u->cpu[i]))
			continue;
		if (s->min > 0 && (u->state[i] != USAGE_OK || (double)u->busy[i] < s->min))
			continue;
		s->cpu[s->rows] = u->cpu[i];
		s->row[s->rows++] = i;
	}
}

void selection_free(struct selection *s)
{
	free(s->row);
	free(s->cpu);
}

void grouping_update(struct grouping *g, const struct machine *m, const struct selection *s,
		     enum level level, uint32_t range_size)
{
	if (g->made && g->shape == m->shape && s->min <= 0)
		return;
	if (level > LEVEL_ALL && level < LEVEL_RANGE)
		g->lacking = !tree_of_level(&g->tree, &m->topology, level, s->cpu, s->rows);
	else if (range_size)
		tree_of_ranges(&g->tree, &m->topology, s->cpu, s->rows, range_size,
			       m->usage.cpu[m->usage.rows - 1]);
	else
		tree_of_topology(&g->tree, &m->topology, s->cpu, s->rows);
	g->shape = m->shape;
	g->made = true;
}

void grouping_free(struct grouping *g)
{
	tree_free(&g->tree);
}
