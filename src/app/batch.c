/* Reports the cpus and groups that the options select, interval by interval. */
#include "app/batch.h"

#include "app/message.h"
#include "app/output.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/mem.h"
#include "report/formats.h"
#include "terminal/locale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct batch {
	struct run *run;
	const struct format_info *format;
	uint32_t *row; /* the usage rows to report */
	size_t rows, row_room;
	uint32_t *cpu; /* their ids */
	size_t cpu_room;
	struct tree tree;
	unsigned shape; /* of the machine when the tree was made */
	bool grouped;   /* the tree was made */
	bool lacking;   /* the machine has no groups of the level that was asked for */
	bool first;
	struct buf out;
};

/* The rows that --cpus and --min select. */
static void choose_rows(struct batch *b)
{
	const struct options *o = b->run->options;
	const struct usage *u = &b->run->machine.usage;
	b->row = mem_grow(b->row, &b->row_room, u->rows, sizeof *b->row);
	b->cpu = mem_grow(b->cpu, &b->cpu_room, u->rows, sizeof *b->cpu);
	b->rows = 0;
	for (uint32_t i = 0; i < u->rows; i++) {
		if (o->only.count && !cpulist_has(&o->only, u->cpu[i]))
			continue;
		if (o->min > 0 && (u->state[i] != USAGE_OK || (double)u->busy[i] < o->min))
			continue;
		b->cpu[b->rows] = u->cpu[i];
		b->row[b->rows++] = i;
	}
}

/* Warns when none of the cpus of --cpus exists. */
static bool is_missing(const struct batch *b)
{
	const struct usage *u = &b->run->machine.usage;
	const struct cpulist *only = &b->run->options->only;
	struct cpulist present = { 0 };
	struct buf why = { 0 };
	if (!only->count)
		return false;
	for (uint32_t i = 0; i < u->rows; i++)
		if (cpulist_has(only, u->cpu[i]))
			return false;
	for (uint32_t i = 0; i < u->rows; i++)
		cpulist_add(&present, u->cpu[i], u->cpu[i]);
	buf_puts(&why, "this machine has none of them, but ");
	cpulist_format(&present, &why);
	message_error("--cpus", why.data);
	buf_free(&why);
	cpulist_free(&present);
	return true;
}

static void warn_lacking(const struct batch *b)
{
	char what[40];
	snprintf(what, sizeof what, "--group %s", level_table[b->run->options->level].name);
	message_error(what, "this machine has none");
}

/* Groups of these rows: ranges of ids if -g gives a number, else those of the topology. */
static void choose_groups(struct batch *b)
{
	const struct options *o = b->run->options;
	const struct machine *m = &b->run->machine;
	if (b->grouped && b->shape == m->shape && o->min <= 0)
		return;
	if (o->block)
		tree_of_ranges(&b->tree, b->cpu, b->rows, o->block,
			       m->usage.cpu[m->usage.rows - 1]);
	else if (o->level < LEVELS)
		b->lacking = !tree_of_level(&b->tree, &m->topology, o->level, b->cpu, b->rows);
	else
		tree_of_topology(&b->tree, &m->topology, b->cpu, b->rows);
	b->shape = m->shape;
	b->grouped = true;
}

/* Cores are nearly as many as cpus: they are groups only with -g core. */
static enum level finest_level(const struct batch *b)
{
	const struct options *o = b->run->options;
	if (b->lacking || b->run->options->sets)
		return LEVEL_ALL;
	return o->block ? LEVEL_RANGE : o->level < LEVELS ? o->level : LEVEL_CLUSTER;
}

/* Reports the last interval. False when there is no use in going on. */
static bool print_report(struct batch *b, int *status)
{
	bool gone;
	choose_rows(b);
	choose_groups(b);
	if (b->first && b->lacking)
		warn_lacking(b);
	struct report report = {
		.machine = &b->run->machine,
		.row = b->row,
		.rows = b->rows,
		.tree = &b->tree,
		.sets = b->run->options->sets,
		.finest = finest_level(b),
		.host = b->run->source.host,
		.ascii = !locale_is_utf8(),
		.first = b->first,
	};
	b->first = false;
	buf_clear(&b->out);
	b->format->write(&b->out, &report);
	*status = output_print(&b->out, &gone);
	return !gone;
}

/* --record -: standard output is the recording, and there are no reports. */
static bool records_to_output(const struct options *o)
{
	return o->record && !strcmp(o->record, "-");
}

/* Records the sample. False when standard output is the recording and its reader went away. */
static bool record_sample(struct run *r)
{
	run_finish_sample(r);
	if (r->recorder.reader_gone && records_to_output(r->options))
		return false;
	run_report_recording(r);
	return true;
}

/* Waits for the time of the next sample; a recording has no need to. */
static bool wait_next(const struct run *r, int64_t *due_ns)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	*due_ns += (int64_t)(r->options->interval * 1e9);
	if (*due_ns < now)
		*due_ns = now;
	return r->source.live ? signals_sleep_until(*due_ns) : !signals_ended;
}

static int report_all(struct batch *b)
{
	struct run *r = b->run;
	const struct options *o = r->options;
	int status = 0;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC);
	for (long n = 0; n != o->iterations && wait_next(r, &due_ns); n++) {
		int sampled = run_wait_sample(r);
		if (sampled == SOURCE_END)
			break;
		if (sampled) {
			message_error("sample lost", r->alert);
			continue;
		}
		if (!record_sample(r) || (!records_to_output(o) && !print_report(b, &status)))
			break;
	}
	return status;
}

int batch_run(struct run *r)
{
	const struct options *o = r->options;
	struct batch b = { .run = r, .format = format_find(o->format), .first = true };
	int status = run_first_sample(r) ? 0 : 1;
	if (!status && is_missing(&b))
		status = 2;
	if (!status && record_sample(r))
		status = report_all(&b);
	if (r->source.trouble[0])
		message_error(r->source.name, r->source.trouble);
	tree_free(&b.tree);
	buf_free(&b.out);
	free(b.row);
	free(b.cpu);
	return status;
}
