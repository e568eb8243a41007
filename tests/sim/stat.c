/* The proc files' text. Formats follow fs/proc/stat.c, loadavg.c and uptime.c. */
#include "stat.h"

/* Interrupt lines of the machine: as many as a server of that size has, most of them never used. */
enum { IRQS_BASE = 448, IRQS_PER_CPU = 8, IRQS_MOST = 4096, IRQS_USED = 24 };

/* A blank, and the number in at least `width` places. */
static void add_number(struct buf *out, uint64_t n, size_t width)
{
	size_t digits = 1;
	for (uint64_t rest = n; rest >= 10; rest /= 10)
		digits++;
	do
		buf_putc(out, ' ');
	while (digits++ < width);
	buf_number(out, n);
}

static void add_named(struct buf *out, const char *name, uint64_t n, size_t width)
{
	buf_puts(out, name);
	add_number(out, n, width);
	buf_putc(out, '\n');
}

/* The kernel's own sum is over all possible cpus, offline ones included. */
static void add_sum(const struct machine *m, size_t width, struct buf *out)
{
	uint64_t sum[FIELDS] = { 0 };
	for (size_t i = 0; i < m->cpus; i++)
		for (int f = 0; f < FIELDS; f++)
			sum[f] += m->cpu[i].count[f];
	buf_puts(out, "cpu ");
	for (int f = 0; f < FIELDS; f++)
		add_number(out, sum[f], width);
	buf_putc(out, '\n');
}

void stat_cpus(const struct machine *m, bool steady, struct buf *out)
{
	for (size_t i = 0; i < m->cpus; i++) {
		const struct cpu *cpu = &m->cpu[i];
		if (!cpu->online)
			continue;
		buf_puts(out, "cpu");
		buf_number(out, cpu->id);
		for (int f = 0; f < FIELDS; f++)
			add_number(out, cpu->count[f], steady ? cpu->places[f] : 0);
		buf_putc(out, '\n');
	}
}

/* Counts that grow with the milliseconds since boot; the total comes first. */
static void add_grown(struct buf *out, const char *name, uint64_t ms, int used, size_t width)
{
	uint64_t sum = 0;
	for (int i = 1; i <= used; i++)
		sum += ms / (uint64_t)i;
	buf_puts(out, name);
	add_number(out, sum, width);
	for (int i = 1; i <= used; i++)
		add_number(out, ms / (uint64_t)i, width);
}

static void add_interrupts(const struct machine *m, uint64_t ms, size_t width, struct buf *out)
{
	size_t irqs = IRQS_BASE + IRQS_PER_CPU * m->cpus;
	if (irqs > IRQS_MOST)
		irqs = IRQS_MOST;
	add_grown(out, "intr", ms, IRQS_USED, width);
	for (size_t i = IRQS_USED; i < irqs; i++)
		buf_add(out, " 0", 2);
	buf_putc(out, '\n');
}

static uint64_t running(const struct machine *m)
{
	return (uint64_t)(m->average[0] + 0.5) + 1;
}

void stat_text(const struct machine *m, uint64_t epoch, bool steady, struct buf *out)
{
	enum { PLACES_OF_A_SUM = 12 };
	size_t width = steady ? PLACES_OF_A_SUM : 0;
	uint64_t ms = m->now / 1000000;
	add_sum(m, width, out);
	stat_cpus(m, steady, out);
	add_interrupts(m, ms, width, out);
	add_named(out, "ctxt", ms * 17, width);
	add_named(out, "btime", epoch, 0);
	add_named(out, "processes", 5000 + ms / 250, width);
	add_named(out, "procs_running", running(m), width);
	add_named(out, "procs_blocked", 0, width);
	add_grown(out, "softirq", ms, 10, width);
	buf_putc(out, '\n');
}

void stat_average(const struct machine *m, struct buf *out)
{
	buf_printf(out, "%.2f %.2f %.2f", m->average[0], m->average[1], m->average[2]);
}

void stat_loadavg(const struct machine *m, struct buf *out)
{
	stat_average(m, out);
	buf_printf(out, " %llu/%zu %llu\n", (unsigned long long)running(m), 200 + 8 * m->cpus,
		   5000 + (unsigned long long)(m->now / SECOND * 4));
}

void stat_uptime(const struct machine *m, struct buf *out)
{
	uint64_t idle = 0;
	for (size_t i = 0; i < m->cpus; i++)
		idle += m->cpu[i].count[IDLE];
	buf_printf(out, "%llu.%02llu %llu.%02llu\n", (unsigned long long)(m->now / SECOND),
		   (unsigned long long)(m->now / (SECOND / 100) % 100),
		   (unsigned long long)(idle / USER_HZ), (unsigned long long)(idle % USER_HZ));
}

void stat_cpuinfo(const struct machine *m, struct buf *out)
{
	for (size_t i = 0; i < m->cpus; i++) {
		const struct cpu *cpu = &m->cpu[i];
		if (!cpu->online)
			continue;
		buf_printf(out,
			   "processor\t: %u\nvendor_id\t: Simulated\ncpu family\t: 6\n"
			   "model\t\t: 1\nmodel name\t: Simulated CPU\nstepping\t: 0\n"
			   "cpu MHz\t\t: 2500.000\nphysical id\t: %u\ncore id\t\t: %u\n"
			   "flags\t\t: fpu\nbogomips\t: 5000.00\n\n",
			   cpu->id, machine_place_id(m, cpu, PACKAGE),
			   machine_place_id(m, cpu, CORE));
	}
}
