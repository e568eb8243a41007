/* Summaries. Invariant: the maximum and its cpu outweigh all else. */
#include "panels/summary.h"

enum role summary_heat(const struct wall *w, const struct aggregate *a)
{
	if (!a->known)
		return ROLE_UNKNOWN;
	return (enum role)(ROLE_HEAT + smooth_heat(&w->arrangement.smooth, (unsigned)a->max));
}

void summary_add_hot(struct priority_line *line, const struct aggregate *a)
{
	if (!a->known)
		return;
	priority_line_add(line, 5, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_TEXT, "%u hot", a->hot);
}

void summary_add(struct priority_line *line, const struct wall *w, const struct aggregate *a)
{
	const char *dash = wall_glyphs(w)->dash;
	char name[CPU_NAME_ROOM];
	if (!a->known) {
		priority_line_add(line, 9, ROLE_UNKNOWN, "avg %s", dash);
		priority_line_add(line, 9, ROLE_UNKNOWN, "max %s", dash);
		return;
	}
	priority_line_add(line, 6, ROLE_TEXT, "avg %.0f%%", aggregate_busy(a));
	priority_line_add(line, 9, summary_heat(w, a), "max %.0f%% %s", (double)a->max,
			  cpu_name(w->arrangement.hosts, a->max_cpu, name));
}

void summary_add_losses(struct priority_line *line, const struct aggregate *a)
{
	static const struct {
		enum field field;
		enum role role;
	} loss[] = { { FIELD_STEAL, ROLE_STEAL }, { FIELD_IOWAIT, ROLE_IOWAIT } };
	for (size_t i = 0; a->total && i < sizeof loss / sizeof loss[0]; i++) {
		double percent = aggregate_percent(a, loss[i].field);
		if (percent >= 0.1)
			priority_line_add(line, 3, loss[i].role, "%s %.1f%%",
					  field_table[loss[i].field].name, percent);
	}
}
