/*
 * Takes the terminal over, draws on it, and gives it back. Invariant: while `active` is set, the
 * terminal is in our modes, and terminal_restore() needs nothing but *active to restore its own.
 */
#include "terminal/terminal.h"

#include "base/clock.h"
#include "base/mem.h"
#include "terminal/fallback_terminfo.h"
#include "terminal/keyboard.h"
#include "terminal/locale.h"
#include "terminal/outbox.h"
#include "terminal/screen.h"
#include "terminal/tty.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <term.h>

/* The largest frame: ncurses takes a hundred bytes per cell, and no real terminal is larger. */
enum { WIDTH_MOST = 2000, HEIGHT_MOST = 1000 };

/* Presses and the wheel (1000), reported in decimal (1006): xterm's ctlseqs. */
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct terminal {
	struct tty tty;
	FILE *input; /* of the tty, for ncurses */
	char term[64];
	SCREEN *ncurses;
	struct outbox outbox;
	struct screen screen;
	struct keyboard keyboard;
	uint32_t key;                  /* read, but not yet taken */
	int usual_width, usual_height; /* of a terminal that does not know its size */
	int width, height;             /* 0: to be asked for */
	struct buf leave;              /* bytes that end our use of the terminal */
	bool entered;                  /* it was sent something, and not yet `leave` */
	bool gone;
	bool asked; /* for its background */
	int64_t asked_ns;
	/* Without an alternate screen, the last frame stays and the cursor is left below it. */
	bool stays;
	struct buf bottom; /* bytes that move the cursor there */
};

static struct terminal *volatile active;

/* --- What ncurses writes, and what is left to us --- */

/* What put_byte() appends to. */
static struct buf *capability_to;

static int put_byte(int c)
{
	buf_putc(capability_to, (char)c);
	return c;
}

/* Appends a capability with its parameters filled in; NULL appends nothing. */
static void add_capability(struct buf *b, const char *s)
{
	capability_to = b;
	if (s)
		tputs(s, 1, put_byte);
}

/*
 * Undoes what others may have left on: attributes, insertion, a scrolling region. ncurses does so
 * itself when it enters, but not when it only draws everything again.
 */
static void add_reset(struct buf *b, int height)
{
	add_capability(b, exit_attribute_mode);
	add_capability(b, exit_insert_mode);
	if (height > 1 && change_scroll_region)
		add_capability(b, tiparm(change_scroll_region, 0, height - 1));
}

/* Lets ncurses leave once, into the outbox, and keeps those bytes for terminal_restore(). */
static bool learn_to_leave(struct terminal *t)
{
	doupdate();
	if (!outbox_drop(&t->outbox))
		return false;
	endwin();
	if (!outbox_collect(&t->outbox))
		return false;
	buf_puts(&t->leave, t->keyboard.mouse ? MOUSE_OFF : "");
	add_capability(&t->leave, exit_attribute_mode);
	add_capability(&t->leave, orig_pair);
	buf_add(&t->leave, t->outbox.bytes.data, t->outbox.bytes.used);
	return outbox_drop(&t->outbox);
}

/* --- The background --- */

enum { ANSWER_NS = 1000 * NS_PER_MS, LAST_ANSWER_NS = 150 * NS_PER_MS };

/* Asks only once. The answer comes among the keys, at any time. */
static void ask_for_background(struct terminal *t)
{
	if (t->asked || !background_can_ask(t->term) || !terminal_colours(t))
		return;
	t->asked = true;
	t->asked_ns = clock_ns(CLOCK_MONOTONIC);
	buf_puts(&t->outbox.bytes, BACKGROUND_QUESTION);
}

/* Waits a short while for an answer on its way: else it would be typed into the shell. */
static void await_answer(struct terminal *t)
{
	struct pollfd in = { .fd = t->tty.in, .events = POLLIN };
	int64_t now = clock_ns(CLOCK_MONOTONIC), end = now + LAST_ANSWER_NS;
	if (!active || !t->asked || t->gone || now - t->asked_ns > ANSWER_NS)
		return;
	while (!t->keyboard.background && now < end &&
	       poll(&in, 1, (int)((end - now) / NS_PER_MS) + 1) > 0 && in.revents == POLLIN) {
		keyboard_next(&t->keyboard);
		now = clock_ns(CLOCK_MONOTONIC);
	}
}

