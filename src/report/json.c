/*
 * JSON Lines: one object per interval, on one line. Unknown values are null, never 0. Texts from
 * outside (names and reasons of hosts, ids of groups) are escaped.
 */
#include "report/report.h"

#include "report/values.h"

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
		values_share(out, ticks, total, 100);
	else
		buf_puts(out, "null");
}

/* Adds "NAME":"web1"; only in a fleet. */
static void add_host(struct buf *out, const char *name, const struct hosts *hosts, uint32_t cpu)
{
	if (!hosts->count)
		return;
	add_name(out, name);
	values_json_string(out, cpu_name_host(hosts, cpu));
}

/* The members of a sum, without the braces. */
static void add_sum(struct buf *out, const struct machine *m, const struct aggregate *a)
{
	const struct usage *u = &m->usage;
	add_share(out, report_column[REPORT_BUSY], aggregate_busy_ticks(a), a->total);
	for (int f = 0; f < FIELDS; f++)
		add_share(out, field_table[f].name, a->ticks[f], a->total);
	if (!a->known) {
		buf_printf(out, ",\"max\":null%s,\"max_cpu\":null,\"hot\":null",
			   m->hosts.count ? ",\"max_host\":null" : "");
	} else {
		size_t row = usage_row(u, a->max_cpu);
		add_share(out, "max", usage_busy_ticks(u, row), u->total[row]);
		add_host(out, "max_host", &m->hosts, a->max_cpu);
		buf_printf(out, ",\"max_cpu\":%u,\"hot\":%u", cpu_name_id(&m->hosts, a->max_cpu),
			   a->hot);
	}
}

/* The ids of a group: within one host, the host and its own ids; else ids with host names. */
static void add_cpus(struct buf *out, const struct hosts *hosts, const struct cpulist *cpus)
{
	struct buf text = { 0 };
	uint32_t first = cpus->range[0].first, last = cpus->range[cpus->count - 1].last;
	if (hosts->count && host_of(first) == host_of(last)) {
		add_host(out, report_column[REPORT_HOST], hosts, first);
		cpu_name_list_of_host(cpus, host_of(first), &text);
	} else {
		cpu_name_list(hosts, cpus, &text);
	}
	buf_puts(out, ",\"cpus\":");
	values_json_string(out, text.data);
	buf_free(&text);
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
	values_json_string(out, g->id);
	struct buf path = { 0 };
	tree_path(t, group, &path);
	buf_puts(out, ",\"path\":");
	values_json_string(out, path.data);
	buf_free(&path);
	add_cpus(out, &r->machine->hosts, cpus);
	add_sum(out, r->machine, sum);
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

static void add_cpu(struct buf *out, const struct machine *m, uint32_t row)
{
	const struct usage *u = &m->usage;
	uint64_t total = u->state[row] == USAGE_OK ? u->total[row] : 0;
	buf_putc(out, '{');
	add_host(out, report_column[REPORT_HOST], &m->hosts, u->cpu[row]);
	add_name(out, report_column[REPORT_CPU]);
	buf_printf(out, "%u,\"%s\":\"%s\"", cpu_name_id(&m->hosts, u->cpu[row]),
		   report_column[REPORT_STATE], usage_state_name[u->state[row]]);
	add_share(out, report_column[REPORT_BUSY], total ? usage_busy_ticks(u, row) : 0, total);
	for (int f = 0; f < FIELDS; f++)
		add_share(out, field_table[f].name, u->ticks[f][row], total);
	buf_putc(out, '}');
}

/* A number, or null when it is below 0, which means unknown. */
static void add_known(struct buf *out, const char *name, double value)
{
	add_name(out, name);
	if (value >= 0)
		values_fraction(out, (uint64_t)(value * 1e6 + 0.5), 1000000);
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
		buf_printf(out, "%s{\"name\":\"%s\"", comma, cpu_set_names[i]);
		add_cpus(out, &m->hosts, &m->sets.set[i]);
		add_sum(out, m, &sum);
		buf_putc(out, '}');
		comma = ",";
	}
	buf_putc(out, ']');
}

/* A time, null when there was none. */
static void add_time(struct buf *out, const char *name, int64_t ns)
{
	add_name(out, name);
	buf_puts(out, ns ? "\"" : "null");
	if (!ns)
		return;
	values_utc(out, ns);
	buf_putc(out, '"');
}

/* All hosts, with cpus or without: the state, since when, and the time of the last sample. */
static void add_hosts(struct buf *out, const struct hosts *hosts)
{
	buf_puts(out, ",\"hosts\":[");
	for (size_t i = 0; i < hosts->count; i++) {
		const struct host *h = &hosts->host[i];
		buf_puts(out, i ? ",{" : "{");
		add_name(out, "name");
		values_json_string(out, h->name);
		add_name(out, report_column[REPORT_STATE]);
		buf_printf(out, "\"%s\"", host_state_name[h->state]);
		add_time(out, "since", h->since_ns);
		add_time(out, "sampled", h->wall_ns);
		add_name(out, "reason");
		values_json_string(out, h->reason);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static void add_elapsed(struct buf *out, double elapsed)
{
	add_name(out, "elapsed");
	if (elapsed > 0)
		values_fraction(out, (uint64_t)(elapsed * 1e9 + 0.5), 1000000000);
	else
		buf_puts(out, "null");
}

void report_json(struct buf *out, const struct report *r)
{
	const struct usage *u = &r->machine->usage;
	buf_putc(out, '{');
	add_name(out, report_column[REPORT_TIME]);
	buf_putc(out, '"');
	values_utc(out, machine_sample(r->machine)->wall_ns);
	buf_putc(out, '"');
	add_elapsed(out, u->elapsed);
	add_name(out, "host");
	values_json_string(out, r->host);
	buf_printf(out, ",\"online\":%zu,\"present\":%zu,\"all\":{", u->online,
		   machine_present(r->machine));
	add_sum(out, r->machine, &r->machine->all);
	buf_putc(out, '}');
	add_limits(out, r->machine);
	if (r->machine->hosts.count)
		add_hosts(out, &r->machine->hosts);
	add_groups(out, r);
	add_sets(out, r->machine);
	buf_puts(out, ",\"cpus\":[");
	for (size_t i = 0; i < r->rows; i++) {
		if (i)
			buf_putc(out, ',');
		add_cpu(out, r->machine, r->row[i]);
	}
	buf_puts(out, "]}\n");
}
