/*
 * The wall on a screen: waits for the next sample, a key, a new size or a signal, and draws what
 * changed. One wait, one reading and one write a refresh.
 */
#include "app/own_cost.h"
#include "app/replay.h"
#include "app/run.h"
#include "terminal/terminal.h"
#include "source/cpufreq.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FIRST_MS = 250 };

struct watch {
	struct run *run;
	struct wall wall;
	struct terminal *screen;
	struct canvas canvas;
	struct palette palette;
	int64_t due_ns;      /* of the next sample */
	int64_t last_ns;     /* when the last one was taken */
	long intervals_left; /* -1: without end */
	bool dirty;          /* something to draw */
	struct replay replay;
	bool starved; /* the pipe has no whole sample yet */
	bool quit;
	int input_events; /* an epoll of the terminal's input alone; -1: there is none */
	int trouble;      /* the errno for which it cannot wait any more */
	struct cost cost;
	struct own_cost own;
	struct cpufreq clock; /* of the core whose detail is shown */
	uint32_t clock_cpu;
	int clock_slow;     /* how often in a row it took too long to tell */
	int64_t clicked_ns; /* when, and where, the mouse was clicked last */
	int clicked_x, clicked_y;
};

/* What theme and colours come to on this terminal. */
static void choose_palette(struct watch *w)
{
	const struct options *o = w->run->options;
	const char *no_colour = getenv("NO_COLOR");
	int colours = terminal_colours(w->screen);
	if (o->colour == WHEN_NEVER || (o->colour == WHEN_AUTO && no_colour && *no_colour))
		colours = 0;
	if (o->colour == WHEN_ALWAYS && !colours)
		colours = 8;
	w->wall.colour = colours >= 8 && terminal_colours(w->screen) >= 8;
	palette_make(&w->palette, w->wall.theme, w->wall.colour ? colours : 0);
}

static void choose_glyphs(struct watch *w)
{
	if (w->run->options->ascii || !terminal_has_blocks(w->screen))
		w->wall.best_glyphs = GLYPHS_ASCII;
	else
		w->wall.best_glyphs =
			terminal_is_console(w->screen) ? GLYPHS_CONSOLE : GLYPHS_BLOCKS;
	w->wall.glyphs = w->wall.best_glyphs;
}

static void draw(struct watch *w)
{
	int width, height;
	struct surroundings s = run_surroundings(w->run);
	if (!w->run->source.live) {
		replay_update_title(&w->replay, w->run);
		s.replay = w->replay.title;
	}
	s.own = w->own;
	s.clock_cpu = w->clock_cpu;
	s.khz = w->clock.khz;
	s.khz_most = w->clock.most;
	terminal_size(w->screen, &width, &height);
	wall_paint(&w->wall, &w->run->machine, &s, &w->canvas, width, height);
	w->dirty = !terminal_draw(w->screen, &w->canvas, &w->palette);
}

static void sample(struct watch *w)
{
	int status = run_sample(w->run);
	w->last_ns = run_clock();
	w->starved = status == SOURCE_LATER;
	if (w->starved)
		return;
	if (status == SOURCE_END) {
		w->replay.over = true;
		wall_note(&w->wall, "end of the recording%s%s",
			  w->run->source.trouble[0] ? ": " : "", w->run->source.trouble);
	} else {
		wall_update(&w->wall, &w->run->machine);
	}
	w->dirty = true;
}

/* When the sample after the one just taken is due: on a grid, so that intervals do not drift. */
static void schedule(struct watch *w)
{
	int64_t interval = (int64_t)(w->wall.interval * 1e9), now = run_clock();
	if (!w->run->source.live) {
		w->due_ns = now + replay_pace(&w->replay, w->run, &w->wall);
		return;
	}
	w->due_ns += interval;
	if (w->due_ns <= now)
		w->due_ns = now + interval - (now - w->due_ns) % interval;
}

enum { CLOCK_SLOW_MS = 20, CLOCK_SLOW_MOST = 3 };

/*
 * The clock of the core whose detail is shown: of that one alone, and not where it takes long time
 * and again. Once may be a busy machine.
 */
static void read_clock(struct watch *w)
{
	const struct options *o = w->run->options;
	w->clock = (struct cpufreq){ 0 };
	w->clock_cpu = w->wall.cursor.cpu;
	if (!w->wall.detail || w->wall.cursor.on_group || w->clock_slow >= CLOCK_SLOW_MOST ||
	    o->replay)
		return;
	int64_t before = run_clock();
	cpufreq_read(o->sysroot, w->clock_cpu, &w->clock);
	bool slow = run_clock() - before > CLOCK_SLOW_MS * (int64_t)1000000;
	w->clock_slow = slow ? w->clock_slow + 1 : 0;
}

