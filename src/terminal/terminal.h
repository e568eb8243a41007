/*
 * The terminal: the only includer of curses, and of curses only the part that knows terminals
 * (terminfo). It takes frames and gives keys; it never waits: what the terminal does not take now
 * is kept, and frames that come meanwhile are dropped, so that a stalled terminal stalls nothing.
 */
#ifndef COREWALL_TERMINAL_TERMINAL_H
#define COREWALL_TERMINAL_TERMINAL_H

#include "canvas/canvas.h"
#include "canvas/theme.h"

struct terminal;

/*
 * Takes over the terminal on standard output: alternate screen, no echo, keys at once. Keys come
 * from standard input, or from the controlling terminal when that is none. Returns NULL with the
 * reason in `why`. `mouse`: clicks and the wheel are keys too. Every way out goes through
 * terminal_close(), or through terminal_restore().
 */
struct terminal *terminal_open(bool mouse, char *why, size_t room);

/* Gives the terminal back as it was. */
void terminal_close(struct terminal *s);

/*
 * Gives the terminal back at once; safe in a signal handler, does nothing when there is no screen.
 */
void terminal_restore(void);

/*
 * Leaves the terminal to others until terminal_resume(), which takes it over again and draws
 * everything anew, also when others used it without our leave.
 */
void terminal_suspend(struct terminal *s);
void terminal_resume(struct terminal *s);

/* How many colours it has: 0, 8, 16, 256. */
int terminal_colours(const struct terminal *s);

/* Whether it can show the blocks of UTF-8, or is the Linux console, whose fonts have few. */
bool terminal_has_blocks(const struct terminal *s);
bool terminal_is_console(const struct terminal *s);

/* Its size, as of when it was last asked for after terminal_forget(); at least 1x1. */
void terminal_size(struct terminal *s, int *width, int *height);

/* Draws the frame. False when an earlier one is still on its way, and this one was dropped. */
bool terminal_draw(struct terminal *s, const struct canvas *c, const struct palette *p);

/* Forgets what is on the terminal and its size: the next frame is drawn whole. */
void terminal_forget(struct terminal *s);

/* Descriptors to wait for: input, and output while there is something to write (else -1). */
int terminal_input(const struct terminal *s);
int terminal_output(const struct terminal *s);

/* Writes what can be written. False when the terminal is gone. */
bool terminal_flush(struct terminal *s);

/* Reads what was typed. False when the terminal is gone. */
bool terminal_read(struct terminal *s);

/*
 * The next key typed (see wall/keys.h), 0 when there is none yet. `late`: no more bytes are coming
 * soon, a lone escape is the Escape key.
 */
uint32_t terminal_key(struct terminal *s, bool late);

/* Whether bytes wait that may be the beginning of a key. */
bool terminal_key_begun(const struct terminal *s);

/* Where the last click was, from 0. */
void terminal_mouse(const struct terminal *s, int *x, int *y);

/* Bytes written to the terminal since it was opened. */
uint64_t terminal_bytes(const struct terminal *s);

#endif
