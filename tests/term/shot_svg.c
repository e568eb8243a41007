/*
 * A screen as an SVG. Three layers: backgrounds, shapes (block elements, lines, underlines) and
 * text. Within a layer everything of one colour is one element, and rectangles that touch are
 * one. Must not know how the screen came about.
 */
#include "base/mem.h"
#include "term/shot_draw.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_WIDTH = 8, CELL_HEIGHT = 16, BASELINE = 12, MARGIN = 12 };

struct rect {
	int x, y, width, height;
};

/* --- Layers --- */

enum { BOLD = 1, ITALIC = 2 };

/* Everything of a layer that has one colour (0xrrggbb) and one face. */
struct ink {
	int colour, face;
	struct rect last; /* not yet in body, since the next one may extend it; width 0 = none */
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
	const struct rect *r = &k->last;
	if (r->width)
		buf_printf(&k->body, "M%d %dh%dv%dh-%dz", r->x, r->y, r->width, r->height,
			   r->width);
	k->last.width = 0;
}

static void layer_rect(struct layer *l, int colour, struct rect r)
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

/* --- Colours --- */

static const int basic[16] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
			       0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
			       0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };

static int palette(int index)
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
	return colour == TERM_DEFAULT ? otherwise
	       : colour < 256         ? palette(colour)
				      : colour & 0xffffff;
}

/* `percent` of the first colour, the rest of the second. */
static int mix(int a, int b, int percent)
{
	int mixed = 0;
	for (int shift = 0; shift <= 16; shift += 8)
		mixed |= ((a >> shift & 255) * percent + (b >> shift & 255) * (100 - percent)) / 100
			 << shift;
	return mixed;
}

struct look {
	int fg, bg;
};

static struct look look_of(const struct term_cell *c, struct look ground)
{
	struct look l = { .fg = colour_of(c->fg, ground.fg), .bg = colour_of(c->bg, ground.bg) };
	if (c->dim)
		l.fg = mix(l.fg, l.bg, 60);
	return c->reverse ? (struct look){ .fg = l.bg, .bg = l.fg } : l;
}

/* --- Shapes --- */

struct shapes {
	struct rect rect[4]; /* within a cell */
	int count;
	int percent; /* of the colour; the rest is background */
};

static void add_rect(struct shapes *s, int x, int y, int width, int height)
{
	s->rect[s->count++] = (struct rect){ .x = x, .y = y, .width = width, .height = height };
}

/* U+2596 to U+259F: upper left 1, upper right 2, lower left 4, lower right 8. */
static void add_quadrants(struct shapes *s, uint32_t code)
{
	static const int quadrants[] = { 4, 8, 1, 13, 9, 7, 11, 2, 6, 14 };
	for (int i = 0; i < 4; i++)
		if (quadrants[code - 0x2596] >> i & 1)
			add_rect(s, i % 2 * 4, i / 2 * 8, 4, 8);
}

/* U+2580 to U+259F, in eighths of a cell. */
static void add_block(struct shapes *s, uint32_t code)
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

static void add_line(struct shapes *s, uint32_t code)
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

/* What is drawn in place of a character; count is 0 when it is text. */
static struct shapes shapes_of(uint32_t code)
{
	struct shapes s = { .percent = 100 };
	if (code >= 0x2580 && code <= 0x259f)
		add_block(&s, code);
	else
		add_line(&s, code);
	return s;
}

/* --- Cells to layers --- */

struct picture {
	struct layer backgrounds, shapes, text;
	struct look ground;
};

static void draw_shapes(struct picture *p, const struct term_cell *c, int x, int y)
{
	struct look l = look_of(c, p->ground);
	struct shapes s = shapes_of(c->code);
	for (int i = 0; i < s.count; i++) {
		struct rect r = s.rect[i];
		r.x += x;
		r.y += y;
		layer_rect(&p->shapes, mix(l.fg, l.bg, s.percent), r);
	}
	if (l.bg != p->ground.bg)
		layer_rect(&p->backgrounds, l.bg,
			   (struct rect){
				   .x = x, .y = y, .width = CELL_WIDTH, .height = CELL_HEIGHT });
	if (c->underline)
		layer_rect(
			&p->shapes, l.fg,
			(struct rect){
				.x = x, .y = y + BASELINE + 2, .width = CELL_WIDTH, .height = 1 });
}

static void add_escaped(struct buf *out, const char *text)
{
	if (!strcmp(text, "&"))
		buf_puts(out, "&amp;");
	else if (!strcmp(text, "<"))
		buf_puts(out, "&lt;");
	else
		buf_puts(out, text);
}

/* A stretch of text of one colour and face. */
struct run {
	int col, width, colour, face;
	struct buf text;
};

