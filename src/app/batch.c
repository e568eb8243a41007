/*
 * Without a screen: one report an interval on standard output, in one write; and the snapshot, one
 * frame as text.
 */
#include "base/mem.h"
#include "report/format.h"
#include "app/output.h"
#include "app/replay.h"
#include "app/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Waits for a pipe, unlike run_sample(); SOURCE_END also when the run is to end meanwhile. */
static int next_sample(struct run *r)
{
	int status;
	while ((status = run_sample(r)) == SOURCE_LATER)
		if (!run_wait_source(r))
			return SOURCE_END;
	return status;
}

/* The first sample, without which there is nothing to report. */
static int first_sample(struct run *r)
{
	int status = next_sample(r);
	if (!status) {
		run_topology(r);
		return 0;
	}
	if (!run_ended)
		run_complain(r->source.name, status == SOURCE_END ? "there is no sample in it"
					     : status == -ENODATA ? "no cpu lines in it"
								  : strerror(-status));
	return 1;
}

/* Waits for the next sample's time; a recording has no need to. */
static bool wait_next(const struct run *r, int64_t *due_ns, double interval)
{
	*due_ns += (int64_t)(interval * 1e9);
	if (!r->source.live)
		return !run_ended;
	int64_t now = run_clock();
	if (*due_ns < now)
		*due_ns = now;
	return run_sleep_until(*due_ns);
}

struct batch {
	struct run *run;
	const struct format_info *format;
	uint32_t *row; /* the usage rows that are told */
	size_t rows, row_room;
	uint32_t *cpu; /* their ids */
	size_t cpu_room;
	struct tree tree;
	unsigned shape; /* of the machine when the tree was made */
	bool grouped;
	bool lacking; /* the machine has no groups of the level that was asked for */
	bool first;
	struct buf out;
};

/* Those that the options ask for. */
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

/* Whether none of the cpus asked for is here; says which are. */
static bool is_missing(const struct batch *b)
{
	const struct usage *u = &b->run->machine.usage;
	const struct cpulist *asked = &b->run->options->only;
	struct cpulist here = { 0 };
	struct buf why = { 0 };
	if (!asked->count)
		return false;
	for (uint32_t i = 0; i < u->rows; i++)
		if (cpulist_has(asked, u->cpu[i]))
			return false;
	for (uint32_t i = 0; i < u->rows; i++)
		cpulist_add(&here, u->cpu[i], u->cpu[i]);
	buf_puts(&why, "none of them is here; there are ");
	cpulist_format(&here, &why);
	run_complain("--cpus", why.data);
	buf_free(&why);
	cpulist_free(&here);
	return true;
}

/* Says once that the machine has no groups of the level that was asked for. */
static void tell_lacking(const struct batch *b)
{
	char what[40];
	snprintf(what, sizeof what, "--group %s", level_table[b->run->options->level].name);
	run_complain(what, "this machine has none");
}

/* Groups of the told cpus: ranges or a level where they were asked for, else what there is. */
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

/* Cores are as many as cpus, or nearly: their groups are told only when asked for. */
static enum level finest_level(const struct batch *b)
{
	const struct options *o = b->run->options;
	if (b->lacking)
		return LEVEL_ALL;
	return o->block ? LEVEL_RANGE : o->level < LEVELS ? o->level : LEVEL_CLUSTER;
}

/* One interval in the format; true when it went on its way, else *status is set. */
static bool report(struct batch *b, int *status)
{
	bool gone;
	choose_rows(b);
	choose_groups(b);
	if (b->first && b->lacking)
		tell_lacking(b);
	struct report report = {
		.machine = &b->run->machine,
		.row = b->row,
		.rows = b->rows,
		.tree = &b->tree,
		.finest = finest_level(b),
		.host = b->run->source.host,
		.first = b->first,
	};
	b->first = false;
	buf_clear(&b->out);
	b->format->write(&b->out, &report);
	*status = output_say(&b->out, &gone);
	return !gone;
}

/* Whether samples go to standard output, and reports do not. */
static bool records_there(const struct options *o)
{
	return o->record && !strcmp(o->record, "-");
}

/* After a sample that was recorded, or not: false when nobody is left to record for. */
static bool go_on(struct run *r)
{
	if (r->record.over && records_there(r->options))
		return false;
	run_tell_record(r);
	return true;
}

static int report_all(struct batch *b)
{
	struct run *r = b->run;
	const struct options *o = r->options;
	int status = 0;
	int64_t due = run_clock();
	for (long n = 0; n != o->iterations && wait_next(r, &due, o->interval); n++) {
		int sampled = next_sample(r);
		if (sampled == SOURCE_END)
			break;
		if (sampled) {
			run_complain("sample lost", r->alert);
			continue;
		}
		run_topology(r);
		if (!go_on(r) || (!records_there(o) && !report(b, &status)))
			break;
	}
	return status;
}

int batch_run(struct run *r)
{
	const struct options *o = r->options;
	struct batch b = { .run = r, .first = true };
	b.format = format_find(o->format ? o->format : "text");
	int status = first_sample(r);
	if (!status && is_missing(&b))
		status = 2;
	if (!status && go_on(r))
		status = report_all(&b);
	if (r->source.trouble[0])
		run_complain(r->source.name, r->source.trouble);
	tree_free(&b.tree);
	buf_free(&b.out);
	free(b.row);
	free(b.cpu);
	return status;
}

enum { SNAPSHOT_MS = 250 };

/* Takes the samples up to the one that the frame is of. */
static void advance(struct run *r, struct wall *wall)
{
	const struct options *o = r->options;
	double interval = o->interval_given ? o->interval : SNAPSHOT_MS / 1000.0;
	int64_t due = run_clock();
	for (long n = 0; wait_next(r, &due, interval); n++) {
		if (next_sample(r) == SOURCE_END)
			break;
		run_topology(r);
		run_tell_record(r);
		wall_update(wall, &r->machine);
		if (n + 1 == o->iterations || (r->source.live && o->iterations < 0))
			break;
	}
}

int snapshot_run(struct run *r)
{
	const struct options *o = r->options;
	struct wall wall;
	struct canvas canvas = { 0 };
	struct buf out = { 0 };
	bool gone;
	int status = first_sample(r);
	run_wall(r, &wall);
	wall.colour = false;
	if (!status) {
		wall_update(&wall, &r->machine);
		advance(r, &wall);
	}
	if (!status && !run_ended) {
		struct surroundings s = run_surroundings(r);
		struct replay replay = { 0 };
		if (!r->source.live) {
			replay_update_title(&replay, r);
			s.replay = replay.title;
		}
		wall_paint(&wall, &r->machine, &s, &canvas, o->snapshot_width, o->snapshot_height);
		canvas_dump(&canvas, &out);
		status = output_say(&out, &gone);
	}
	if (r->source.trouble[0])
		run_complain(r->source.name, r->source.trouble);
	wall_free(&wall);
	canvas_free(&canvas);
	buf_free(&out);
	return status;
}
