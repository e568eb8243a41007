/*
 * A recording on the screen: where it stands, how fast it plays, and the keys that move it. Drives
 * source and machine; draws nothing.
 */
#ifndef COREWALL_APP_REPLAY_H
#define COREWALL_APP_REPLAY_H

#include "app/run.h"

struct replay {
	int speed;     /* in powers of two */
	bool own_pace; /* frames come every wall->interval, not as they were recorded */
	bool over;     /* there are no more: stays on the last frame */
	bool to_end;   /* goes there once it is known where that is */
	size_t looked; /* bytes looked through ahead */
	char title[128];
};

/* Where the recording stands, "replay 12/1000 2026-11-22 09:00:12", into its title. */
void replay_update_title(struct replay *p, const struct run *r);

/* How long the frame that is shown stays, in nanoseconds. */
int64_t replay_pace(const struct replay *p, const struct run *r, const struct wall *w);

enum replay_event {
	REPLAY_IGNORED, /* the key is not for us */
	REPLAY_NOTED,   /* something was said */
	REPLAY_MOVED    /* another sample is the machine's now */
};

/* Acts on a key that moves through a recording; says why not when the source is none. */
enum replay_event replay_press(struct replay *p, struct run *r, struct wall *w, uint32_t key);

/*
 * Looks through a little more of the recording while nothing else is to be done. *more: there is
 * reason to call again soon.
 */
enum replay_event replay_look_ahead(struct replay *p, struct run *r, struct wall *w, bool *more);

#endif
