/* A picture as text with the sequences (SGR) that give it its colours and attributes again. */
#include "report/picture.h"

static const struct picture_cell plain = {
	.code = ' ',
	.fg = PICTURE_DEFAULT,
	.bg = PICTURE_DEFAULT,
};

static bool looks_same(const struct picture_cell *a, const struct picture_cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

/* base is 30 for the foreground, 40 for the background. */
static void add_colour(struct buf *out, int colour, int base)
{
	if (colour == PICTURE_DEFAULT)
		return;
	if (colour < 8)
		buf_printf(out, ";%d", base + colour);
	else if (colour < 16)
		buf_printf(out, ";%d", base + 60 + colour - 8);
	else if (colour < 256)
		buf_printf(out, ";%d;5;%d", base + 8, colour);
	else
		buf_printf(out, ";%d;2;%d;%d;%d", base + 8, colour >> 16 & 255, colour >> 8 & 255,
			   colour & 255);
}

static void add_look(struct buf *out, const struct picture_cell *c)
{
	static const struct {
		int attribute;
		const char *code;
	} table[] = {
		{ PICTURE_BOLD, ";1" },      { PICTURE_DIM, ";2" },     { PICTURE_ITALIC, ";3" },
		{ PICTURE_UNDERLINE, ";4" }, { PICTURE_REVERSE, ";7" },
	};
	buf_puts(out, "\033[0");
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (c->attributes & table[i].attribute)
			buf_puts(out, table[i].code);
	add_colour(out, c->fg, 30);
	add_colour(out, c->bg, 40);
	buf_putc(out, 'm');
}

/* Where the last cell of the row that shows anything ends. */
static int row_end(const struct picture_cell *row, int width)
{
	while (width > 0) {
		const struct picture_cell *c = &row[width - 1];
		if (c->code != ' ' || c->bg != PICTURE_DEFAULT ||
		    c->attributes & (PICTURE_UNDERLINE | PICTURE_REVERSE))
			break;
		width--;
	}
	return width;
}

void picture_ansi_row(const struct picture *p, int y, struct buf *out)
{
	const struct picture_cell *row = p->cell + y * p->width, *last = &plain;
	int end = row_end(row, p->width);
	for (int x = 0; x < end; x++) {
		if (!looks_same(&row[x], last))
			add_look(out, &row[x]);
		if (row[x].code)
			buf_utf8(out, row[x].code);
		last = &row[x];
	}
	if (!looks_same(last, &plain))
		buf_puts(out, "\033[0m");
}

void picture_ansi(const struct picture *p, struct buf *out)
{
	for (int y = 0; y < p->height; y++) {
		picture_ansi_row(p, y, out);
		buf_putc(out, '\n');
	}
}
