/* A recording: the version, the host, the facts of the topology once, then sample after sample. */
#include "record.h"

#include "fail.h"
#include "hotplug.h"
#include "stat.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The cpus of all machines: all are online when a recording begins. */
static void list_cpus(const struct machine *m, size_t machines, struct cpulist *out)
{
	for (size_t i = 0; i < machines; i++)
		for (size_t k = 0; k < m[i].cpus; k++)
			cpulist_add(out, m[i].cpu[k].id, m[i].cpu[k].id);
}

static void add_levels(const struct machine *m, struct buf *out)
{
	static const struct {
		enum place place;
		const char *name;
	} levels[] = { { PACKAGE, "package" },
		       { DIE, "die" },
		       { NODE, "node" },
		       { LLC, "llc" },
		       { CORE, "core" } };
	struct sets sets = { 0 };
	sets_make(&sets, m);
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		add_sets(m, &sets, levels[i].place, levels[i].name, out);
	sets_free(&sets);
}

static void add_facts(const struct machine *m, size_t machines, bool hosts, struct buf *out)
{
	struct cpulist online = { 0 };
	list_cpus(m, machines, &online);
	buf_puts(out, "facts\n");
	add_list(out, "present", &online);
	add_list(out, "online", &online);
	for (size_t i = 0; i < machines; i++) {
		char name[32];
		add_levels(&m[i], out);
		snprintf(name, sizeof name, "host web%zu", i + 1);
		cpulist_clear(&online);
		list_cpus(&m[i], 1, &online);
		if (hosts)
			add_list(out, name, &online);
	}
	buf_puts(out, ".\n");
	cpulist_free(&online);
}

static void add_times(const struct machine *m, struct buf *out)
{
	uint64_t wall = m->now + (VIRTUAL_WALL - 1000) * SECOND;
	buf_printf(out, "sample %llu.%09llu %llu.%09llu\n", (unsigned long long)(m->now / SECOND),
		   (unsigned long long)(m->now % SECOND), (unsigned long long)(wall / SECOND),
		   (unsigned long long)(wall % SECOND));
}

static void add_sample(const struct machine *m, struct buf *out)
{
	add_times(m, out);
	buf_puts(out, "load ");
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

static FILE *open_file(const char *name)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "w") : stdout;
	if (!file)
		fail(name);
	return file;
}

void record_write(struct machine *m, const struct options *o, const char *host)
{
	FILE *file = open_file(o->record);
	struct buf text = { 0 };
	buf_printf(&text, "corewall recording 1\nhost %s\nhz %d\n", host, USER_HZ);
	add_facts(m, 1, false, &text);
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

/* --- Fleets --- */

enum { HOST_SHIFT = 17 };

/* Loads of the same kind, other ones for each host. */
static void start_host(struct machine *m, const struct machine *like, const struct options *o,
		       uint32_t host)
{
	struct cpulist ids = { 0 };
	struct buf why = { 0 };
	for (size_t i = 0; i < like->cpus; i++)
		cpulist_add(&ids, host << HOST_SHIFT | like->cpu[i].id,
			    host << HOST_SHIFT | like->cpu[i].id);
	load_parse(&m->load, o->load_text, &why);
	m->load.seed = like->load.seed + host;
	m->load.tick = like->load.tick;
	machine_start(m, &ids, like->shape, o->boot);
	cpulist_free(&ids);
	buf_free(&why);
}

/* A line for each host, of one that is lost with its last sample. */
static void add_hosts(const struct machine *m, const struct machine *clock, const struct options *o,
		      struct buf *out)
{
	uint64_t begin = (VIRTUAL_WALL - 1000) * SECOND;
	for (uint32_t h = 0; h < o->hosts; h++) {
		bool lost = m[h].now < clock->now;
		buf_printf(out, "H web%u %s %llu %llu %llu%s\n", h + 1, lost ? "lost" : "ok",
			   (unsigned long long)m[h].now, (unsigned long long)(begin + m[h].now),
			   (unsigned long long)(begin + (lost ? m[h].now + o->interval : o->boot)),
			   lost ? " Connection timed out" : "");
	}
	for (uint32_t h = 0; h < o->silent; h++)
		buf_printf(out, "H db%u lost 0 0 %llu Permission denied (publickey)\n", h + 1,
			   (unsigned long long)(begin + o->boot));
}

static void advance_fleet(struct machine *m, struct machine *clock, const struct options *o,
			  uint32_t sample)
{
	machine_advance(clock, o->interval);
	for (uint32_t h = 0; h < o->hosts; h++)
		if (sample < o->samples / 2 || !cpulist_has(&o->lost, h + 1))
			machine_advance(&m[h], o->interval);
}

void record_write_fleet(const struct machine *like, const struct options *o)
{
	FILE *file = open_file(o->record);
	struct buf text = { 0 };
	struct machine clock = { 0 }, *m = calloc(o->hosts, sizeof *m);
	for (uint32_t h = 0; m && h < o->hosts; h++)
		start_host(&m[h], like, o, h);
	start_host(&clock, like, o, 0);
	buf_printf(&text, "corewall recording 1\nhost %u hosts\nhz %d\n", o->hosts + o->silent,
		   USER_HZ);
	add_facts(m, o->hosts, true, &text);
	for (uint32_t k = 0; m && k < o->samples; k++) {
		if (k)
			advance_fleet(m, &clock, o, k);
		add_times(&clock, &text);
		add_hosts(m, &clock, o, &text);
		for (uint32_t h = 0; h < o->hosts; h++)
			stat_cpus(&m[h], false, &text);
		buf_puts(&text, ".\n");
		flush(file, o->record, &text);
	}
	if (fclose(file) != 0)
		fail(o->record);
	for (uint32_t h = 0; m && h < o->hosts; h++)
		machine_free(&m[h]);
	machine_free(&clock);
	free(m);
	buf_free(&text);
}
