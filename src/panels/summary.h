/* Words about many cpus at once, which the header and the status line share. */
#ifndef COREWALL_PANELS_SUMMARY_H
#define COREWALL_PANELS_SUMMARY_H

#include "panels/priority_line.h"
#include "wall/wall.h"

/* The colour of the maximum. */
enum role summary_heat(const struct wall *w, const struct aggregate *a);

/* How many of them are hot; nothing when that is not known. */
void summary_add_hot(struct priority_line *line, const struct aggregate *a);

/* Average, maximum and the cpu that has it. */
void summary_add(struct priority_line *line, const struct wall *w, const struct aggregate *a);

/* Steal and iowait, when they are worth a word. */
void summary_add_losses(struct priority_line *line, const struct aggregate *a);

#endif
