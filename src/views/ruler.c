/* The ruler. Invariant: a label stands over the slot whose offset it shows, and is never cut. */
#include "views/ruler.h"

#include "views/draw.h"

#include <stdio.h>

/* The column of the canvas in which a slot of the segment begins. */
static int slot_x(const struct drawing *d, const struct seg *seg, int column)
{
	const struct plan *plan = d->plan;
	return d->x + seg->x + column * plan->slot + column / plan->views[plan->form]->gap_every;
}

/* Labels over every slot, every second one, or the first one after each gap. */
static int label_every(const struct plan *plan, int label)
{
	int gap_every = plan->views[plan->form]->gap_every;
	if (plan->slot > label)
		return 1;
	return 2 * plan->slot > label && plan->slot > 2 ? 2 : gap_every;
}

/* Over tiles, labels end where the text does; over narrow slots, they begin where the slot does. */
static void draw_label(const struct drawing *d, int x, int y, const char *label)
{
	const struct plan *plan = d->plan;
	int width = text_width(label), limit = d->x + plan->width - plan->scrollbar;
	if (plan->slot > 3 && plan->views[plan->form]->growth == GROWTH_SQUARE)
		draw_right(d, x, y, draw_tile_end(plan->slot), label, ROLE_LABEL);
	else if (x + width <= limit)
		draw_text(d, x, y, width, label, ROLE_LABEL);
}

static void draw_labels(const struct drawing *d, const struct seg *seg, int y, const char *sign,
			uint32_t base)
{
	const struct plan *plan = d->plan;
	char label[16];
	int widest =
		snprintf(label, sizeof label, "%s%u", sign, base + (unsigned)plan->columns - 1);
	for (int column = 0; column < plan->columns; column += label_every(plan, widest)) {
		snprintf(label, sizeof label, "%s%u", sign, base + (unsigned)column);
		draw_label(d, slot_x(d, seg, column), y, label);
	}
}

/* Each of the segments side by side has its own labels. */
void ruler_draw(const struct drawing *d, int y)
{
	const struct plan *plan = d->plan;
	for (uint32_t s = 0; plan->by_id && plan->lines && s < plan->line[0].segs; s++)
		draw_labels(d, &plan->seg[s], y, "+", 0);
}

void ruler_draw_ids(const struct drawing *d, int y)
{
	draw_labels(d, &d->plan->seg[0], y, "", d->plan->seg[0].base);
}

void ruler_draw_scale(const struct drawing *d)
{
	static const char *const percent[] = { "100", "50", "0" };
	const struct plan *plan = d->plan;
	int x = d->x + plan->margin, y = d->y + plan_y(plan, 0), rows = (int)plan->line[0].rows;
	for (int i = 0; i < 3; i++)
		draw_right(d, x, y + i * (rows - 1) / 2, 3, percent[i], ROLE_LABEL);
	for (int i = 0; i < rows; i++)
		canvas_put(d->canvas, x + 4, y + i, d->glyphs->mark, ROLE_LABEL, GROUND_NONE);
}
