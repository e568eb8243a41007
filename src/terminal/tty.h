/* The kernel's side of the terminal: descriptors, modes, size. Knows no curses. */
#ifndef COREWALL_TERMINAL_TTY_H
#define COREWALL_TERMINAL_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct tty {
	int in, out;
	bool own_out; /* out was opened here, and never blocks */
	bool signals; /* SIGWINCH reports changes of its size */
	struct termios saved;
};

/*
 * Opens the terminal on standard output, and the source of its keys: standard input or, if that is
 * not a terminal, the controlling terminal. False with errno set; call tty_close() even then.
 */
bool tty_open(struct tty *t);
void tty_close(struct tty *t);

/* Saves the current modes, for tty_restore_modes(). */
bool tty_save_modes(struct tty *t);

/* Keys at once, without echo; Ctrl-C, Ctrl-Z and Ctrl-\ still make signals. */
void tty_set_modes(const struct tty *t);

/* These two are safe in a signal handler. */
void tty_restore_modes(const struct tty *t);

/* Writes all. Waits a while for a terminal that takes nothing; false when that is too long. */
bool tty_write(const struct tty *t, const char *bytes, size_t n);

/* False where the terminal does not know its size, as on a serial line. */
bool tty_size(const struct tty *t, int *width, int *height);

#endif
