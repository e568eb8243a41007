/* Loads in words. A second has 1000 ticks, so that a tenth of a percent is a whole tick. */
#include "unit/load_kit.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { HZ = 1000 };

static void add_load(uint64_t *ticks, const char **at, double seconds)
{
	double all = seconds * HZ, busy = 0, steal = 0, iowait = 0;
	char *end = (char *)*at + 1;
	if (**at == '?') {
		ticks[COLUMN_IDLE] += 1000000000;
		*at = end;
		return;
	}
	busy = strtod(*at, &end) / 100 * all;
	if (*end == 's')
		steal = strtod(end + 1, &end) / 100 * all;
	if (*end == 'i')
		iowait = strtod(end + 1, &end) / 100 * all;
	ticks[COLUMN_USER] += (uint64_t)(busy + 0.5);
	ticks[COLUMN_STEAL] += (uint64_t)(steal + 0.5);
	ticks[COLUMN_IOWAIT] += (uint64_t)(iowait + 0.5);
	ticks[COLUMN_IDLE] += (uint64_t)(all - busy - steal - iowait + 0.5);
	*at = end;
}

static void take(struct load_kit *k, const struct buf *text)
{
	struct sample before = k->sample[0];
	k->sample[0] = k->sample[1];
	k->sample[1] = before;
	sample_parse(&k->sample[1], text->data, text->used);
	k->sample[1].boot_ns = load_kit_now(k);
	usage_delta(&k->usage, &k->sample[0], &k->sample[1], &k->keep, HZ);
	tree_of_topology(&k->tree, &k->topology, k->usage.cpu, k->usage.rows);
}

static void add_line(struct buf *out, unsigned long cpu, const uint64_t *ticks)
{
	buf_printf(out, "cpu%lu", cpu);
	for (int c = 0; c < COLUMNS; c++)
		buf_printf(out, " %llu", (unsigned long long)ticks[c]);
	buf_putc(out, '\n');
}

void load_kit_step(struct load_kit *k, double seconds, const char *loads)
{
	struct buf text = { 0 };
	k->now += seconds;
	for (const char *at = loads; *at;) {
		char *end;
		unsigned long cpu = strtoul(at, &end, 10);
		assert_true(end > at && *end == '=' && cpu < LOAD_KIT_CPUS);
		at = end + 1;
		add_load(k->ticks[cpu], &at, seconds);
		add_line(&text, cpu, k->ticks[cpu]);
		at += strspn(at, " ");
	}
	take(k, &text);
	buf_free(&text);
}

void load_kit_freeze(struct load_kit *k, double seconds)
{
	struct buf text = { 0 };
	k->now += seconds;
	for (size_t i = 0; i < k->sample[1].rows; i++)
		add_line(&text, k->sample[1].cpu[i], k->ticks[k->sample[1].cpu[i]]);
	take(k, &text);
	buf_free(&text);
}

void load_kit_open(struct load_kit *k, const char *facts, const char *loads)
{
	*k = (struct load_kit){ .now = 1000 };
	topology_parse(&k->topology, facts, strlen(facts));
	load_kit_step(k, 1, loads);
	cpulist_copy(&k->keep, &k->topology.present);
}

void load_kit_close(struct load_kit *k)
{
	sample_free(&k->sample[0]);
	sample_free(&k->sample[1]);
	cpulist_free(&k->keep);
	usage_free(&k->usage);
	topology_free(&k->topology);
	tree_free(&k->tree);
}

int64_t load_kit_now(const struct load_kit *k)
{
	return (int64_t)(k->now * 1e9 + 0.5);
}
