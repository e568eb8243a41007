/* Cells. Invariant: cell holds width * height cells, each of a printable glyph. */
#include "canvas/canvas.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void canvas_free(struct canvas *c)
{
	free(c->cell);
	*c = (struct canvas){ 0 };
}

/* Doubling what is blank already: a copy is quicker than a loop over cells. */
static void blank_cells(struct cell *cell, size_t n)
{
	if (n)
		cell[0] = (struct cell){ .glyph = ' ' };
	for (size_t done = 1; done < n; done *= 2)
		memcpy(cell + done, cell, (n - done < done ? n - done : done) * sizeof *cell);
}

void canvas_reset(struct canvas *c, int width, int height)
{
	size_t n = (size_t)width * (size_t)height;
	c->cell = mem_grow(c->cell, &c->room, n, sizeof *c->cell);
	c->width = width;
	c->height = height;
	c->owner = NULL;
	blank_cells(c->cell, n);
}

void canvas_blank_rows(struct canvas *c, int y, int rows)
{
	int end = y + rows < c->height ? y + rows : c->height;
	if (y < end)
		blank_cells(c->cell + y * c->width, (size_t)(end - y) * (size_t)c->width);
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
	to->owner = NULL;
}

struct cell *canvas_cells(const struct canvas *c, int x, int y, int width)
{
	bool inside = x >= 0 && y >= 0 && width <= c->width - x && y < c->height;
	return inside ? c->cell + y * c->width + x : NULL;
}

void canvas_put(struct canvas *c, int x, int y, uint32_t glyph, enum role role, unsigned ground)
{
	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return;
	c->cell[y * c->width + x] = (struct cell){
		.glyph = (uint16_t)glyph,
		.role = (uint8_t)role,
		.ground = ground & 0x7f,
	};
}

/* Bytes that follow the first one of a code point, or -1 when it cannot begin one. */
static int follow_count(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first < 0xe0)
		return 1;
	if (first >= 0xe0 && first < 0xf0)
		return 2;
	return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

/*
 * Code points known to take one column everywhere. What combines, takes two columns or steers the
 * text's direction would put every cell after it out of its place.
 */
static bool is_narrow(uint32_t code)
{
	static const uint32_t range[][2] = {
		{ 0x20, 0x7e },     { 0xa0, 0xac },     { 0xae, 0x2ff },    { 0x370, 0x377 },
		{ 0x37a, 0x37f },   { 0x384, 0x38a },   { 0x390, 0x3a1 },   { 0x3a3, 0x482 },
		{ 0x48a, 0x52f },   { 0x2010, 0x2027 }, { 0x2030, 0x205e }, { 0x20a0, 0x20bf },
		{ 0x2190, 0x2319 }, { 0x23ce, 0x23ce }, { 0x2500, 0x25fc }, { 0x2800, 0x28ff },
	};
	for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
		if (code <= range[i][1])
			return code >= range[i][0];
	return false;
}

uint32_t text_next(const char **at)
{
	unsigned char first = (unsigned char)*(*at)++;
	int more = follow_count(first);
	if (more < 0)
		return '?';
	uint32_t code = more ? first & (0x3fu >> more) : first;
	for (int i = 0; i < more; i++) {
		if (((unsigned char)**at & 0xc0) != 0x80)
			return '?';
		code = code << 6 | ((unsigned char)*(*at)++ & 0x3f);
	}
	return is_narrow(code) ? code : '?';
}

/* The same; most of all text is ASCII that can be printed. */
static inline uint32_t next_of(const char **at)
{
	unsigned char first = (unsigned char)**at;
	if (first < 0x20 || first >= 0x7f)
		return text_next(at);
	++*at;
	return first;
}

int text_width(const char *text)
{
	int n = 0;
	for (; *text; n++)
		next_of(&text);
	return n;
}

int canvas_text(struct canvas *c, int x, int y, int room, const char *text, enum role role)
{
	int n = 0;
	for (; *text && n < room; n++) {
		uint32_t glyph = next_of(&text);
		canvas_put(c, x + n, y, c->ascii && glyph >= 0x80 ? '?' : glyph, role, GROUND_NONE);
	}
	return n;
}

void canvas_mark(struct canvas *c, int x, int y, int room)
{
	for (int i = x < 0 ? 0 : x; i < x + room && i < c->width && y >= 0 && y < c->height; i++)
		c->cell[y * c->width + i].cursor = 1;
}

bool canvas_equal(const struct canvas *a, const struct canvas *b)
{
	return a->width == b->width && a->height == b->height &&
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
