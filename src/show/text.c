/* The text format: mpstat's columns, a row a cpu, the total and the groups last. */
#include "show/format.h"

#include "measure/aggregate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAME_WIDTH = 14 };

static void add_time(struct buf *out, int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / 1000000000);
	struct tm tm = { 0 };
	char text[16] = "";
	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof text, "%H:%M:%S", &tm);
	buf_puts(out, text);
}

static void add_heading(struct buf *out, int64_t wall_ns)
{
	add_time(out, wall_ns);
	buf_printf(out, " %-*s %7s", NAME_WIDTH, "cpu", "busy");
	for (int f = 0; f < FIELDS; f++)
		buf_printf(out, " %7s", field_table[f].name);
	buf_printf(out, "  %s\n", "state");
}

static void add_unknown(struct buf *out)
{
	for (int i = 0; i < FIELDS + 1; i++)
		buf_printf(out, " %7s", "-");
}

static void add_cpu(struct buf *out, const struct report *r, size_t row)
{
	const struct usage *u = &r->machine->usage;
	add_time(out, machine_sample(r->machine)->wall_ns);
	buf_printf(out, " %-*u", NAME_WIDTH, u->cpu[row]);
	if (u->state[row] == USAGE_OK) {
		buf_printf(out, " %7.2f", (double)u->busy[row]);
		for (int f = 0; f < FIELDS; f++)
			buf_printf(out, " %7.2f", usage_percent(u, (enum field)f, row));
	} else {
		add_unknown(out);
	}
	buf_printf(out, "  %s\n", usage_state_name[u->state[row]]);
}

static void add_aggregate(struct buf *out, const struct report *r, const char *name,
			  const struct aggregate *a)
{
	add_time(out, machine_sample(r->machine)->wall_ns);
	buf_printf(out, " %-*s", NAME_WIDTH, name);
	if (!a->known) {
		add_unknown(out);
		buf_puts(out, "  -\n");
		return;
	}
	buf_printf(out, " %7.2f", aggregate_busy(a));
	for (int f = 0; f < FIELDS; f++)
		buf_printf(out, " %7.2f", aggregate_percent(a, (enum field)f));
	buf_printf(out, "  max %.2f cpu%u hot %u of %u\n", (double)a->max, a->max_cpu, a->hot,
		   a->members - a->offline);
}

static void add_groups(struct buf *out, const struct report *r)
{
	for (uint32_t g = 1; g < r->tree->count; g++) {
		const struct group *group = &r->tree->group[g];
		struct aggregate a = { 0 };
		for (uint32_t i = 0; i < group->count; i++)
			aggregate_add(&a, &r->machine->usage, r->tree->order[group->first + i]);
		add_aggregate(out, r, group->name, &a);
	}
}

void format_text(struct buf *out, const struct report *r)
{
	const struct usage *u = &r->machine->usage;
	if (!r->first)
		buf_putc(out, '\n');
	add_heading(out, machine_sample(r->machine)->wall_ns);
	for (size_t i = 0; i < u->rows; i++)
		if (!r->only->count || cpulist_has(r->only, u->cpu[i]))
			add_cpu(out, r, i);
	add_aggregate(out, r, "all", &r->machine->all);
	if (r->tree)
		add_groups(out, r);
}
