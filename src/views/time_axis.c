/* Columns of time. Invariant: spans are in the order of the columns, and may share a moment. */
#include "views/time_axis.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How many usual intervals a column holds. */
static const int zoom_factor[TIME_ZOOMS] = { 1, 2, 5, 10, 15, 30, 60, 120 };

enum { USUAL_OF = 9 };

static int compare_lengths(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Rounds a length that is within 5 % of a round one. */
static int64_t round_length(int64_t ns)
{
	for (int64_t unit = NS_PER_MS * 10; unit <= 3600 * NS_PER_S; unit *= 10)
		for (int i = 0; i < 3; i++) {
			int64_t round = unit * (int64_t[]){ 1, 2, 5 }[i];
			if (20 * llabs(ns - round) < round)
				return round;
		}
	return ns;
}

/* The median interval of the last moments; 0 when none has a length. */
static int64_t usual_interval(const struct history *h, unsigned ago)
{
	int64_t length[USUAL_OF] = { 0 };
	size_t n = 0;
	const struct moment *m;
	for (; n < USUAL_OF && (m = history_moment(h, ago)); ago++)
		if (m->boot_ns > m->from_ns)
			length[n++] = m->boot_ns - m->from_ns;
	qsort(length, n, sizeof *length, compare_lengths);
	return n ? round_length(length[n / 2]) : 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Adds the moment to the columns that it belongs to. False when it is older than all of them. */
static bool add_moment(struct time_axis *t, const struct moment *m, unsigned ago)
{
	int64_t length = m->boot_ns - m->from_ns;
	int64_t from = m->boot_ns < t->end_ns ? (t->end_ns - m->boot_ns) / t->step_ns : 0;
	for (int64_t i = from; i < t->columns && length > 0; i++) {
		int64_t newest = t->end_ns - i * t->step_ns, oldest = newest - t->step_ns;
		int64_t begin = m->from_ns > oldest ? m->from_ns : oldest;
		int64_t overlap = least(m->boot_ns, newest) - begin;
		struct time_span *span = &t->span[i];
		if (overlap <= 0)
			break;
		if (2 * overlap < least(t->step_ns, length))
			continue;
		if (!span->count)
			span->first = ago;
		span->count = ago - span->first + 1;
	}
	return from < t->columns;
}

static int64_t local_offset(const struct moment *m)
{
	time_t seconds = (time_t)(m->wall_ns / NS_PER_S);
	struct tm tm = { 0 };
	localtime_r(&seconds, &tm);
	return m->wall_ns - m->boot_ns + tm.tm_gmtoff * NS_PER_S;
}

void time_axis_make(struct time_axis *t, const struct history *h, unsigned ago, unsigned zoom,
		    int columns, bool clock)
{
	const struct moment *shown = history_moment(h, ago);
	int64_t usual = usual_interval(h, ago);
	*t = (struct time_axis){ .clock = clock };
	if (!shown || !usual || columns < 1)
		return;
	t->columns = columns;
	t->span = mem_zero((size_t)columns, sizeof *t->span);
	t->step_ns = usual * zoom_factor[zoom];
	t->shown_ns = t->end_ns = shown->boot_ns;
	t->to_local_ns = local_offset(shown);
	if (zoom)
		t->end_ns = ((shown->boot_ns - usual / 2) / t->step_ns + 1) * t->step_ns;
	const struct moment *m;
	while ((m = history_moment(h, ago)) && add_moment(t, m, ago))
		ago++;
}

void time_axis_free(struct time_axis *t)
{
	free(t->span);
	*t = (struct time_axis){ 0 };
}

struct past_load time_axis_load(const struct time_axis *t, const struct history *h, int column,
				const uint32_t *row, size_t rows)
{
	struct past_load sum = { 0 };
	if (column >= t->columns)
		return sum;
	const struct time_span *span = &t->span[column];
	for (unsigned i = 0; i < span->count; i++)
		history_sum(h, span->first + i, row, rows, &sum);
	return sum;
}

/* --- Labels --- */

int64_t time_axis_labels(const struct time_axis *t, int apart)
{
	static const int64_t nice[] = { 1,   2,   5,    10,   15,   30,    60,    120,  300,
					600, 900, 1800, 3600, 7200, 21600, 43200, 86400 };
	size_t i = 0, last = sizeof nice / sizeof nice[0] - 1;
	while (i < last && nice[i] * NS_PER_S < apart * t->step_ns)
		i++;
	return nice[i];
}

static void write_clock(int64_t local_s, int64_t every, char out[TIME_LABEL])
{
	int s = (int)(local_s % 86400);
	if (every < 60)
		snprintf(out, TIME_LABEL, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(out, TIME_LABEL, "%02d:%02d", s / 3600, s / 60 % 60);
}

static void write_ago(long long s, int64_t every, char out[TIME_LABEL])
{
	if (!s)
		snprintf(out, TIME_LABEL, "now");
	else if (every < 60)
		snprintf(out, TIME_LABEL, "-%llds", s);
	else if (every < 3600)
		snprintf(out, TIME_LABEL, "-%lldm", s / 60);
	else
		snprintf(out, TIME_LABEL, "-%lldh", s / 3600);
}

bool time_axis_label(const struct time_axis *t, int64_t seconds, int column, char out[TIME_LABEL])
{
	int64_t newest = t->end_ns - column * t->step_ns, every = seconds * NS_PER_S;
	int64_t oldest = newest - t->step_ns, from = t->clock ? -t->to_local_ns : t->shown_ns;
	/* The last instant with a label that is not after `newest`. */
	int64_t over = (newest - from) % every;
	int64_t at = newest - (over < 0 ? over + every : over);
	if (!t->clock && at > t->shown_ns)
		at = t->shown_ns;
	if (at <= oldest)
		return false;
	if (t->clock)
		write_clock((at - from) / NS_PER_S, seconds, out);
	else
		write_ago((from - at) / NS_PER_S, seconds, out);
	return true;
}

enum { LABEL_APART = 10 };

void time_axis_draw(const struct time_axis *t, struct canvas *c, int x, int y)
{
	int64_t seconds = time_axis_labels(t, LABEL_APART);
	int left = x - t->columns + 1;
	char text[TIME_LABEL];
	for (int i = 0; i < t->columns; i++) {
		if (!time_axis_label(t, seconds, i, text))
			continue;
		int n = text_width(text), at = x - i - n + 1;
		if (at >= left)
			canvas_text(c, at, y, n, text, ROLE_LABEL);
	}
}

const char *time_axis_step(const struct time_axis *t, char out[TIME_LABEL])
{
	double s = (double)t->step_ns / 1e9;
	if (s >= 120)
		snprintf(out, TIME_LABEL, "%.3gm", s / 60);
	else
		snprintf(out, TIME_LABEL, "%.3gs", s);
	return out;
}
