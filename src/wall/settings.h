/* What the user chose: by options before the first frame, by keys afterwards. */
#ifndef COREWALL_WALL_SETTINGS_H
#define COREWALL_WALL_SETTINGS_H

#include "canvas/glyphs.h"
#include "canvas/theme.h"
#include "measure/topology.h"
#include "wall/filter.h"
#include "wall/view.h"

struct settings {
	enum view view;
	enum overflow overflow;
	enum order order;
	enum level level;    /* at which groups begin; LEVELS: chosen by room */
	uint32_t range_size; /* ranges of so many ids instead of levels; 0: none wanted */
	struct filter filter;
	bool detail;     /* the panel for the cpu under the cursor is open */
	bool by_process; /* the detail sums the threads of each process */
	bool cost;       /* the status line shows what this program costs */
	enum theme theme;
	enum glyph_set glyphs;      /* in use */
	enum glyph_set best_glyphs; /* what the terminal can do */
	bool colour;                /* the terminal has colours and they are wanted */
	double interval;            /* seconds */
	double hot;                 /* percent from which a cpu is hot */
	bool paused;
	unsigned zoom; /* how much time a column of the views of time holds: below TIME_ZOOMS */
};

#endif
