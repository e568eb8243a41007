/* Cpus, their places and their counters. Invariant: cpu[] ascends by id; carry is below TICK. */
#include "machine.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One tick in the unit of carry. */
#define TICK (SECOND / USER_HZ * PARTS)

/* The kernel makes its load average every five seconds (LOAD_FREQ, include/linux/sched/loadavg.h).
 */
#define AVERAGING (5 * SECOND)

bool shape_parse(struct shape *s, const char *text)
{
	int used = 0;
	int got = sscanf(text, "%6ux%6ux%6ux%6ux%6ux%6u%n", &s->packages, &s->dies, &s->nodes,
			 &s->llcs, &s->cores, &s->threads, &used);
	return got == 6 && !text[used] && shape_cpus(s) >= 1;
}

uint64_t shape_cpus(const struct shape *s)
{
	const uint32_t factors[] = {
		s->packages, s->dies, s->nodes, s->llcs, s->cores, s->threads
	};
	uint64_t cpus = 1;
	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
		cpus *= factors[i];
		if (cpus > MOST_CPUS)
			return MOST_CPUS + 1;
	}
	return cpus;
}

struct shape shape_default(uint32_t cpus)
{
	return (struct shape){ .packages = (cpus + 255) / 256,
			       .dies = 1,
			       .nodes = 4,
			       .llcs = 8,
			       .cores = 8,
			       .threads = 1 };
}

static void place_cpu(const struct shape *s, uint32_t core, struct cpu *cpu)
{
	cpu->place[CORE] = core;
	cpu->place[LLC] = core / s->cores;
	cpu->place[NODE] = cpu->place[LLC] / s->llcs;
	cpu->place[DIE] = cpu->place[NODE] / s->nodes;
	cpu->place[PACKAGE] = cpu->place[DIE] / s->dies;
}

uint32_t machine_place_id(const struct machine *m, const struct cpu *cpu, enum place place)
{
	const struct shape *s = &m->shape;
	if (place == DIE)
		return cpu->place[DIE] % s->dies;
	if (place == CORE)
		return cpu->place[CORE] % (s->dies * s->nodes * s->llcs * s->cores);
	return cpu->place[place];
}

void machine_shares(const struct machine *m, const struct cpu *cpu, struct shares *out)
{
	if (cpulist_has(&m->heated, cpu->id))
		load_full(out);
	else
		load_shares(&m->load, cpu->id, m->now, out);
}

/* Adds ns of such a life to the counters. */
static void accrue(struct cpu *cpu, const struct shares *s, uint64_t ns)
{
	for (int f = 0; f < FIELDS; f++) {
		if (!s->part[f])
			continue;
		cpu->carry[f] += ns * s->part[f];
		cpu->count[f] += cpu->carry[f] / TICK;
		cpu->carry[f] %= TICK;
	}
}

static double busy_cpus(const struct machine *m)
{
	struct shares s;
	uint64_t parts = 0;
	for (size_t i = 0; i < m->cpus; i++) {
		if (!m->cpu[i].online)
			continue;
		machine_shares(m, &m->cpu[i], &s);
		parts += shares_busy(&s);
	}
	return (double)parts / PARTS;
}

/* calc_load in the kernel: averages over one, five and fifteen minutes, decaying. */
static void update_average(struct machine *m)
{
	static const double minutes[] = { 1, 5, 15 };
	while (m->now - m->averaged >= AVERAGING) {
		double busy = busy_cpus(m);
		for (int i = 0; i < 3; i++) {
			double keep = exp(-5 / (60 * minutes[i]));
			m->average[i] = m->average[i] * keep + busy * (1 - keep);
		}
		m->averaged += AVERAGING;
	}
}

/* Lets ns pass in which no load changes. */
static void pass_slot(struct machine *m, uint64_t ns)
{
	struct shares s;
	for (size_t i = 0; i < m->cpus && !m->frozen; i++) {
		if (!m->cpu[i].online)
			continue;
		machine_shares(m, &m->cpu[i], &s);
		accrue(&m->cpu[i], &s, ns);
	}
	m->now += ns;
	update_average(m);
}

