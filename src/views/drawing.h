/*
 * All that a view needs to draw itself: where, with which glyphs, and the numbers. Made once per
 * frame; a view writes to the canvas and to nothing else.
 */
#ifndef COREWALL_VIEWS_DRAWING_H
#define COREWALL_VIEWS_DRAWING_H

#include "canvas/canvas.h"
#include "canvas/glyphs.h"
#include "measure/aggregate.h"
#include "measure/cpu_name.h"
#include "measure/history.h"
#include "measure/tree.h"
#include "measure/usage.h"
#include "wall/layout.h"
#include "wall/smooth.h"

struct drawing {
	struct canvas *canvas; /* the region is blank */
	int x, y;              /* of the region's upper left corner */
	const struct glyphs *glyphs;
	bool colour; /* if false, glyphs have to say what colours would */
	const struct usage *usage;
	const struct hosts *hosts; /* of the machine */
	int id_width;              /* columns of the widest id that draw_id() draws */
	const struct smooth *smooth;
	const struct history *history;
	unsigned ago;            /* the moment that is shown is so many samples ago; 0: the last */
	unsigned zoom;           /* of the settings: how much time a column holds */
	bool clock;              /* times are those of the clock, not how long ago */
	const struct plan *plan; /* of the region */
	const struct tree *tree; /* used only if the plan has groups */
	const struct aggregate *groups; /* [tree->count] */
	const uint32_t *shown;          /* usage rows by row of the tree */
};

#endif
