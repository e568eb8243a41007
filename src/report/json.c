/*
 * JSON Lines: one object per interval, on one line. Unknown values are null, never 0. The host name
 * is the only text from outside.
 */
#include "report/report.h"

#include "report/print.h"

/* "name": with a comma before it, unless it is the first. */
static void add_name(struct buf *out, const char *name)
{
	buf_puts(out, out->data[out->used - 1] == '{' ? "\"" : ",\"");
	buf_puts(out, name);
	buf_puts(out, "\":");
}

/* The share, or null when total is 0. */
static void add_share(struct buf *out, const char *name, uint64_t ticks, uint64_t total)
{
	add_name(out, name);
	if (total)
		print_share(out, ticks, total, 100);
	else
		buf_puts(out, "null");
}

/* The members of a sum, without the braces. */
static void add_sum(struct buf *out, const struct usage *u, const struct aggregate *a)
{
	add_share(out, report_column[REPORT_BUSY], aggregate_busy_ticks(a), a->total);
	for (int f = 0; f < FIELDS; f++)
		add_share(out, field_table[f].name, a->ticks[f], a->total);
	if (!a->known) {
		buf_puts(out, ",\"max\":null,\"max_cpu\":null,\"hot\":null");
	} else {
		size_t row = usage_row(u, a->max_cpu);
		add_share(out, "max", usage_busy_ticks(u, row), u->total[row]);
		buf_printf(out, ",\"max_cpu\":%u,\"hot\":%u", a->max_cpu, a->hot);
	}
}

static void add_group(struct buf *out, const struct report *r, uint32_t group,
		      const struct aggregate *sum, struct cpulist *cpus)
{
	const struct tree *t = r->tree;
	const struct group *g = &t->group[group];
	cpulist_clear(cpus);
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t cpu = r->machine->usage.cpu[r->row[t->order[g->first + i]]];
		cpulist_add(cpus, cpu, cpu);
	}
	buf_printf(out, "{\"level\":\"%s\",\"id\":", level_table[g->level].name);
	print_json_string(out, g->id);
	struct buf path = { 0 };
	tree_path(t, group, &path);
	buf_puts(out, ",\"path\":");
	print_json_string(out, path.data);
	buf_free(&path);
	buf_puts(out, ",\"cpus\":\"");
	cpulist_format(cpus, out);
	buf_putc(out, '"');
	add_sum(out, &r->machine->usage, sum);
	buf_putc(out, '}');
}

static void add_groups(struct buf *out, const struct report *r)
{
	struct cpulist cpus = { 0 };
	struct aggregate sum;
	const char *comma = "";
	buf_puts(out, ",\"groups\":[");
	for (uint32_t g = 0; (g = report_next_group(r, g, &sum)); comma = ",") {
		buf_puts(out, comma);
		add_group(out, r, g, &sum, &cpus);
	}
	buf_putc(out, ']');
	cpulist_free(&cpus);
}

static void add_cpu(struct buf *out, const struct usage *u, uint32_t row)
{
	uint64_t total = u->state[row] == USAGE_OK ? u->total[row] : 0;
	buf_printf(out, "{\"%s\":%u,\"%s\":\"%s\"", report_column[REPORT_CPU], u->cpu[row],
		   report_column[REPORT_STATE], usage_state_name[u->state[row]]);
	add_share(out, report_column[REPORT_BUSY], total ? usage_busy_ticks(u, row) : 0, total);
	for (int f = 0; f < FIELDS; f++)
		add_share(out, field_table[f].name, u->ticks[f][row], total);
	buf_putc(out, '}');
}

/* A number that is below 0 when it is not known. */
static void add_known(struct buf *out, const char *name, double value)
{
	add_name(out, name);
	if (value >= 0)
		print_fraction(out, (uint64_t)(value * 1e6 + 0.5), 1000000);
	else
		buf_puts(out, "null");
}

static void add_limits(struct buf *out, const struct machine *m)
{
	const struct limits none = { -1, -1, -1, -1 };
	const struct limits *l = m->limits_read.read_ns ? &m->limits : &none;
	add_known(out, "quota", l->quota);
	add_known(out, "quota_used", l->used);
	add_known(out, "throttled", l->throttled);
	add_known(out, "pressure", l->pressure);
}

/* Sets may overlap, and are of all cpus of the machine. */
static void add_sets(struct buf *out, const struct machine *m)
{
	const char *comma = "";
	buf_puts(out, ",\"sets\":[");
	for (int i = 0; i < CPU_SETS; i++) {
		struct aggregate sum;
		if (!report_sum_set(m, (enum cpu_set)i, &sum))
			continue;
		buf_printf(out, "%s{\"name\":\"%s\",\"cpus\":\"", comma, cpu_set_names[i]);
		cpulist_format(&m->sets.set[i], out);
		buf_putc(out, '"');
		add_sum(out, &m->usage, &sum);
		buf_putc(out, '}');
		comma = ",";
	}
	buf_putc(out, ']');
}

static void add_elapsed(struct buf *out, double elapsed)
{
	add_name(out, "elapsed");
	if (elapsed > 0)
		print_fraction(out, (uint64_t)(elapsed * 1e9 + 0.5), 1000000000);
	else
		buf_puts(out, "null");
}

void report_json(struct buf *out, const struct report *r)
{
	const struct usage *u = &r->machine->usage;
	buf_putc(out, '{');
	add_name(out, report_column[REPORT_TIME]);
	buf_putc(out, '"');
	print_utc(out, machine_sample(r->machine)->wall_ns);
	buf_putc(out, '"');
	add_elapsed(out, u->elapsed);
	add_name(out, "host");
	print_json_string(out, r->host);
	buf_printf(out, ",\"online\":%zu,\"present\":%zu,\"all\":{", u->online,
		   machine_present(r->machine));
	add_sum(out, u, &r->machine->all);
	buf_putc(out, '}');
	add_limits(out, r->machine);
	add_groups(out, r);
	add_sets(out, r->machine);
	buf_puts(out, ",\"cpus\":[");
	for (size_t i = 0; i < r->rows; i++) {
		if (i)
			buf_putc(out, ',');
		add_cpu(out, u, r->row[i]);
	}
	buf_puts(out, "]}\n");
}
