/*
 * Invariant: the last two samples of the machine are neighbours in the recording (except on its
 * first sample), so that a frame does not depend on the way that led to it.
 */
#include "app/replay.h"

#include "base/clock.h"
#include "wall/keys.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

enum {
	SPEED_LEAST = -4,
	SPEED_MOST = 8,
	FRAME_MOST_S = 10,    /* a longer gap is cut short */
	SCAN_STEP = 1 << 24,  /* bytes scanned at a time */
	SCAN_AHEAD = 1 << 30, /* bytes scanned before End is pressed */
};

void replay_update_title(struct replay *p, const struct session *r)
{
	struct source_place place = source_place(&r->source);
	time_t seconds = (time_t)(machine_sample(&r->machine)->wall_ns / NS_PER_S);
	struct tm tm = { 0 };
	char clock[32] = "", count[48], speed[16] = "";
	if (localtime_r(&seconds, &tm))
		strftime(clock, sizeof clock, "%Y-%m-%d %H:%M:%S", &tm);
	if (place.all_known || place.samples > place.sample)
		snprintf(count, sizeof count, "%llu/%llu%s", (unsigned long long)place.sample,
			 (unsigned long long)place.samples, place.all_known ? "" : "+");
	else
		snprintf(count, sizeof count, "%llu", (unsigned long long)place.sample);
	if (p->speed > 0)
		snprintf(speed, sizeof speed, " x%d", 1 << p->speed);
	else if (p->speed < 0)
		snprintf(speed, sizeof speed, " x1/%d", 1 << -p->speed);
	snprintf(p->title, sizeof p->title, "replay %s %s%s", count, clock, speed);
}

int64_t replay_frame_ns(const struct replay *p, const struct session *r, const struct wall *w)
{
	double seconds = p->own_pace ? w->settings.interval : r->machine.usage.elapsed;
	if (!(seconds > 0))
		seconds = 0;
	if (!p->own_pace && seconds > FRAME_MOST_S)
		seconds = FRAME_MOST_S;
	for (int i = 0; i < p->speed; i++)
		seconds /= 2;
	for (int i = 0; i > p->speed; i--)
		seconds *= 2;
	return (int64_t)(seconds * 1e9);
}

/* Forgets all samples. */
static void restart(struct machine *m)
{
	struct machine before = *m;
	machine_free(m);
	m->hz = before.hz;
	m->shape = before.shape + 1;
	m->intervals = before.intervals;
}

/* Reads one sample without recording it again. */
static void read_one(struct session *r)
{
	session_sample(r);
	r->unrecorded = false;
	session_finish_sample(r);
}

enum {
	SETTLE = 8,          /* samples until it no longer matters where reading began */
	ROWS_READ = 1 << 20, /* of cpus, to fill the history: about half a second */
};

/*
 * The first sample to read on the way to `sample`: a few before it if the history has the earlier
 * ones, else as many as can be read while the user waits.
 */
static uint64_t start_of(const struct replay *p, const struct session *r, const struct wall *w,
			 uint64_t sample)
{
	const struct history *h = &w->arrangement.history;
	uint64_t last = source_place(&r->source).sample, rows = machine_present(&r->machine);
	bool kept = sample < last && last - sample + SETTLE < h->filled &&
		    (!p->kept_from || sample > p->kept_from + HISTORY_LEAST);
	uint64_t most = ROWS_READ / (rows ? rows : 1), before = most;
	if (most < HISTORY_LEAST)
		before = HISTORY_LEAST;
	if (most > HISTORY_MOST)
		before = HISTORY_MOST;
	if (kept)
		before = SETTLE;
	return sample > before ? sample - before : 0;
}

/*
 * Goes to the sample (0 is the first), with the history of what was before it. False when it cannot
 * be reached.
 */
static bool go_to(struct replay *p, struct session *r, struct wall *w, uint64_t sample)
{
	int error;
	bool known = false;
	uint64_t from = start_of(p, r, w, sample);
	while ((error = source_seek(&r->source, from)) == -ERANGE && !known)
		known = source_scan(&r->source, SCAN_STEP);
	if (error) {
		wall_note(w, "cannot go there");
		return false;
	}
	if (from + SETTLE != sample)
		p->kept_from = from;
	restart(&r->machine);
	for (uint64_t i = from; i <= sample; i++) {
		read_one(r);
		wall_update(w, &r->machine);
	}
	p->at_end = p->to_end = false;
	return true;
}

