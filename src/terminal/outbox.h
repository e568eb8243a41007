/*
 * The outbox. ncurses would wait for a slow terminal, so it writes into a file in memory instead.
 * The bytes are sent from here, without waiting.
 */
#ifndef COREWALL_TERMINAL_OUTBOX_H
#define COREWALL_TERMINAL_OUTBOX_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { OUTBOX_CODES = 128 };

struct outbox {
	FILE *file;       /* where ncurses writes */
	struct buf bytes; /* to be sent */
	size_t sent;      /* how many of them have been sent */
	uint64_t total;   /* bytes sent since it was opened */
	/*
	 * Without the C library's files for UTF-8 (a static program on an empty root) ncurses
	 * writes single bytes: those from 0x80 on stand for glyphs, and are replaced here.
	 */
	bool coded;
	uint32_t glyph[OUTBOX_CODES]; /* that byte 0x80 + i stands for */
	int glyphs;
};

/* False with errno set on failure; call outbox_close() even then. */
bool outbox_open(struct outbox *o);
void outbox_close(struct outbox *o);

/* The character to give ncurses for the glyph, which is a code point. */
wchar_t outbox_code(struct outbox *o, uint32_t glyph);

/* Takes what ncurses has written. False on an error: then bytes are lost. */
bool outbox_collect(struct outbox *o);

/* Drops what has not been sent or collected. False if what ncurses wrote cannot be dropped. */
bool outbox_drop(struct outbox *o);

/* Whether there are bytes that have not been sent; safe in a signal handler. */
bool outbox_waits(const struct outbox *o);

/* Sends what the terminal takes without waiting. False when it is gone. */
bool outbox_send(struct outbox *o, int fd);

#endif
