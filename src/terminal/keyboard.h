/* What is typed and clicked, as ncurses reads it. */
#ifndef COREWALL_TERMINAL_KEYBOARD_H
#define COREWALL_TERMINAL_KEYBOARD_H

#include "terminal/background.h"

#include <stdbool.h>
#include <stdint.h>

#include <curses.h>

struct keyboard {
	WINDOW *pad;          /* keys are read on it: wgetch() draws a window, but not a pad */
	bool mouse;           /* wanted; if not, its sequences are ignored */
	int mouse_x, mouse_y; /* of the last click, from 0 */
	enum background background; /* as the terminal answered */
};

/* After newterm(). False when memory runs out. */
bool keyboard_open(struct keyboard *k, bool mouse);

/*
 * The next key (see base/press.h), 0 when none was typed. Waits ESCAPE_MS for what may follow an
 * escape.
 */
uint32_t keyboard_next(struct keyboard *k);

#endif
