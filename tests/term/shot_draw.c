/* The screen of a terminal as a picture; report/picture.h makes files of pictures. */
#include "term/shot_draw.h"

#include "report/picture.h"

void shot_draw_text(struct term *t, bool light, struct buf *out)
{
	(void)light;
	buf_puts(out, term_screen(t));
}

/* Both have the same numbers for colours of the palette and for the terminal's own. */
static int32_t colour_of(int colour)
{
	return colour > 255 ? PICTURE_RGB | (colour & 0xffffff) : colour;
}

static struct picture_cell cell_of(const struct term_cell *c)
{
	int attributes = (c->bold ? PICTURE_BOLD : 0) | (c->dim ? PICTURE_DIM : 0) |
			 (c->italic ? PICTURE_ITALIC : 0) | (c->underline ? PICTURE_UNDERLINE : 0) |
			 (c->reverse ? PICTURE_REVERSE : 0);
	return (struct picture_cell){
		.code = c->code,
		.fg = colour_of(c->fg),
		.bg = colour_of(c->bg),
		.attributes = (uint8_t)attributes,
	};
}

static void take_picture(struct term *t, bool light, struct picture *p)
{
	int rows, cols;
	term_size(t, &rows, &cols);
	picture_reset(p, cols, rows);
	p->light = light;
	for (int i = 0; i < rows * cols; i++) {
		struct term_cell c = term_cell(t, i / cols, i % cols);
		p->cell[i] = cell_of(&c);
	}
	if (term_cursor_visible(t))
		term_cursor(t, &p->cursor_y, &p->cursor_x);
}

void draw_ansi(struct term *t, bool light, struct buf *out)
{
	struct picture p = { 0 };
	take_picture(t, light, &p);
	picture_ansi(&p, out);
	picture_free(&p);
}

void draw_svg(struct term *t, bool light, struct buf *out)
{
	struct picture p = { 0 };
	take_picture(t, light, &p);
	picture_svg(&p, NULL, out);
	picture_free(&p);
}
