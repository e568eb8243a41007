/* Blocks (U+2580 to U+259F) and simple lines as rectangles within a cell. */
#include "report/picture.h"

static void add_rect(struct picture_shapes *s, int x, int y, int width, int height)
{
	s->rect[s->count++] =
		(struct picture_rect){ .x = x, .y = y, .width = width, .height = height };
}

/* U+2596 to U+259F: upper left 1, upper right 2, lower left 4, lower right 8. */
static void add_quadrants(struct picture_shapes *s, uint32_t code)
{
	static const int quadrants[] = { 4, 8, 1, 13, 9, 7, 11, 2, 6, 14 };
	for (int i = 0; i < 4; i++)
		if (quadrants[code - 0x2596] >> i & 1)
			add_rect(s, i % 2 * 4, i / 2 * 8, 4, 8);
}

/* In eighths of a cell. */
static void add_block(struct picture_shapes *s, uint32_t code)
{
	int n = (int)(code - 0x2580);
	if (n == 0)
		add_rect(s, 0, 0, 8, 8);
	else if (n <= 8)
		add_rect(s, 0, 16 - 2 * n, 8, 2 * n);
	else if (n < 16)
		add_rect(s, 0, 0, 16 - n, 16);
	else if (n == 16)
		add_rect(s, 4, 0, 4, 16);
	else if (n < 20)
		add_rect(s, 0, 0, 8, 16);
	else if (n == 20)
		add_rect(s, 0, 0, 8, 2);
	else if (n == 21)
		add_rect(s, 7, 0, 1, 16);
	else
		add_quadrants(s, code);
	if (n >= 17 && n < 20)
		s->percent = 25 * (n - 16);
}

enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };

static const struct {
	uint32_t code;
	int arms;
} lines[] = {
	{ 0x2500, LEFT | RIGHT },
	{ 0x2502, UP | DOWN },
	{ 0x250c, RIGHT | DOWN },
	{ 0x2510, LEFT | DOWN },
	{ 0x2514, RIGHT | UP },
	{ 0x2518, LEFT | UP },
	{ 0x251c, RIGHT | UP | DOWN },
	{ 0x2524, LEFT | UP | DOWN },
	{ 0x252c, LEFT | RIGHT | DOWN },
	{ 0x2534, LEFT | RIGHT | UP },
	{ 0x253c, LEFT | RIGHT | UP | DOWN },
	{ 0x256d, RIGHT | DOWN },
	{ 0x256e, LEFT | DOWN },
	{ 0x256f, LEFT | UP },
	{ 0x2570, RIGHT | UP },
	{ 0x2574, LEFT },
	{ 0x2575, UP },
	{ 0x2576, RIGHT },
	{ 0x2577, DOWN },
};

static void add_line(struct picture_shapes *s, uint32_t code)
{
	int arms = 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i].code == code)
			arms = lines[i].arms;
	if (arms & (LEFT | RIGHT)) {
		int from = arms & LEFT ? 0 : 4, to = arms & RIGHT ? 8 : 5;
		add_rect(s, from, 8, to - from, 1);
	}
	if (arms & (UP | DOWN)) {
		int from = arms & UP ? 0 : 8, to = arms & DOWN ? 16 : 9;
		add_rect(s, 4, from, 1, to - from);
	}
}

/* Lines of two and of four dashes. */
static void add_dashes(struct picture_shapes *s, uint32_t code)
{
	if (code == 0x254c) {
		add_rect(s, 0, 8, 3, 1);
		add_rect(s, 4, 8, 3, 1);
	}
	for (int i = 0; i < 4 && code == 0x250a; i++)
		add_rect(s, 4, 4 * i + 1, 1, 2);
}

struct picture_shapes picture_shapes(uint32_t code)
{
	struct picture_shapes s = { .percent = 100 };
	if (code >= 0x2580 && code <= 0x259f)
		add_block(&s, code);
	else if (code >= 0x2500 && code < 0x2580)
		add_line(&s, code);
	if (code == 0x254c || code == 0x250a)
		add_dashes(&s, code);
	return s;
}
