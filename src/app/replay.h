/* Playing a recording on the screen: the place in it, the speed, and the keys that move it. */
#ifndef COREWALL_APP_REPLAY_H
#define COREWALL_APP_REPLAY_H

#include "app/session.h"

struct replay {
	int speed;          /* a power of two: -1 is half, 1 is twice */
	bool own_pace;      /* one frame per settings.interval, not at the recorded pace */
	bool at_end;        /* the last frame is shown */
	bool to_end;        /* go to the last sample once it is found */
	size_t scanned;     /* bytes scanned ahead */
	uint64_t kept_from; /* first sample that the history has (0 is the first of all) */
	char title[128];
};

/* Sets the title to the place in the recording: "replay 12/1000 2026-11-22 09:00:12". */
void replay_update_title(struct replay *p, const struct session *r);

/* How long the current frame is shown, in nanoseconds. */
int64_t replay_frame_ns(const struct replay *p, const struct session *r, const struct wall *w);

enum replay_event {
	REPLAY_IGNORED, /* not a key for recordings, or nothing new */
	REPLAY_NOTED,   /* there is a message */
	REPLAY_MOVED    /* the machine has another sample now */
};

/* Handles a key that moves through a recording; a live source has none. */
enum replay_event replay_press(struct replay *p, struct session *r, struct wall *w, uint32_t key);

/* Scans a little more of the recording while the program is idle. *more: call again soon. */
enum replay_event replay_scan_ahead(struct replay *p, struct session *r, struct wall *w,
				    bool *more);

#endif