/* At most an hour at a time, so that ns * PARTS fits by far. */
void machine_advance(struct machine *m, uint64_t ns)
{
	const uint64_t longest = 3600 * SECOND;
	uint64_t slot = load_slot(&m->load);
	while (ns) {
		uint64_t left = slot ? slot - m->now % slot : longest;
		if (left > ns)
			left = ns;
		pass_slot(m, left);
		ns -= left;
	}
}

static uint8_t places_of(uint64_t count)
{
	enum { TICKS_A_DAY = 24 * 3600 * USER_HZ };
	uint8_t places = 1;
	for (uint64_t most = count ? count + TICKS_A_DAY : 0; most >= 10; most /= 10)
		places++;
	return places;
}

void machine_start(struct machine *m, const struct cpulist *ids, struct shape shape, uint64_t boot)
{
	uint32_t at = 0;
	m->shape = shape;
	m->cpus = cpulist_weight(ids);
	m->cpu = mem_grow(m->cpu, &m->room, m->cpus, sizeof *m->cpu);
	m->cores = (uint32_t)m->cpus / shape.threads;
	m->boot = m->now = m->averaged = boot;
	for (size_t r = 0; r < ids->count; r++)
		for (uint32_t id = ids->range[r].first; id <= ids->range[r].last; id++) {
			struct cpu *cpu = &m->cpu[at];
			struct shares s;
			*cpu = (struct cpu){ .id = id, .online = true };
			place_cpu(&m->shape, at++ % m->cores, cpu);
			machine_shares(m, cpu, &s);
			for (int f = 0; f < FIELDS; f++) {
				cpu->count[f] = boot / (SECOND / USER_HZ) * s.part[f] / PARTS;
				cpu->places[f] = places_of(cpu->count[f]);
			}
		}
	for (int i = 0; i < 3; i++)
		m->average[i] = busy_cpus(m);
}

void machine_free(struct machine *m)
{
	free(m->cpu);
	load_free(&m->load);
	cpulist_free(&m->heated);
	*m = (struct machine){ 0 };
}

/* Where the id is or would be. */
static size_t position(const struct machine *m, uint32_t id)
{
	size_t low = 0, high = m->cpus;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->cpu[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct cpu *machine_find(struct machine *m, uint32_t id)
{
	size_t at = position(m, id);
	return at < m->cpus && m->cpu[at].id == id ? &m->cpu[at] : NULL;
}

void machine_add(struct machine *m, uint32_t id)
{
	size_t at = position(m, id);
	m->cpu = mem_grow(m->cpu, &m->room, m->cpus + 1, sizeof *m->cpu);
	memmove(m->cpu + at + 1, m->cpu + at, (m->cpus - at) * sizeof *m->cpu);
	m->cpu[at] = (struct cpu){ .id = id };
	place_cpu(&m->shape, m->cores++, &m->cpu[at]);
	m->cpus++;
}

void machine_present(const struct machine *m, struct cpulist *out)
{
	cpulist_clear(out);
	for (size_t i = 0; i < m->cpus; i++)
		cpulist_add(out, m->cpu[i].id, m->cpu[i].id);
}

void machine_online(const struct machine *m, struct cpulist *out)
{
	cpulist_clear(out);
	for (size_t i = 0; i < m->cpus; i++)
		if (m->cpu[i].online)
			cpulist_add(out, m->cpu[i].id, m->cpu[i].id);
}

void sets_make(struct sets *s, const struct machine *m)
{
	for (int p = 0; p < PLACES; p++) {
		for (size_t i = 0; i < s->count[p]; i++)
			cpulist_clear(&s->at[p][i]);
		s->count[p] = 0;
	}
	for (size_t i = 0; i < m->cpus; i++) {
		for (int p = 0; p < PLACES; p++) {
			size_t at = m->cpu[i].place[p];
			s->at[p] = mem_grow(s->at[p], &s->room[p], at + 1, sizeof *s->at[p]);
			if (s->count[p] < at + 1)
				s->count[p] = at + 1;
			if (m->cpu[i].online)
				cpulist_add(&s->at[p][at], m->cpu[i].id, m->cpu[i].id);
		}
	}
}

void sets_free(struct sets *s)
{
	for (int p = 0; p < PLACES; p++) {
		for (size_t i = 0; i < s->room[p]; i++)
			cpulist_free(&s->at[p][i]);
		free(s->at[p]);
	}
	*s = (struct sets){ 0 };
}
