/* Metrics of groups. Each group is summed once; then every family goes through the sums. */
#include "report/openmetrics_groups.h"

#include "base/mem.h"
#include "measure/aggregate.h"

#include <stdlib.h>

enum { TENTHS = 10 };

struct group_sum {
	const struct hosts *hosts;
	struct buf labels; /* level="node",group="node1" */
	struct aggregate all;
	double max, sum;       /* shares of 1: of the busiest cpu, and of all added up */
	uint32_t upto[TENTHS]; /* cpus that were busy for at most (i + 1) / 10 */
};

struct sums {
	struct group_sum *group;
	size_t count, room;
};

struct family {
	const char *name, *type, *help;
	void (*add)(struct buf *out, const char *name, const struct group_sum *g);
};

/* Names of groups have the kernel's ids in them, which may be any printable text. */
void openmetrics_add_label(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *value);
	}
	buf_putc(out, '"');
}

static void add_value(struct buf *out, const char *name, const struct group_sum *g, double value)
{
	buf_printf(out, "%s{%s} %.9g\n", name, g->labels.data, value);
}

static void add_avg(struct buf *out, const char *name, const struct group_sum *g)
{
	if (g->all.total)
		add_value(out, name, g, aggregate_busy(&g->all) / 100);
}

static void add_max(struct buf *out, const char *name, const struct group_sum *g)
{
	if (g->all.known)
		add_value(out, name, g, g->max);
}

static void add_max_cpu(struct buf *out, const char *name, const struct group_sum *g)
{
	if (!g->all.known)
		return;
	buf_printf(out, "%s{%s", name, g->labels.data);
	if (g->hosts && g->hosts->count) {
		buf_putc(out, ',');
		openmetrics_add_label(out, "host", cpu_name_host(g->hosts, g->all.max_cpu));
	}
	buf_printf(out, "} %u\n", cpu_name_id(g->hosts, g->all.max_cpu));
}

static void add_steal(struct buf *out, const char *name, const struct group_sum *g)
{
	if (g->all.total)
		add_value(out, name, g, aggregate_percent(&g->all, FIELD_STEAL) / 100);
}

static void add_iowait(struct buf *out, const char *name, const struct group_sum *g)
{
	if (g->all.total)
		add_value(out, name, g, aggregate_percent(&g->all, FIELD_IOWAIT) / 100);
}

static void add_hot(struct buf *out, const char *name, const struct group_sum *g)
{
	if (g->all.known)
		add_value(out, name, g, g->all.hot);
}

static void add_online(struct buf *out, const char *name, const struct group_sum *g)
{
	add_value(out, name, g, g->all.members - g->all.offline);
}

static void add_histogram(struct buf *out, const char *name, const struct group_sum *g)
{
	if (!g->all.known)
		return;
	for (int i = 0; i < TENTHS; i++)
		buf_printf(out, "%s_bucket{%s,le=\"%g\"} %u\n", name, g->labels.data,
			   (i + 1) / (double)TENTHS, (unsigned)g->upto[i]);
	buf_printf(out, "%s_bucket{%s,le=\"+Inf\"} %u\n", name, g->labels.data,
		   (unsigned)g->all.known);
	buf_printf(out, "%s_sum{%s} %.9g\n", name, g->labels.data, g->sum);
	buf_printf(out, "%s_count{%s} %u\n", name, g->labels.data, (unsigned)g->all.known);
}

static const struct family family_table[] = {
	{ "corewall_group_busy_avg_ratio", "gauge",
	  "Share of the last interval that the cpus of the group were neither idle nor waiting for a disk.",
	  add_avg },
	{ "corewall_group_busy_max_ratio", "gauge", "The same of the busiest cpu of the group.",
	  add_max },
	{ "corewall_group_busy_max_cpu", "gauge", "Which cpu of the group that is.", add_max_cpu },
	{ "corewall_group_steal_ratio", "gauge",
	  "Share of the last interval in which the host ran others instead.", add_steal },
	{ "corewall_group_iowait_ratio", "gauge",
	  "Share of the last interval in which the cpus were idle, waiting for a disk.",
	  add_iowait },
	{ "corewall_group_cpus_hot", "gauge", "Hot cpus of the group.", add_hot },
	{ "corewall_group_cpus_online", "gauge", "Cpus of the group that are online.", add_online },
	{ "corewall_group_cpu_busy_ratio", "histogram",
	  "How many cpus of the group were busy for which share of the last interval.",
	  add_histogram },
};

/* --- Sums --- */

/* In whole numbers, so that a cpu of exactly three tenths is in the bucket of 0.3. */
static void count_tenths(struct group_sum *g, uint64_t busy, uint64_t total)
{
	for (uint64_t i = 0; i < TENTHS; i++)
		if (busy * TENTHS <= (i + 1) * total)
			g->upto[i]++;
}

static void add_row(struct group_sum *g, const struct usage *u, uint32_t row)
{
	aggregate_add(&g->all, u, row);
	if (u->state[row] != USAGE_OK)
		return;
	uint64_t total = u->total[row];
	uint64_t busy = total - u->ticks[FIELD_IDLE][row] - u->ticks[FIELD_IOWAIT][row];
	double share = (double)busy / (double)total;
	g->max = share > g->max ? share : g->max;
	g->sum += share;
	count_tenths(g, busy, total);
}

static void add_labels(struct buf *out, const struct tree *t, uint32_t group)
{
	struct buf path = { 0 };
	tree_path(t, group, &path);
	openmetrics_add_label(out, "level",
			      group ? level_table[t->group[group].level].name : "machine");
	buf_putc(out, ',');
	openmetrics_add_label(out, "group", path.data);
	buf_free(&path);
}

static void add_group(struct sums *s, const struct usage *u, const struct hosts *hosts,
		      const struct tree *t, const uint32_t *row, uint32_t group)
{
	const struct group *g = &t->group[group];
	s->group = mem_grow(s->group, &s->room, s->count + 1, sizeof *s->group);
	struct group_sum *sum = &s->group[s->count++];
	*sum = (struct group_sum){ .hosts = hosts };
	add_labels(&sum->labels, t, group);
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t at = t->order[g->first + i];
		add_row(sum, u, row ? row[at] : at);
	}
}

/* A family without samples is not described either. */
static void add_family(struct buf *out, const struct sums *s, const struct family *family)
{
	size_t before = out->used;
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help, family->name,
		   family->type);
	size_t described = out->used;
	for (size_t i = 0; i < s->count; i++)
		family->add(out, family->name, &s->group[i]);
	if (out->used != described)
		return;
	out->used = before;
	out->data[before] = '\0';
}

void openmetrics_add_groups(struct buf *out, const struct usage *u, const struct hosts *hosts,
			    const struct tree *t, const uint32_t *row, enum level level)
{
	struct sums s = { 0 };
	for (uint32_t g = 0; g < t->count; g++)
		if (t->group[g].level == level)
			add_group(&s, u, hosts, t, row, g);
	for (size_t i = 0; i < sizeof family_table / sizeof *family_table; i++)
		add_family(out, &s, &family_table[i]);
	for (size_t i = 0; i < s.count; i++)
		buf_free(&s.group[i].labels);
	free(s.group);
}
