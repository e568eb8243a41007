/* Makes pictures, and resolves their colours: those of xterm's palette. */
#include "report/picture.h"

#include "base/mem.h"
#include "base/sanitize.h"

#include <stdlib.h>
#include <string.h>

static const struct picture_cell blank = {
	.code = ' ',
	.fg = PICTURE_DEFAULT,
	.bg = PICTURE_DEFAULT,
};

void picture_free(struct picture *p)
{
	free(p->cell);
	*p = (struct picture){ 0 };
}

void picture_reset(struct picture *p, int width, int height)
{
	size_t n = (size_t)width * (size_t)height;
	p->cell = mem_grow(p->cell, &p->room, n, sizeof *p->cell);
	for (size_t i = 0; i < n; i++)
		p->cell[i] = blank;
	p->width = width;
	p->height = height;
	p->cursor_x = p->cursor_y = -1;
}

static uint8_t attributes_of(unsigned attr)
{
	static const struct {
		unsigned from, to;
	} attribute[] = {
		{ ATTR_BOLD, PICTURE_BOLD },
		{ ATTR_DIM, PICTURE_DIM },
		{ ATTR_REVERSE, PICTURE_REVERSE },
		{ ATTR_UNDERLINE, PICTURE_UNDERLINE },
	};
	unsigned attributes = 0;
	for (size_t i = 0; i < sizeof attribute / sizeof *attribute; i++)
		attributes |= attr & attribute[i].from ? attribute[i].to : 0;
	return (uint8_t)attributes;
}

void picture_of_canvas(struct picture *p, const struct canvas *c, const struct palette *palette)
{
	size_t n = (size_t)c->width * (size_t)c->height;
	picture_reset(p, c->width, c->height);
	for (size_t i = 0; i < n; i++) {
		struct style s = palette_style(palette, &c->cell[i]);
		p->cell[i] = (struct picture_cell){
			.code = c->cell[i].glyph,
			.fg = s.fg,
			.bg = s.bg,
			.attributes = attributes_of(s.attr),
		};
	}
}

/* --- Colours --- */

static const int basic[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

/* The colour cube, then the greys. */
static int palette_colour(int index)
{
	static const int level[6] = { 0, 95, 135, 175, 215, 255 };
	if (index < 16)
		return basic[index];
	if (index >= 232)
		return (8 + 10 * (index - 232)) * 0x010101;
	index -= 16;
	return level[index / 36] << 16 | level[index / 6 % 6] << 8 | level[index % 6];
}

static int colour_of(int colour, int otherwise)
{
	if (colour == PICTURE_DEFAULT)
		return otherwise;
	return colour < 256 ? palette_colour(colour) : colour & 0xffffff;
}

int picture_mix(int a, int b, int percent)
{
	int mixed = 0;
	for (int shift = 0; shift <= 16; shift += 8)
		mixed |= ((a >> shift & 255) * percent + (b >> shift & 255) * (100 - percent)) / 100
			 << shift;
	return mixed;
}

struct picture_look picture_ground(const struct picture *p)
{
	return p->light ? (struct picture_look){ .fg = 0x1c1c1c, .bg = 0xfdfdfd }
			: (struct picture_look){ .fg = 0xd0d0d0, .bg = 0x14161a };
}

struct picture_look picture_look(const struct picture *p, const struct picture_cell *cell)
{
	struct picture_look ground = picture_ground(p);
	int fg = colour_of(cell->fg, ground.fg), bg = colour_of(cell->bg, ground.bg);
	if (cell->attributes & PICTURE_DIM)
		fg = picture_mix(fg, bg, 60);
	return cell->attributes & PICTURE_REVERSE ? (struct picture_look){ .fg = bg, .bg = fg }
						  : (struct picture_look){ .fg = fg, .bg = bg };
}

/* --- Text --- */

void picture_escape(uint32_t code, struct buf *out)
{
	switch (code) {
	case '&':
		buf_puts(out, "&amp;");
		break;
	case '<':
		buf_puts(out, "&lt;");
		break;
	case '>':
		buf_puts(out, "&gt;");
		break;
	case '"':
		buf_puts(out, "&quot;");
		break;
	default:
		buf_utf8(out, code);
	}
}

void picture_escape_text(const char *text, struct buf *out)
{
	struct buf clean = { 0 };
	sanitize_add(&clean, text, strlen(text), false);
	const char *end = clean.data + clean.used;
	for (const char *at = clean.data; at < end;) {
		uint32_t code = 0;
		size_t n = sanitize_sequence(at, end, &code);
		at += n ? n : 1;
		/* XML does not allow these two, which are valid in UTF-8. */
		picture_escape(n && code != 0xfffe && code != 0xffff ? code : '?', out);
	}
	buf_free(&clean);
}
