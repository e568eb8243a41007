/* The report on a command, for people and for programs. */
#include "report/command_report.h"

#include "base/mem.h"
#include "base/sanitize.h"
#include "report/format.h"
#include "terminal/locale.h"
#include "wall/smooth.h"

#include <stdlib.h>
#include <string.h>

enum { EXTREMES = 8, ROWS_MOST = 24 };

/* Cpus in order of their load over the run. */
struct ranks {
	const struct command_stats_cpu **cpu; /* hottest first; those of which nothing is known left out */
	size_t count;
};

static int compare(const void *a, const void *b)
{
	const struct command_stats_cpu *x = *(const struct command_stats_cpu *const *)a;
	const struct command_stats_cpu *y = *(const struct command_stats_cpu *const *)b;
	double p = command_stats_busy(x), q = command_stats_busy(y);
	if (p < q || p > q)
		return p < q ? 1 : -1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/* The caller frees r.cpu. */
static struct ranks rank(const struct command_stats *t)
{
	struct ranks r = { .cpu = mem_zero(t->cpus, sizeof(void *)) };
	for (size_t i = 0; i < t->cpus; i++)
		if (t->cpu[i].known > 0)
			r.cpu[r.count++] = &t->cpu[i];
	qsort(r.cpu, r.count, sizeof(void *), compare);
	return r;
}

/* Core-seconds that programs other than the command used, as far as can be told. */
static double used_by_others(const struct command_report *a)
{
	double others = a->tally->busy - a->tally->field[FIELD_STEAL] - a->own;
	return others > 0 ? others : 0;
}

static double share(double part, double whole)
{
	return whole > 0 ? 100 * part / whole : 0;
}

static void add_line(struct buf *out, const char *name)
{
	buf_printf(out, "  %-14s", name);
}

/* Which command, and how it ended. */
static void add_title(struct buf *out, const struct command_report *a)
{
	buf_puts(out, "corewall:");
	for (char *const *word = a->command; *word; word++) {
		buf_putc(out, ' ');
		sanitize_add(out, *word, strlen(*word), !locale_is_utf8());
	}
	if (a->signal)
		buf_printf(out, ": ended by signal %d (%s)", a->signal, strsignal(a->signal));
	else
		buf_printf(out, ": exit status %d", a->status);
	buf_printf(out, " after %.2f s\n", a->elapsed);
}

static void add_cpus(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	add_line(out, "cpus");
	if (t->online_least != t->online_most)
		buf_printf(out, "%zu to ", t->online_least);
	buf_printf(out, "%zu online", t->online_most);
	if (a->only->count) {
		buf_puts(out, ", of ");
		cpulist_format(a->only, out);
		buf_puts(out, " alone");
	}
	buf_printf(out, "; looked at every %.3g s\n", a->interval);
}

static void add_core_seconds(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	add_line(out, "core-seconds");
	buf_printf(out, "%.2f of %.2f (%.1f %%)", t->busy, t->available,
		   share(t->busy, t->available));
	for (int f = 0; f < FIELD_IDLE; f++)
		if (t->field[f] >= 0.005 && f != FIELD_IOWAIT)
			buf_printf(out, "  %s %.2f", field_table[f].name, t->field[f]);
	buf_putc(out, '\n');
	if (t->unknown > 0.01 * t->available) {
		add_line(out, "");
		buf_printf(out, "of %.2f nothing is known\n", t->unknown);
	}
	add_line(out, "of these");
	buf_printf(out, "%.2f by the command and the children it waited for, ", a->own);
	buf_printf(out, "about %.2f by other programs\n", used_by_others(a));
	add_line(out, "steal");
	buf_printf(out, "%.2f (%.1f %%): the cpus were wanted, and the host ran others\n",
		   t->field[FIELD_STEAL], share(t->field[FIELD_STEAL], t->available));
}

static void add_at_once(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	add_line(out, "busy at once");
	buf_printf(out, "mean %.2f cpus, peak %.2f (over %.2f s)\n", t->busy / t->elapsed, t->peak,
		   t->peak_span);
	add_line(out, "of the time");
	buf_printf(out, "%.1f %% with half of the cpus busy or more, %.1f %% with 90 %% of them\n",
		   share(t->above_half, t->elapsed), share(t->above_most, t->elapsed));
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

static void add_spread(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	struct ranks r = rank(t);
	const struct command_stats_cpu *max = r.cpu[0], *min = r.cpu[r.count - 1];
	add_line(out, "per cpu");
	buf_printf(out, "min %.1f %% cpu%u, avg %.1f %%, max %.1f %% cpu%u\n", command_stats_busy(min),
		   min->cpu, share(t->busy, t->available - t->unknown), command_stats_busy(max), max->cpu);
	if (r.count > 2) {
		add_extremes(out, "hottest", &r, true);
		add_extremes(out, "idlest", &r, false);
	}
	free(r.cpu);
}

/* Percent of the column's busiest cpu in the slice; -1 when unknown. */
static double column_busy(const struct command_stats_slice *s, size_t column)
{
	return s->known[column] > 0 ? 100 * (double)(s->hottest[column] / s->known[column]) : -1;
}

static uint32_t glyph_of(const struct glyphs *g, double busy)
{
	if (busy < 0)
		return g->unknown;
	if (!g->tens)
		return g->height[heat_of(busy)];
	unsigned tens = (unsigned)busy / 10;
	return g->height[busy >= (double)USAGE_HOT ? 9 : tens > 8 ? 8 : tens];
}

/* Slices from..to-1 as one. */
static struct command_stats_slice join(const struct command_stats *t, size_t from, size_t to)
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

static void add_strip(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	size_t step = (t->slices + ROWS_MOST - 1) / ROWS_MOST;
	buf_puts(out, "      from   cpus  ");
	if (t->fold > 1)
		buf_printf(out, "a column is %zu cpus, the busiest of them\n", t->fold);
	else
		buf_puts(out, "a column is a cpu\n");
	for (size_t i = 0; i < t->slices; i += step) {
		size_t end = i + step < t->slices ? i + step : t->slices;
		struct command_stats_slice s = join(t, i, end);
		buf_printf(out, "%8.1f s %6.1f  ", s.from, s.busy / s.elapsed);
		for (size_t c = 0; c < t->columns; c++)
			buf_utf8(out, glyph_of(a->glyphs, column_busy(&s, c)));
		buf_putc(out, '\n');
	}
}

void command_report_text(struct buf *out, const struct command_report *a)
{
	add_title(out, a);
	if (!command_stats_any(a->tally)) {
		buf_puts(out, "  too short to measure: the kernel counts in ticks\n");
		return;
	}
	add_cpus(out, a);
	add_core_seconds(out, a);
	add_at_once(out, a);
	add_spread(out, a);
	add_strip(out, a);
	buf_puts(out, "  These are figures of the whole machine: the load of other programs is in "
		      "them too.\n");
}

/* "name":number to four decimals, or null when it is negative; a comma before it. */
static void add_number(struct buf *out, const char *name, double n)
{
	buf_printf(out, "%s\"%s\":", out->data[out->used - 1] == '{' ? "" : ",", name);
	if (n >= 0)
		format_fraction(out, (uint64_t)(n * 10000 + 0.5), 10000);
	else
		buf_puts(out, "null");
}

static void add_command(struct buf *out, const struct command_report *a)
{
	buf_puts(out, "{\"command\":[");
	for (char *const *word = a->command; *word; word++) {
		if (word != a->command)
			buf_putc(out, ',');
		format_json_string(out, *word);
	}
	buf_putc(out, ']');
	add_number(out, "status", a->signal ? -1 : a->status);
	add_number(out, "signal", a->signal ? a->signal : -1);
	buf_puts(out, ",\"time\":\"");
	format_utc(out, a->from_ns);
	buf_putc(out, '"');
	add_number(out, "elapsed", a->elapsed);
	buf_puts(out, ",\"host\":");
	format_json_string(out, a->host);
	add_number(out, "interval", a->interval);
}

static void add_sums(struct buf *out, const struct command_report *a)
{
	const struct command_stats *t = a->tally;
	bool any = command_stats_any(t);
	buf_printf(out, ",\"online\":%zu,\"core_seconds\":{", t->online_most);
	add_number(out, "available", t->available);
	add_number(out, "unknown", t->unknown);
	add_number(out, "busy", any ? t->busy : -1);
	add_number(out, "command", a->own);
	add_number(out, "others", any ? used_by_others(a) : -1);
	for (int f = 0; f < FIELDS; f++)
		add_number(out, field_table[f].name, any ? t->field[f] : -1);
	buf_puts(out, "},\"at_once\":{");
	add_number(out, "mean", any ? t->busy / t->elapsed : -1);
	add_number(out, "peak", any ? t->peak : -1);
	add_number(out, "peak_span", any ? t->peak_span : -1);
	buf_puts(out, "},\"time_with\":{");
	add_number(out, "half_busy", any ? share(t->above_half, t->elapsed) : -1);
	add_number(out, "most_busy", any ? share(t->above_most, t->elapsed) : -1);
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
	struct ranks r = rank(t);
	buf_puts(out, ",\"per_cpu\":{");
	add_number(out, "min", r.count ? command_stats_busy(r.cpu[r.count - 1]) : -1);
	add_number(out, "avg", r.count ? share(t->busy, t->available - t->unknown) : -1);
	add_number(out, "max", r.count ? command_stats_busy(r.cpu[0]) : -1);
	buf_putc(out, '}');
	add_ids(out, "hottest", &r, true);
	add_ids(out, "idlest", &r, false);
	free(r.cpu);
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
	buf_printf(out, ",\"cpus_per_column\":%zu,\"slices\":[", t->fold);
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
				format_fraction(out, (uint64_t)(busy * 10 + 0.5), 10);
			else
				buf_puts(out, "null");
		}
		buf_puts(out, "]}");
	}
	buf_putc(out, ']');
}

void command_report_json(struct buf *out, const struct command_report *a)
{
	add_command(out, a);
	add_sums(out, a);
	add_each(out, a->tally);
	add_slices(out, a->tally);
	buf_puts(out, ",\"note\":\"figures of the whole machine, other programs included\"}\n");
}
