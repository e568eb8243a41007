/*
 * Turns samples into usage. Invariant: the rows of usage are the cpus of sample[now] and, as
 * offline, the other cpus of the roster; `all` is their aggregate.
 */
#include "measure/machine.h"

#include "base/mem.h"
#include "measure/cpu_rows.h"

#include <stdlib.h>

void machine_free(struct machine *m)
{
	sample_free(&m->sample[0]);
	sample_free(&m->sample[1]);
	usage_free(&m->usage);
	topology_free(&m->topology);
	cpu_sets_free(&m->sets);
	hosts_free(&m->hosts);
	free(m->host_times);
	sample_free(&m->fresh);
	sample_free(&m->earlier);
	cpulist_free(&m->roster);
	*m = (struct machine){ 0 };
}

const struct sample *machine_sample(const struct machine *m)
{
	return &m->sample[m->now];
}

size_t machine_present(const struct machine *m)
{
	return m->usage.rows;
}

/*
 * Adds the sample's cpus to the roster, so that they are still shown when they go offline. Forgets
 * those that are gone when there are more than a sample can hold: a source that never names the
 * same cpus twice must not fill the memory.
 */
static void enroll(struct machine *m)
{
	const struct sample *s = machine_sample(m);
	if (cpulist_weight(&m->roster) > SAMPLE_MOST_CPUS)
		cpulist_clear(&m->roster);
	for (size_t i = 0; i < s->rows; i++)
		cpulist_add(&m->roster, s->cpu[i], s->cpu[i]);
}

/* Compares each host over its own interval. Cpus beyond the last host count as lost. */
static void compare_hosts(struct machine *m)
{
	const struct sample *from = &m->sample[!m->now], *to = machine_sample(m);
	size_t n = m->hosts.count;
	struct usage_span *span = mem_zero(n + 1, sizeof *span);
	for (size_t h = 0; h < n; h++) {
		struct host_times t = m->host_times[h];
		span[h].last = host_cpu_id((uint32_t)h + 1, 0) - 1;
		span[h].elapsed = (double)(t.to_ns - t.from_ns) / 1e9;
		span[h].lost = m->hosts.host[h].state == HOST_LOST;
	}
	span[n] = (struct usage_span){ .last = UINT32_MAX, .lost = true };
	m->usage.elapsed = from->boot_ns ? (double)(to->boot_ns - from->boot_ns) / 1e9 : 0;
	usage_delta_spans(&m->usage, from, to, &m->roster, m->hz, span, n + 1);
	free(span);
}

/* Usage and sums from the two samples and the roster. */
static void compare_samples(struct machine *m)
{
	if (m->hosts.count)
		compare_hosts(m);
	else
		usage_delta(&m->usage, &m->sample[!m->now], machine_sample(m), &m->roster, m->hz);
	if (m->lost)
		usage_lose(&m->usage);
	aggregate_all(&m->all, &m->usage);
}

static void swap(struct sample *a, struct sample *b)
{
	struct sample c = *a;
	*a = *b;
	*b = c;
}

/*
 * Replaces the earlier of the two samples by the fresh one. A host that was not read again keeps
 * both of its samples.
 */
static void put_fresh(struct machine *m)
{
	struct sample *from = &m->sample[!m->now], *to = &m->sample[m->now];
	m->earlier.rows = 0;
	for (uint32_t h = 0; h < m->hosts.count; h++) {
		struct host_times *t = &m->host_times[h];
		int64_t now_ns = m->hosts.host[h].boot_ns;
		bool again = t->to_ns && now_ns != t->to_ns;
		sample_add_rows(&m->earlier, again ? to : from, host_cpu_id(h, 0),
				host_cpu_id(h + 1, 0) - 1);
		if (now_ns != t->to_ns)
			*t = (struct host_times){ t->to_ns ? t->to_ns : now_ns, now_ns };
	}
	m->earlier.boot_ns = to->boot_ns;
	m->earlier.wall_ns = to->wall_ns;
	swap(from, &m->fresh);
	swap(to, &m->earlier);
}