static void run_flush(struct picture *p, struct run *r, int row)
{
	if (r->width) {
		struct buf *body = &layer_ink(&p->text, r->colour, r->face)->body;
		buf_printf(body, "<text x=\"%d\" y=\"%d\"", r->col * CELL_WIDTH,
			   row * CELL_HEIGHT + BASELINE);
		if (r->width > 1)
			buf_printf(body, " textLength=\"%d\"", r->width * CELL_WIDTH);
		buf_printf(body, ">%s</text>\n", r->text.data);
	}
	r->width = 0;
	buf_clear(&r->text);
}

/* Adds a cell of text; a single blank may stand within a run, two end it. */
static void run_add(struct picture *p, struct run *r, const struct term_cell *c, int row, int col)
{
	int colour = look_of(c, p->ground).fg,
	    face = (c->bold ? BOLD : 0) | (c->italic ? ITALIC : 0);
	int gap = col - r->col - r->width;
	if (r->width && (gap > 1 || colour != r->colour || face != r->face))
		run_flush(p, r, row);
	if (!r->width)
		*r = (struct run){ .col = col, .colour = colour, .face = face, .text = r->text };
	else if (gap == 1)
		buf_putc(&r->text, ' ');
	r->width = col - r->col + 1;
	add_escaped(&r->text, c->text);
}

static void draw_row(struct picture *p, const struct term *t, int row, int cols)
{
	struct run run = { 0 };
	for (int col = 0; col < cols; col++) {
		struct term_cell c = term_cell(t, row, col);
		draw_shapes(p, &c, col * CELL_WIDTH, row * CELL_HEIGHT);
		if (shapes_of(c.code).count)
			run_flush(p, &run, row);
		else if (c.code == 0)
			run.width++;
		else if (c.code != ' ')
			run_add(p, &run, &c, row, col);
	}
	run_flush(p, &run, row);
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
			   l->ink[i].face & BOLD ? " font-weight=\"bold\"" : "",
			   l->ink[i].face & ITALIC ? " font-style=\"italic\"" : "",
			   l->ink[i].body.data);
}

/* An outline where the cursor is, so that what is under it can be read. */
static void write_cursor(const struct term *t, const struct look *ground, struct buf *out)
{
	int row, col;
	term_cursor(t, &row, &col);
	if (term_cursor_visible(t))
		buf_printf(out,
			   "<rect x=\"%d.5\" y=\"%d.5\" width=\"%d\" height=\"%d\" fill=\"none\" "
			   "stroke=\"#%06x\"/>\n",
			   col * CELL_WIDTH, row * CELL_HEIGHT, CELL_WIDTH - 1, CELL_HEIGHT - 1,
			   (unsigned)ground->fg);
}

/*
 * The font size at which DejaVu Sans Mono and its like, 0.602 em wide, are a cell wide. Without
 * antialiasing no seams show between shapes that touch, at whatever size it is looked at. The
 * window has a thin edge, to be seen on a page of its own colour.
 */
static const char head[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%d %d %d %d\" width=\"%d\" "
	"height=\"%d\" font-family=\"DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace\" "
	"font-size=\"13.29\">\n"
	"<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06x\" "
	"stroke=\"#%06x\"/>\n";

static void write_head(const struct look *ground, int rows, int cols, struct buf *out)
{
	int width = cols * CELL_WIDTH + 2 * MARGIN, height = rows * CELL_HEIGHT + 2 * MARGIN;
	buf_printf(out, head, -MARGIN, -MARGIN, width, height, width, height, 0.5 - MARGIN,
		   0.5 - MARGIN, width - 1, height - 1, (unsigned)ground->bg,
		   (unsigned)mix(ground->fg, ground->bg, 20));
}

void draw_svg(struct term *t, bool light, struct buf *out)
{
	struct picture p = {
		.ground = light ? (struct look){ .fg = 0x1c1c1c, .bg = 0xfdfdfd }
				: (struct look){ .fg = 0xd0d0d0, .bg = 0x14161a },
	};
	int rows, cols;
	term_size(t, &rows, &cols);
	for (int row = 0; row < rows; row++)
		draw_row(&p, t, row, cols);
	write_head(&p.ground, rows, cols, out);
	buf_puts(out, "<g shape-rendering=\"crispEdges\">\n");
	write_paths(&p.backgrounds, out);
	write_paths(&p.shapes, out);
	buf_puts(out, "</g>\n");
	write_text(&p.text, out);
	write_cursor(t, &p.ground, out);
	buf_puts(out, "</svg>\n");
	layer_free(&p.backgrounds);
	layer_free(&p.shapes);
	layer_free(&p.text);
}
