/*
 * The terminal through terminfo. Invariant: while `active` is set, the terminal is in our modes,
 * and terminal_restore() can bring back its own from nothing but `active`'s memory.
 */
#include "terminal/terminal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "terminal/emit.h"
#include "terminal/locale.h"
#include "terminal/terminals.h"
#include "wall/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

enum { SEQUENCES = 40, SEQUENCE_ROOM = 16, INPUT_ROOM = 256 };

/* How long a terminal that takes nothing is waited for when we leave it. */
enum { LEAVE_MS = 1000 };

/* The largest frame: what claims to be larger is no screen, and would take gigabytes. */
enum { SIDE_MOST = 2000 };

struct sequence {
	char bytes[SEQUENCE_ROOM];
	uint32_t press;
};

struct terminal {
	int in, out;
	bool own_out; /* out was opened here, and never blocks */
	struct termios saved;
	char term[64];
	struct caps caps;
	struct emit_work work;
	struct canvas sent; /* what the terminal shows once pending is written */
	struct buf pending;
	int width, height; /* 0: to be asked for */
	bool signals;      /* of another size we are told by SIGWINCH, so it is asked for once */
	size_t written;    /* of pending */
	bool stalled;      /* the terminal took less than it was given */
	struct buf enter, leave; /* bytes that begin and end our use of the terminal */
	bool entered;            /* it has been sent some of the former, and none of the latter */
	struct sequence sequence[SEQUENCES];
	int sequences;
	unsigned char input[INPUT_ROOM];
	size_t input_used;
	bool mouse;           /* was asked for: its sequences mean something */
	int mouse_x, mouse_y; /* of the last click */
	uint64_t bytes;
	bool gone;
	/* No second screen: the last frame stays behind, and we leave below it. */
	bool stays;
	char bottom[SEQUENCE_ROOM]; /* moves there, to the frame's last line */
};

static struct terminal *volatile active;

/* The terminal as we know it ourselves, when the database does not; else NULL. */
static const struct known_terminal *by_heart;

/* A string capability; "" when the terminal has none. */
static const char *cap(const char *name)
{
	if (by_heart)
		return terminal_string(by_heart, name);
	const char *s = tigetstr((char *)name);
	return s && s != (char *)-1 ? s : "";
}

/* A number, or 1 for a flag; below 1 when the terminal has none. */
static int cap_number(const char *name)
{
	if (by_heart)
		return terminal_number(by_heart, name);
	int n = tigetnum((char *)name);
	return n == -2 ? tigetflag((char *)name) : n;
}

/* The capability without padding ($<5>): today's terminals need none, and a pipe has no baud rate.
 */
static void copy_cap(char *out, size_t room, const char *s)
{
	size_t n = 0;
	while (*s && n + 1 < room) {
		const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;
		if (end)
			s = end + 1;
		else
			out[n++] = *s++;
	}
	out[n] = '\0';
}

static void add_cap(struct buf *b, const char *name)
{
	char text[64];
	copy_cap(text, sizeof text, cap(name));
	buf_puts(b, text);
}

static void move_by_terminfo(struct buf *out, int row, int column)
{
	char text[64];
	copy_cap(text, sizeof text, tiparm(cap("cup"), row, column));
	buf_puts(out, text);
}

static void load_colours(struct caps *c)
{
	int colours = cap_number("colors");
	const char *fg = cap("setaf"), *bg = cap("setab");
	c->colours = colours >= 256 ? 256 : colours >= 16 ? 16 : colours >= 8 ? 8 : 0;
	if (!*fg || !*bg)
		c->colours = 0;
	for (int i = 0; i < c->colours; i++) {
		copy_cap(c->fg[i], CAP_ROOM, tiparm(fg, i));
		copy_cap(c->bg[i], CAP_ROOM, tiparm(bg, i));
	}
	copy_cap(c->default_colours, CAP_ROOM, cap("op"));
	c->ansi_default = !strcmp(c->default_colours, "\033[39;49m");
	c->ansi_off = c->ansi_default && !strcmp(cap("rmul"), "\033[24m");
	if (!c->default_colours[0])
		copy_cap(c->default_colours, CAP_ROOM, cap("sgr0"));
}

