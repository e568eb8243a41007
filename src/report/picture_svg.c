/*
 * A picture as an SVG. Three layers: backgrounds, shapes (blocks, lines, underlines) and text.
 * Within a layer everything of one colour is one element, and rectangles that touch are one.
 */
#include "report/picture.h"

#include "base/mem.h"

#include <stdlib.h>

enum {
	CELL_WIDTH = PICTURE_CELL_WIDTH,
	CELL_HEIGHT = PICTURE_CELL_HEIGHT,
	BASELINE = 12,
	MARGIN = 12
};

/* --- Layers --- */

/* Everything of a layer that has one colour (0xrrggbb) and one face (PICTURE_BOLD, …_ITALIC). */
struct ink {
	int colour, face;
	struct picture_rect last; /* not yet in body, since the next may extend it; width 0: none */
	struct buf body;
};

struct layer {
	struct ink *ink; /* in the order of first use */
	size_t count, room;
};

static struct ink *layer_ink(struct layer *l, int colour, int face)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->ink[i].colour == colour && l->ink[i].face == face)
			return &l->ink[i];
	l->ink = mem_grow(l->ink, &l->room, l->count + 1, sizeof *l->ink);
	l->ink[l->count] = (struct ink){ .colour = colour, .face = face };
	return &l->ink[l->count++];
}

static void layer_free(struct layer *l)
{
	for (size_t i = 0; i < l->count; i++)
		buf_free(&l->ink[i].body);
	free(l->ink);
}

static void ink_flush(struct ink *k)
{
	const struct picture_rect *r = &k->last;
	if (r->width)
		buf_printf(&k->body, "M%d %dh%dv%dh-%dz", r->x, r->y, r->width, r->height,
			   r->width);
	k->last.width = 0;
}

static void layer_rect(struct layer *l, int colour, struct picture_rect r)
{
	struct ink *k = layer_ink(l, colour, 0);
	bool joins = k->last.width && k->last.y == r.y && k->last.height == r.height &&
		     k->last.x + k->last.width == r.x;
	if (joins) {
		k->last.width += r.width;
	} else {
		ink_flush(k);
		k->last = r;
	}
}

/* --- Cells to layers --- */

struct drawing {
	const struct picture *picture;
	struct layer backgrounds, shapes, text;
};

static void draw_shapes(struct drawing *d, const struct picture_cell *c, int x, int y)
{
	struct picture_look l = picture_look(d->picture, c);
	struct picture_shapes s = picture_shapes(c->code);
	for (int i = 0; i < s.count; i++) {
		struct picture_rect r = s.rect[i];
		r.x += x;
		r.y += y;
		layer_rect(&d->shapes, picture_mix(l.fg, l.bg, s.percent), r);
	}
	struct picture_rect cell = { x, y, CELL_WIDTH, CELL_HEIGHT };
	struct picture_rect line = { x, y + BASELINE + 2, CELL_WIDTH, 1 };
	if (l.bg != picture_ground(d->picture).bg)
		layer_rect(&d->backgrounds, l.bg, cell);
	if (c->attributes & PICTURE_UNDERLINE)
		layer_rect(&d->shapes, l.fg, line);
}

/* A stretch of text of one colour and face. */
struct run {
	int x, width, colour, face;
	struct buf text;
};

static void run_flush(struct drawing *d, struct run *r, int y)
{
	if (r->width) {
		struct buf *body = &layer_ink(&d->text, r->colour, r->face)->body;
		buf_printf(body, "<text x=\"%d\" y=\"%d\"", r->x * CELL_WIDTH,
			   y * CELL_HEIGHT + BASELINE);
		if (r->width > 1)
			buf_printf(body, " textLength=\"%d\"", r->width * CELL_WIDTH);
		buf_printf(body, ">%s</text>\n", r->text.data);
	}
	r->width = 0;
	buf_clear(&r->text);
}