static void take_due_sample(struct watch *w)
{
	if (w->replay.over || w->wall.paused || run_clock() < w->due_ns)
		return;
	/* The refreshes so far, each whole. */
	if (w->wall.cost)
		cost_tell(&w->cost, terminal_bytes(w->screen), &w->own);
	cost_begin(&w->cost, terminal_bytes(w->screen));
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

static enum verdict point(struct watch *w, uint32_t key)
{
	int x, y;
	const struct machine *m = &w->run->machine;
	if (key == PRESS_WHEEL_UP || key == PRESS_WHEEL_DOWN)
		return wall_wheel(&w->wall, m, key == PRESS_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
	terminal_mouse(w->screen, &x, &y);
	int64_t now = run_clock();
	bool again = now - w->clicked_ns < DOUBLE_CLICK_MS * (int64_t)1000000 &&
		     x == w->clicked_x && y == w->clicked_y;
	w->clicked_ns = again ? 0 : now;
	w->clicked_x = x;
	w->clicked_y = y;
	return wall_click(&w->wall, m, x, y, again);
}

/* The machine's samples, or what is said, changed by moving through a recording. */
static void take_move(struct watch *w, enum replay_event event)
{
	w->dirty |= event != REPLAY_IGNORED;
	if (event == REPLAY_MOVED) {
		w->last_ns = run_clock();
		w->starved = false;
		schedule(w);
	}
}

static void press(struct watch *w, uint32_t key)
{
	enum replay_event event = replay_press(&w->replay, w->run, &w->wall, key);
	take_move(w, event);
	if (event != REPLAY_IGNORED)
		return;
	bool paused = w->wall.paused, detail = w->wall.detail, cost = w->wall.cost;
	enum verdict verdict =
		is_mouse(key) ? point(w, key) : wall_press(&w->wall, &w->run->machine, key);
	w->quit |= verdict == VERDICT_QUIT;
	w->dirty |= verdict != VERDICT_NONE;
	if (verdict == VERDICT_REDRAW)
		terminal_forget(w->screen);
	if (verdict == VERDICT_STYLE) {
		choose_palette(w);
		terminal_forget(w->screen);
	}
	if (w->wall.detail && (!detail || w->clock_cpu != w->wall.cursor.cpu))
		read_clock(w);
	if (w->wall.cost && !cost)
		cost_tell(&w->cost, terminal_bytes(w->screen), &w->own);
	if (verdict == VERDICT_INTERVAL)
		w->due_ns = w->last_ns + (int64_t)(w->wall.interval * 1e9);
	if (paused && !w->wall.paused && !w->run->source.live) {
		w->due_ns = run_clock();
	} else if (paused && !w->wall.paused) {
		/* A fresh start: not the average over the pause. */
		sample(w);
		w->due_ns = w->last_ns + FIRST_MS * (int64_t)1000000;
	}
}

static void take_keys(struct watch *w)
{
	uint32_t key;
	while (!w->quit && (key = terminal_key(w->screen)))
		press(w, key);
}

/* Who had the terminal meanwhile may have left it in any state. */
static void go_on(struct watch *w)
{
	run_continued = 0;
	terminal_resume(w->screen);
	w->dirty = true;
}

/* Stopped from the keyboard: the terminal back, stop for real, and everything anew afterwards. */
static void stop(struct watch *w)
{
	sigset_t mask;
	run_stopped = 0;
	terminal_suspend(w->screen);
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTSTP);
	sigaddset(&mask, SIGCONT);
	sigprocmask(SIG_UNBLOCK, &mask, NULL); /* here it stops, and here it goes on */
	run_catch_signals(true);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	go_on(w);
}

static int64_t wait_ns(const struct watch *w)
{
	if (w->replay.over || w->wall.paused || w->starved)
		return -1;
	int64_t left = w->due_ns - run_clock();
	return left > 0 ? left : 0;
}

/* Without it ppoll() does as well. */
static int watch_input(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	int events = epoll_create1(EPOLL_CLOEXEC);
	if (events >= 0 && epoll_ctl(events, EPOLL_CTL_ADD, fd, &event)) {
		close(events);
		return -1;
	}
	return events;
}

enum { NS_PER_MS = 1000000 };

/*
 * poll(), but of fds[0] alone where there is nothing else to wait for. An epoll does not ask the
 * terminal's driver before and after each wait, which is a twentieth of a refresh; that it counts
 * in milliseconds makes a sample late by one at most.
 */
static int wait_for(const struct watch *w, struct pollfd fds[3], int64_t ns)
{
	struct timespec timeout = { (time_t)(ns / 1000000000), (long)(ns % 1000000000) };
	if (w->input_events < 0 || fds[1].fd >= 0 || fds[2].fd >= 0)
		return ppoll(fds, 3, ns < 0 ? NULL : &timeout, &run_wait_mask);
	struct epoll_event event = { 0 };
	int64_t ms = ns / NS_PER_MS + (ns % NS_PER_MS > 0);
	int n = epoll_pwait(w->input_events, &event, 1,
			    ns < 0 ? -1 : (int)(ms < INT_MAX ? ms : INT_MAX), &run_wait_mask);
	fds[0].revents = n > 0 ? (short)event.events : 0; /* of the same values */
	return n;
}

/* Waits for whatever comes first. False when the terminal is gone. */
static bool wait(struct watch *w)
{
	struct pollfd fds[3] = {
		{ .fd = terminal_input(w->screen), .events = POLLIN },
		{ .fd = terminal_output(w->screen), .events = POLLOUT },
		{ .fd = w->starved && !w->wall.paused ? w->run->source.wait_fd : -1,
		  .events = POLLIN },
	};
	bool more;
	enum replay_event ahead = replay_look_ahead(&w->replay, w->run, &w->wall, &more);
	take_move(w, ahead);
	bool at_once = more || ahead != REPLAY_IGNORED;
	int n = wait_for(w, fds, at_once ? 0 : wait_ns(w));
	if (n < 0) {
		w->trouble = errno == EINTR ? 0 : errno;
		return !w->trouble;
	}
	if (n == 0)
		return true;
	if (fds[1].revents && !terminal_flush(w->screen))
		return false;
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		return false;
	if (fds[0].revents && !terminal_read(w->screen))
		return false;
	take_keys(w);
	return true;
}

/* After drawing: it may take a while on a machine of thousands of cpus. */
static void read_topology(struct watch *w)
{
	unsigned shape = w->run->machine.shape;
	run_topology(w->run);
	if (shape == w->run->machine.shape)
		return;
	wall_update(&w->wall, &w->run->machine);
	w->dirty = true;
}

/* Until the user, a signal or the count of intervals ends it. False when the terminal went away. */
static bool loop(struct watch *w)
{
	while (!w->quit && !run_ended) {
		take_due_sample(w);
		if (run_resized) {
			/* Also when the size is the old one again: what it was between is not
			 * known. */
			run_resized = 0;
			terminal_forget(w->screen);
			w->dirty = true;
		}
		if (w->dirty && terminal_output(w->screen) < 0)
			draw(w);
		read_topology(w);
		if (!w->quit && !wait(w))
			return false;
		if (run_stopped)
			stop(w);
		if (run_continued)
			go_on(w);
	}
	/* The last interval is shown, if only for whoever reads the bytes. */
	if (w->dirty && !run_ended && terminal_output(w->screen) < 0)
		draw(w);
	return run_ended != SIGHUP;
}

/* The first sample, without which there is nothing to watch. */
static bool begin(struct watch *w)
{
	struct run *r = w->run;
	int status;
	while ((status = run_sample(r)) == SOURCE_LATER)
		if (!run_wait_source(r))
			return false;
	if (status) {
		run_complain(r->source.name, status == SOURCE_END ? "there is no sample in it"
					     : status == -ENODATA ? "no cpu lines in it"
								  : strerror(-status));
		return false;
	}
	w->last_ns = run_clock();
	double first =
		r->options->interval < FIRST_MS / 1e3 ? r->options->interval : FIRST_MS / 1e3;
	w->due_ns = w->last_ns + (int64_t)(first * 1e9);
	wall_update(&w->wall, &r->machine);
	return true;
}

int watch_run(struct run *r)
{
	char why[160];
	bool well = false;
	struct watch w = { .run = r,
			   .intervals_left = r->options->iterations,
			   .dirty = true,
			   .input_events = -1 };
	w.replay.own_pace = r->options->interval_given;
	run_wall(r, &w.wall);
	if (begin(&w)) {
		run_catch_signals(true);
		w.screen = terminal_open(r->options->mouse, why, sizeof why);
		if (!w.screen)
			run_complain("cannot use this terminal", why);
	}
	if (w.screen) {
		choose_glyphs(&w);
		choose_palette(&w);
		w.input_events = watch_input(terminal_input(w.screen));
		well = terminal_flush(w.screen) && loop(&w);
		terminal_close(w.screen);
		if (w.trouble)
			run_complain("cannot wait", strerror(w.trouble));
	}
	if (w.input_events >= 0)
		close(w.input_events);
	wall_free(&w.wall);
	canvas_free(&w.canvas);
	return well ? 0 : 1;
}
