/*
 * Takes the samples up to the frame that is asked for, and prints it; or prints all of them as a
 * cast. A frame is text, or a picture if it is to have colours.
 */
#include "app/snapshot.h"

#include "app/message.h"
#include "app/clock_time.h"
#include "app/replay.h"
#include "app/signals.h"
#include "base/clock.h"
#include "panels/frame.h"
#include "report/asciicast.h"
#include "report/formats.h"
#include "terminal/background.h"

#include <stdlib.h>

enum { SNAPSHOT_MS = 250 };

struct snapshot {
	struct session *session;
	const struct format_info *format;
	struct wall wall;
	struct canvas canvas;
	struct picture picture;
	struct palette palette;
	struct asciicast cast;
	bool light;       /* colours are chosen for a light background */
	bool casts;       /* every frame goes into the cast */
	int64_t begin_ns; /* of the cast, CLOCK_BOOTTIME */
	struct buf out;
};

/* Pictures have colours unless none are wanted; text has them if they are asked for. */
static bool has_colours(const struct snapshot *s)
{
	enum when colour = s->session->options->colour;
	return s->format->write ? colour == WHEN_ALWAYS : colour != WHEN_NEVER;
}

static void draw_frame(struct snapshot *s)
{
	struct session *r = s->session;
	struct surroundings around = session_surroundings(r);
	struct replay replay = { 0 };
	around.printed = true;
	if (!r->source.live) {
		replay_update_title(&replay, r);
		around.replay = replay.title;
	}
	frame_draw(&s->wall, &r->machine, &around, &s->canvas, r->options->snapshot_width,
		   r->options->snapshot_height);
	picture_of_canvas(&s->picture, &s->canvas, &s->palette);
	s->picture.light = s->light;
}

static void cast_frame(struct snapshot *s)
{
	double seconds = (double)(s->session->source.boot_ns - s->begin_ns) / NS_PER_S;
	draw_frame(s);
	asciicast_add(&s->cast, seconds, &s->picture, &s->out);
}

static void take_sample(struct snapshot *s)
{
	session_finish_sample(s->session);
	session_report_recording(s->session);
	wall_update(&s->wall, &s->session->machine);
	if (s->casts)
		cast_frame(s);
}

/* The time of --at in seconds since the epoch; INT64_MAX without --at. */
static int64_t end_second(const struct session *r)
{
	struct clock_time m;
	if (!r->options->at || !clock_time_parse(&m, r->options->at))
		return INT64_MAX;
	return clock_time_seconds(&m, r->source.wall_ns / NS_PER_S);
}

/* Takes the samples up to the frame that is wanted. False when the recording does not reach it. */
static bool take_samples(struct snapshot *s)
{
	struct session *r = s->session;
	const struct options *o = r->options;
	long n = o->iterations < 0 && r->source.live && !s->casts ? 1 : o->iterations;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC), end_s = end_second(r);
	session_filter_wall(r, &s->wall);
	wall_update(&s->wall, &r->machine);
	for (; n && r->source.wall_ns / NS_PER_S < end_s; n--) {
		if (session_next_sample(r, s->wall.settings.interval, &due_ns) == SOURCE_END)
			return !o->at;
		take_sample(s);
	}
	return true;
}

static int print_frame(struct snapshot *s)
{
	bool gone;
	if (s->casts)
		asciicast_end(&s->cast, s->session->options->interval, &s->out);
	else
		draw_frame(s);
	if (s->format->write_frame)
		s->format->write_frame(&s->picture, s->session->source.host, &s->out);
	else if (!s->casts && s->wall.settings.colour)
		picture_ansi(&s->picture, &s->out);
	else if (!s->casts)
		canvas_dump(&s->canvas, &s->out);
	return session_print(s->session, &s->out, &gone);
}

static int take_and_print(struct snapshot *s)
{
	struct session *r = s->session;
	const struct options *o = r->options;
	session_finish_sample(r);
	s->begin_ns = r->source.boot_ns;
	if (s->casts)
		asciicast_begin(&s->cast, o->snapshot_width, o->snapshot_height,
				r->source.wall_ns / NS_PER_S, r->source.host, &s->out);
	bool reached = take_samples(s);
	if (!reached && !signals_ended)
		message_error("--at", "the recording ends before that");
	if (!reached || (signals_ended && !s->casts))
		return reached ? 0 : 1;
	signals_ended = 0; /* a cast ends where the signal came */
	return print_frame(s);
}

int snapshot_run(struct session *r)
{
	const struct format_info *format = format_find(r->options->format);
	struct snapshot s = {
		.session = r,
		.format = format,
		.casts = !format->write && !format->write_frame,
	};
	session_init_wall(r, &s.wall);
	s.wall.settings.colour = has_colours(&s);
	if (r->source.live && !r->options->interval_given && !s.casts)
		s.wall.settings.interval = SNAPSHOT_MS / 1e3;
	r->source.interval_ns = (int64_t)(s.wall.settings.interval * 1e9);
	s.light = s.wall.settings.theme == THEME_LIGHT ||
		  background_of_colours(getenv("COLORFGBG")) == BACKGROUND_LIGHT;
	palette_make(&s.palette, s.wall.settings.theme, s.light, s.wall.settings.colour ? 256 : 0);
	int status = !session_first_sample(r) ? 1 : session_lacks_cpus(r) ? 2 : take_and_print(&s);
	session_report_trouble(r);
	asciicast_free(&s.cast);
	picture_free(&s.picture);
	canvas_free(&s.canvas);
	wall_free(&s.wall);
	buf_free(&s.out);
	return status;
}
