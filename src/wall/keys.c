/* The table of keys. */
#include "wall/keys.h"

const char *const topic_name[TOPICS] = {
	[TOPIC_MOVE] = "Move",          [TOPIC_VIEW] = "Views", [TOPIC_GROUPS] = "Groups",
	[TOPIC_FIND] = "Find & filter", [TOPIC_TIME] = "Time",  [TOPIC_DISPLAY] = "Display",
	[TOPIC_OTHER] = "Other",
};

/* F1 F3 F4 F6 F10 as in htop. */
const struct key_info key_table[] = {
	{ TOPIC_MOVE,
	  { { ACTION_UP, { PRESS_UP, 'k' } }, { ACTION_DOWN, { PRESS_DOWN, 'j' } } },
	  "Up Down",
	  "move; also k j" },
	{ TOPIC_MOVE,
	  { { ACTION_LEFT, { PRESS_LEFT, 'h' } }, { ACTION_RIGHT, { PRESS_RIGHT, 'l' } } },
	  "Left Right",
	  "move; also h l" },
	{ TOPIC_MOVE,
	  { { ACTION_PAGE_UP, { PRESS_PAGE_UP, 'b', 0x02 } },
	    { ACTION_PAGE_DOWN, { PRESS_PAGE_DOWN, ' ', 0x06 } } },
	  "PgUp PgDn",
	  "a screen; also b Space" },
	{ TOPIC_MOVE,
	  { { ACTION_HOME, { PRESS_HOME, 'g' } }, { ACTION_END, { PRESS_END, 'G' } } },
	  "Home End",
	  "first, last; also g G" },
	{ TOPIC_MOVE, { { ACTION_OPEN, { '\r', '\n' } } }, "Enter", "detail of a cpu, on or off" },

	{ TOPIC_VIEW,
	  { { ACTION_VIEW, { '1', '2', '3', '4', '5', '6', '7', '8', '9' } } },
	  "1..9",
	  "a view, from bars to heatmap" },
	{ TOPIC_VIEW, { { ACTION_VIEW, { '0' } } }, "0", "auto: the richest that fits" },
	{ TOPIC_VIEW,
	  { { ACTION_NEXT_VIEW, { '\t', 'v' } },
	    { ACTION_PREVIOUS_VIEW, { PRESS_BACK_TAB, 'V' } } },
	  "Tab S-Tab",
	  "next, previous; also v V" },
	{ TOPIC_VIEW,
	  { { ACTION_ORDER, { 's', PRESS_F6 } } },
	  "s F6",
	  "order: id, topology, load" },
	{ TOPIC_VIEW, { { ACTION_OVERFLOW, { 'o' } } }, "o", "overflow: scroll, page ..." },

	{ TOPIC_GROUPS,
	  { { ACTION_FINER, { '+', '=' } }, { ACTION_COARSER, { '-', '_' } } },
	  "+ -",
	  "finer, coarser everywhere" },
	{ TOPIC_GROUPS, { { ACTION_NONE, { 0 } } }, "Enter", "open or close the group" },
	{ TOPIC_GROUPS, { { ACTION_NONE, { 0 } } }, "Right Left", "open, close" },

	{ TOPIC_OTHER, { { ACTION_HELP, { '?', PRESS_F1 } } }, "? F1", "this help" },
	{ TOPIC_OTHER, { { ACTION_QUIT, { 'q', 'Q', PRESS_F10 } } }, "q F10", "quit" },

	{ TOPIC_FIND, { { ACTION_JUMP, { '/', PRESS_F3 } } }, "/ F3", "find a cpu or a group" },
	{ TOPIC_FIND,
	  { { ACTION_HOTTEST, { 'n' } }, { ACTION_HOTTER, { 'N' } } },
	  "n N",
	  "hottest cpu, next; back" },
	{ TOPIC_FIND, { { ACTION_COOLEST, { 'c' } } }, "c", "coolest cpu, next" },
	{ TOPIC_FIND, { { ACTION_FILTER, { 'f', PRESS_F4 } } }, "f F4", "filter: 0-63 >=50 <10" },
	{ TOPIC_FIND, { { ACTION_CANCEL, { PRESS_ESCAPE } } }, "Esc", "leave; clear the filter" },

	{ TOPIC_TIME, { { ACTION_PAUSE, { 'p' } } }, "p", "pause" },
	{ TOPIC_TIME,
	  { { ACTION_SLOWER, { '<', 'd' } }, { ACTION_FASTER, { '>', 'D' } } },
	  "< >",
	  "slower, faster; also d D" },
	{ TOPIC_TIME,
	  { { ACTION_STEP_BACK, { ',' } }, { ACTION_STEP, { '.' } } },
	  ", .",
	  "back, forward by a sample" },
	{ TOPIC_TIME,
	  { { ACTION_PLAY_SLOWER, { '[' } }, { ACTION_PLAY_FASTER, { ']' } } },
	  "[ ]",
	  "by many; replay: its speed" },
	{ TOPIC_TIME,
	  { { ACTION_LONGER, { 'z' } }, { ACTION_SHORTER, { 'Z' } } },
	  "z Z",
	  "more, less time per column" },
	{ TOPIC_TIME, { { ACTION_RESET_PEAKS, { 'r' } } }, "r", "reset peaks" },

	{ TOPIC_DISPLAY, { { ACTION_THEME, { 't' } } }, "t", "next theme" },
	{ TOPIC_DISPLAY, { { ACTION_ASCII, { 'a' } } }, "a", "ASCII or unicode" },
	{ TOPIC_DISPLAY, { { ACTION_COST, { 'i' } } }, "i", "what corewall itself costs" },
	{ TOPIC_DISPLAY, { { ACTION_PROCESSES, { 'P' } } }, "P", "detail: threads, processes" },
	{ TOPIC_DISPLAY, { { ACTION_SAVE, { 'W' } } }, "W", "save these settings" },
	{ TOPIC_DISPLAY, { { ACTION_REDRAW, { 0x0c } } }, "Ctrl-L", "draw again" },
};

const size_t key_count = sizeof key_table / sizeof key_table[0];

static bool has_press(const struct binding *b, uint32_t press)
{
	for (size_t i = 0; i < 10 && b->press[i]; i++)
		if (b->press[i] == press)
			return true;
	return false;
}

enum action key_action(uint32_t press)
{
	for (size_t i = 0; i < key_count; i++)
		for (size_t k = 0; k < 2; k++)
			if (has_press(&key_table[i].binding[k], press))
				return key_table[i].binding[k].action;
	return ACTION_NONE;
}
