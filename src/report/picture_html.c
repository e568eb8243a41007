/*
 * A picture as a page of HTML: text that can be selected, copied and searched. Blocks and lines
 * stay in the text, transparent, and are drawn as backgrounds of their cells: fonts leave gaps
 * between them.
 */
#include "report/picture.h"

#include <string.h>

/* The height of a row in em. A cell is one `ch` wide in any font. */
static const double row_em = 1.25;

static const char head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n"
	"<head>\n"
	"<meta charset=\"utf-8\"/>\n"
	"<title>%s</title>\n"
	"<style>\n"
	"body { background: #%06x }\n"
	"pre { color: #%06x; font: 14px/%gem DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace }\n"
	"pre span { display: inline-block; height: %gem; vertical-align: top }\n"
	"</style>\n"
	"</head>\n"
	"<body>\n"
	"<pre>\n";

static const char tail[] = "</pre>\n</body>\n</html>\n";

/* Whether a shape reaches from one side to the other, so that it may go on in the next cell. */
static bool fills_width(const struct picture_shapes *s)
{
	for (int i = 0; i < s->count; i++)
		if (s->rect[i].width != PICTURE_CELL_WIDTH)
			return false;
	return true;
}

static double em_of(int units)
{
	return units * row_em / PICTURE_CELL_HEIGHT;
}

/* The rectangles as layers of the background, over its colour. */
static void add_shapes(struct buf *out, const struct picture_shapes *s, int colour)
{
	for (int i = 0; i < s->count; i++) {
		const struct picture_rect *r = &s->rect[i];
		buf_printf(out, "%slinear-gradient(#%06x,#%06x) %gch %gem/", i ? "," : "",
			   (unsigned)colour, (unsigned)colour, (double)r->x / PICTURE_CELL_WIDTH,
			   em_of(r->y));
		if (r->width == PICTURE_CELL_WIDTH)
			buf_puts(out, "100%");
		else
			buf_printf(out, "%gch", (double)r->width / PICTURE_CELL_WIDTH);
		buf_printf(out, " %gem no-repeat", em_of(r->height));
	}
}

static void add_background(struct buf *out, const struct picture *p, const struct picture_cell *c)
{
	struct picture_look l = picture_look(p, c);
	struct picture_shapes s = picture_shapes(c->code);
	bool ground = l.bg == picture_ground(p).bg;
	if (!s.count && ground)
		return;
	buf_puts(out, "background:");
	add_shapes(out, &s, picture_mix(l.fg, l.bg, s.percent));
	if (!ground)
		buf_printf(out, "%s#%06x", s.count ? " " : "", (unsigned)l.bg);
	buf_putc(out, ';');
}

static void add_style(struct buf *out, const struct picture *p, const struct picture_cell *c)
{
	struct picture_look l = picture_look(p, c);
	add_background(out, p, c);
	if (picture_shapes(c->code).count)
		buf_puts(out, "color:transparent;");
	else if (l.fg != picture_ground(p).fg)
		buf_printf(out, "color:#%06x;", (unsigned)l.fg);
	if (c->attributes & PICTURE_BOLD)
		buf_puts(out, "font-weight:bold;");
	if (c->attributes & PICTURE_ITALIC)
		buf_puts(out, "font-style:italic;");
	if (c->attributes & PICTURE_UNDERLINE)
		buf_puts(out, "text-decoration:underline;");
}

/* How many cells from `row` on can be one element. */
static int run_length(const struct picture_cell *row, int left)
{
	struct picture_shapes s = picture_shapes(row->code);
	int n = 1;
	while (n < left && row[n].fg == row->fg && row[n].bg == row->bg &&
	       row[n].attributes == row->attributes &&
	       (s.count ? row[n].code == row->code && fills_width(&s)
			: !picture_shapes(row[n].code).count))
		n++;
	return n;
}

/* Adds an element that is as wide as its cells, however wide the font's characters are. */
static void add_run(struct buf *out, const struct picture *p, const struct picture_cell *row, int n)
{
	struct buf style = { 0 };
	add_style(&style, p, row);
	if (style.used)
		buf_printf(out, "<span style=\"%swidth:%dch\">", style.data, n);
	for (int i = 0; i < n; i++)
		if (row[i].code)
			picture_escape(row[i].code, out);
	if (style.used)
		buf_puts(out, "</span>");
	buf_free(&style);
}

void picture_html(const struct picture *p, const char *title, struct buf *out)
{
	struct picture_look ground = picture_ground(p);
	struct buf name = { 0 };
	picture_escape_text(title ? title : "corewall", &name);
	buf_printf(out, head, name.data, (unsigned)ground.bg, (unsigned)ground.fg, row_em, row_em);
	for (int y = 0; y < p->height; y++) {
		const struct picture_cell *row = p->cell + y * p->width;
		int n;
		for (int x = 0; x < p->width; x += n) {
			n = run_length(row + x, p->width - x);
			add_run(out, p, row + x, n);
		}
		buf_putc(out, '\n');
	}
	buf_puts(out, tail);
	buf_free(&name);
}