bool machine_feed(struct machine *m, const struct buf *text, int64_t boot_ns, int64_t wall_ns)
{
	const struct cpu_rows before = { m->sample[m->now].cpu, m->sample[m->now].rows };
	struct sample *to = m->hosts.count ? &m->fresh : &m->sample[!m->now];
	m->lost = !sample_parse(to, text->data, text->used);
	if (m->lost)
		return false;
	to->boot_ns = boot_ns;
	to->wall_ns = wall_ns;
	if (m->hosts.count)
		put_fresh(m);
	m->now = !m->now;
	to = &m->sample[m->now];
	if (!cpu_rows_same(&before, to->cpu, to->rows)) {
		enroll(m);
		m->shape++;
		m->wants_facts = true;
	}
	compare_samples(m);
	m->intervals++;
	return true;
}

/* Adds to `out` the ids of the range that the list holds too. */
static void keep_common(struct cpulist *out, struct cpurange r, const struct cpulist *list)
{
	for (size_t i = 0; i < list->count; i++) {
		uint32_t first = r.first > list->range[i].first ? r.first : list->range[i].first;
		uint32_t last = r.last < list->range[i].last ? r.last : list->range[i].last;
		if (first <= last)
			cpulist_add(out, first, last);
	}
}

/*
 * Drops offline cpus that the kernel no longer lists as present. Ignores a list that is missing, or
 * that lacks cpus that run (a container's renumbered ids).
 */
static void forget_absent(struct machine *m)
{
	const struct sample *s = machine_sample(m);
	const struct cpulist *present = &m->topology.present;
	for (size_t i = 0; i < s->rows; i++)
		if (!cpulist_has(present, s->cpu[i]))
			return;
	struct cpulist kept = { 0 };
	for (size_t i = 0; i < m->roster.count; i++)
		keep_common(&kept, m->roster.range[i], present);
	cpulist_copy(&m->roster, &kept);
	cpulist_free(&kept);
}

/* The most cpus shown as offline that were never seen: as many as a kernel can have. */
enum { MOST_NEVER_SEEN = 8192 };

/*
 * Adds cpus that were switched off from the start. When the online list differs from /proc/stat,
 * adds none: either the two are of different machines (a container and its host, whose other cpus
 * are not ours), or one just changed and both will be read again.
 */
static void enroll_offline(struct machine *m)
{
	const struct topology *t = &m->topology;
	const struct sample *s = machine_sample(m);
	if (cpulist_weight(&t->offline) > MOST_NEVER_SEEN || cpulist_weight(&t->online) != s->rows)
		return;
	for (size_t i = 0; i < s->rows; i++)
		if (!cpulist_has(&t->online, s->cpu[i]))
			return;
	for (size_t i = 0; i < t->offline.count; i++)
		keep_common(&m->roster, t->offline.range[i], &t->present);
}

static void take_sets(struct machine *m, const char *facts, size_t n)
{
	const struct sample *s = machine_sample(m);
	struct cpulist online = { 0 };
	for (size_t i = 0; i < s->rows; i++)
		cpulist_add(&online, s->cpu[i], s->cpu[i]);
	cpu_sets_parse(&m->sets, facts, n, &online);
	cpulist_free(&online);
}

void machine_take_hosts(struct machine *m, const char *lines, size_t n)
{
	size_t before = m->hosts.count;
	hosts_parse(&m->hosts, lines, n);
	m->shape += m->hosts.count != before; /* cpus may have other names */
	m->host_times =
		mem_grow(m->host_times, &m->host_times_room, m->hosts.count, sizeof *m->host_times);
}

void machine_take_limits(struct machine *m, const char *lines, size_t n, int64_t boot_ns)
{
	struct limits_reading now = limits_parse(lines, n, boot_ns);
	m->limits = limits_between(&m->limits_read, &now);
	m->limits_read = now;
}

void machine_take_facts(struct machine *m, const char *facts, size_t n)
{
	struct topology before = m->topology;
	m->wants_facts = false;
	m->topology = (struct topology){ 0 };
	topology_parse(&m->topology, facts, n);
	take_sets(m, facts, n);
	forget_absent(m);
	enroll_offline(m);
	topology_remember(&m->topology, &before, &m->roster);
	topology_free(&before);
	m->shape++;
	compare_samples(m);
}

void machine_lose(struct machine *m)
{
	m->lost = true;
	compare_samples(m);
}
