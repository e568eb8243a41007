/* A recording: the version, the host, the facts of the topology once, then sample after sample. */
#include "record.h"

#include "fail.h"
#include "hotplug.h"
#include "stat.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void add_list(struct buf *out, const char *name, const struct cpulist *list)
{
	buf_printf(out, "%s ", name);
	cpulist_format(list, out);
	buf_putc(out, '\n');
}

/* A line for each set of the place, told where its first cpu comes. */
static void add_sets(const struct machine *m, const struct sets *sets, enum place place,
		     const char *name, struct buf *out)
{
	for (size_t i = 0; i < m->cpus; i++) {
		const struct cpu *cpu = &m->cpu[i];
		const struct cpulist *set = &sets->at[place][cpu->place[place]];
		if (set->range[0].first != cpu->id)
			continue;
		buf_printf(out, "%s %u ", name, machine_place_id(m, cpu, place));
		cpulist_format(set, out);
		buf_putc(out, '\n');
	}
}

/* All cpus are online when a recording begins. */
static void add_facts(const struct machine *m, struct buf *out)
{
	static const struct {
		enum place place;
		const char *name;
	} levels[] = { { PACKAGE, "package" },
		       { DIE, "die" },
		       { NODE, "node" },
		       { LLC, "llc" },
		       { CORE, "core" } };
	struct cpulist online = { 0 };
	struct sets sets = { 0 };
	sets_make(&sets, m);
	machine_online(m, &online);
	buf_puts(out, "facts\n");
	add_list(out, "present", &online);
	add_list(out, "online", &online);
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		add_sets(m, &sets, levels[i].place, levels[i].name, out);
	buf_puts(out, ".\n");
	sets_free(&sets);
	cpulist_free(&online);
}

static void add_sample(const struct machine *m, struct buf *out)
{
	uint64_t wall = m->now + (VIRTUAL_WALL - 1000) * SECOND;
	buf_printf(out, "sample %llu.%09llu %llu.%09llu\nload ",
		   (unsigned long long)(m->now / SECOND), (unsigned long long)(m->now % SECOND),
		   (unsigned long long)(wall / SECOND), (unsigned long long)(wall % SECOND));
	stat_average(m, out);
	buf_putc(out, '\n');
	stat_cpus(m, false, out);
	buf_puts(out, ".\n");
}

static void flush(FILE *file, const char *name, struct buf *text)
{
	errno = 0;
	if (fwrite(text->data, 1, text->used, file) != text->used)
		fail(name);
	buf_clear(text);
}

void record_write(struct machine *m, const struct options *o, const char *host)
{
	bool to_stdout = !strcmp(o->record, "-");
	FILE *file = to_stdout ? stdout : fopen(o->record, "w");
	struct buf text = { 0 };
	if (!file)
		fail(o->record);
	buf_printf(&text, "corewall recording 1\nhost %s\nhz %d\n", host, USER_HZ);
	add_facts(m, &text);
	for (uint32_t k = 0; k < o->samples; k++) {
		if (k && o->hotplug)
			hotplug_advance(m, o->interval);
		else if (k)
			machine_advance(m, o->interval);
		add_sample(m, &text);
		flush(file, o->record, &text);
	}
	if (fclose(file) != 0)
		fail(o->record);
	buf_free(&text);
}
