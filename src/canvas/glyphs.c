/* The sets of glyphs. Invariant: all are code points that text_next() takes. */
#include "canvas/glyphs.h"

#include <string.h>

/* Parts of a bar that only colours tell apart. */
#define SOLID(glyph)                                                                               \
	{                                                                                          \
		glyph, glyph, glyph, glyph, glyph, glyph, glyph                                    \
	}

const struct glyphs glyph_table[GLYPH_SETS] = {
	[GLYPHS_ASCII] = {
		.name = "ascii",
		.tens = true,
		.height = { '_', '1', '2', '3', '4', '5', '6', '7', '8', '#' },
		.count = { '.', ':', '-', '=', '+', '*', '%', '#' },
		.amount = { '.', ':', '*', '#' },
		.part = { '#', 'n', 'g', 's', 'i', 't', 'w' },
		.shade = { '#', 'n', 'g', 's', 'i', 't', 'w' },
		.bar = '#',
		.body = '#',
		.fill = '#',
		.empty = '.',
		.mark = '|',
		.peak = ':',
		.left = '[',
		.right = ']',
		.unknown = '-',
		.offline = 'x',
		.open = '-',
		.closed = '+',
		.upper = '\'',
		.lower = ',',
		.half = {
			[HALF_IDLE] = { '=', ',', 'v', '-' },
			[HALF_BUSY] = { '\'', ':', 'v', '\'' },
			[HALF_HOT] = { '^', '^', 'X', '^' },
			[HALF_NONE] = { '_', ',', 'v', ' ' },
		},
		.thumb = '#',
		.track = '|',
		.up = "^",
		.down = "v",
		.dot = "-",
		.at_least = ">=",
		.dash = "-",
	},
	[GLYPHS_CONSOLE] = {
		.name = "console",
		.tens = true,
		.height = { '_', '1', '2', '3', '4', '5', '6', '7', '8', 0x2588 },
		.count = { '_', 0x2591, 0x2591, 0x2591, 0x2592, 0x2592, 0x2593, 0x2588 },
		.amount = { 0x2591, 0x2592, 0x2593, 0x2588 },
		.part = SOLID(0x2588),
		.bar = 0x2588,
		.body = 0x2588,
		.shade = { 0x2588, 0x2588, 0x258c, 0x2593, 0x2592, 0x2591, 0x2591 },
		.fill = 0x2588,
		.empty = 0xb7,
		.mark = 0x2502,
		.peak = ':',
		.left = '[',
		.right = ']',
		.unknown = '-',
		.offline = 0xb7,
		.open = '-',
		.closed = '+',
		.upper = 0x2580,
		.lower = 0x2584,
		.half = {
			[HALF_IDLE] = { '=', 0x2584, 'v', '-' },
			[HALF_BUSY] = { 0x2580, 0x2588, 'v', 0x2580 },
			[HALF_HOT] = { '^', '^', 'X', '^' },
			[HALF_NONE] = { '_', 0x2584, 'v', ' ' },
		},
		.thumb = 0x2588,
		.track = 0x2502,
		.up = "^",
		.down = "v",
		.dot = "\u00b7",
		.at_least = ">=",
		.dash = "-",
	},
	[GLYPHS_UNICODE] = {
		.name = "unicode",
		.height = { 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588 },
		.count = { 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588 },
		.amount = { 0x2591, 0x2592, 0x2593, 0x2588 },
		.part = SOLID(0x2587),
		.bar = 0x2587,
		.body = 0x2588,
		.eighth = { 0, 0x258f, 0x258e, 0x258d, 0x258c, 0x258b, 0x258a, 0x2589 },
		.shade = { 0x2588, 0x2588, 0x258c, 0x2593, 0x2592, 0x2591, 0x254c },
		.fill = 0x2588,
		.empty = 0xb7,
		.mark = 0x2502,
		.peak = 0x250a,
		.left = 0x2595,
		.right = 0x258f,
		.unknown = 0x2013,
		.offline = 0xb7,
		.open = 0x25be,
		.closed = 0x25b8,
		.upper = 0x2580,
		.lower = 0x2584,
		.half = {
			[HALF_IDLE] = { '=', 0x2584, 'v', 0xaf },
			[HALF_BUSY] = { 0x2580, 0x2588, 'v', 0x2580 },
			[HALF_HOT] = { '^', '^', 'X', '^' },
			[HALF_NONE] = { '_', 0x2584, 'v', ' ' },
		},
		.thumb = 0x2588,
		.track = 0x2502,
		.up = "\u25b2",
		.down = "\u25bc",
		.dot = "\u00b7",
		.at_least = "\u2265",
		.dash = "\u2013",
	},
};

const struct glyphs *glyphs_choose(enum glyph_set set, bool colour)
{
	static struct glyphs shaded[GLYPH_SETS];
	struct glyphs *g = &shaded[set];
	if (colour)
		return &glyph_table[set];
	*g = glyph_table[set];
	memcpy(g->part, g->shade, sizeof g->part);
	return g;
}
