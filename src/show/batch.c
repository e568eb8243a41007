/*
 * Without a screen: one report an interval on standard output, in one write; and the snapshot, one
 * frame as text.
 */
#include "show/format.h"
#include "show/run.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* One write where the other side takes it. False when it is gone or full. */
static bool write_out(const struct buf *b)
{
	for (size_t at = 0; at < b->used;) {
		ssize_t n = write(STDOUT_FILENO, b->data + at, b->used - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* A reader that went away is no failure; anything else is. */
static int write_failed(void)
{
	if (errno == EPIPE)
		return 0;
	run_complain("standard output", strerror(errno));
	return 1;
}

/* The first sample, without which there is nothing to report. */
static int first_sample(struct run *r)
{
	int status = run_sample(r);
	if (status == SOURCE_END) {
		run_complain(r->source.name, "there is no sample in it");
		return 1;
	}
	if (status) {
		run_complain(r->source.name, status == -ENODATA ? "no cpu lines in it" :
								   strerror(-status));
		return 1;
	}
	run_topology(r);
	return 0;
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

/* The groups that -g asked for: all levels down to the one named, or blocks. */
static bool make_tree(const struct run *r, struct tree *t)
{
	const struct options *o = r->options;
	const struct usage *u = &r->machine.usage;
	if (o->block)
		tree_of_blocks(t, u->cpu, u->rows, o->block);
	else if (o->level < LEVELS)
		tree_of_topology(t, &r->machine.topology, u->cpu, u->rows);
	else
		return false;
	return true;
}

int batch_run(struct run *r)
{
	const struct options *o = r->options;
	const struct format_info *format = format_find(o->format ? o->format : "text");
	struct buf out = { 0 };
	struct tree tree = { 0 };
	int status = first_sample(r);
	int64_t due = run_clock();
	bool first = true;
	for (long n = 0; !status && n != o->iterations && wait_next(r, &due, o->interval); n++) {
		int sampled = run_sample(r);
		if (sampled == SOURCE_END)
			break;
		if (sampled) {
			run_complain("sample lost", r->alert);
			continue;
		}
		run_topology(r);
		struct report report = {
			.machine = &r->machine,
			.only = &o->only,
			.tree = make_tree(r, &tree) ? &tree : NULL,
			.host = r->source.host,
			.first = first,
		};
		buf_clear(&out);
		format->write(&out, &report);
		first = false;
		if (!write_out(&out)) {
			status = write_failed();
			break;
		}
	}
	if (r->source.trouble[0])
		run_complain(r->source.name, r->source.trouble);
	tree_free(&tree);
	buf_free(&out);
	return status;
}

enum { SNAPSHOT_MS = 250 };

int snapshot_run(struct run *r)
{
	const struct options *o = r->options;
	double interval = o->interval_given ? o->interval : SNAPSHOT_MS / 1000.0;
	struct wall wall;
	struct canvas canvas = { 0 };
	struct buf out = { 0 };
	int status = first_sample(r);
	int64_t due = run_clock();
	run_wall(r, &wall);
	wall.colour = false;
	if (!status)
		wall_update(&wall, &r->machine);
	for (long n = 0; !status && wait_next(r, &due, interval); n++) {
		if (run_sample(r) == SOURCE_END)
			break;
		run_topology(r);
		wall_update(&wall, &r->machine);
		if (n + 1 == o->iterations || (r->source.live && o->iterations < 0))
			break;
	}
	if (!status && !run_ended) {
		struct surroundings s = run_surroundings(r);
		wall_paint(&wall, &r->machine, &s, &canvas, o->snapshot_width, o->snapshot_height);
		canvas_dump(&canvas, &out);
		if (!write_out(&out))
			status = write_failed();
	}
	wall_free(&wall);
	canvas_free(&canvas);
	buf_free(&out);
	return status;
}