/* Adds a cell of text; a single blank may be within a run, two end it. */
static void run_add(struct drawing *d, struct run *r, const struct picture_cell *c, int x, int y)
{
	int colour = picture_look(d->picture, c).fg;
	int face = c->attributes & (PICTURE_BOLD | PICTURE_ITALIC);
	int gap = x - r->x - r->width;
	if (r->width && (gap > 1 || colour != r->colour || face != r->face))
		run_flush(d, r, y);
	if (!r->width)
		*r = (struct run){ .x = x, .colour = colour, .face = face, .text = r->text };
	else if (gap == 1)
		buf_putc(&r->text, ' ');
	r->width = x - r->x + 1;
	picture_escape(c->code, &r->text);
}

static void draw_row(struct drawing *d, int y)
{
	const struct picture *p = d->picture;
	struct run run = { 0 };
	for (int x = 0; x < p->width; x++) {
		const struct picture_cell *c = &p->cell[y * p->width + x];
		draw_shapes(d, c, x * CELL_WIDTH, y * CELL_HEIGHT);
		if (picture_shapes(c->code).count)
			run_flush(d, &run, y);
		else if (c->code == 0)
			run.width++;
		else if (c->code != ' ')
			run_add(d, &run, c, x, y);
	}
	run_flush(d, &run, y);
	buf_free(&run.text);
}

/* --- Layers to SVG --- */

static void write_paths(struct layer *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++) {
		ink_flush(&l->ink[i]);
		buf_printf(out, "<path fill=\"#%06x\" d=\"%s\"/>\n", (unsigned)l->ink[i].colour,
			   l->ink[i].body.data);
	}
}

static void write_text(const struct layer *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++)
		buf_printf(out, "<g fill=\"#%06x\"%s%s>\n%s</g>\n", (unsigned)l->ink[i].colour,
			   l->ink[i].face & PICTURE_BOLD ? " font-weight=\"bold\"" : "",
			   l->ink[i].face & PICTURE_ITALIC ? " font-style=\"italic\"" : "",
			   l->ink[i].body.data);
}

/* An outline where the cursor is, so that what is under it can be read. */
static void write_cursor(const struct picture *p, struct buf *out)
{
	if (p->cursor_x >= 0)
		buf_printf(out,
			   "<rect x=\"%d.5\" y=\"%d.5\" width=\"%d\" height=\"%d\" fill=\"none\" "
			   "stroke=\"#%06x\"/>\n",
			   p->cursor_x * CELL_WIDTH, p->cursor_y * CELL_HEIGHT, CELL_WIDTH - 1,
			   CELL_HEIGHT - 1, (unsigned)picture_ground(p).fg);
}

/* At this font size DejaVu Sans Mono and its like, 0.602 em wide, are a cell wide. */
static const char head[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%d %d %d %d\" width=\"%d\" "
	"height=\"%d\" font-family=\"DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace\" "
	"font-size=\"13.29\">\n";

/* The window has a thin edge, to be seen on a page of its own colour. */
static const char window[] =
	"<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06x\" "
	"stroke=\"#%06x\"/>\n";

static void write_head(const struct picture *p, const char *title, struct buf *out)
{
	struct picture_look ground = picture_ground(p);
	int width = p->width * CELL_WIDTH + 2 * MARGIN;
	int height = p->height * CELL_HEIGHT + 2 * MARGIN;
	buf_printf(out, head, -MARGIN, -MARGIN, width, height, width, height);
	if (title) {
		buf_puts(out, "<title>");
		picture_escape_text(title, out);
		buf_puts(out, "</title>\n");
	}
	buf_printf(out, window, 0.5 - MARGIN, 0.5 - MARGIN, width - 1, height - 1,
		   (unsigned)ground.bg, (unsigned)picture_mix(ground.fg, ground.bg, 20));
}

/* Without antialiasing no seams show between shapes that touch, whatever the size. */
void picture_svg(const struct picture *p, const char *title, struct buf *out)
{
	struct drawing d = { .picture = p };
	for (int y = 0; y < p->height; y++)
		draw_row(&d, y);
	write_head(p, title, out);
	buf_puts(out, "<g shape-rendering=\"crispEdges\">\n");
	write_paths(&d.backgrounds, out);
	write_paths(&d.shapes, out);
	buf_puts(out, "</g>\n");
	write_text(&d.text, out);
	write_cursor(p, out);
	buf_puts(out, "</svg>\n");
	layer_free(&d.backgrounds);
	layer_free(&d.shapes);
	layer_free(&d.text);
}
