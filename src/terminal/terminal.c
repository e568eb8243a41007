/*
 * Taking the terminal over, and giving it back. Invariant: while `active` is set, the terminal is
 * in our modes, and terminal_restore() can bring back its own from nothing but `active`'s memory.
 */
#include "terminal/terminal.h"

#include "base/mem.h"
#include "terminal/fallback_terminfo.h"
#include "terminal/keyboard.h"
#include "terminal/locale.h"
#include "terminal/outbox.h"
#include "terminal/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

/* How long a terminal that takes nothing is waited for when we leave it. */
enum { LEAVE_MS = 1000 };

/* The largest frame: ncurses keeps a hundred bytes a cell, and what claims more is no screen. */
enum { WIDTH_MOST = 2000, HEIGHT_MOST = 1000 };

struct terminal {
	int in, out;
	bool own_out; /* out was opened here, and never blocks */
	FILE *input;  /* of `in`, for ncurses */
	struct termios saved;
	char term[64];
	SCREEN *ncurses;
	struct outbox outbox;
	struct screen screen;
	struct keyboard keyboard;
	uint32_t key;                  /* read, but not yet taken */
	int usual_width, usual_height; /* of a terminal that does not know its size */
	int width, height;             /* 0: to be asked for */
	bool signals;                  /* SIGWINCH reports other sizes: they are asked for once */
	struct buf leave;              /* bytes that end our use of the terminal */
	bool entered;                  /* it has been sent something, and none of these */
	bool gone;
	/* There is no second screen: the last frame stays, and we leave below it. */
	bool stays;
	struct buf bottom; /* moves there, to the frame's last line */
};

static struct terminal *volatile active;

/* --- The way to the terminal --- */

/* The controlling terminal, when that is what standard output is: tcgetsid() takes no other. */
static int open_controlling(int flags)
{
	return tcgetsid(STDOUT_FILENO) < 0 ? -1 : open("/dev/tty", flags);
}

/*
 * The terminal on standard output once more, so that this one can be made non-blocking without
 * doing so to the shell's. It may belong to another user (su); the controlling one opens for all.
 */
static int open_again(int access)
{
	int flags = access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open("/proc/self/fd/1", flags);
	if (fd >= 0 && isatty(fd))
		return fd;
	if (fd >= 0)
		close(fd);
	return open_controlling(flags);
}

/* Falls back on standard output itself. */
static void open_output(struct terminal *t)
{
	t->out = open_again(O_WRONLY);
	t->own_out = t->out >= 0;
	if (!t->own_out)
		t->out = STDOUT_FILENO;
}

/* Standard input, or the controlling terminal, or the one on standard output. */
static void open_input(struct terminal *t)
{
	t->in = STDIN_FILENO;
	if (!isatty(t->in))
		t->in = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (t->in < 0)
		t->in = open_again(O_RDONLY);
	if (t->in < 0)
		t->in = STDOUT_FILENO;
}

/* A signal that comes meanwhile must not leave the terminal as it is. */
static void put_modes(int fd, const struct termios *modes)
{
	while (tcsetattr(fd, TCSANOW, modes) != 0 && errno == EINTR)
		;
}

/*
 * Keys at once, without echo; Ctrl-C, Ctrl-Z and Ctrl-\ still make signals. ncurses would set the
 * modes of its output, which is no terminal. Takes effect now: a stalled serial line never drains.
 */
static void set_modes(const struct terminal *t)
{
	struct termios modes = t->saved;
	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	modes.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
	modes.c_oflag &= ~(tcflag_t)OPOST;
	modes.c_cc[VMIN] = 0;
	modes.c_cc[VTIME] = 0;
	put_modes(t->in, &modes);
}

/* --- What ncurses knows of it --- */

/* What tputs() appends to. */
static struct buf *capability_to;

static int put_byte(int c)
{
	buf_putc(capability_to, (char)c);
	return c;
}

/* Appends the string, which is a capability with its parameters; NULL is nothing. */
static void add_capability(struct buf *b, const char *s)
{
	capability_to = b;
	if (s)
		tputs(s, 1, put_byte);
}

