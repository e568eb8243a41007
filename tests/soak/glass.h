/*
 * A terminal that is shown one frame after the other, as bytes, for as long as it takes: what
 * stands on it is the last frame. Owns the differences' workspace and libvterm's screen.
 */
#ifndef COREWALL_TESTS_SOAK_GLASS_H
#define COREWALL_TESTS_SOAK_GLASS_H

#include "terminal/emit.h"

struct VTerm;

struct glass {
	struct caps caps;
	struct palette palette;
	enum theme theme;
	struct canvas sent;
	struct emit_work work;
	struct buf bytes;
	struct VTerm *vt;
	uint64_t frames, written;
};

/* One of 256 colours that knows ECMA-48. */
void glass_open(struct glass *g);

/* A new screen in place of the one there is; the next frame is drawn whole. */
void glass_renew(struct glass *g);
void glass_close(struct glass *g);

/* Of another size or theme than before the frame is drawn whole. */
void glass_show(struct glass *g, const struct canvas *frame, enum theme theme);

/* Fails the test unless each glyph of the last frame stands where it belongs. */
void glass_check(const struct glass *g);

#endif
