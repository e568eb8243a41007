/*
 * What views of slots have in common: they are drawn line by line as planned, each cpu in a slot of
 * its own by the view's draw_slot().
 */
#ifndef COREWALL_VIEWS_SLOTS_H
#define COREWALL_VIEWS_SLOTS_H

#include "views/drawing.h"

/* All of a view of slots, for its draw(): heading, lines, scrollbar. */
void slots_draw(const struct drawing *d);

/* One line of cpus: labels, and slots as plan->form draws them. */
void slots_draw_cpus(const struct drawing *d, size_t line);

#endif
