/* Takes the samples up to the frame that is asked for, and prints it. */
#include "app/snapshot.h"

#include "app/message.h"
#include "app/output.h"
#include "app/replay.h"
#include "app/signals.h"
#include "base/clock.h"
#include "panels/frame.h"
#include "report/picture.h"
#include "terminal/background.h"

#include <stdlib.h>
#include <string.h>

enum { SNAPSHOT_MS = 250 };

/* Takes the next sample: of a live machine after the interval. False when there is no more. */
static bool next_sample(struct run *r, const struct wall *wall, int64_t *due_ns)
{
	*due_ns += (int64_t)(wall->settings.interval * 1e9);
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
	for (; n && next_sample(r, wall, &due_ns); n--) {
		run_finish_sample(r);
		run_report_recording(r);
		wall_update(wall, &r->machine);
	}
}

static bool is_picture(const struct options *o)
{
	return o->format && (!strcmp(o->format, "svg") || !strcmp(o->format, "html"));
}

/* A picture is in colours unless none are wanted; text only if they are asked for. */
static bool has_colours(const struct options *o)
{
	return is_picture(o) ? o->colour != WHEN_NEVER : o->colour == WHEN_ALWAYS;
}

/* Adds the frame with the colours of its theme: as a picture, or as text for a terminal. */
static void add_picture(const struct run *r, const struct wall *wall, const struct canvas *canvas,
			struct buf *out)
{
	enum theme theme = wall->settings.theme;
	bool light = theme == THEME_LIGHT ||
		     background_of_colours(getenv("COLORFGBG")) == BACKGROUND_LIGHT;
	struct palette palette;
	struct picture picture = { 0 };
	palette_make(&palette, theme, light, wall->settings.colour ? 256 : 0);
	picture_of_canvas(&picture, canvas, &palette);
	picture.light = light;
	if (!is_picture(r->options))
		picture_ansi(&picture, out);
	else if (!strcmp(r->options->format, "svg"))
		picture_svg(&picture, r->source.host, out);
	else
		picture_html(&picture, r->source.host, out);
	picture_free(&picture);
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
	if (is_picture(o) || wall->settings.colour)
		add_picture(r, wall, &canvas, &out);
	else
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
	wall.settings.colour = has_colours(r->options);
	if (r->source.live && !r->options->interval_given)
		wall.settings.interval = SNAPSHOT_MS / 1e3;
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
