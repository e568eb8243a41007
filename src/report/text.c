/* The text format: the columns of mpstat, one row per cpu, then the total and the groups. */
#include "report/report.h"

#include "base/sanitize.h"
#include "measure/aggregate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAME_LEAST = 14 };

struct table {
	struct buf *out;
	const struct report *report;
	char time[16]; /* at the start of every row */
	int name;      /* columns of the names */
};

/* The time in the local time zone. */
static void local_time(char *text, size_t room, const char *format, int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / 1000000000);
	struct tm tm = { 0 };
	text[0] = '\0';
	if (localtime_r(&seconds, &tm))
		strftime(text, room, format, &tm);
}

static void local_day(char *text, size_t room, int64_t wall_ns)
{
	local_time(text, room, "%Y-%m-%d %z", wall_ns);
}

static int64_t now_ns(const struct report *r)
{
	return machine_sample(r->machine)->wall_ns;
}

/* Whether rows need another date, or another offset to UTC, than those before. */
static bool is_new_day(const struct report *r)
{
	char before[40], now[40];
	local_day(before, sizeof before, r->before_ns);
	local_day(now, sizeof now, now_ns(r));
	return strcmp(before, now) != 0;
}

/* As at the top of mpstat: host, date, number of cpus. */
static void add_machine(const struct table *t)
{
	size_t present = machine_present(t->report->machine);
	size_t online = t->report->machine->usage.online;
	char day[40];
	local_day(day, sizeof day, now_ns(t->report));
	sanitize_add(t->out, t->report->host, strlen(t->report->host), t->report->ascii);
	buf_printf(t->out, "  %s  ", day);
	if (online != present)
		buf_printf(t->out, "%zu of ", online);
	buf_printf(t->out, "%zu cpu%s\n", present, present == 1 ? "" : "s");
}

static void add_heading(const struct table *t)
{
	buf_printf(t->out, "%s %-*s %7s", t->time, t->name, report_column[REPORT_CPU],
		   report_column[REPORT_BUSY]);
	for (int f = 0; f < FIELDS; f++)
		buf_printf(t->out, " %7s", field_table[f].name);
	buf_printf(t->out, "  %s\n", report_column[REPORT_STATE]);
}

static void add_unknown(const struct table *t)
{
	for (int i = 0; i < FIELDS + 1; i++)
		buf_printf(t->out, " %7s", "-");
}

static void add_cpu(const struct table *t, uint32_t row)
{
	const struct usage *u = &t->report->machine->usage;
	char name[CPU_NAME_ROOM];
	buf_printf(t->out, "%s %-*s", t->time, t->name,
		   cpu_name_short(&t->report->machine->hosts, u->cpu[row], name));
	if (u->state[row] == USAGE_OK) {
		buf_printf(t->out, " %7.2f", (double)u->busy[row]);
		for (int f = 0; f < FIELDS; f++)
			buf_printf(t->out, " %7.2f", usage_percent(u, (enum field)f, row));
	} else {
		add_unknown(t);
	}
	buf_printf(t->out, "  %s\n", usage_state_name[u->state[row]]);
}

static void add_sum(const struct table *t, const char *name, const struct aggregate *a)
{
	char max[CPU_NAME_ROOM];
	buf_printf(t->out, "%s %-*s", t->time, t->name, name);
	if (!a->known) {
		add_unknown(t);
		buf_puts(t->out, "  -\n");
		return;
	}
	buf_printf(t->out, " %7.2f", aggregate_busy(a));
	for (int f = 0; f < FIELDS; f++)
		buf_printf(t->out, " %7.2f", aggregate_percent(a, (enum field)f));
	buf_printf(t->out, "  max %.2f %s, >=%g%%: %u of %u\n", (double)a->max,
		   cpu_name(&t->report->machine->hosts, a->max_cpu, max),
		   (double)usage_hot(&t->report->machine->usage), a->hot, a->members - a->offline);
}

/*
 * Names of cores, and of cpus in no set, repeat in every package, and all names in every host: then
 * the path says which is meant.
 */
static void add_group(const struct table *t, uint32_t group, const struct aggregate *sum)
{
	const struct group *g = &t->report->tree->group[group];
	struct buf path = { 0 };
	tree_path(t->report->tree, group, &path);
	bool repeats = g->level == LEVEL_CORE || !strcmp(g->id, "?") ||
		       cpu_name_has_host(&t->report->machine->hosts);
	add_sum(t, repeats ? path.data : g->name, sum);
	buf_free(&path);
}

/* A row for each host that is not well. */
static void add_hosts(const struct table *t)
{
	const struct hosts *hosts = &t->report->machine->hosts;
	for (size_t i = 0; i < hosts->count; i++) {
		const struct host *h = &hosts->host[i];
		char since[40];
		if (h->state == HOST_OK)
			continue;
		local_time(since, sizeof since, "%Y-%m-%d %H:%M:%S", h->since_ns);
		buf_printf(t->out, "%s %-*s %s since %s%s", t->time, t->name, h->name,
			   host_state_name[h->state], since, h->reason[0] ? ": " : "");
		sanitize_add(t->out, h->reason, strlen(h->reason), t->report->ascii);
		buf_putc(t->out, '\n');
	}
}

void report_text(struct buf *out, const struct report *r)
{
	struct table t = { .out = out, .report = r };
	struct aggregate sum;
	if (r->average)
		snprintf(t.time, sizeof t.time, "%s", "Average:");
	else
		local_time(t.time, sizeof t.time, "%H:%M:%S", now_ns(r));
	t.name = cpu_name_width(&r->machine->hosts, r->machine->usage.cpu, r->machine->usage.rows);
	t.name = t.name > NAME_LEAST ? t.name : NAME_LEAST;
	bool new_day = !r->first && is_new_day(r);
	if (new_day)
		buf_putc(out, '\n');
	if (r->first || new_day)
		add_machine(&t);
	buf_putc(out, '\n');
	add_heading(&t);
	for (size_t i = 0; i < r->rows; i++)
		add_cpu(&t, r->row[i]);
	add_sum(&t, "all", &r->machine->all);
	for (uint32_t g = 0; (g = report_next_group(r, g, &sum));)
		add_group(&t, g, &sum);
	add_hosts(&t);
	for (int i = 0; r->sets && i < CPU_SETS; i++)
		if (report_sum_set(r->machine, (enum cpu_set)i, &sum))
			add_sum(&t, cpu_set_names[i], &sum);
}
