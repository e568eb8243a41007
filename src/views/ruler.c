/* The ruler. Invariant: a label stands over the slot whose offset it shows, and is never cut. */
#include "views/ruler.h"

#include "views/draw.h"

#include <stdio.h>

enum { LABEL_WIDTH = 4 };

void ruler_draw(const struct drawing *d, int y)
{
	const struct plan *plan = d->plan;
	int gap_every = plan->views[plan->form]->gap_every;
	bool each = plan->slot >= LABEL_WIDTH;
	int limit = d->x + plan->width - plan->scrollbar;
	if (!plan->by_id)
		return;
	for (int column = 0; column < plan->columns; column += each ? 1 : gap_every) {
		int x = d->x + plan->margin + plan->label + column * plan->slot +
			column / gap_every;
		char label[16];
		int width = snprintf(label, sizeof label, "+%d", column);
		if (each)
			draw_right(d, x, y, plan->slot, label, ROLE_LABEL);
		else if (x + width <= limit)
			draw_text(d, x, y, width, label, ROLE_LABEL);
	}
}