static enum replay_event step_forward(struct replay *p, struct session *r, struct wall *w)
{
	int status = p->at_end ? SOURCE_END : session_sample(r);
	w->settings.paused = true;
	p->at_end = status == SOURCE_END;
	if (status == SOURCE_END)
		wall_note(w, "this is the last sample");
	else if (status == SOURCE_LATER)
		wall_note(w, "the next sample has not come yet");
	else
		wall_update(w, &r->machine);
	return status == 0 ? REPLAY_MOVED : REPLAY_NOTED;
}

static enum replay_event step_back(struct replay *p, struct session *r, struct wall *w)
{
	uint64_t sample = source_place(&r->source).sample;
	w->settings.paused = true;
	if (sample < 2) {
		wall_note(w, "this is the first sample");
		return REPLAY_NOTED;
	}
	return go_to(p, r, w, sample - 2) ? REPLAY_MOVED : REPLAY_NOTED;
}

static enum replay_event change_speed(struct replay *p, struct wall *w, int by)
{
	int speed = p->speed + by;
	if (speed < SPEED_LEAST || speed > SPEED_MOST) {
		wall_note(w, by > 0 ? "this is the highest speed" : "this is the lowest speed");
		return REPLAY_NOTED;
	}
	p->speed = speed;
	wall_note(w, speed < 0 ? "speed 1/%d" : "speed %d", 1 << (speed < 0 ? -speed : speed));
	return REPLAY_NOTED;
}

/* Keys that only recordings have. (Home and End move the cursor on a live machine.) */
static bool is_replay_action(enum action action)
{
	return action == ACTION_STEP || action == ACTION_STEP_BACK ||
	       action == ACTION_PLAY_SLOWER || action == ACTION_PLAY_FASTER;
}

enum replay_event replay_press(struct replay *p, struct session *r, struct wall *w, uint32_t key)
{
	enum action action = key_action(key);
	bool ends = key == PRESS_HOME || key == PRESS_END;
	if (w->navigation.help || w->navigation.prompt.kind != PROMPT_NONE)
		return REPLAY_IGNORED;
	if (r->source.live)
		return REPLAY_IGNORED;
	if (action == ACTION_SLOWER || action == ACTION_FASTER)
		p->own_pace = true;
	if (!is_replay_action(action) && !ends)
		return REPLAY_IGNORED;
	w->navigation.note[0] = '\0';
	if (action == ACTION_PLAY_SLOWER || action == ACTION_PLAY_FASTER)
		return change_speed(p, w, action == ACTION_PLAY_FASTER ? 1 : -1);
	if (action == ACTION_STEP)
		return step_forward(p, r, w);
	if (!source_place(&r->source).seekable) {
		wall_note(w, "a pipe only plays forward");
		return REPLAY_NOTED;
	}
	if (action == ACTION_STEP_BACK)
		return step_back(p, r, w);
	p->to_end = key == PRESS_END;
	if (p->to_end)
		wall_note(w, "looking for the end");
	return !p->to_end && go_to(p, r, w, 0) ? REPLAY_MOVED : REPLAY_NOTED;
}

enum replay_event replay_scan_ahead(struct replay *p, struct session *r, struct wall *w, bool *more)
{
	*more = false;
	if (r->source.live || (p->scanned >= SCAN_AHEAD && !p->to_end))
		return REPLAY_IGNORED;
	bool known = source_scan(&r->source, SCAN_STEP);
	p->scanned = known ? SCAN_AHEAD : p->scanned + SCAN_STEP;
	*more = !known && (p->scanned < SCAN_AHEAD || p->to_end);
	uint64_t samples = source_place(&r->source).samples;
	if (!known || !p->to_end || !samples)
		return known ? REPLAY_NOTED : REPLAY_IGNORED;
	w->navigation.note[0] = '\0';
	return go_to(p, r, w, samples - 1) ? REPLAY_MOVED : REPLAY_NOTED;
}
