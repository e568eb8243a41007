/* Keys that are not characters, as the terminal reads them and the wall understands them. */
#ifndef COREWALL_BASE_PRESS_H
#define COREWALL_BASE_PRESS_H

/* A character is its own code point, below all of these but Escape. */
enum press {
	PRESS_ESCAPE = 0x1b,
	PRESS_UP = 0x110000,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_BACK_TAB,
	PRESS_F1,
	PRESS_F3,
	PRESS_F4,
	PRESS_F6,
	PRESS_F10,
	PRESS_DELETE, /* removes what is under the caret; Backspace is a character */
	PRESS_CLICK,  /* where: terminal_mouse() */
	PRESS_WHEEL_UP,
	PRESS_WHEEL_DOWN,
	PRESS_UNKNOWN /* a sequence without a meaning here */
};

#endif
