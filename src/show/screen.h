/*
 * The terminal: the only includer of curses, and of curses only the part that knows terminals
 * (terminfo). It takes frames and gives keys; it never waits: what the terminal does not take now
 * is kept, and frames that come meanwhile are dropped, so that a stalled terminal stalls nothing.
 */
#ifndef COREWALL_SHOW_SCREEN_H
#define COREWALL_SHOW_SCREEN_H

#include "wall/canvas.h"
#include "wall/theme.h"

struct screen;

/*
 * Takes over the terminal on standard output: alternate screen, no echo, keys at once. Keys come
 * from standard input, or from the controlling terminal when that is none. Returns NULL with the
 * reason in `why`. `mouse`: clicks and the wheel are keys too. Every way out goes through
 * screen_close(), or through screen_restore().
 */
struct screen *screen_open(bool mouse, char *why, size_t room);

/* Gives the terminal back as it was. */
void screen_close(struct screen *s);

/*
 * Gives the terminal back at once; safe in a signal handler, does nothing when there is no screen.
 */
void screen_restore(void);

/*
 * Leaves the terminal to others until screen_resume(), which takes it over again and draws
 * everything anew, also when others used it without our leave.
 */
void screen_suspend(struct screen *s);
void screen_resume(struct screen *s);

/* How many colours it has: 0, 8, 16, 256. */
int screen_colours(const struct screen *s);

/* Whether it can show the blocks of UTF-8, or is the Linux console, whose fonts have few. */
bool screen_has_blocks(const struct screen *s);
bool screen_is_console(const struct screen *s);

/* Its size, as of when it was last asked for after screen_forget(); at least 1x1. */
void screen_size(struct screen *s, int *width, int *height);

/* Draws the frame. False when an earlier one is still on its way, and this one was dropped. */
bool screen_draw(struct screen *s, const struct canvas *c, const struct palette *p);

/* Forgets what is on the terminal and its size: the next frame is drawn whole. */
void screen_forget(struct screen *s);

/* Descriptors to wait for: input, and output while there is something to write (else -1). */
int screen_input(const struct screen *s);
int screen_output(const struct screen *s);

/* Writes what can be written. False when the terminal is gone. */
bool screen_flush(struct screen *s);

/* Reads what was typed. False when the terminal is gone. */
bool screen_read(struct screen *s);

/*
 * The next key typed (see wall/keys.h), 0 when there is none yet. `late`: no more bytes are coming
 * soon, a lone escape is the Escape key.
 */
uint32_t screen_key(struct screen *s, bool late);

/* Whether bytes wait that may be the beginning of a key. */
bool screen_key_begun(const struct screen *s);

/* Where the last click was, from 0. */
void screen_mouse(const struct screen *s, int *x, int *y);

/* Bytes written to the terminal since it was opened. */
uint64_t screen_bytes(const struct screen *s);

#endif
