/*
 * Reads keys through ncurses, also those that terminfo does not list for the terminal. The mouse is
 * a key with more bytes to follow, read here: ncurses' own reader loses clicks that come together.
 */
#include "terminal/keyboard.h"

#include "base/press.h"

#include <stdio.h>

/* How long the next byte of a sequence may take, and that of an answer once it has begun. */
enum { ESCAPE_MS = 50, ANSWER_MS = 250 };

enum { ESCAPE = 0x1b };

/* Codes of our own: ncurses has 16 bits for them, and numbers keys that have no code from KEY_MAX
 * on. */
enum { KEY_SGR_MOUSE = 0x4000, KEY_BYTES_MOUSE };

static const struct {
	int code; /* of ncurses */
	uint32_t press;
	const char *also[3]; /* sequences for it, whatever terminfo says */
} key_table[] = {
	{ KEY_UP, PRESS_UP, { "\033[A", "\033OA" } },
	{ KEY_DOWN, PRESS_DOWN, { "\033[B", "\033OB" } },
	{ KEY_RIGHT, PRESS_RIGHT, { "\033[C", "\033OC" } },
	{ KEY_LEFT, PRESS_LEFT, { "\033[D", "\033OD" } },
	{ KEY_PPAGE, PRESS_PAGE_UP, { "\033[5~" } },
	{ KEY_NPAGE, PRESS_PAGE_DOWN, { "\033[6~" } },
	{ KEY_HOME, PRESS_HOME, { "\033[H", "\033OH", "\033[1~" } },
	{ KEY_END, PRESS_END, { "\033[F", "\033OF", "\033[4~" } },
	{ KEY_BTAB, PRESS_BACK_TAB, { "\033[Z" } },
	{ KEY_DC, PRESS_DELETE, { "\033[3~" } },
	{ KEY_F(1), PRESS_F1, { "\033OP", "\033[11~", "\033[[A" } },
	{ KEY_F(3), PRESS_F3, { "\033OR", "\033[13~", "\033[[C" } },
	{ KEY_F(4), PRESS_F4, { "\033OS", "\033[14~", "\033[[D" } },
	{ KEY_F(6), PRESS_F6, { "\033[17~" } },
	{ KEY_F(10), PRESS_F10, { "\033[21~" } },
	{ KEY_ENTER, '\r', { NULL } },
	{ KEY_SGR_MOUSE, PRESS_UNKNOWN, { "\033[<" } },
	{ KEY_BYTES_MOUSE, PRESS_UNKNOWN, { "\033[M" } },
};

enum { KEYS = sizeof key_table / sizeof key_table[0] };

/* A key of one byte stays a character: some terminals describe Ctrl-H as the left arrow. */
static void undefine_bytes(void)
{
	for (int c = 1; c < ' '; c++)
		if (c != ESCAPE)
			define_key((const char[]){ (char)c, '\0' }, 0);
	define_key("\177", 0);
}

bool keyboard_open(struct keyboard *k, bool mouse)
{
	k->mouse = mouse;
	k->pad = newpad(1, 1);
	if (!k->pad)
		return false;
	keypad(k->pad, TRUE);
	meta(k->pad, TRUE);
	wtimeout(k->pad, 0);
	set_escdelay(ESCAPE_MS);
	typeahead(-1);
	undefine_bytes();
	for (int i = 0; i < KEYS; i++)
		for (int n = 0; n < 3 && key_table[i].also[n]; n++)
			define_key(key_table[i].also[n], key_table[i].code);
	return true;
}

/* The next byte; ERR when it does not come within so many milliseconds. */
static int wait_byte(const struct keyboard *k, int ms)
{
	wtimeout(k->pad, ms);
	int byte = wgetch(k->pad);
	wtimeout(k->pad, 0);
	return byte;
}

static int next_byte(const struct keyboard *k)
{
	return wait_byte(k, ESCAPE_MS);
}

static bool is_final(int byte)
{
	return byte >= '@' && byte <= '~';
}

