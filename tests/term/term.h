/*
 * A terminal for tests: a program runs on a pseudo-terminal, libvterm plays the terminal at the
 * other end, and the test types, resizes, hangs up and reads the screen back. Nothing here
 * sleeps: every wait ends when its condition holds, and its timeout only decides that it failed.
 * The library knows nothing of the program it runs.
 *
 * Everything happens inside calls of this library (there is no thread): the terminal takes what
 * the program writes while a term_wait_… or term_pump is running, and at no other time.
 *
 * What libvterm 0.1.4 cannot tell: concealed text (SGR 8), overlined text.
 */
#ifndef COREWALL_TERM_TERM_H
#define COREWALL_TERM_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

struct term;

/* What one of the program's three standard streams is. */
enum term_stream {
	TERM_TTY,   /* the terminal */
	TERM_PIPE,  /* a pipe: term_feed for input, term_output and term_errors for what came out */
	TERM_NULL,  /* /dev/null */
	TERM_CLOSED /* no open file at all */
};

struct term_options {
	int rows, cols;                 /* 0 = 24, 80 */
	const char *type;               /* TERM; NULL = xterm-256color; "" leaves it unset */
	const char *locale;             /* LC_ALL and LANG; NULL = C.UTF-8 */
	const char *const *environment; /* more "NAME=value" strings, NULL at the end; or NULL */
	const char *folder;             /* working directory; NULL = that of the test */
	const char *argv0;              /* the program's own name; NULL = argv[0] */
	enum term_stream in, out, err;
	bool job;            /* under a job-control shell's care: see term_wait_stop */
	bool hangup_ignored; /* starts with SIGHUP ignored, as nohup does */
	bool nonblocking;    /* O_NONBLOCK is on at the terminal, as some ssh leave it */
	bool log;            /* keep every byte received: term_log */
};

/* Long enough for a loaded machine under valgrind. It decides failure and nothing else. */
#define TERM_PATIENCE 30000

/*
 * Starts argv[0], found in PATH, on a new terminal that is its controlling terminal; the
 * program leads its own session, as under `xterm -e`. It sees the environment asked for, PATH,
 * HOME and the sanitizers' own settings. SIGPIPE is ignored in the caller from here on. Never
 * NULL: ends the process when there is no terminal to be had. A program that cannot be executed
 * says so on its standard error and exits with status 127.
 */
struct term *term_start(const struct term_options *o, char *const argv[]);

/* Kills the program if it still runs, reaps it, frees everything. NULL is allowed. */
void term_free(struct term *t);

/* --- Waiting. All return as soon as the answer is known. --- */

typedef bool term_predicate(struct term *t, void *context);

/*
 * Asked after every piece of output and every 20 ms. True when it held; false when time is up,
 * or at once when the program has ended and everything it wrote has been read.
 */
bool term_wait(struct term *t, term_predicate *holds, void *context, int timeout_ms);

/* Until the text is somewhere on the screen (term_screen), or nowhere. */
bool term_wait_text(struct term *t, const char *needle, int timeout_ms);
bool term_wait_gone(struct term *t, const char *needle, int timeout_ms);

/* Until the screen differs from what it was when this was called. */
bool term_wait_change(struct term *t, int timeout_ms);

/* Until at least n bytes in all have been received since term_count_reset. */
bool term_wait_bytes(struct term *t, uint64_t n, int timeout_ms);

/*
 * Until the program sleeps, has read all that was typed, and everything it wrote is on the
 * screen: between two frames, for a program of one thread that waits for its next event. After a
 * key this is the wait for its effect, whether there is one or not. Children at work are not
 * seen, and a program that never reads its input is not idle once something was typed.
 * term_wait_frame waits until idle, then for output, then until idle again: a frame that began
 * after the call, and the whole of it.
 */
bool term_wait_idle(struct term *t, int timeout_ms);
bool term_wait_frame(struct term *t, int timeout_ms);

/* Until no byte came for quiet_ms; the one wait that looks at the clock. For looking, not for
 * tests. */
bool term_wait_quiet(struct term *t, int quiet_ms, int timeout_ms);

/*
 * Until the program has ended, with everything it wrote read. Returns TERM_EXITED(status) or
 * TERM_KILLED(signal), or TERM_RUNNING when time is up.
 */
int term_wait_exit(struct term *t, int timeout_ms);
#define TERM_EXITED(status) ((status) << 8)
#define TERM_KILLED(signal) (signal)
#define TERM_RUNNING        (-1)

/*
 * Only with the option `job`: the program is the foreground job of a session led by a stand-in
 * for the shell, so that SIGTSTP can stop it (a session of its own would make its group orphaned,
 * and the kernel ignores stops there). True once it is stopped; the stand-in then has the
 * terminal. term_continue brings it back to the foreground, as fg does.
 */
bool term_wait_stop(struct term *t, int timeout_ms);
void term_continue(struct term *t);

/* --- Taking output --- */

