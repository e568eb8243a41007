/* Takes the samples up to the frame that is asked for, and prints it. */
#include "app/snapshot.h"

#include "app/message.h"
#include "app/output.h"
#include "app/replay.h"
#include "app/signals.h"
#include "base/clock.h"
#include "panels/frame.h"

enum { SNAPSHOT_MS = 250 };

/* Takes the next sample: of a live machine after the interval. False when there is no more. */
static bool next_sample(struct run *r, int64_t *due_ns)
{
	const struct options *o = r->options;
	double seconds = o->interval_given ? o->interval : SNAPSHOT_MS / 1e3;
	*due_ns += (int64_t)(seconds * 1e9);
	bool due = r->source.live ? signals_sleep_until(*due_ns) : !signals_ended;
	return due && run_wait_sample(r) != SOURCE_END;
}

static void take_samples(struct run *r, struct wall *wall)
{
	long n = r->options->iterations;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC);
	if (n < 0 && r->source.live)
		n = 1;
	wall_update(wall, &r->machine);
	for (; n && next_sample(r, &due_ns); n--) {
		run_finish_sample(r);
		run_report_recording(r);
		wall_update(wall, &r->machine);
	}
}

static int print_frame(struct run *r, struct wall *wall)
{
	const struct options *o = r->options;
	struct surroundings s = run_surroundings(r);
	struct canvas canvas = { 0 };
	struct replay replay = { 0 };
	struct buf out = { 0 };
	bool gone;
	if (!r->source.live) {
		replay_update_title(&replay, r);
		s.replay = replay.title;
	}
	frame_draw(wall, &r->machine, &s, &canvas, o->snapshot_width, o->snapshot_height);
	canvas_dump(&canvas, &out);
	int status = output_print(&out, &gone);
	canvas_free(&canvas);
	buf_free(&out);
	return status;
}

int snapshot_run(struct run *r)
{
	struct wall wall;
	int status = 1;
	run_init_wall(r, &wall);
	wall.settings.colour = false;
	if (run_first_sample(r)) {
		run_finish_sample(r);
		take_samples(r, &wall);
		status = signals_ended ? 0 : print_frame(r, &wall);
	}
	if (r->source.trouble[0])
		message_error(r->source.name, r->source.trouble);
	wall_free(&wall);
	return status;
}