static void load_caps(struct caps *c)
{
	static const char *const attr[] = { "bold", "dim", "rev", "smul" };
	copy_cap(c->clear, CAP_ROOM, cap("clear"));
	copy_cap(c->plain, CAP_ROOM, cap("sgr0"));
	for (int i = 0; i < 4; i++)
		copy_cap(c->attr[i], CAP_ROOM, cap(attr[i]));
	char move[64];
	copy_cap(move, sizeof move, tiparm(cap("cup"), 4, 6));
	c->ansi_move = !strcmp(move, "\033[5;7H");
	copy_cap(move, sizeof move, tiparm(cap("hpa"), 6));
	c->ansi_column = !strcmp(move, "\033[7G");
	copy_cap(move, sizeof move, cap("ri"));
	c->ansi_index = !strcmp(move, "\033M");
	c->move = move_by_terminfo;
	c->wraps_at_end = cap_number("am") == 1 && cap_number("xenl") != 1;
	load_colours(c);
}

static void add_sequence(struct terminal *s, const char *bytes, uint32_t press)
{
	if (s->sequences == SEQUENCES || strlen(bytes) < 2 || strlen(bytes) >= SEQUENCE_ROOM)
		return;
	struct sequence *sequence = &s->sequence[s->sequences++];
	snprintf(sequence->bytes, sizeof sequence->bytes, "%s", bytes);
	sequence->press = press;
}

/* What terminfo tells, and what terminals send all the same. */
static void load_sequences(struct terminal *s)
{
	static const struct {
		const char *name, *also[3];
		uint32_t press;
	} table[] = {
		{ "kcuu1", { "\033[A", "\033OA" }, PRESS_UP },
		{ "kcud1", { "\033[B", "\033OB" }, PRESS_DOWN },
		{ "kcuf1", { "\033[C", "\033OC" }, PRESS_RIGHT },
		{ "kcub1", { "\033[D", "\033OD" }, PRESS_LEFT },
		{ "kpp", { "\033[5~" }, PRESS_PAGE_UP },
		{ "knp", { "\033[6~" }, PRESS_PAGE_DOWN },
		{ "khome", { "\033[H", "\033OH", "\033[1~" }, PRESS_HOME },
		{ "kend", { "\033[F", "\033OF", "\033[4~" }, PRESS_END },
		{ "kcbt", { "\033[Z" }, PRESS_BACK_TAB },
		{ "kdch1", { "\033[3~" }, PRESS_DELETE },
		{ NULL, { "\033OP", "\033[11~", "\033[[A" }, PRESS_F1 },
		{ NULL, { "\033OR", "\033[13~", "\033[[C" }, PRESS_F3 },
		{ NULL, { "\033OS", "\033[14~", "\033[[D" }, PRESS_F4 },
		{ NULL, { "\033[17~" }, PRESS_F6 },
		{ NULL, { "\033[21~" }, PRESS_F10 },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].name)
			add_sequence(s, cap(table[i].name), table[i].press);
		for (int k = 0; k < 3 && table[i].also[k]; k++)
			add_sequence(s, table[i].also[k], table[i].press);
	}
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

/* A signal that comes meanwhile must not leave the terminal as it is. */
static void put_modes(int fd, const struct termios *modes)
{
	while (tcsetattr(fd, TCSANOW, modes) != 0 && errno == EINTR)
		;
}

/*
 * Keys at once, without echo; Ctrl-C, Ctrl-Z and Ctrl-\ still make signals. Takes effect now: a
 * stalled serial line never drains.
 */
static void set_modes(const struct terminal *s)
{
	struct termios t = s->saved;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	t.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
	t.c_oflag &= ~(tcflag_t)OPOST;
	t.c_cc[VMIN] = 0;
	t.c_cc[VTIME] = 0;
	put_modes(s->in, &t);
}

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
static void open_output(struct terminal *s)
{
	s->out = open_again(O_WRONLY);
	s->own_out = s->out >= 0;
	if (!s->own_out)
		s->out = STDOUT_FILENO;
}

