/* Summaries. Invariant: the maximum and its cpu outweigh all else. */
#include "panels/summary.h"

#include "wall/smooth.h"

enum role summary_heat(double busy)
{
	return (enum role)(ROLE_HEAT + heat_of(busy));
}

void summary_add_hot(struct priority_line *line, const struct glyphs *g, const struct aggregate *a)
{
	priority_line_add(line, 5, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_TEXT, "%s90%%: %u",
			  g->at_least, a->hot);
}

void summary_add(struct priority_line *line, const struct glyphs *g, const struct aggregate *a)
{
	if (!a->known) {
		priority_line_add(line, 9, ROLE_UNKNOWN, "avg %s", g->dash);
		priority_line_add(line, 9, ROLE_UNKNOWN, "max %s", g->dash);
		return;
	}
	priority_line_add(line, 6, ROLE_TEXT, "avg %.0f%%", aggregate_busy(a));
	priority_line_add(line, 9, summary_heat((double)a->max), "max %u%% cpu%u", aggregate_max(a),
			  a->max_cpu);
	summary_add_hot(line, g, a);
}
