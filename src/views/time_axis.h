/*
 * Time as columns of equal length, the newest first: which moments of the history belong to each,
 * and where labels stand. A moment belongs to every column that it fills half of, or that holds
 * half of it; so a pause, a gap or another interval takes the columns of its length, and no more.
 */
#ifndef COREWALL_VIEWS_TIME_AXIS_H
#define COREWALL_VIEWS_TIME_AXIS_H

#include "views/drawing.h"

/* Moments first .. first + count - 1, in samples ago. */
struct time_span {
	unsigned first, count; /* count is 0 when nothing is known of the time */
};

struct time_axis {
	int columns;            /* 0: there is no history yet */
	struct time_span *span; /* [columns], the newest first */
	int64_t step_ns;        /* length of a column */
	int64_t end_ns;         /* CLOCK_BOOTTIME at the newest end of the first column */
	int64_t shown_ns;       /* the same of the moment that is shown */
	int64_t to_local_ns;    /* from CLOCK_BOOTTIME to local time */
	bool clock;             /* labels are times of the clock */
};

/*
 * Makes an axis that ends with the moment so many samples ago. The step is the usual interval of
 * the samples before it, times a factor by the zoom. If a column holds several samples, these stay
 * together while time moves on. The caller frees it.
 */
void time_axis_make(struct time_axis *t, const struct history *h, unsigned ago, unsigned zoom,
		    int columns, bool clock);
void time_axis_free(struct time_axis *t);

/* The loads of these usage rows in the column. */
struct past_load time_axis_load(const struct time_axis *t, const struct history *h, int column,
				const uint32_t *row, size_t rows);

enum { TIME_LABEL = 24 };

/* Seconds between labels at least so many columns apart. */
int64_t time_axis_labels(const struct time_axis *t, int apart);

/* The label that stands at the column; false when none does. */
bool time_axis_label(const struct time_axis *t, int64_t seconds, int column, char out[TIME_LABEL]);

/* Draws the labels from right to left, each ending at its column; the newest column is at x. */
void time_axis_draw(const struct time_axis *t, struct canvas *c, int x, int y);

/* The length of a column in words: "1s", "0.5s", "2m". */
const char *time_axis_step(const struct time_axis *t, char out[TIME_LABEL]);

#endif
