/*
 * One loop: waits for the next sample, a key, a new size or a signal, and draws. It never waits for
 * the terminal to take a frame.
 */
#include "app/watch.h"

#include "app/cpu_activity.h"
#include "app/message.h"
#include "app/own_cost.h"
#include "app/replay.h"
#include "app/settings_file.h"
#include "app/signals.h"
#include "base/clock.h"
#include "panels/frame.h"
#include "wall/commands.h"
#include "source/cpufreq.h"
#include "terminal/locale.h"
#include "terminal/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_MS = 250 };

struct watch {
	struct session *session;
	struct wall wall;
	struct terminal *screen;
	struct canvas canvas;
	struct palette palette;
	enum background background;
	int64_t due_ns;      /* of the next sample */
	int64_t last_ns;     /* when the last one was taken */
	long intervals_left; /* -1: without end */
	bool dirty;          /* something to draw */
	struct replay replay;
	bool starved; /* the pipe has no complete sample yet */
	bool quit;
	int wait_error; /* the errno of a wait that failed; 0: none */
	struct cost cost;
	struct own_cost own;
	struct cpufreq clock; /* of the cpu whose detail is shown */
	uint32_t clock_cpu;
	int clock_slow;               /* slow readings of it in a row */
	struct cpu_activity activity; /* of what the detail shows */
	bool sampled;                 /* a sample was taken and is not drawn yet */
	int64_t clicked_ns;           /* time and place of the last click */
	int clicked_x, clicked_y;
};

/* The palette for the theme, the options and the terminal. */
static void choose_palette(struct watch *w)
{
	const struct options *o = w->session->options;
	const char *no_colour = getenv("NO_COLOR");
	int colours = terminal_colours(w->screen);
	if (o->colour == WHEN_NEVER || (o->colour == WHEN_AUTO && no_colour && *no_colour))
		colours = 0;
	if (o->colour == WHEN_ALWAYS && !colours)
		colours = 8;
	w->wall.settings.colour = colours >= 8 && terminal_colours(w->screen) >= 8;
	w->background = terminal_background(w->screen);
	palette_make(&w->palette, w->wall.settings.theme, w->background == BACKGROUND_LIGHT,
		     w->wall.settings.colour ? colours : 0);
}

static void choose_glyphs(struct watch *w)
{
	const struct options *o = w->session->options;
	struct settings *s = &w->wall.settings;
	if (!o->utf8 && !terminal_has_blocks(w->screen))
		s->best_glyphs = GLYPHS_ASCII;
	else
		s->best_glyphs = terminal_is_console(w->screen) ? GLYPHS_CONSOLE : GLYPHS_UNICODE;
	s->glyphs = o->ascii ? GLYPHS_ASCII : s->best_glyphs;
}

static void draw(struct watch *w)
{
	int width, height;
	struct surroundings s = session_surroundings(w->session);
	if (!w->session->source.live) {
		replay_update_title(&w->replay, w->session);
		s.replay = w->replay.title;
	}
	s.own = w->own;
	s.clock_cpu = w->clock_cpu;
	s.khz = w->clock.khz;
	s.khz_most = w->clock.most;
	terminal_size(w->screen, &width, &height);
	wall_resize(&w->wall, &w->session->machine, width, height);
	if (w->session->source.local)
		s.activity = cpu_activity_update(&w->activity, &w->wall, &w->session->machine,
						 w->session->options->sysroot, w->sampled);
	w->sampled = false;
	frame_draw(&w->wall, &w->session->machine, &s, &w->canvas, width, height);
	w->dirty = !terminal_draw(w->screen, &w->canvas, &w->palette);
}

static void sample(struct watch *w)
{
	w->session->source.interval_ns = (int64_t)(w->wall.settings.interval * 1e9);
	int status = session_sample(w->session);
	w->last_ns = clock_ns(CLOCK_MONOTONIC);
	w->starved = status == SOURCE_LATER;
	if (w->starved)
		return;
	if (status == SOURCE_END) {
		w->replay.at_end = true;
		wall_note(&w->wall, "end of the recording%s%s",
			  w->session->source.trouble[0] ? ": " : "", w->session->source.trouble);
	} else {
		wall_update(&w->wall, &w->session->machine);
		w->sampled = true;
	}
	w->dirty = true;
}

/* The time of the next sample: on a grid, so that intervals do not drift. */
static void schedule(struct watch *w)
{
	int64_t interval = (int64_t)(w->wall.settings.interval * 1e9),
		now = clock_ns(CLOCK_MONOTONIC);
	if (!w->session->source.live) {
		w->due_ns = now + replay_frame_ns(&w->replay, w->session, &w->wall);
		return;
	}
	w->due_ns += interval;
	if (w->due_ns <= now)
		w->due_ns = now + interval - (now - w->due_ns) % interval;
}

enum { CLOCK_SLOW_MS = 20, CLOCK_SLOW_MOST = 3 };

/*
 * Reads the clock of the cpu whose detail is shown, unless that took too long several times in a
 * row. A single slow reading may only mean that the machine is busy.
 */
