/*
 * The text format of Prometheus, as the textfile collector of node_exporter and `promtool check
 * metrics` read it, with the end mark of OpenMetrics, which is a comment to them. A family is
 * described under the full name of its samples (OpenMetrics would leave out the _total of counters,
 * and they would not find the description). Unknown values are absent.
 *
 * Counters are the kernel's: guest time is part of user and nice, and also in its own family, as in
 * node_exporter. Subtracting it would round twice, and the difference could step back, which rate()
 * takes for a restart.
 *
 * With groups, openmetrics_groups.h replaces the families that have a series for each cpu.
 */
#include "report/report.h"

#include "report/openmetrics_groups.h"
#include "report/values.h"

struct family {
	bool of_cpus; /* a series for each cpu */
	const char *name, *type, *help;
	void (*add)(struct buf *out, const struct report *r, const char *name);
};

/* The column of /proc/stat of each mode; COLUMNS: guests, which have their own family. */
static const enum column mode_column[] = {
	[FIELD_USR] = COLUMN_USER,      [FIELD_NICE] = COLUMN_NICE, [FIELD_SYS] = COLUMN_SYSTEM,
	[FIELD_IOWAIT] = COLUMN_IOWAIT, [FIELD_IRQ] = COLUMN_IRQ,   [FIELD_SOFT] = COLUMN_SOFTIRQ,
	[FIELD_STEAL] = COLUMN_STEAL,   [FIELD_GUEST] = COLUMNS,    [FIELD_GNICE] = COLUMNS,
	[FIELD_IDLE] = COLUMN_IDLE,
};

/* The name and the labels that say which cpu, without the brace at their end. */
static void add_cpu(struct buf *out, const struct report *r, const char *name, uint32_t cpu)
{
	const struct hosts *hosts = &r->machine->hosts;
	buf_puts(out, name);
	buf_putc(out, '{');
	if (hosts->count)
		openmetrics_add_label(out, "host", cpu_name_host(hosts, cpu));
	buf_puts(out, hosts->count ? ",cpu=\"" : "cpu=\"");
	buf_number(out, cpu_name_id(hosts, cpu));
	buf_putc(out, '"');
}

static void add_counter(struct buf *out, const struct report *r, const char *name, uint32_t cpu,
			const char *mode, uint64_t ticks)
{
	add_cpu(out, r, name, cpu);
	buf_puts(out, ",mode=\"");
	buf_puts(out, mode);
	buf_puts(out, "\"} ");
	values_fraction(out, ticks, r->machine->hz);
	buf_putc(out, '\n');
}

/* The counters of a lost host are old: shown as current ones, they would look like idle cpus. */
static bool is_of_lost(const struct report *r, uint32_t cpu)
{
	const struct host *host = hosts_of_cpu(&r->machine->hosts, cpu);
	return host && host->state == HOST_LOST;
}

/* Calls add() with the sample's row of each cpu that is reported, online and of no lost host. */
static void each_counted(struct buf *out, const struct report *r, const char *name,
			 void (*add)(struct buf *out, const struct report *r, const char *name,
				     size_t at))
{
	const struct sample *s = machine_sample(r->machine);
	size_t at = 0;
	for (size_t i = 0; i < r->rows; i++) {
		uint32_t cpu = r->machine->usage.cpu[r->row[i]];
		while (at < s->rows && s->cpu[at] < cpu)
			at++;
		if (at < s->rows && s->cpu[at] == cpu && !is_of_lost(r, cpu))
			add(out, r, name, at);
	}
}

static void add_modes(struct buf *out, const struct report *r, const char *name, size_t at)
{
	const struct sample *s = machine_sample(r->machine);
	for (int f = 0; f < FIELDS; f++)
		if (mode_column[f] != COLUMNS)
			add_counter(out, r, name, s->cpu[at], field_table[f].mode,
				    s->ticks[mode_column[f]][at]);
}

static void add_seconds(struct buf *out, const struct report *r, const char *name)
{
	each_counted(out, r, name, add_modes);
}

static void add_guest_modes(struct buf *out, const struct report *r, const char *name, size_t at)
{
	const struct sample *s = machine_sample(r->machine);
	add_counter(out, r, name, s->cpu[at], field_table[FIELD_USR].mode,
		    s->ticks[COLUMN_GUEST][at]);
	add_counter(out, r, name, s->cpu[at], field_table[FIELD_NICE].mode,
		    s->ticks[COLUMN_GUEST_NICE][at]);
}

