/* Cells. Invariant: cell holds width * height cells, each with a printable glyph. */
#include "canvas/canvas.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void canvas_free(struct canvas *c)
{
	free(c->cell);
	*c = (struct canvas){ 0 };
}

void canvas_reset(struct canvas *c, int width, int height)
{
	size_t n = (size_t)width * (size_t)height;
	c->cell = mem_grow(c->cell, &c->room, n, sizeof *c->cell);
	c->width = width;
	c->height = height;
	c->cursor_x = c->cursor_y = -1;
	for (size_t i = 0; i < n; i++)
		c->cell[i] = (struct cell){ .glyph = ' ' };
}

void canvas_copy(struct canvas *to, const struct canvas *from)
{
	size_t n = (size_t)from->width * (size_t)from->height;
	to->cell = mem_grow(to->cell, &to->room, n, sizeof *to->cell);
	if (n)
		memcpy(to->cell, from->cell, n * sizeof *to->cell);
	to->width = from->width;
	to->height = from->height;
	to->ascii = from->ascii;
	to->cursor_x = from->cursor_x;
	to->cursor_y = from->cursor_y;
}

void canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum role role, unsigned ground)
{
	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return;
	c->cell[y * c->width + x] = (struct cell){
		.glyph = glyph,
		.role = (uint8_t)role,
		.ground = (uint8_t)ground,
	};
}

int canvas_text(struct canvas *c, int x, int y, int room, const char *text, enum role role)
{
	int n = 0;
	for (; *text && n < room; n++) {
		uint32_t glyph = text_next(&text);
		canvas_put(c, x + n, y, c->ascii && glyph >= 0x80 ? '?' : glyph, role, GROUND_NONE);
	}
	return n;
}

void canvas_mark(struct canvas *c, int x, int y, int room, enum cursor_mark mark)
{
	for (int i = x < 0 ? 0 : x; i < x + room && i < c->width && y >= 0 && y < c->height; i++)
		c->cell[y * c->width + i].cursor = (uint16_t)mark;
}

bool canvas_equal(const struct canvas *a, const struct canvas *b)
{
	return a->width == b->width && a->height == b->height && a->cursor_x == b->cursor_x &&
	       a->cursor_y == b->cursor_y &&
	       !memcmp(a->cell, b->cell, (size_t)a->width * (size_t)a->height * sizeof *a->cell);
}

void canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int y = 0; y < c->height; y++) {
		const struct cell *row = c->cell + y * c->width;
		int end = c->width;
		while (end && row[end - 1].glyph == ' ')
			end--;
		for (int x = 0; x < end; x++)
			buf_utf8(out, row[x].glyph);
		buf_putc(out, '\n');
	}
}