/* Standard input, or the controlling terminal, or the one on standard output. */
static void open_input(struct terminal *s)
{
	s->in = STDIN_FILENO;
	if (!isatty(s->in))
		s->in = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (s->in < 0)
		s->in = open_again(O_RDONLY);
	if (s->in < 0)
		s->in = STDOUT_FILENO;
}

static bool load_terminal(struct terminal *s, char *why, size_t room)
{
	const char *term = getenv("TERM");
	int error;
	snprintf(s->term, sizeof s->term, "%s", term ? term : "");
	for (char *p = s->term; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	if (!term || !*term) {
		snprintf(why, room, "TERM is not set: try TERM=vt100, or --once for plain text");
		return false;
	}
	by_heart = NULL;
	if (setupterm(NULL, STDOUT_FILENO, &error) != OK && !(by_heart = terminal_find(term))) {
		snprintf(why, room, "terminal '%s' is not known here: try TERM=xterm or TERM=vt100",
			 s->term);
		return false;
	}
	if (!*cap("cup") || !*cap("clear")) {
		snprintf(why, room,
			 "terminal '%s' cannot move its cursor: "
			 "use --once or --batch for plain text",
			 s->term);
		return false;
	}
	return true;
}

struct terminal *terminal_open(bool mouse, char *why, size_t room)
{
	struct terminal *s = mem_zero(1, sizeof *s);
	if (!load_terminal(s, why, room)) {
		free(s);
		return NULL;
	}
	load_caps(&s->caps);
	load_sequences(s);
	add_cap(&s->enter, "smcup");
	add_cap(&s->enter, "smkx");
	add_cap(&s->enter, "civis");
	s->mouse = mouse;
	if (mouse) {
		/* Presses and the wheel (1000), told in decimal (1006): xterm's ctlseqs. */
		buf_puts(&s->enter, "\033[?1000h\033[?1006h");
		buf_puts(&s->leave, "\033[?1006l\033[?1000l");
	}
	add_cap(&s->leave, "sgr0");
	add_cap(&s->leave, "cnorm");
	add_cap(&s->leave, "rmkx");
	add_cap(&s->leave, "rmcup");
	s->stays = !*cap("smcup");
	if (s->stays)
		buf_puts(&s->leave, "\r\n");
	open_input(s);
	open_output(s);
	/* The kernel tells those whose controlling terminal it is. */
	s->signals = tcgetpgrp(s->out) >= 0;
	if (tcgetattr(s->in, &s->saved) != 0) {
		snprintf(why, room, "terminal: %s", strerror(errno));
		terminal_close(s);
		return NULL;
	}
	active = s;
	set_modes(s);
	buf_add(&s->pending, s->enter.data, s->enter.used);
	return s;
}

void terminal_restore(void)
{
	struct terminal *s = active;
	if (!s)
		return;
	active = NULL;
	int saved_errno = errno;
	/* To leave what was never entered would move the cursor, or hide it. */
	if (!s->gone && s->entered) {
		s->entered = false;
		/* A frame cut in the middle of a sequence: CAN ends it (ECMA-48). */
		size_t cut = s->written < s->pending.used;
		if (write_all(s->out, "\030", cut) &&
		    write_all(s->out, s->bottom, strlen(s->bottom)))
			write_all(s->out, s->leave.data, s->leave.used);
	}
	put_modes(s->in, &s->saved);
	errno = saved_errno;
}

void terminal_close(struct terminal *s)
{
	if (!s)
		return;
	terminal_restore();
	if (s->own_out)
		close(s->out);
	if (s->in > STDERR_FILENO)
		close(s->in);
	emit_work_free(&s->work);
	canvas_free(&s->sent);
	buf_free(&s->pending);
	buf_free(&s->enter);
	buf_free(&s->leave);
	free(s);
	if (cur_term)
		del_curterm(cur_term);
}

void terminal_suspend(struct terminal *s)
{
	(void)s;
	terminal_restore();
}

void terminal_resume(struct terminal *s)
{
	if (!active)
		tcgetattr(s->in, &s->saved);
	active = s;
	set_modes(s);
	buf_clear(&s->pending);
	s->written = 0;
	s->stalled = false;
	buf_add(&s->pending, s->enter.data, s->enter.used);
	terminal_forget(s);
}

int terminal_colours(const struct terminal *s)
{
	return s->caps.colours;
}

bool terminal_is_console(const struct terminal *s)
{
	return !strcmp(s->term, "linux");
}

/* Terminals of the character-cell age have no such glyphs, whatever the locale says. */
bool terminal_has_blocks(const struct terminal *s)
{
	static const char *const without[] = {
		"vt", "dumb", "ansi", "unknown", "cons", "wy", "sun"
	};
	if (!locale_is_utf8())
		return false;
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (!strncmp(s->term, without[i], strlen(without[i])) && strncmp(s->term, "vte", 3))
			return false;
	return true;
}

static void ask_size(struct terminal *s)
{
	struct winsize size = { 0 };
	if (ioctl(s->out, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row) {
		/* A serial line does not know its size: the terminal's description does. */
		int wide = cap_number("cols"), high = cap_number("lines");
		size.ws_col = wide > 0 && wide < 1000 ? (unsigned short)wide : 80;
		size.ws_row = high > 0 && high < 1000 ? (unsigned short)high : 24;
	}
	s->width = size.ws_col < SIDE_MOST ? size.ws_col : SIDE_MOST;
	s->height = size.ws_row < SIDE_MOST ? size.ws_row : SIDE_MOST;
}

void terminal_size(struct terminal *s, int *width, int *height)
{
	if (!s->width || !s->signals)
		ask_size(s);
	*width = s->width;
	*height = s->height;
}

bool terminal_flush(struct terminal *s)
{
	while (s->written < s->pending.used) {
		s->entered = true;
		ssize_t n =
			write(s->out, s->pending.data + s->written, s->pending.used - s->written);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			s->stalled = true;
			return true;
		}
		if (n <= 0) {
			s->gone = true;
			return false;
		}
		s->written += (size_t)n;
		s->bytes += (uint64_t)n;
	}
	buf_clear(&s->pending);
	s->written = 0;
	s->stalled = false;
	return true;
}

/* Undoes what others may have left on: attributes, insertion, a scrolling region. */
static void add_reset(struct terminal *s, int height)
{
	char text[64];
	add_cap(&s->pending, "sgr0");
	add_cap(&s->pending, "rmir");
	if (height < 2 || !*cap("csr"))
		return;
	copy_cap(text, sizeof text, tiparm(cap("csr"), 0, height - 1));
	buf_puts(&s->pending, text);
}

bool terminal_draw(struct terminal *s, const struct canvas *c, const struct palette *p)
{
	if (s->stalled)
		return false;
	if (!s->sent.width)
		add_reset(s, c->height);
	if (s->stays)
		copy_cap(s->bottom, sizeof s->bottom, tiparm(cap("cup"), c->height - 1, 0));
	emit_frame(&s->pending, &s->work, &s->caps, p, &s->sent, c);
	terminal_flush(s);
	return true;
}

void terminal_forget(struct terminal *s)
{
	s->sent.width = s->sent.height = 0;
	s->width = s->height = 0;
}

int terminal_input(const struct terminal *s)
{
	return s->in;
}

int terminal_output(const struct terminal *s)
{
	return s->written < s->pending.used ? s->out : -1;
}

bool terminal_read(struct terminal *s)
{
	if (s->input_used == INPUT_ROOM)
		return true;
	ssize_t n = read(s->in, s->input + s->input_used, INPUT_ROOM - s->input_used);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	s->input_used += (size_t)n;
	/* Nothing although it was readable: hung up, or somebody else took the bytes. */
	struct termios t;
	return n > 0 || tcgetattr(s->in, &t) == 0;
}

bool terminal_key_begun(const struct terminal *s)
{
	return s->input_used > 0;
}

static void take_input(struct terminal *s, size_t n)
{
	memmove(s->input, s->input + n, s->input_used - n);
	s->input_used -= n;
}

enum { X10_LENGTH = 6 };

/* Length of the control sequence at the front, 0 while it is not complete (ECMA-48, 5.4). */
static size_t sequence_length(const struct terminal *s)
{
	if (s->input_used < 2)
		return 0;
	if (s->input[1] == 'O')
		return s->input_used < 3 ? 0 : 3;
	if (s->input[1] != '[')
		return 1;
	/* Terminals that do not know mode 1006 report the mouse in three bytes after this. */
	if (s->mouse && s->input_used > 2 && s->input[2] == 'M')
		return s->input_used < X10_LENGTH ? 0 : X10_LENGTH;
	/* F1 to F5 of the Linux console (console_codes(4)): CSI [ and a letter. */
	if (s->input_used > 2 && s->input[2] == '[')
		return s->input_used < 4 ? 0 : 4;
	for (size_t i = 2; i < s->input_used; i++)
		if (s->input[i] >= 0x40 && s->input[i] <= 0x7e)
			return i + 1;
	return s->input_used == INPUT_ROOM ? s->input_used : 0;
}

/* A number up to the byte that ends it; moves *at past that. */
static bool read_part(const char **at, char end, unsigned *out)
{
	char *after;
	unsigned long n = strtoul(*at, &after, 10);
	if (after == *at || *after != end || n > UINT16_MAX)
		return false;
	*out = (unsigned)n;
	*at = after + 1;
	return true;
}

/*
 * CSI < button ; column ; row M: a press; m: a release. Or CSI M and the three as bytes from 32 on,
 * a release being button 3. The sequence is n bytes long.
 */
static bool read_mouse(const struct terminal *s, size_t n, unsigned *button, unsigned *column,
		       unsigned *row)
{
	char text[32];
	if (n == X10_LENGTH && s->input[2] == 'M') {
		*button = s->input[3] - 32u;
		*column = s->input[4] - 32u;
		*row = s->input[5] - 32u;
		return true;
	}
	if (n >= sizeof text)
		return false;
	memcpy(text, s->input, n);
	text[n] = '\0';
	const char *at = text + 3;
	return read_part(&at, ';', button) && read_part(&at, ';', column) &&
	       read_part(&at, 'M', row);
}

static uint32_t mouse_key(struct terminal *s, size_t n)
{
	unsigned button, column, row;
	if (!read_mouse(s, n, &button, &column, &row) || column - 1 >= SIDE_MOST ||
	    row - 1 >= SIDE_MOST)
		return PRESS_UNKNOWN;
	s->mouse_x = (int)column - 1;
	s->mouse_y = (int)row - 1;
	if (button == 64 || button == 65)
		return button == 64 ? PRESS_WHEEL_UP : PRESS_WHEEL_DOWN;
	return button == 0 ? (uint32_t)PRESS_CLICK : (uint32_t)PRESS_UNKNOWN;
}

static uint32_t escape_key(struct terminal *s, bool late)
{
	for (int i = 0; i < s->sequences; i++) {
		size_t n = strlen(s->sequence[i].bytes);
		if (n <= s->input_used && !memcmp(s->sequence[i].bytes, s->input, n)) {
			take_input(s, n);
			return s->sequence[i].press;
		}
	}
	size_t n = sequence_length(s);
	if (!n && !late)
		return 0;
	if (s->mouse && n > 2 && (s->input[2] == '<' || s->input[2] == 'M')) {
		uint32_t key = mouse_key(s, n);
		take_input(s, n);
		return key;
	}
	take_input(s, n ? n : 1);
	return n > 1 ? (uint32_t)PRESS_UNKNOWN : (uint32_t)PRESS_ESCAPE;
}

uint32_t terminal_key(struct terminal *s, bool late)
{
	if (!s->input_used)
		return 0;
	unsigned char first = s->input[0];
	if (first == 0x1b)
		return escape_key(s, late);
	size_t n = 1;
	while (first >= 0x80 && n < s->input_used && (s->input[n] & 0xc0) == 0x80)
		n++;
	take_input(s, n);
	return first >= 0x80 || !first ? (uint32_t)PRESS_UNKNOWN : first;
}

void terminal_mouse(const struct terminal *s, int *x, int *y)
{
	*x = s->mouse_x;
	*y = s->mouse_y;
}

uint64_t terminal_bytes(const struct terminal *s)
{
	return s->bytes;
}