static void add_guest_seconds(struct buf *out, const struct report *r, const char *name)
{
	each_counted(out, r, name, add_guest_modes);
}

static void add_ratios(struct buf *out, const struct report *r, const char *name)
{
	const struct usage *u = &r->machine->usage;
	for (size_t i = 0; i < r->rows; i++) {
		uint32_t row = r->row[i];
		if (u->state[row] != USAGE_OK)
			continue;
		add_cpu(out, r, name, u->cpu[row]);
		buf_puts(out, "} ");
		values_share(out, usage_busy_ticks(u, row), u->total[row], 1);
		buf_putc(out, '\n');
	}
}

static void add_number(struct buf *out, const char *name, uint64_t n)
{
	buf_printf(out, "%s %llu\n", name, (unsigned long long)n);
}

static void add_mean(struct buf *out, const struct report *r, const char *name)
{
	const struct aggregate *all = &r->machine->all;
	if (!all->total)
		return;
	buf_printf(out, "%s ", name);
	values_share(out, aggregate_busy_ticks(all), all->total, 1);
	buf_putc(out, '\n');
}

static void add_max(struct buf *out, const struct report *r, const char *name)
{
	const struct usage *u = &r->machine->usage;
	if (!r->machine->all.known)
		return;
	size_t row = usage_row(u, r->machine->all.max_cpu);
	buf_printf(out, "%s ", name);
	values_share(out, usage_busy_ticks(u, row), u->total[row], 1);
	buf_putc(out, '\n');
}

static void add_hot(struct buf *out, const struct report *r, const char *name)
{
	if (r->machine->all.known)
		add_number(out, name, r->machine->all.hot);
}

static void add_online(struct buf *out, const struct report *r, const char *name)
{
	add_number(out, name, r->machine->usage.online);
}

static void add_present(struct buf *out, const struct report *r, const char *name)
{
	add_number(out, name, machine_present(r->machine));
}

static void add_hosts(struct buf *out, const struct report *r, const char *name)
{
	const struct hosts *hosts = &r->machine->hosts;
	for (size_t i = 0; i < hosts->count; i++) {
		buf_printf(out, "%s{", name);
		openmetrics_add_label(out, "host", hosts->host[i].name);
		buf_printf(out, "} %d\n", hosts->host[i].state == HOST_OK);
	}
}

static const struct family family_table[] = {
	{ true, "corewall_cpu_seconds_total", "counter",
	  "Time that each cpu spent in each mode; guests are within user and nice.", add_seconds },
	{ true, "corewall_cpu_guest_seconds_total", "counter",
	  "Time that each cpu spent running virtual machines, also within user and nice.",
	  add_guest_seconds },
	{ true, "corewall_cpu_busy_ratio", "gauge",
	  "Share of the last interval that each cpu was neither idle nor waiting for a disk.",
	  add_ratios },
	{ false, "corewall_cpus_busy_ratio", "gauge", "The same of all cpus together.", add_mean },
	{ false, "corewall_cpus_busy_max_ratio", "gauge", "The same of the busiest cpu.", add_max },
	{ false, "corewall_cpus_hot", "gauge",
	  "Cpus that were busy for 90 %, or what --hot says, of the last interval.", add_hot },
	{ false, "corewall_cpus_online", "gauge", "Cpus that are online.", add_online },
	{ false, "corewall_host_up", "gauge", "Whether the host answers.", add_hosts },
	{ false, "corewall_cpus_present", "gauge", "Cpus that the machine has, online or not.",
	  add_present },
};

/* A family without samples is not described either. */
static void add_family(struct buf *out, const struct report *r, const struct family *family)
{
	size_t before = out->used;
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help, family->name,
		   family->type);
	size_t described = out->used;
	family->add(out, r, family->name);
	if (out->used != described)
		return;
	out->used = before;
	out->data[before] = '\0';
}

void report_openmetrics(struct buf *out, const struct report *r)
{
	for (size_t i = 0; i < sizeof family_table / sizeof family_table[0]; i++)
		if (!r->by_group || !family_table[i].of_cpus)
			add_family(out, r, &family_table[i]);
	if (r->by_group)
		openmetrics_add_groups(out, &r->machine->usage, &r->machine->hosts, r->tree, r->row,
				       r->finest);
	buf_puts(out, "# EOF\n");
}