static void read_clock(struct watch *w)
{
	const struct options *o = w->session->options;
	w->clock = (struct cpufreq){ 0 };
	w->clock_cpu = w->wall.navigation.cursor.cpu;
	if (!w->wall.settings.detail || w->wall.navigation.cursor.on_group ||
	    w->clock_slow >= CLOCK_SLOW_MOST || !w->session->source.local)
		return;
	int64_t before = clock_ns(CLOCK_MONOTONIC);
	cpufreq_read(o->sysroot, w->clock_cpu, &w->clock);
	bool slow = clock_ns(CLOCK_MONOTONIC) - before > CLOCK_SLOW_MS * NS_PER_MS;
	w->clock_slow = slow ? w->clock_slow + 1 : 0;
}

static void take_due_sample(struct watch *w)
{
	if (w->replay.at_end || w->wall.settings.paused || clock_ns(CLOCK_MONOTONIC) < w->due_ns)
		return;
	if (w->wall.settings.cost)
		w->own = cost_average(&w->cost, terminal_bytes(w->screen));
	cost_begin_refresh(&w->cost, terminal_bytes(w->screen));
	sample(w);
	if (w->starved)
		return;
	schedule(w);
	read_clock(w);
	if (w->intervals_left > 0 && !--w->intervals_left)
		w->quit = true;
}

static bool is_mouse(uint32_t key)
{
	return key >= PRESS_CLICK && key <= PRESS_WHEEL_DOWN;
}

enum { DOUBLE_CLICK_MS = 400, WHEEL_LINES = 3 };

