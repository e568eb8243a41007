/*
 * A terminal that is shown one frame after the other for as long as it takes: what stands on it is
 * the last frame. corewall's own terminal draws on a pty, at whose other end libvterm reads.
 */
#ifndef COREWALL_TESTS_SOAK_GLASS_H
#define COREWALL_TESTS_SOAK_GLASS_H

#include "terminal/terminal.h"

struct VTerm;

struct glass {
	struct terminal *terminal;
	int pty, saved[2]; /* the other end; standard input and output as they were */
	struct palette palette;
	enum theme theme;
	struct buf bytes; /* that libvterm has not been given */
	struct canvas shown;
	struct VTerm *vt;
	uint64_t frames;
};

/* Of that TERM, in the locale that is set. Standard input is its pty until it is closed. */
void glass_open(struct glass *g, const char *term);

/* A new screen in place of the one there is; the next frame is drawn whole. */
void glass_renew(struct glass *g);
void glass_close(struct glass *g);

/* Of another size or theme than before the frame is drawn whole. */
void glass_show(struct glass *g, const struct canvas *frame, enum theme theme);

/* Fails the test unless each cell of the last frame looks as it is to. */
void glass_check(const struct glass *g);

#endif
