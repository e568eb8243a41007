/* Columns of time as bars. Invariant: an idle cpu has a mark, time without numbers has none. */
#include "views/history_plot.h"

#include "views/draw.h"
#include "views/time_axis.h"

#include <stdio.h>

enum { LOAD_LABEL = 4, AGO_LABEL = 6, LABEL_FROM = 24, AXES_FROM = 3 };

static void draw_loads(const struct drawing *d, int x, int y, int rows)
{
	char text[8];
	for (int i = 0; i < rows; i++) {
		bool middle = rows >= 5 && rows % 2 && i == rows / 2;
		if (i && i != rows - 1 && !middle)
			continue;
		snprintf(text, sizeof text, "%d", i ? middle ? 50 : 0 : 100);
		draw_right(d, x, y + i, LOAD_LABEL - 1, text, ROLE_LABEL);
	}
}

/* Says how long before the moment shown the oldest known column begins. */
static void draw_ago(const struct drawing *d, const struct time_axis *t, int x, int y)
{
	int oldest = t->columns - 1;
	char text[16];
	while (oldest > 0 && !t->span[oldest].count)
		oldest--;
	long long s = (t->shown_ns - t->end_ns + oldest * t->step_ns) / 1000000000;
	if (t->columns && s > 0) {
		snprintf(text, sizeof text, s < 600 ? "-%llds" : "-%lldm", s < 600 ? s : s / 60);
		draw_text(d, x, y, AGO_LABEL - 1, text, ROLE_LABEL);
	}
}

void history_plot_draw(const struct drawing *d, int x, int y, int width, int height,
		       const uint32_t *row, size_t rows)
{
	struct time_axis t;
	bool axes = height >= AXES_FROM && width >= LABEL_FROM;
	int label = axes ? LOAD_LABEL : width >= LABEL_FROM ? AGO_LABEL : 0;
	int bars = height - axes;
	time_axis_make(&t, d->history, d->ago, d->zoom, width - label, d->clock);
	for (int i = 0; i < t.columns; i++) {
		struct past_load load = time_axis_load(&t, d->history, i, row, rows);
		if (load.known)
			draw_load(d, x + width - 1 - i, y, bars, load.max, load.max);
	}
	if (axes) {
		draw_loads(d, x, y, bars);
		time_axis_draw(&t, d->canvas, x + width - 1, y + bars);
	} else if (label) {
		draw_ago(d, &t, x, y);
	}
	time_axis_free(&t);
}
