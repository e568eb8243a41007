/* The report on a command, as text and as JSON. */
#include "report/command_report.h"

#include "base/mem.h"
#include "base/sanitize.h"
#include "report/values.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum { EXTREMES = 8, ROWS_MOST = 24 };

/* Cpus in order of their load over the run. */
struct ranks {
	const struct command_stats_cpu **cpu; /* hottest first; without unknown ones */
	size_t count;
};

static int compare_busy(const void *a, const void *b)
{
	const struct command_stats_cpu *x = *(const struct command_stats_cpu *const *)a;
	const struct command_stats_cpu *y = *(const struct command_stats_cpu *const *)b;
	double p = command_stats_busy(x), q = command_stats_busy(y);
	if (p < q || p > q)
		return p < q ? 1 : -1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/* The caller frees .cpu. */
static struct ranks rank(const struct command_stats *t)
{
	struct ranks ranks = { .cpu = mem_zero(t->cpus, sizeof(void *)) };
	for (size_t i = 0; i < t->cpus; i++)
		if (t->cpu[i].known > 0)
			ranks.cpu[ranks.count++] = &t->cpu[i];
	qsort(ranks.cpu, ranks.count, sizeof(void *), compare_busy);
	return ranks;
}

/* Core-seconds that other programs used, as far as is known. */
static double used_by_others(const struct command_report *r)
{
	double others = r->stats->busy - r->stats->field[FIELD_STEAL] - r->own;
	return others > 0 ? others : 0;
}

static double percent(double part, double all)
{
	return all > 0 ? 100 * part / all : 0;
}

static void add_line(struct buf *out, const char *name)
{
	buf_printf(out, "  %-14s", name);
}

static void add_title(struct buf *out, const struct command_report *r)
{
	buf_puts(out, "corewall:");
	for (char *const *word = r->command; *word; word++) {
		buf_putc(out, ' ');
		sanitize_add(out, *word, strlen(*word), r->ascii);
	}
	if (r->signal)
		buf_printf(out, ": ended by signal %d (%s)", r->signal, strsignal(r->signal));
	else
		buf_printf(out, ": exit status %d", r->status);
	buf_printf(out, " after %.2f s\n", r->elapsed);
}

static void add_cpus(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	add_line(out, "cpus");
	if (t->online_least != t->online_most)
		buf_printf(out, "%zu to ", t->online_least);
	buf_printf(out, "%zu online", t->online_most);
	if (r->only->count) {
		buf_puts(out, ", only ");
		cpulist_format(r->only, out);
	}
	buf_printf(out, "; sampled every %.3g s\n", r->interval);
}

static void add_core_seconds(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	add_line(out, "core-seconds");
	buf_printf(out, "%.2f of %.2f (%.1f %%)", t->busy, t->available,
		   percent(t->busy, t->available));
	for (int f = 0; f < FIELD_IDLE; f++)
		if (t->field[f] >= 0.005 && f != FIELD_IOWAIT)
			buf_printf(out, "  %s %.2f", field_table[f].name, t->field[f]);
	buf_putc(out, '\n');
	if (t->unknown > 0.01 * t->available) {
		add_line(out, "unknown");
		buf_printf(out, "%.2f\n", t->unknown);
	}
	add_line(out, "command");
	buf_printf(out, "%.2f with the children it waited for; other programs about %.2f\n", r->own,
		   used_by_others(r));
	add_line(out, "steal");
	buf_printf(out, "%.2f (%.1f %%), taken by the host for other guests\n",
		   t->field[FIELD_STEAL], percent(t->field[FIELD_STEAL], t->available));
}

static void add_busy_cpus(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	add_line(out, "busy cpus");
	buf_printf(out, "mean %.2f, peak %.2f (over %.2f s)\n", t->busy / t->elapsed, t->peak,
		   t->peak_span);
	add_line(out, "time");
	buf_printf(out, "%.1f %% with half of the cpus or more busy, %.1f %% with 90 %% of them\n",
		   percent(t->above_half, t->elapsed), percent(t->above_most, t->elapsed));
}

static void add_extremes(struct buf *out, const char *name, const struct ranks *r, bool hottest)
{
	add_line(out, name);
	for (size_t i = 0; i < r->count && i < EXTREMES; i++) {
		const struct command_stats_cpu *c = r->cpu[hottest ? i : r->count - 1 - i];
		buf_printf(out, "%scpu%u %.1f %%", i ? "  " : "", c->cpu, command_stats_busy(c));
	}
	buf_putc(out, '\n');
}

static void add_spread(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	struct ranks ranks = rank(t);
	const struct command_stats_cpu *max = ranks.cpu[0], *min = ranks.cpu[ranks.count - 1];
	add_line(out, "per cpu");
	buf_printf(out, "min %.1f %% cpu%u, avg %.1f %%, max %.1f %% cpu%u\n",
		   command_stats_busy(min), min->cpu, percent(t->busy, t->available - t->unknown),
		   command_stats_busy(max), max->cpu);
	if (ranks.count > 2) {
		add_extremes(out, "hottest", &ranks, true);
		add_extremes(out, "idlest", &ranks, false);
	}
	free(ranks.cpu);
}

/* Percent of the column's busiest cpu in the slice; -1 when unknown. */
static double column_busy(const struct command_stats_slice *s, size_t column)
{
	return s->known[column] > 0 ? 100 * (double)(s->hottest[column] / s->known[column]) : -1;
}

static uint32_t load_glyph(const struct glyphs *g, double busy)
{
	if (busy < 0)
		return g->unknown;
	unsigned hottest = g->tens ? 9 : 7;
	if (busy >= (double)USAGE_HOT)
		return g->height[hottest];
	unsigned level = (unsigned)(busy / (g->tens ? 10 : 12.5));
	return g->height[level < hottest ? level : hottest - 1];
}

/* Slices from..to-1 as one. */
static struct command_stats_slice join_slices(const struct command_stats *t, size_t from, size_t to)
{
	struct command_stats_slice s = t->slice[from];
	for (size_t i = from + 1; i < to; i++) {
		s.elapsed += t->slice[i].elapsed;
		s.busy += t->slice[i].busy;
		for (size_t c = 0; c < t->columns; c++) {
			s.hottest[c] += t->slice[i].hottest[c];
			s.known[c] += t->slice[i].known[c];
		}
	}
	return s;
}

static void add_cpu_columns(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	size_t step = (t->slices + ROWS_MOST - 1) / ROWS_MOST;
	buf_puts(out, "      from   cpus  ");
	if (t->cpus_per_column > 1)
		buf_printf(out, "one column per %zu cpus: the busiest of them\n",
			   t->cpus_per_column);
	else
		buf_puts(out, "one column per cpu\n");
	for (size_t i = 0; i < t->slices; i += step) {
		size_t end = i + step < t->slices ? i + step : t->slices;
		struct command_stats_slice s = join_slices(t, i, end);
		buf_printf(out, "%8.1f s %6.1f  ", s.from, s.busy / s.elapsed);
		for (size_t c = 0; c < t->columns; c++)
			buf_utf8(out, load_glyph(r->glyphs, column_busy(&s, c)));
		buf_putc(out, '\n');
	}
}

/* The machine in a slice. */
struct instant {
	double average, max; /* percent; -1 when unknown */
};

static struct instant instant_of(const struct command_stats *t, const struct command_stats_slice *s)
{
	double online = (double)t->online_most;
	struct instant at = { s->elapsed > 0 ? 100 * s->busy / s->elapsed / online : -1, -1 };
	for (size_t c = 0; c < t->columns; c++) {
		double busy = column_busy(s, c);
		at.max = busy > at.max ? busy : at.max;
	}
	return at;
}

enum { PLOT_ROWS = 4 };

/* What row y of a plot, from 0 at the top, shows of a bar that high. */
static uint32_t plot_glyph(const struct glyphs *g, int y, double percent)
{
	int steps = g->tens ? 10 : 8;
	int height = 1 + (int)(percent * (PLOT_ROWS * steps - 1) / 100);
	int above = height - (PLOT_ROWS - 1 - y) * steps;
	if (percent < 0)
		return y < PLOT_ROWS - 1 ? ' ' : g->unknown;
	return above <= 0 ? ' ' : g->height[(above < steps ? above : steps) - 1];
}

/* "0s      10s      20s" below a plot of so many columns, each as long as a slice. */
static void add_seconds(struct buf *out, const struct command_stats *t, size_t columns)
{
	enum { APART = 10 };
	size_t at = 0;
	for (size_t i = 0; i < columns; i += APART) {
		for (; at < i; at++)
			buf_putc(out, ' ');
		size_t before = out->used;
		buf_printf(out, "%.*fs", t->elapsed < 20, t->slice[i * t->slices / columns].from);
		at += out->used - before;
	}
	buf_putc(out, '\n');
}

/* The average of the machine over time as bars, and its busiest cpu as one row of them. */
static void add_timeline(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	size_t most = t->columns_most, columns = t->slices < most ? t->slices : most;
	struct instant *at = mem_zero(columns, sizeof *at);
	for (size_t i = 0; i < columns; i++) {
		size_t from = i * t->slices / columns, to = (i + 1) * t->slices / columns;
		struct command_stats_slice s = join_slices(t, from, to);
		at[i] = instant_of(t, &s);
	}
	for (int y = 0; y < PLOT_ROWS; y++) {
		const char *name = y == 0 ? "all cpus  100 %" : y == PLOT_ROWS - 1 ? "0 %" : "";
		buf_printf(out, "  %16s  ", name);
		for (size_t i = 0; i < columns; i++)
			buf_utf8(out, plot_glyph(r->glyphs, y, at[i].average));
		buf_putc(out, '\n');
	}
	buf_printf(out, "  %16s  ", "busiest cpu");
	for (size_t i = 0; i < columns; i++)
		buf_utf8(out, load_glyph(r->glyphs, at[i].max));
	buf_printf(out, "\n  %16s  ", "");
	add_seconds(out, t, columns);
	free(at);
}

void command_report_text(struct buf *out, const struct command_report *r)
{
	add_title(out, r);
	if (!command_stats_any(r->stats)) {
		buf_puts(out, "  too short to measure\n");
		return;
	}
	add_cpus(out, r);
	add_core_seconds(out, r);
	add_busy_cpus(out, r);
	add_spread(out, r);
	add_cpu_columns(out, r);
	add_timeline(out, r);
	buf_puts(out, "  The figures are of the whole machine, other programs included.\n");
}

/* "name":number with four decimals, or null when it is negative. */
static void add_number(struct buf *out, const char *name, double n)
{
	buf_printf(out, "%s\"%s\":", out->data[out->used - 1] == '{' ? "" : ",", name);
	if (n >= 0)
		values_fraction(out, (uint64_t)(n * 10000 + 0.5), 10000);
	else
		buf_puts(out, "null");
}

static void add_command(struct buf *out, const struct command_report *r)
{
	buf_puts(out, "{\"command\":[");
	for (char *const *word = r->command; *word; word++) {
		if (word != r->command)
			buf_putc(out, ',');
		values_json_string(out, *word);
	}
	buf_putc(out, ']');
	add_number(out, "status", r->signal ? -1 : r->status);
	add_number(out, "signal", r->signal ? r->signal : -1);
	buf_puts(out, ",\"time\":\"");
	values_utc(out, r->from_ns);
	buf_putc(out, '"');
	add_number(out, "elapsed", r->elapsed);
	buf_puts(out, ",\"host\":");
	values_json_string(out, r->host);
	add_number(out, "interval", r->interval);
}

static void add_sums(struct buf *out, const struct command_report *r)
{
	const struct command_stats *t = r->stats;
	bool any = command_stats_any(t);
	buf_printf(out, ",\"online\":%zu,\"core_seconds\":{", t->online_most);
	add_number(out, "available", t->available);
	add_number(out, "unknown", t->unknown);
	add_number(out, "busy", any ? t->busy : -1);
	add_number(out, "command", r->own);
	add_number(out, "others", any ? used_by_others(r) : -1);
	for (int f = 0; f < FIELDS; f++)
		add_number(out, field_table[f].name, any ? t->field[f] : -1);
	buf_puts(out, "},\"at_once\":{");
	add_number(out, "mean", any ? t->busy / t->elapsed : -1);
	add_number(out, "peak", any ? t->peak : -1);
	add_number(out, "peak_span", any ? t->peak_span : -1);
	buf_puts(out, "},\"time_with\":{");
	add_number(out, "half_busy", any ? percent(t->above_half, t->elapsed) : -1);
	add_number(out, "most_busy", any ? percent(t->above_most, t->elapsed) : -1);
	buf_putc(out, '}');
}

static void add_ids(struct buf *out, const char *name, const struct ranks *r, bool hottest)
{
	buf_printf(out, ",\"%s\":[", name);
	for (size_t i = 0; i < r->count && i < EXTREMES; i++)
		buf_printf(out, "%s%u", i ? "," : "", r->cpu[hottest ? i : r->count - 1 - i]->cpu);
	buf_putc(out, ']');
}

static void add_each(struct buf *out, const struct command_stats *t)
{
	struct ranks ranks = rank(t);
	buf_puts(out, ",\"per_cpu\":{");
	add_number(out, "min", ranks.count ? command_stats_busy(ranks.cpu[ranks.count - 1]) : -1);
	add_number(out, "avg", ranks.count ? percent(t->busy, t->available - t->unknown) : -1);
	add_number(out, "max", ranks.count ? command_stats_busy(ranks.cpu[0]) : -1);
	buf_putc(out, '}');
	add_ids(out, "hottest", &ranks, true);
	add_ids(out, "idlest", &ranks, false);
	free(ranks.cpu);
	buf_puts(out, ",\"cpus\":[");
	for (size_t i = 0; i < t->cpus; i++) {
		buf_printf(out, "%s{\"%s\":%u", i ? "," : "", report_column[REPORT_CPU],
			   t->cpu[i].cpu);
		add_number(out, report_column[REPORT_BUSY], command_stats_busy(&t->cpu[i]));
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static void add_slices(struct buf *out, const struct command_stats *t)
{
	buf_printf(out, ",\"cpus_per_column\":%zu,\"slices\":[", t->cpus_per_column);
	for (size_t i = 0; i < t->slices; i++) {
		const struct command_stats_slice *s = &t->slice[i];
		buf_puts(out, i ? ",{" : "{");
		add_number(out, "from", s->from);
		add_number(out, "elapsed", s->elapsed);
		add_number(out, "busy", s->busy / s->elapsed);
		buf_puts(out, ",\"max\":[");
		for (size_t c = 0; c < t->columns; c++) {
			double busy = column_busy(s, c);
			buf_puts(out, c ? "," : "");
			if (busy >= 0)
				values_fraction(out, (uint64_t)(busy * 10 + 0.5), 10);
			else
				buf_puts(out, "null");
		}
		buf_puts(out, "]}");
	}
	buf_putc(out, ']');
}

void command_report_json(struct buf *out, const struct command_report *r)
{
	add_command(out, r);
	add_sums(out, r);
	add_each(out, r->stats);
	add_slices(out, r->stats);
	buf_puts(out, ",\"note\":\"figures of the whole machine, other programs included\"}\n");
}
