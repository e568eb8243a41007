/*
 * Reads sets of cpus from facts. Owns which cpus count as housekeeping, and which as ours.
 * Invariant: every set is within the machine's online cpus. Knows no files.
 */
#include "measure/cpu_sets.h"

#include <stdio.h>
#include <string.h>

const char *const cpu_set_names[CPU_SETS] = {
	[CPU_SET_HOUSEKEEPING] = "housekeeping",
	[CPU_SET_ISOLATED] = "isolated",
	[CPU_SET_NOHZ_FULL] = "nohz_full",
	[CPU_SET_OURS] = "ours",
};

void cpu_sets_free(struct cpu_sets *s)
{
	for (size_t i = 0; i < CPU_SETS; i++)
		cpulist_free(&s->set[i]);
}

/* Keeps in the set only what is also in the other one. */
static void intersect(struct cpulist *set, const struct cpulist *other)
{
	struct cpulist both = { 0 };
	for (size_t i = 0, k = 0; i < set->count && k < other->count;) {
		struct cpurange a = set->range[i], b = other->range[k];
		uint32_t first = a.first > b.first ? a.first : b.first;
		uint32_t last = a.last < b.last ? a.last : b.last;
		cpulist_add(&both, first, last);
		if (a.last < b.last)
			i++;
		else
			k++;
	}
	cpulist_free(set);
	*set = both;
}

/* All ids but those of the set. */
static struct cpulist complement(const struct cpulist *set)
{
	struct cpulist rest = { 0 };
	uint64_t next = 0;
	for (size_t i = 0; i < set->count; i++) {
		if (set->range[i].first > next)
			cpulist_add(&rest, (uint32_t)next, set->range[i].first - 1);
		next = (uint64_t)set->range[i].last + 1;
	}
	if (next <= UINT32_MAX)
		cpulist_add(&rest, (uint32_t)next, UINT32_MAX);
	return rest;
}

static void subtract(struct cpulist *set, const struct cpulist *other)
{
	struct cpulist rest = complement(other);
	intersect(set, &rest);
	cpulist_free(&rest);
}

/* Reads "set NAME LIST" of that name; false when it is another line. */
static bool take_set(struct cpulist *out, const char *line, size_t n, const char *name)
{
	char start[32];
	snprintf(start, sizeof start, "set %s ", name);
	size_t length = strlen(start);
	return n >= length && !memcmp(line, start, length) &&
	       cpulist_parse(out, line + length, n - length);
}

/* Our cpus are those that every known fact allows: the affinity, and the cpuset. */
static void narrow(struct cpulist *ours, const struct cpulist *allowed)
{
	if (!allowed->count)
		return;
	if (!ours->count)
		cpulist_copy(ours, allowed);
	else
		intersect(ours, allowed);
}

static void take_line(struct cpu_sets *s, const char *line, size_t n)
{
	struct cpulist list = { 0 };
	if (take_set(&list, line, n, "isolated"))
		cpulist_copy(&s->set[CPU_SET_ISOLATED], &list);
	else if (take_set(&list, line, n, "nohz_full"))
		cpulist_copy(&s->set[CPU_SET_NOHZ_FULL], &list);
	else if (take_set(&list, line, n, "allowed") || take_set(&list, line, n, "cpuset"))
		narrow(&s->set[CPU_SET_OURS], &list);
	cpulist_free(&list);
}

void cpu_sets_parse(struct cpu_sets *s, const char *facts, size_t n, const struct cpulist *online)
{
	const char *facts_end = facts + n;
	struct cpulist *housekeeping = &s->set[CPU_SET_HOUSEKEEPING];
	for (size_t i = 0; i < CPU_SETS; i++)
		cpulist_clear(&s->set[i]);
	for (const char *line = facts, *end; line < facts_end; line = end + 1) {
		end = memchr(line, '\n', (size_t)(facts_end - line));
		end = end ? end : facts_end;
		take_line(s, line, (size_t)(end - line));
	}
	for (size_t i = 0; i < CPU_SETS; i++)
		intersect(&s->set[i], online);
	if (s->set[CPU_SET_ISOLATED].count || s->set[CPU_SET_NOHZ_FULL].count) {
		cpulist_copy(housekeeping, online);
		subtract(housekeeping, &s->set[CPU_SET_ISOLATED]);
		subtract(housekeeping, &s->set[CPU_SET_NOHZ_FULL]);
	}
}

bool cpu_sets_is_foreign(const struct cpu_sets *s, uint32_t cpu)
{
	const struct cpulist *ours = &s->set[CPU_SET_OURS];
	return ours->count && !cpulist_has(ours, cpu);
}

bool cpu_sets_describe(const struct cpu_sets *s, uint32_t cpu, struct buf *out)
{
	const char *words[3];
	size_t n = 0;
	if (cpulist_has(&s->set[CPU_SET_ISOLATED], cpu))
		words[n++] = "isolated";
	if (cpulist_has(&s->set[CPU_SET_NOHZ_FULL], cpu))
		words[n++] = "nohz_full";
	if (cpu_sets_is_foreign(s, cpu))
		words[n++] = "not ours";
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i ? ", " : "");
		buf_puts(out, words[i]);
	}
	return n > 0;
}
