/*
 * What each key does: one table, read by the commands, the help, and the check that the manual and
 * the README say the same.
 */
#ifndef COREWALL_WALL_KEYS_H
#define COREWALL_WALL_KEYS_H

#include "base/press.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum action {
	ACTION_NONE,
	ACTION_QUIT,
	ACTION_HELP,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_HOME,
	ACTION_END,
	ACTION_OPEN,
	ACTION_NEXT_VIEW,
	ACTION_PREVIOUS_VIEW,
	ACTION_VIEW, /* the one whose digit was pressed */
	ACTION_OVERFLOW,
	ACTION_ORDER,
	ACTION_FINER,
	ACTION_COARSER,
	ACTION_PAUSE,
	ACTION_SLOWER,
	ACTION_FASTER,
	ACTION_THEME,
	ACTION_ASCII,
	ACTION_REDRAW,
	ACTION_CANCEL,
	ACTION_JUMP,
	ACTION_FILTER,
	ACTION_HOTTEST,
	ACTION_HOTTER,
	ACTION_COOLEST,
	ACTION_COST,
	ACTION_PROCESSES,
	ACTION_RESET_PEAKS,
	ACTION_SAVE,      /* these settings */
	ACTION_STEP_BACK, /* in time: through a recording, or the history of a live machine */
	ACTION_STEP,
	ACTION_PLAY_SLOWER,
	ACTION_PLAY_FASTER, /* in a recording; else far steps in time */
	ACTION_LONGER,      /* more time in a column of the views of time */
	ACTION_SHORTER,
	ACTIONS
};

/* What keys are about, in the order of the help. */
enum key_topic {
	TOPIC_MOVE,
	TOPIC_VIEW,
	TOPIC_GROUPS,
	TOPIC_OTHER,
	TOPIC_FIND,
	TOPIC_TIME,
	TOPIC_DISPLAY,
	TOPICS
};

extern const char *const topic_name[TOPICS];

struct binding {
	enum action action;
	uint32_t press[10]; /* 0 ends them */
};

/* A line of the help: keys that belong together, as "slower, faster". */
struct key_info {
	enum key_topic topic;
	struct binding binding[2]; /* the second one may be ACTION_NONE */
	const char *keys;          /* as help and manual write them */
	const char *effect;        /* in a few words */
};

extern const struct key_info key_table[];
extern const size_t key_count;

enum action key_action(uint32_t press);

#endif
