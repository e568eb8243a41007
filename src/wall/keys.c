/* The table of keys. */
#include "wall/keys.h"

const struct key_info key_table[] = {
	{ ACTION_QUIT, { 'q', 'Q', PRESS_F10 }, "q F10", "quit" },
	{ ACTION_HELP, { '?', PRESS_F1 }, "? F1", "this help" },
	{ ACTION_UP, { PRESS_UP, 'k' }, "Up k", "cursor up" },
	{ ACTION_DOWN, { PRESS_DOWN, 'j' }, "Down j", "cursor down" },
	{ ACTION_LEFT, { PRESS_LEFT, 'h' }, "Left h", "left; closes a group" },
	{ ACTION_RIGHT, { PRESS_RIGHT, 'l' }, "Right l", "right; opens a group" },
	{ ACTION_PAGE_UP, { PRESS_PAGE_UP, 'b', 0x02 }, "PgUp b", "a screen up" },
	{ ACTION_PAGE_DOWN, { PRESS_PAGE_DOWN, ' ', 0x06 }, "PgDn Space", "a screen down" },
	{ ACTION_HOME, { PRESS_HOME, 'g' }, "Home g", "first cpu" },
	{ ACTION_END, { PRESS_END, 'G' }, "End G", "last cpu" },
	{ ACTION_OPEN, { '\r', '\n' }, "Enter", "open a group, show a cpu" },
	{ ACTION_NEXT_VIEW, { '\t', 'v' }, "Tab v", "next view" },
	{ ACTION_PREVIOUS_VIEW, { PRESS_BACK_TAB, 'V' }, "S-Tab V", "previous view" },
	{ ACTION_VIEW, { '1', '2', '3', '4', '5', '6' }, "1..6", "a view, from bars to groups" },
	{ ACTION_VIEW, { '0' }, "0", "auto: the richest that fits" },
	{ ACTION_OVERFLOW, { 'o' }, "o", "overflow: scroll, page ..." },
	{ ACTION_ORDER, { 's' }, "s", "order: id topology load" },
	{ ACTION_JUMP, { '/' }, "/", "jump to a cpu or a group" },
	{ ACTION_HOTTEST, { 'n' }, "n", "the hottest cpu, then the next" },
	{ ACTION_HOTTER, { 'N' }, "N", "back to the hotter one" },
	{ ACTION_FILTER, { 'f' }, "f", "filter: 0-63 >=50" },
	{ ACTION_FINER, { '+', '=' }, "+", "finer groups" },
	{ ACTION_COARSER, { '-', '_' }, "-", "coarser groups" },
	{ ACTION_RESET_PEAKS, { 'r' }, "r", "reset peaks" },
	{ ACTION_COST, { 'i' }, "i", "what corewall itself costs" },
	{ ACTION_PROCESSES, { 'P' }, "P", "detail: processes or threads" },
	{ ACTION_PAUSE, { 'p' }, "p", "pause" },
	{ ACTION_SLOWER, { '<', 'd' }, "< d", "slower" },
	{ ACTION_FASTER, { '>', 'D' }, "> D", "faster" },
	{ ACTION_STEP_BACK, { ',' }, ",", "replay: a sample back" },
	{ ACTION_STEP, { '.' }, ".", "replay: a sample on" },
	{ ACTION_PLAY_SLOWER, { '[' }, "[", "replay: half the speed" },
	{ ACTION_PLAY_FASTER, { ']' }, "]", "replay: twice the speed" },
	{ ACTION_THEME, { 't' }, "t", "theme: default light safe mono" },
	{ ACTION_ASCII, { 'a' }, "a", "ASCII or unicode" },
	{ ACTION_SAVE, { 'W' }, "W", "save these settings" },
	{ ACTION_REDRAW, { 0x0c }, "Ctrl-L", "draw again" },
	{ ACTION_CANCEL, { PRESS_ESCAPE }, "Esc", "leave; clear the filter" },
};

const size_t key_count = sizeof key_table / sizeof key_table[0];

enum action key_action(uint32_t press)
{
	for (size_t i = 0; i < key_count; i++)
		for (size_t k = 0; k < 8 && key_table[i].press[k]; k++)
			if (key_table[i].press[k] == press)
				return key_table[i].action;
	return ACTION_NONE;
}
