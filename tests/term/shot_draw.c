/*
 * A screen as text, alone or with its colours. Invariant: what is drawn depends on the cells
 * alone, so that equal screens give equal bytes.
 */
#include "term/shot_draw.h"

void shot_draw_text(struct term *t, bool light, struct buf *out)
{
	(void)light;
	buf_puts(out, term_screen(t));
}

static bool looks_same(const struct term_cell *a, const struct term_cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->dim == b->dim &&
	       a->italic == b->italic && a->underline == b->underline && a->blink == b->blink &&
	       a->reverse == b->reverse;
}

/* base is 30 for the foreground, 40 for the background. */
static void ansi_colour(struct buf *out, int colour, int base)
{
	if (colour == TERM_DEFAULT)
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

static void ansi_look(struct buf *out, const struct term_cell *c)
{
	const struct {
		bool on;
		const char *code;
	} attributes[] = { { c->bold, ";1" },      { c->dim, ";2" },   { c->italic, ";3" },
			   { c->underline, ";4" }, { c->blink, ";5" }, { c->reverse, ";7" } };
	buf_puts(out, "\033[0");
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (attributes[i].on)
			buf_puts(out, attributes[i].code);
	ansi_colour(out, c->fg, 30);
	ansi_colour(out, c->bg, 40);
	buf_putc(out, 'm');
}

static const struct term_cell plain = { .code = ' ', .fg = TERM_DEFAULT, .bg = TERM_DEFAULT };

/* Where the row's last cell that shows anything ends. */
static int row_end(const struct term *t, int row, int cols)
{
	while (cols > 0) {
		struct term_cell c = term_cell(t, row, cols - 1);
		if (c.code != ' ' || c.underline || c.reverse || c.bg != TERM_DEFAULT)
			break;
		cols--;
	}
	return cols;
}

void draw_ansi(struct term *t, bool light, struct buf *out)
{
	int rows, cols;
	(void)light;
	term_size(t, &rows, &cols);
	for (int row = 0; row < rows; row++) {
		struct term_cell last = plain;
		int end = row_end(t, row, cols);
		for (int col = 0; col < end; col++) {
			struct term_cell c = term_cell(t, row, col);
			if (!looks_same(&c, &last))
				ansi_look(out, &c);
			buf_puts(out, c.text);
			last = c;
		}
		if (!looks_same(&last, &plain))
			buf_puts(out, "\033[0m");
		buf_putc(out, '\n');
	}
}
