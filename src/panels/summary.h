/* Words about many cpus at once, that header and status line share. */
#ifndef COREWALL_PANELS_SUMMARY_H
#define COREWALL_PANELS_SUMMARY_H

#include "canvas/glyphs.h"
#include "measure/aggregate.h"
#include "panels/priority_line.h"

/* The colour of that percentage. */
enum role summary_heat(double busy);

/* How many of them are hot. */
void summary_add_hot(struct priority_line *line, const struct glyphs *g, const struct aggregate *a);

/* Average, maximum and the cpu that has it, how many are hot. */
void summary_add(struct priority_line *line, const struct glyphs *g, const struct aggregate *a);

#endif