enum background terminal_background(const struct terminal *t)
{
	enum background answer = t->keyboard.background;
	return answer ? answer : background_of_colours(getenv("COLORFGBG"));
}

/* --- Opening and leaving --- */

/* Checked first, since newterm() leaks memory when the terminal is not known. */
static bool is_known(const struct terminal *t, const char *term)
{
	int error;
	if (setupterm(term, t->tty.out, &error) == ERR)
		return false;
	del_curterm(cur_term);
	return true;
}

/* Uses the terminfo database or, if it lacks the terminal, an entry of our own. */
static SCREEN *start_ncurses(const struct terminal *t, const char *term)
{
	if (is_known(t, term))
		return newterm(term, t->outbox.file, t->input);
	const struct fallback_entry *entry = fallback_find(term);
	if (!entry)
		return NULL;
	setenv("TERMINFO", entry->terminfo, 1);
	SCREEN *ncurses = newterm(entry->name, t->outbox.file, t->input);
	unsetenv("TERMINFO");
	return ncurses;
}

static bool set_up_ncurses(struct terminal *t, bool mouse)
{
	t->usual_width = columns;
	t->usual_height = lines;
	t->stays = !enter_ca_mode;
	start_color();
	use_default_colors();
	curs_set(0);
	leaveok(stdscr, TRUE);
	if (t->outbox.coded)
		use_legacy_coding(2);
	return keyboard_open(&t->keyboard, mouse) && learn_to_leave(t);
}

