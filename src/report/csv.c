/*
 * Comma-separated values: the names once, then a row a cpu an interval; what is unknown is empty.
 * No field ever needs quotes. Of cpus alone: sums are for whoever reads it, who has the busy ones.
 */
#include "report/format.h"

static void add_names(struct buf *out)
{
	for (int i = 0; i < REPORT_COLUMNS; i++) {
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
		format_share(out, ticks, u->total[row], 100);
}

void format_csv(struct buf *out, const struct report *r)
{
	const struct usage *u = &r->machine->usage;
	struct buf time = { 0 };
	if (r->first)
		add_names(out);
	format_utc(&time, machine_sample(r->machine)->wall_ns);
	for (size_t i = 0; i < r->rows; i++) {
		uint32_t row = r->row[i];
		buf_add(out, time.data, time.used);
		buf_putc(out, ',');
		buf_number(out, u->cpu[row]);
		buf_putc(out, ',');
		buf_puts(out, usage_state_name[u->state[row]]);
		add_share(out, u, row, usage_busy_ticks(u, row));
		for (int f = 0; f < FIELDS; f++)
			add_share(out, u, row, u->ticks[f][row]);
		buf_putc(out, '\n');
	}
	buf_free(&time);
}