/* Takes what is there now and does not wait. */
void term_pump(struct term *t);

/* A terminal that no longer reads (a stalled connection), and one that reads again. */
void term_stall(struct term *t);
void term_unstall(struct term *t);

/*
 * How many bytes are taken at once, and so between two looks of a predicate; 0, the default, is all
 * that are there. With 1 or 2 no character passes unseen.
 */
void term_gulp(struct term *t, size_t most);

/* Bytes received since the start, or the last reset. */
uint64_t term_count(const struct term *t);
void term_count_reset(struct term *t);

/*
 * Every byte received (option `log`), and what came through the pipes (TERM_PIPE). A NUL
 * follows the last byte; valid until the next call that takes output. size may be NULL.
 */
const char *term_log(const struct term *t, size_t *size);
const char *term_output(const struct term *t, size_t *size);
const char *term_errors(const struct term *t, size_t *size);

/* --- Reading the screen. Rows and columns count from 0. --- */

/* A colour is the terminal's own, an index into its palette (0 to 255), or a TERM_RGB. */
#define TERM_DEFAULT      (-1)
#define TERM_RGB(r, g, b) (1 << 24 | (r) << 16 | (g) << 8 | (b))

struct term_cell {
	uint32_t code; /* code point; ' ' where nothing is; 0 is the right half of a wide one */
	char text[32]; /* the same with its combining characters, UTF-8; "" for code 0 */
	int fg, bg;    /* as asked for: reverse does not swap them */
	bool bold, dim, italic, underline, blink, reverse;
};

struct term_cell term_cell(const struct term *t, int row, int col);

/*
 * The text of a row, of n columns of it, and of the screen with a newline after each row; UTF-8,
 * trailing blanks trimmed in the first and the last. The strings belong to the terminal; each
 * lives until seven more have been asked for.
 */
const char *term_line(struct term *t, int row);
const char *term_part(struct term *t, int row, int col, int n);
const char *term_screen(struct term *t);

/* Where the text first stands within a row; false when nowhere. row and col may be NULL. */
bool term_find(struct term *t, const char *needle, int *row, int *col);

void term_size(const struct term *t, int *rows, int *cols);
void term_cursor(const struct term *t, int *row, int *col);
bool term_cursor_visible(const struct term *t);
bool term_alternate(const struct term *t); /* on the alternate screen? */
int term_bells(const struct term *t);
const char *term_title(const struct term *t); /* "" before one was set */

/* What the mouse reports. */
enum term_mouse { TERM_MOUSE_OFF, TERM_MOUSE_CLICK, TERM_MOUSE_DRAG, TERM_MOUSE_MOVE };
enum term_mouse term_mouse(const struct term *t);

/* Is this private mode (CSI ? mode h) set? Modes 7 and 25 are from the start. */
bool term_mode(const struct term *t, int mode);

/* The private modes set, ascending: "7 25" for a terminal in its first state. */
const char *term_modes(struct term *t);

/* Would the next character be drawn without colour or attribute? */
bool term_pen_plain(const struct term *t);

/* The screen in a frame, the state, the streams: what to print when a test has failed. */
void term_print(struct term *t, FILE *to);

/* --- Acting. Bytes are written while output is taken, so a full queue cannot block the test. ---
 */

void term_type(struct term *t, const char *text);

/*
 * A key by name: Up Down Left Right PgUp PgDn Home End Ins Del Enter Tab BackTab Esc Backspace
 * Space F1…F12, C-x for control, M-x for meta, or a character as itself. Sends what a terminal
 * of that TERM would, in the cursor-key mode it is in. False when there is no such key.
 */
bool term_key(struct term *t, const char *name);

/* Presses and releases a mouse button (1 to 3; 4 and 5 are the wheel) at a place. */
void term_click(struct term *t, int button, int row, int col);

/* The window changes size; the kernel sends SIGWINCH. Output under way is taken before. */
void term_resize(struct term *t, int rows, int cols);

/* The connection breaks: the kernel sends SIGHUP, and every use of the terminal fails. */
void term_hangup(struct term *t);

void term_signal(struct term *t, int signal);

/* Bytes for a standard input that is a pipe, and the end of it. */
void term_feed(struct term *t, const void *bytes, size_t n);
void term_feed_end(struct term *t);

/* --- The program as the system sees it --- */

pid_t term_pid(const struct term *t);

/* The terminal's modes as they are now; readable before, during and after the program. */
struct termios term_termios(const struct term *t);
bool term_termios_same(const struct termios *a, const struct termios *b);

/* Is O_NONBLOCK set on the file that the program shares with whoever started it? */
bool term_nonblocking(const struct term *t);

/* Processor time of the program, its threads included, user and system, in seconds. */
double term_cpu_time(const struct term *t);

/* Resident memory in KiB, now and at its peak; 0 once the program has ended. */
long term_rss(const struct term *t);
long term_rss_peak(const struct term *t);

#endif
