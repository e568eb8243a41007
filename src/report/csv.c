/*
 * Comma-separated values: the names once, then one row per cpu and interval. Unknown values are
 * empty. Only the name of a host may need quotes. There are no rows for groups: readers can add up
 * cpus themselves.
 */
#include "report/report.h"

#include "report/values.h"

#include <string.h>

static void add_names(struct buf *out, bool hosts)
{
	for (int i = 0; i < REPORT_COLUMNS; i++) {
		if (i == REPORT_HOST && !hosts)
			continue;
		if (i)
			buf_putc(out, ',');
		buf_puts(out, report_column[i]);
	}
	for (int f = 0; f < FIELDS; f++) {
		buf_putc(out, ',');
		buf_puts(out, field_table[f].name);
	}
	buf_putc(out, '\n');
}

static void add_share(struct buf *out, const struct usage *u, uint32_t row, uint32_t ticks)
{
	buf_putc(out, ',');
	if (u->state[row] == USAGE_OK)
		values_share(out, ticks, u->total[row], 100);
}

static void add_host(struct buf *out, const char *name)
{
	bool quotes = strpbrk(name, ",\"");
	buf_puts(out, quotes ? "\"" : "");
	for (; *name; name++) {
		if (*name == '"')
			buf_putc(out, '"');
		buf_putc(out, *name);
	}
	buf_puts(out, quotes ? "\"," : ",");
}

void report_csv(struct buf *out, const struct report *r)
{
	const struct usage *u = &r->machine->usage;
	struct buf time = { 0 };
	if (r->first)
		add_names(out, r->machine->hosts.count);
	values_utc(&time, machine_sample(r->machine)->wall_ns);
	for (size_t i = 0; i < r->rows; i++) {
		uint32_t row = r->row[i];
		buf_add(out, time.data, time.used);
		buf_putc(out, ',');
		if (r->machine->hosts.count)
			add_host(out, cpu_name_host(&r->machine->hosts, u->cpu[row]));
		buf_number(out, cpu_name_id(&r->machine->hosts, u->cpu[row]));
		buf_putc(out, ',');
		buf_puts(out, usage_state_name[u->state[row]]);
		add_share(out, u, row, usage_busy_ticks(u, row));
		for (int f = 0; f < FIELDS; f++)
			add_share(out, u, row, u->ticks[f][row]);
		buf_putc(out, '\n');
	}
	buf_free(&time);
}
