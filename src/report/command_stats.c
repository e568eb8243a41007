/*
 * Invariant: slices are adjacent in time, none but the last is shorter than half the span, and
 * there are never more than SLICES_MOST.
 */
#include "report/command_stats.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Over a shorter time, ticks of a hundredth of a second are too coarse for a peak. */
static const double shortest_peak = 0.08;

void command_stats_start(struct command_stats *t, double span, size_t columns)
{
	*t = (struct command_stats){ .span = span, .columns_most = columns };
	t->slice = mem_zero(SLICES_MOST, sizeof *t->slice);
}

void command_stats_free(struct command_stats *t)
{
	free(t->cpu);
	free(t->slice);
	*t = (struct command_stats){ 0 };
}

bool command_stats_any(const struct command_stats *t)
{
	return t->available - t->unknown > 0;
}

double command_stats_busy(const struct command_stats_cpu *c)
{
	return c->known > 0 ? 100 * c->busy / c->known : -1;
}

/* The index of the cpu, at or after `from`; it is inserted if it is new. */
static size_t find_cpu(struct command_stats *t, size_t from, uint32_t cpu)
{
	size_t at = from;
	while (at < t->cpus && t->cpu[at].cpu < cpu)
		at++;
	if (at < t->cpus && t->cpu[at].cpu == cpu)
		return at;
	t->cpu = mem_grow(t->cpu, &t->cpu_room, t->cpus + 1, sizeof *t->cpu);
	memmove(t->cpu + at + 1, t->cpu + at, (t->cpus - at) * sizeof *t->cpu);
	t->cpu[at] = (struct command_stats_cpu){ .cpu = cpu };
	t->cpus++;
	return at;
}

/* Joins every two slices. */
static void halve_slices(struct command_stats *t)
{
	for (size_t i = 0; i < t->slices; i += 2) {
		struct command_stats_slice *to = &t->slice[i / 2];
		*to = t->slice[i];
		if (i + 1 == t->slices)
			break;
		const struct command_stats_slice *more = &t->slice[i + 1];
		to->elapsed += more->elapsed;
		to->busy += more->busy;
		for (size_t c = 0; c < t->columns; c++) {
			to->hottest[c] += more->hottest[c];
			to->known[c] += more->known[c];
		}
	}
	t->slices = (t->slices + 1) / 2;
	t->span *= 2;
}

/* The slice that an interval of that length is added to: the last one while it is short. */
static struct command_stats_slice *slice_for(struct command_stats *t, double elapsed)
{
	if (t->slices) {
		struct command_stats_slice *last = &t->slice[t->slices - 1];
		if (last->elapsed < 0.95 * t->span || elapsed < t->span / 2)
			return last;
	}
	if (t->slices == SLICES_MOST)
		halve_slices(t);
	struct command_stats_slice *next = &t->slice[t->slices++];
	*next = (struct command_stats_slice){ .from = t->elapsed };
	return next;
}

/* Cpus per column: a power of two. */
static void choose_columns(struct command_stats *t, size_t cpus)
{
	t->cpus_per_column = 1;
	while ((cpus + t->cpus_per_column - 1) / t->cpus_per_column > t->columns_most)
		t->cpus_per_column *= 2;
	t->columns = (cpus + t->cpus_per_column - 1) / t->cpus_per_column;
}

/* One interval of one column. */
struct column_busy {
	double most;
	bool known;
};

static void end_column(struct command_stats_slice *s, size_t at, struct column_busy *c,
		       double elapsed)
{
	if (c->known) {
		s->hottest[at] += (float)(c->most * elapsed);
		s->known[at] += (float)elapsed;
	}
	*c = (struct column_busy){ 0 };
}

/* Sums over the cpus of one interval. */
struct interval {
	double busy; /* cpus */
	size_t online, known;
};

static void add_cpu(struct command_stats *t, const struct usage *u, size_t row, size_t at,
		    struct interval *all)
{
	double share = u->elapsed / u->total[row];
	uint32_t rest = u->ticks[FIELD_IDLE][row] + u->ticks[FIELD_IOWAIT][row];
	double busy = share * (u->total[row] - rest);
	t->cpu[at].busy += busy;
	t->cpu[at].known += u->elapsed;
	for (int f = 0; f < FIELDS; f++)
		t->field[f] += share * u->ticks[f][row];
	all->busy += busy / u->elapsed;
	all->known++;
}

static void add_interval(struct command_stats *t, const struct interval *all, double elapsed)
{
	double of = (double)all->known;
	t->elapsed += elapsed;
	t->available += (double)all->online * elapsed;
	t->unknown += (double)(all->online - all->known) * elapsed;
	t->busy += all->busy * elapsed;
	if (all->known && all->busy >= 0.5 * of)
		t->above_half += elapsed;
	if (all->known && all->busy >= 0.9 * of)
		t->above_most += elapsed;
	if (all->busy > t->peak && (elapsed >= shortest_peak || t->peak_span < shortest_peak)) {
		t->peak = all->busy;
		t->peak_span = elapsed;
	}
	if (!t->online_most || all->online < t->online_least)
		t->online_least = all->online;
	if (all->online > t->online_most)
		t->online_most = all->online;
}

static bool is_counted(const struct cpulist *only, uint32_t cpu)
{
	return !only->count || cpulist_has(only, cpu);
}

void command_stats_add(struct command_stats *t, const struct usage *u, const struct cpulist *only)
{
	struct interval all = { 0 };
	struct column_busy column = { 0 };
	size_t at = 0, place = 0, counted = 0;
	if (!(u->elapsed > 0))
		return;
	for (size_t i = 0; i < u->rows; i++)
		counted += is_counted(only, u->cpu[i]);
	if (!t->cpus_per_column && counted)
		choose_columns(t, counted);
	struct command_stats_slice *slice = slice_for(t, u->elapsed);
	for (size_t i = 0; i < u->rows; i++) {
		if (!is_counted(only, u->cpu[i]))
			continue;
		at = find_cpu(t, at, u->cpu[i]);
		all.online += u->state[i] != USAGE_OFFLINE;
		if (u->state[i] == USAGE_OK) {
			add_cpu(t, u, i, at, &all);
			double busy = (double)u->busy[i] / 100;
			column.most = busy > column.most ? busy : column.most;
			column.known = true;
		}
		if (++place % t->cpus_per_column == 0 && place / t->cpus_per_column <= t->columns)
			end_column(slice, place / t->cpus_per_column - 1, &column, u->elapsed);
	}
	if (t->cpus_per_column && place % t->cpus_per_column &&
	    place / t->cpus_per_column < t->columns)
		end_column(slice, place / t->cpus_per_column, &column, u->elapsed);
	slice->elapsed += u->elapsed;
	slice->busy += all.busy * u->elapsed;
	add_interval(t, &all, u->elapsed);
}
