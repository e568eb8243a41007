/*
 * Feeds samples into differences. Invariant: usage is sample[now] - sample[!now], with the rows of
 * the roster that the later one lacks as offline; `all` is its aggregate.
 */
#include "measure/machine.h"

#include <string.h>

void machine_free(struct machine *m)
{
	sample_free(&m->sample[0]);
	sample_free(&m->sample[1]);
	usage_free(&m->usage);
	topology_free(&m->topology);
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

/* Adds the sample's cpus to those that stay on the wall when they go. */
static void enroll(struct machine *m)
{
	const struct sample *s = machine_sample(m);
	for (size_t i = 0, last; i < s->rows; i = last + 1) {
		for (last = i; last + 1 < s->rows && s->cpu[last + 1] == s->cpu[last] + 1;)
			last++;
		cpulist_add(&m->roster, s->cpu[i], s->cpu[last]);
	}
}

static void compute(struct machine *m)
{
	size_t rows = m->usage.rows;
	usage_delta(&m->usage, &m->sample[!m->now], &m->sample[m->now], &m->roster, m->hz);
	aggregate_clear(&m->all);
	for (size_t i = 0; i < m->usage.rows; i++)
		aggregate_add(&m->all, &m->usage, i);
	m->shape += rows != m->usage.rows;
}

bool machine_feed(struct machine *m, const char *text, size_t n, int64_t boot_ns, int64_t wall_ns)
{
	struct sample *next = &m->sample[!m->now];
	if (!sample_parse(next, text, n)) {
		/* The older sample was overwritten by nothing: start over from the later one. */
		next->rows = 0;
		return false;
	}
	next->boot_ns = boot_ns;
	next->wall_ns = wall_ns;
	m->now = !m->now;
	if (!sample_same_cpus(&m->sample[0], &m->sample[1])) {
		enroll(m);
		m->shape++;
		m->wants_facts = true;
	}
	compute(m);
	m->intervals++;
	return true;
}

/* Keeps of the ids first..last those that the list has. */
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
 * Whoever is offline stays while the kernel lists it as present. A list that was not told, or that
 * does not even hold the cpus that run (a container's renumbered ids), tells nothing.
 */
static void strike_absent(struct machine *m)
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

/* How many cpus that were never seen may be shown as offline: a guess that stays modest. */
enum { MOST_NEVER_SEEN = 8192 };

/* A cpu that is present and not online is offline, also when it was so from the start. */
static void enroll_offline(struct machine *m)
{
	const struct topology *t = &m->topology;
	if (!t->online.count || cpulist_weight(&t->present) > MOST_NEVER_SEEN)
		return;
	const struct sample *s = machine_sample(m);
	for (size_t i = 0; i < s->rows; i++)
		if (!cpulist_has(&t->online, s->cpu[i]))
			return; /* the two sources disagree: /proc/stat alone is believed */
	for (size_t i = 0; i < t->present.count; i++)
		for (uint64_t c = t->present.range[i].first; c <= t->present.range[i].last; c++)
			if (!cpulist_has(&t->online, (uint32_t)c))
				cpulist_add(&m->roster, (uint32_t)c, (uint32_t)c);
}

void machine_take_facts(struct machine *m, const char *facts, size_t n)
{
	struct topology before = m->topology;
	m->wants_facts = false;
	m->topology = (struct topology){ 0 };
	topology_parse(&m->topology, facts, n);
	strike_absent(m);
	enroll_offline(m);
	topology_remember(&m->topology, &before, &m->roster);
	topology_free(&before);
	m->shape++;
	compute(m);
}

void machine_lose(struct machine *m)
{
	for (size_t i = 0; i < m->usage.rows; i++)
		if (m->usage.state[i] == USAGE_OK)
			m->usage.state[i] = USAGE_RESET;
	aggregate_clear(&m->all);
	for (size_t i = 0; i < m->usage.rows; i++)
		aggregate_add(&m->all, &m->usage, i);
}