/* Passes over the rest of CSI … (ECMA-48, 5.4), or of CSI [ and a letter, as the console has it. */
static void skip_sequence(const struct keyboard *k)
{
	int byte = next_byte(k);
	if (byte == '[')
		next_byte(k);
	else
		while (byte != ERR && !is_final(byte))
			byte = next_byte(k);
}

/*
 * Reads an operating system command, to BEL or ESC \ (ECMA-48, 5.6): the terminal's answer, which
 * may come at any time. False if no digit follows at once: then the user typed Alt and ].
 */
static bool read_answer(struct keyboard *k)
{
	char text[64];
	size_t n = 0;
	int byte = next_byte(k);
	if (byte < '0' || byte > '9') {
		if (byte != ERR)
			ungetch(byte);
		return false;
	}
	for (; byte >= ' ' && byte <= '~'; byte = wait_byte(k, ANSWER_MS))
		if (n + 1 < sizeof text)
			text[n++] = (char)byte;
	text[n] = '\0';
	if (byte == ESCAPE)
		wait_byte(k, ANSWER_MS);
	enum background background = background_of_answer(text);
	if (background)
		k->background = background;
	return true;
}

/* An escape that begins no sequence known to ncurses. */
static uint32_t escape_key(struct keyboard *k)
{
	int byte = wgetch(k->pad);
	if (byte == ']' && read_answer(k))
		return keyboard_next(k);
	if (byte == '[')
		skip_sequence(k);
	else if (byte == 'O')
		next_byte(k);
	else if (byte != ERR)
		ungetch(byte);
	return byte == '[' || byte == 'O' ? (uint32_t)PRESS_UNKNOWN : (uint32_t)PRESS_ESCAPE;
}

/* A press of `button` in the column and row, which count from 1. */
static uint32_t press_of(struct keyboard *k, int button, int column, int row)
{
	if (!k->mouse || column < 1 || row < 1)
		return PRESS_UNKNOWN;
	k->mouse_x = column - 1;
	k->mouse_y = row - 1;
	if (button == 64 || button == 65)
		return button == 64 ? PRESS_WHEEL_UP : PRESS_WHEEL_DOWN;
	return button == 0 ? (uint32_t)PRESS_CLICK : (uint32_t)PRESS_UNKNOWN;
}

/* After CSI <: button ; column ; row M is a press, with m a release. */
static uint32_t sgr_mouse(struct keyboard *k)
{
	char text[32] = "", end = '\0';
	int button = 0, column = 0, row = 0, byte = 0;
	for (size_t n = 0; byte != ERR && !is_final(byte); n++) {
		byte = next_byte(k);
		if (byte != ERR && n + 1 < sizeof text)
			text[n] = (char)byte;
	}
	if (sscanf(text, "%5d;%5d;%5d%c", &button, &column, &row, &end) != 4 || end != 'M')
		return PRESS_UNKNOWN;
	return press_of(k, button, column, row);
}

/* After CSI M: the same three as bytes from 32 on, a release being button 3. */
static uint32_t bytes_mouse(struct keyboard *k)
{
	int button = next_byte(k), column = next_byte(k), row = next_byte(k);
	return press_of(k, button - ' ', column - ' ', row - ' ');
}

/* A byte that ncurses does not know as a key. No character beyond ASCII is a key here. */
static uint32_t character(struct keyboard *k, int first)
{
	if (first == ESCAPE)
		return escape_key(k);
	if (first < 0x80)
		return first ? (uint32_t)first : (uint32_t)PRESS_UNKNOWN;
	int byte = wgetch(k->pad);
	while (byte <= 0xff && (byte & 0xc0) == 0x80)
		byte = wgetch(k->pad);
	if (byte != ERR)
		ungetch(byte);
	return PRESS_UNKNOWN;
}

uint32_t keyboard_next(struct keyboard *k)
{
	int code = wgetch(k->pad);
	if (code == ERR)
		return 0;
	if (code == KEY_SGR_MOUSE)
		return sgr_mouse(k);
	if (code == KEY_BYTES_MOUSE)
		return bytes_mouse(k);
	if (code < KEY_MIN)
		return character(k, code);
	for (int i = 0; i < KEYS; i++)
		if (key_table[i].code == code)
			return key_table[i].press;
	return PRESS_UNKNOWN;
}
