/*
 * Takes frames and gives keys; ncurses knows what to send and what was typed. Only this folder
 * includes curses. Drawing never waits for the terminal: what it does not take now is kept, and
 * frames that come meanwhile are dropped.
 */
#ifndef COREWALL_TERMINAL_TERMINAL_H
#define COREWALL_TERMINAL_TERMINAL_H

#include "canvas/canvas.h"
#include "canvas/theme.h"
#include "terminal/background.h"

struct terminal;

/*
 * Takes over the terminal on standard output: alternate screen, no echo, keys at once. Keys come
 * from standard input or, if that is not a terminal, from the controlling terminal. Returns NULL
 * with the reason in `why`. `mouse`: clicks and the wheel are keys too. Catch signals before this
 * call: ncurses leaves caught ones alone. Every way out goes through terminal_close(), or through
 * terminal_restore(). There is one terminal at a time.
 */
struct terminal *terminal_open(bool mouse, char *why, size_t room);

/* Gives the terminal back as it was. */
void terminal_close(struct terminal *t);

/*
 * Gives the terminal back at once; safe in a signal handler, does nothing when there is no screen.
 */
void terminal_restore(void);

/*
 * Leaves the terminal to others until terminal_resume(), which takes it over again and draws the
 * next frame whole. Call terminal_resume() also when others used the terminal without a suspend.
 */
void terminal_suspend(struct terminal *t);
void terminal_resume(struct terminal *t);

/* How many colours it has: 0, 8, 16, 256. */
int terminal_colours(const struct terminal *t);

/* Its background: what it answered, or what the environment says while it has not. */
enum background terminal_background(const struct terminal *t);

/* Whether it can show block glyphs, or is the Linux console, whose fonts have few of them. */
bool terminal_has_blocks(const struct terminal *t);
bool terminal_is_console(const struct terminal *t);

/* Its size, at least 1x1. Asked again after terminal_forget(), or always without SIGWINCH. */
void terminal_size(struct terminal *t, int *width, int *height);

/*
 * Draws the frame. False when it was dropped: because an earlier one is still on its way, or after
 * an error. Another palette counts from the next terminal_forget() on.
 */
bool terminal_draw(struct terminal *t, const struct canvas *c, const struct palette *p);

/* Forgets what is on the terminal and its size: the next frame is drawn whole. */
void terminal_forget(struct terminal *t);

/* Descriptors to wait for: input, and output while there is something to write (else -1). */
int terminal_input(const struct terminal *t);
int terminal_output(const struct terminal *t);

/* Writes what can be written. False when the terminal is gone. */
bool terminal_flush(struct terminal *t);

/* Reads what was typed, once there is something to read. False when the terminal is gone. */
bool terminal_read(struct terminal *t);

/* The next key typed (see base/press.h), 0 when there is none. */
uint32_t terminal_key(struct terminal *t);

/* Where the last click was, from 0. */
void terminal_mouse(const struct terminal *t, int *x, int *y);

/* Bytes written to the terminal since it was opened. */
uint64_t terminal_bytes(const struct terminal *t);

#endif
