/*
 * What each key does: one table, read by the commands, the help, and the check that the manual and
 * the README say the same.
 */
#ifndef COREWALL_WALL_KEYS_H
#define COREWALL_WALL_KEYS_H

#include "base/press.h"

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
	ACTION_COST,
	ACTION_PROCESSES,
	ACTION_RESET_PEAKS,
	ACTION_SAVE, /* these settings */
	/* These move through a recording, and mean nothing on a live machine. */
	ACTION_STEP_BACK,
	ACTION_STEP,
	ACTION_PLAY_SLOWER,
	ACTION_PLAY_FASTER,
	ACTIONS
};

struct key_info {
	enum action action;
	uint32_t press[8];  /* 0 ends them */
	const char *keys;   /* as help and manual write them */
	const char *effect; /* in a few words */
};

extern const struct key_info key_table[];
extern const size_t key_count;

enum action key_action(uint32_t press);

#endif