/* By the database of terminfo or, where it does not know the terminal, by an entry of our own. */
static SCREEN *start_ncurses(const struct terminal *t, const char *term)
{
	SCREEN *ncurses = newterm(term, t->outbox.file, t->input);
	const struct fallback_entry *entry = ncurses ? NULL : fallback_find(term);
	if (!entry)
		return ncurses;
	setenv("TERMINFO", entry->terminfo, 1);
	ncurses = newterm(entry->name, t->outbox.file, t->input);
	unsetenv("TERMINFO");
	return ncurses;
}

/* What has to be sent to leave: what ncurses sends when it does so, which it shows here once. */
static bool learn_to_leave(struct terminal *t)
{
	doupdate();
	outbox_drop(&t->outbox);
	endwin();
	if (!outbox_collect(&t->outbox))
		return false;
	if (t->keyboard.mouse)
		buf_puts(&t->leave, keyboard_mouse_off);
	add_capability(&t->leave, exit_attribute_mode);
	add_capability(&t->leave, orig_pair);
	buf_add(&t->leave, t->outbox.bytes.data, t->outbox.bytes.used);
	outbox_drop(&t->outbox);
	return true;
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

/* --- Opening and leaving --- */

/* The name, fit to be shown. */
static void keep_name(struct terminal *t, const char *term)
{
	snprintf(t->term, sizeof t->term, "%s", term);
	for (char *p = t->term; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

static bool load_terminal(struct terminal *t, bool mouse, char *why, size_t room)
{
	const char *term = getenv("TERM");
	if (!term || !*term) {
		snprintf(why, room, "TERM is not set: try TERM=vt100, or --once for plain text");
		return false;
	}
	keep_name(t, term);
	/* Neither delays nor tabs: nobody knows the speed of the line, nor where its tabs are. */
	setenv("NCURSES_NO_PADDING", "1", 1);
	setenv("NCURSES_NO_HARD_TABS", "1", 1);
	t->outbox.coded = locale_is_utf8() && !locale_writes_utf8();
	t->ncurses = start_ncurses(t, term);
	if (!t->ncurses) {
		snprintf(why, room, "terminal '%s' is not known here: try TERM=xterm or TERM=vt100",
			 t->term);
		return false;
	}
	if (!cursor_address || !clear_screen) {
		snprintf(why, room,
			 "terminal '%s' cannot move its cursor: "
			 "use --once or --batch for plain text",
			 t->term);
		return false;
	}
	if (!set_up_ncurses(t, mouse)) {
		snprintf(why, room, "terminal: %s", strerror(errno));
		return false;
	}
	return true;
}

/* Everything that ncurses asks for. */
static bool open_files(struct terminal *t)
{
	open_input(t);
	open_output(t);
	/* The kernel tells those whose controlling terminal it is. */
	t->signals = tcgetpgrp(t->out) >= 0;
	if (tcgetattr(t->in, &t->saved) != 0)
		return false;
	t->input = t->in == STDIN_FILENO ? stdin : fdopen(t->in, "r");
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
	set_modes(t);
	return t;
}

/* Waits for a terminal that takes nothing now, but not for one that takes nothing any more. */
static bool write_all(int fd, const char *bytes, size_t n)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	while (n) {
		ssize_t wrote = write(fd, bytes, n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN && poll(&room, 1, LEAVE_MS) > 0)
			continue;
		if (wrote <= 0)
			return false;
		bytes += wrote;
		n -= (size_t)wrote;
	}
	return true;
}

void terminal_restore(void)
{
	struct terminal *t = active;
	if (!t)
		return;
	active = NULL;
	int saved_errno = errno;
	/* To leave what was never entered would move the cursor, or hide it. */
	if (!t->gone && t->entered) {
		t->entered = false;
		/* A frame cut in the middle of a sequence: CAN ends it (ECMA-48). */
		if (write_all(t->out, "\030", outbox_waits(&t->outbox)) &&
		    write_all(t->out, t->leave.data, t->leave.used))
			write_all(t->out, t->bottom.data, t->bottom.used);
	}
	put_modes(t->in, &t->saved);
	errno = saved_errno;
}

void terminal_close(struct terminal *t)
{
	if (!t)
		return;
	terminal_restore();
	if (t->ncurses)
		delscreen(t->ncurses);
	screen_free(&t->screen);
	outbox_close(&t->outbox);
	if (t->own_out)
		close(t->out);
	if (t->input && t->in > STDERR_FILENO)
		fclose(t->input);
	else if (t->in > STDERR_FILENO)
		close(t->in);
	buf_free(&t->leave);
	buf_free(&t->bottom);
	free(t);
}

void terminal_suspend(struct terminal *t)
{
	(void)t;
	terminal_restore();
}

/* Whatever the terminal shows and whatever modes it is in: ncurses enters it with the next frame.
 */
static void begin_again(struct terminal *t)
{
	endwin();
	outbox_drop(&t->outbox);
	terminal_forget(t);
}

void terminal_resume(struct terminal *t)
{
	if (!active)
		tcgetattr(t->in, &t->saved);
	active = t;
	set_modes(t);
	begin_again(t);
}

/* --- What it can do --- */

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

/* Terminals of the character-cell age have no such glyphs, whatever the locale says. */
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

static void ask_size(struct terminal *t)
{
	struct winsize size = { 0 };
	if (ioctl(t->out, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row) {
		/* A serial line does not know its size: the terminal's description does. */
		size.ws_col = (unsigned short)t->usual_width;
		size.ws_row = (unsigned short)t->usual_height;
	}
	t->width = size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
	t->height = size.ws_row < HEIGHT_MOST ? size.ws_row : HEIGHT_MOST;
}

void terminal_size(struct terminal *t, int *width, int *height)
{
	if (!t->width || !t->signals)
		ask_size(t);
	*width = t->width;
	*height = t->height;
}

/* --- Frames --- */

/*
 * Undoes what others may have left on: attributes, insertion, a scrolling region. ncurses does so
 * itself when it enters, but not when it only draws everything again.
 */
static void add_reset(struct terminal *t, int height)
{
	struct buf *b = &t->outbox.bytes;
	add_capability(b, exit_attribute_mode);
	add_capability(b, exit_insert_mode);
	if (height > 1 && change_scroll_region)
		add_capability(b, tiparm(change_scroll_region, 0, height - 1));
}

/* Where we leave: below the frame. */
static void set_bottom(struct terminal *t, int height)
{
	buf_clear(&t->bottom);
	add_capability(&t->bottom, tiparm(cursor_address, height - 1, 0));
	buf_puts(&t->bottom, "\r\n");
}

bool terminal_draw(struct terminal *t, const struct canvas *c, const struct palette *p)
{
	bool enters = isendwin();
	if (outbox_waits(&t->outbox))
		return false;
	if (t->stays)
		set_bottom(t, c->height);
	if (!enters && !screen_is_known(&t->screen))
		add_reset(t, c->height);
	if (!screen_draw(&t->screen, &t->outbox, c, p))
		mem_fail();
	if (enters)
		keyboard_start(&t->keyboard);
	if (!outbox_collect(&t->outbox)) {
		begin_again(t);
		return false;
	}
	if (enters && t->keyboard.mouse)
		buf_puts(&t->outbox.bytes, keyboard_mouse_on);
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
	return outbox_waits(&t->outbox) ? t->out : -1;
}

bool terminal_flush(struct terminal *t)
{
	t->entered |= outbox_waits(&t->outbox);
	t->gone = !outbox_send(&t->outbox, t->out);
	return !t->gone;
}

uint64_t terminal_bytes(const struct terminal *t)
{
	return t->outbox.total;
}

/* --- Keys --- */

int terminal_input(const struct terminal *t)
{
	return t->in;
}

bool terminal_read(struct terminal *t)
{
	struct termios modes;
	errno = 0;
	t->key = keyboard_next(&t->keyboard);
	/* Nothing although it was readable: hung up, or somebody else took the bytes. */
	return t->key || (errno != EIO && tcgetattr(t->in, &modes) == 0);
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