/* Whether the terminal can be used; if not, why. */
static bool load_terminal(struct terminal *t, bool mouse, char *why, size_t room)
{
	const char *term = getenv("TERM");
	snprintf(t->term, sizeof t->term, "%s", term ? term : "");
	for (char *p = t->term; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	/* No delays and no tabs: neither the line speed nor the tab stops are known. */
	setenv("NCURSES_NO_PADDING", "1", 1);
	setenv("NCURSES_NO_HARD_TABS", "1", 1);
	t->outbox.coded = locale_is_utf8() && !locale_writes_utf8();
	if (!t->term[0])
		snprintf(why, room, "TERM is not set: try TERM=vt100, or --once for plain text");
	else if (!(t->ncurses = start_ncurses(t, term)))
		snprintf(why, room, "terminal '%s' is not known here: try TERM=xterm or TERM=vt100",
			 t->term);
	else if (!cursor_address || !clear_screen)
		snprintf(why, room,
			 "terminal '%s' cannot move its cursor: "
			 "use --once or --batch for plain text",
			 t->term);
	else if (!set_up_ncurses(t, mouse))
		snprintf(why, room, "terminal: %s", strerror(errno));
	else
		return true;
	return false;
}

static bool open_files(struct terminal *t)
{
	if (!tty_open(&t->tty))
		return false;
	t->input = fdopen(t->tty.in, "r");
	return t->input && outbox_open(&t->outbox);
}

struct terminal *terminal_open(bool mouse, char *why, size_t room)
{
	struct terminal *t = mem_zero(1, sizeof *t);
	bool well = open_files(t);
	if (!well)
		snprintf(why, room, "terminal: %s", strerror(errno));
	if (!well || !load_terminal(t, mouse, why, room)) {
		terminal_close(t);
		return NULL;
	}
	active = t;
	tty_set_modes(&t->tty);
	return t;
}

void terminal_restore(void)
{
	struct terminal *t = active;
	if (!t)
		return;
	active = NULL;
	int saved_errno = errno;
	/* Leaving a terminal that was never entered would move the cursor, or hide it. */
	if (!t->gone && t->entered) {
		t->entered = false;
		/* The frame may be cut within a sequence: CAN ends that (ECMA-48). */
		if (tty_write(&t->tty, "\030", outbox_waits(&t->outbox)) &&
		    tty_write(&t->tty, t->leave.data, t->leave.used))
			tty_write(&t->tty, t->bottom.data, t->bottom.used);
	}
	tty_restore_modes(&t->tty);
	errno = saved_errno;
}

void terminal_close(struct terminal *t)
{
	if (!t)
		return;
	await_answer(t);
	terminal_restore();
	if (t->ncurses)
		delscreen(t->ncurses);
	screen_free(&t->screen);
	outbox_close(&t->outbox);
	tty_close(&t->tty);
	buf_free(&t->leave);
	buf_free(&t->bottom);
	free(t);
}

void terminal_suspend(struct terminal *t)
{
	(void)t;
	terminal_restore();
}

/* Drops what is not sent yet. `enters`: ncurses has to enter the terminal again. */
static void lose_frame(struct terminal *t, bool enters)
{
	if (enters)
		endwin();
	outbox_drop(&t->outbox);
	terminal_forget(t);
}

void terminal_resume(struct terminal *t)
{
	if (!active)
		tty_save_modes(&t->tty);
	active = t;
	tty_set_modes(&t->tty);
	lose_frame(t, true);
}

/* --- Properties --- */

int terminal_colours(const struct terminal *t)
{
	(void)t;
	int n = has_colors() ? COLORS : 0;
	return n >= 256 ? 256 : n >= 16 ? 16 : n >= 8 ? 8 : 0;
}

bool terminal_is_console(const struct terminal *t)
{
	return !strcmp(t->term, "linux");
}

/* Hardware terminals and their like have no block glyphs, whatever the locale says. */
bool terminal_has_blocks(const struct terminal *t)
{
	static const char *const without[] = {
		"vt", "dumb", "ansi", "unknown", "cons", "wy", "sun"
	};
	if (!locale_is_utf8())
		return false;
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (!strncmp(t->term, without[i], strlen(without[i])) && strncmp(t->term, "vte", 3))
			return false;
	return true;
}

void terminal_size(struct terminal *t, int *width, int *height)
{
	if (!t->width || !t->tty.signals) {
		t->width = t->usual_width;
		t->height = t->usual_height;
		tty_size(&t->tty, &t->width, &t->height);
	}
	*width = t->width < WIDTH_MOST ? t->width : WIDTH_MOST;
	*height = t->height < HEIGHT_MOST ? t->height : HEIGHT_MOST;
}

uint64_t terminal_bytes(const struct terminal *t)
{
	return t->outbox.total;
}

/* --- Frames --- */

bool terminal_draw(struct terminal *t, const struct canvas *c, const struct palette *p)
{
	bool enters = isendwin();
	if (outbox_waits(&t->outbox))
		return false;
	if (t->stays) {
		buf_clear(&t->bottom);
		add_capability(&t->bottom, tiparm(cursor_address, c->height - 1, 0));
		buf_puts(&t->bottom, "\r\n");
	}
	if (!enters && !t->screen.width)
		add_reset(&t->outbox.bytes, c->height);
	if (!screen_draw(&t->screen, &t->outbox, c, p))
		mem_fail();
	/* ncurses does not turn the keypad on by itself when it writes to a file. */
	if (enters)
		keypad(t->keyboard.pad, TRUE);
	if (!outbox_collect(&t->outbox)) {
		lose_frame(t, enters);
		return false;
	}
	buf_puts(&t->outbox.bytes, enters && t->keyboard.mouse ? MOUSE_ON : "");
	ask_for_background(t);
	terminal_flush(t);
	return true;
}

void terminal_forget(struct terminal *t)
{
	screen_forget(&t->screen);
	t->width = t->height = 0;
}

int terminal_output(const struct terminal *t)
{
	return outbox_waits(&t->outbox) ? t->tty.out : -1;
}

bool terminal_flush(struct terminal *t)
{
	t->entered |= outbox_waits(&t->outbox);
	t->gone = !outbox_send(&t->outbox, t->tty.out);
	return !t->gone;
}

/* --- Keys --- */

int terminal_input(const struct terminal *t)
{
	return t->tty.in;
}

bool terminal_read(struct terminal *t)
{
	struct termios modes;
	errno = 0;
	t->key = keyboard_next(&t->keyboard);
	/* Nothing although it was readable: hung up, or another process took the bytes. */
	return t->key || (errno != EIO && tcgetattr(t->tty.in, &modes) == 0);
}

uint32_t terminal_key(struct terminal *t)
{
	uint32_t key = t->key ? t->key : keyboard_next(&t->keyboard);
	t->key = 0;
	return key;
}

void terminal_mouse(const struct terminal *t, int *x, int *y)
{
	*x = t->keyboard.mouse_x;
	*y = t->keyboard.mouse_y;
}