static enum verdict handle_mouse(struct watch *w, uint32_t key)
{
	int x, y;
	const struct machine *m = &w->session->machine;
	if (key == PRESS_WHEEL_UP || key == PRESS_WHEEL_DOWN)
		return wall_wheel(&w->wall, m, key == PRESS_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
	terminal_mouse(w->screen, &x, &y);
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	bool twice = now - w->clicked_ns < DOUBLE_CLICK_MS * NS_PER_MS && x == w->clicked_x &&
		     y == w->clicked_y;
	w->clicked_ns = twice ? 0 : now;
	w->clicked_x = x;
	w->clicked_y = y;
	return wall_click(&w->wall, m, x, y, twice);
}

/* After a key or a scan of a recording. */
static void take_replay_event(struct watch *w, enum replay_event event)
{
	w->dirty |= event != REPLAY_IGNORED;
	if (event == REPLAY_MOVED) {
		w->last_ns = clock_ns(CLOCK_MONOTONIC);
		w->starved = false;
		schedule(w);
	}
}

/* Saves the settings, and says where. */
static void save_settings(struct watch *w)
{
	char *path = settings_file_path();
	int error = settings_file_save(&w->wall.settings, w->session->options);
	if (error)
		wall_note(&w->wall, "cannot save: %s", path ? strerror(-error) : "HOME is not set");
	else
		wall_note(&w->wall, "saved in %s", path);
	free(path);
}

static void press(struct watch *w, uint32_t key)
{
	enum replay_event event = replay_press(&w->replay, w->session, &w->wall, key);
	take_replay_event(w, event);
	if (event != REPLAY_IGNORED)
		return;
	bool paused = w->wall.settings.paused, detail = w->wall.settings.detail,
	     cost = w->wall.settings.cost;
	enum verdict verdict = is_mouse(key) ? handle_mouse(w, key)
					     : wall_press(&w->wall, &w->session->machine, key);
	w->quit |= verdict == VERDICT_QUIT;
	w->dirty |= verdict != VERDICT_NONE;
	if (verdict == VERDICT_SAVE)
		save_settings(w);
	if (verdict == VERDICT_REDRAW)
		terminal_forget(w->screen);
	if (verdict == VERDICT_STYLE) {
		choose_palette(w);
		terminal_forget(w->screen);
	}
	if (w->wall.settings.detail && (!detail || w->clock_cpu != w->wall.navigation.cursor.cpu))
		read_clock(w);
	if (w->wall.settings.cost && !cost)
		w->own = cost_average(&w->cost, terminal_bytes(w->screen));
	if (verdict == VERDICT_INTERVAL)
		w->due_ns = w->last_ns + (int64_t)(w->wall.settings.interval * 1e9);
	if (paused && !w->wall.settings.paused && !w->session->source.live) {
		w->due_ns = clock_ns(CLOCK_MONOTONIC);
	} else if (paused && !w->wall.settings.paused) {
		/* A new sample first: the interval must not include the pause. */
		sample(w);
		w->due_ns = w->last_ns + FIRST_MS * NS_PER_MS;
	}
}

static void take_keys(struct watch *w)
{
	uint32_t key;
	while (!w->quit && (key = terminal_key(w->screen)))
		press(w, key);
	if (terminal_background(w->screen) == w->background)
		return;
	choose_palette(w);
	terminal_forget(w->screen);
	w->dirty = true;
}

/* Others may have used the terminal meanwhile. */
static void resume(struct watch *w)
{
	signals_continued = 0;
	terminal_resume(w->screen);
	w->dirty = true;
}

static void stop(struct watch *w)
{
	terminal_suspend(w->screen);
	signals_stop();
	resume(w);
}

/* Nanoseconds until something is due; -1: nothing is. */
static int64_t wait_ns(const struct watch *w)
{
	if (w->replay.at_end || w->wall.settings.paused || w->starved)
		return -1;
	int64_t left = w->due_ns - clock_ns(CLOCK_MONOTONIC);
	return left > 0 ? left : 0;
}

/* Hosts may print at any time. A pipe is waited for only if it had no complete sample. */
static int source_fd(const struct watch *w)
{
	const struct source *s = &w->session->source;
	return s->live || (w->starved && !w->wall.settings.paused) ? s->wait_fd : -1;
}

/* Waits for the next event. False when the terminal is gone. */
static bool wait(struct watch *w)
{
	struct pollfd fds[3] = {
		{ .fd = terminal_input(w->screen), .events = POLLIN },
		{ .fd = terminal_output(w->screen), .events = POLLOUT },
		{ .fd = source_fd(w), .events = POLLIN },
	};
	bool more;
	enum replay_event ahead = replay_scan_ahead(&w->replay, w->session, &w->wall, &more);
	take_replay_event(w, ahead);
	bool at_once = more || ahead != REPLAY_IGNORED;
	int n = signals_poll(fds, 3, at_once ? 0 : wait_ns(w));
	if (n < 0) {
		w->wait_error = errno == EINTR ? 0 : errno;
		return !w->wait_error;
	}
	if (n == 0)
		return true;
	if (fds[2].revents)
		source_collect(&w->session->source);
	if (fds[1].revents && !terminal_flush(w->screen))
		return false;
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		return false;
	if (fds[0].revents && !terminal_read(w->screen))
		return false;
	take_keys(w);
	return true;
}

/* After drawing: with thousands of cpus it may take a while. */
static void finish_sample(struct watch *w)
{
	unsigned shape = w->session->machine.shape;
	session_finish_sample(w->session);
	if (shape == w->session->machine.shape)
		return;
	wall_update(&w->wall, &w->session->machine);
	w->dirty = true;
}

/* Runs until the user, a signal or -n ends it. False when the terminal went away. */
static bool loop(struct watch *w)
{
	while (!w->quit && !signals_ended) {
		take_due_sample(w);
		if (signals_resized) {
			/* Even if the size is the same: it may have changed back and forth. */
			signals_resized = 0;
			terminal_forget(w->screen);
			w->dirty = true;
		}
		if (w->dirty && terminal_output(w->screen) < 0)
			draw(w);
		finish_sample(w);
		if (!w->quit && !wait(w))
			return false;
		if (signals_stopped)
			stop(w);
		if (signals_continued)
			resume(w);
	}
	/* The last interval is drawn too. */
	if (w->dirty && !signals_ended && terminal_output(w->screen) < 0)
		draw(w);
	return signals_ended != SIGHUP;
}

/* Takes the first sample. The second follows soon, for the first numbers. */
static bool begin(struct watch *w)
{
	double interval = w->session->options->interval, first = FIRST_MS / 1e3;
	int64_t first_ns = (int64_t)((interval < first ? interval : first) * 1e9);
	w->session->source.interval_ns = first_ns;
	if (!session_first_sample(w->session))
		return false;
	w->last_ns = clock_ns(CLOCK_MONOTONIC);
	w->due_ns = w->last_ns + first_ns;
	session_filter_wall(w->session, &w->wall);
	wall_update(&w->wall, &w->session->machine);
	return true;
}

/* Without a locale, the kind of terminal says more than the C library's default. */
static void guess_locale(struct watch *w)
{
	const char *term = getenv("TERM");
	if (locale_is_utf8() || !locale_is_unset() || !term || !locale_terminal_is_utf8(term))
		return;
	locale_force_utf8();
	if (!w->session->options->ascii)
		wall_note(&w->wall, "no locale set: unicode assumed; a for ASCII");
}

static bool open_screen(struct watch *w)
{
	char why[160];
	guess_locale(w);
	/* Before ncurses starts: it leaves signals alone that are caught already. */
	signals_catch(true);
	w->screen = terminal_open(w->session->options->mouse, why, sizeof why);
	if (!w->screen)
		message_error("cannot use this terminal", why);
	return w->screen;
}

static bool watch(struct watch *w)
{
	choose_glyphs(w);
	choose_palette(w);
	if (w->session->options->bad_setting[0])
		wall_note(&w->wall, "%s", w->session->options->bad_setting);
	bool well = terminal_flush(w->screen) && loop(w);
	terminal_close(w->screen);
	if (w->wait_error)
		message_error("cannot wait", strerror(w->wait_error));
	return well;
}

int watch_run(struct session *r)
{
	struct watch w = { .session = r, .intervals_left = r->options->iterations, .dirty = true };
	w.replay.own_pace = r->options->interval_given;
	session_init_wall(r, &w.wall);
	bool begun = begin(&w), misused = begun && session_lacks_cpus(r);
	bool well = begun && !misused && open_screen(&w) && watch(&w);
	wall_free(&w.wall);
	cpu_activity_close(&w.activity);
	canvas_free(&w.canvas);
	return misused ? 2 : !well;
}
