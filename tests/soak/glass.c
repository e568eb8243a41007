/* Frames as bytes on libvterm's screen. Knows no wall: a frame is any canvas. */
#include "soak/glass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <vterm.h>

void glass_open(struct glass *g)
{
	*g = (struct glass){ 0 };
	struct caps *c = &g->caps;
	snprintf(c->clear, CAP_ROOM, "\033[H\033[2J");
	snprintf(c->plain, CAP_ROOM, "\033[m");
	snprintf(c->default_colours, CAP_ROOM, "\033[39;49m");
	for (int i = 0; i < 4; i++)
		snprintf(c->attr[i], CAP_ROOM, "\033[%dm", (const int[]){ 1, 2, 7, 4 }[i]);
	c->colours = COLOURS_MOST;
	c->ansi_move = c->ansi_column = c->ansi_index = c->ansi_default = c->ansi_off = true;
	for (int i = 0; i < c->colours; i++) {
		snprintf(c->fg[i], CAP_ROOM, "\033[38;5;%dm", i);
		snprintf(c->bg[i], CAP_ROOM, "\033[48;5;%dm", i);
	}
	palette_make(&g->palette, g->theme, false, c->colours);
	glass_renew(g);
}

void glass_renew(struct glass *g)
{
	if (g->vt)
		vterm_free(g->vt);
	g->vt = vterm_new(24, 80);
	vterm_set_utf8(g->vt, 1);
	vterm_screen_reset(vterm_obtain_screen(g->vt), 1);
	g->sent.width = 0;
}

void glass_close(struct glass *g)
{
	vterm_free(g->vt);
	canvas_free(&g->sent);
	emit_work_free(&g->work);
	buf_free(&g->bytes);
}

void glass_show(struct glass *g, const struct canvas *frame, enum theme theme)
{
	if (theme != g->theme) {
		palette_make(&g->palette, theme, false, g->caps.colours);
		g->theme = theme;
		g->sent.width = 0;
	}
	if (frame->width != g->sent.width || frame->height != g->sent.height) {
		vterm_set_size(g->vt, frame->height, frame->width);
		g->sent.width = 0;
	}
	buf_clear(&g->bytes);
	emit_frame(&g->bytes, &g->work, &g->caps, &g->palette, &g->sent, frame);
	if (g->bytes.used)
		vterm_input_write(g->vt, g->bytes.data, g->bytes.used);
	g->frames++;
	g->written += g->bytes.used;
}

void glass_check(const struct glass *g)
{
	VTermScreen *screen = vterm_obtain_screen(g->vt);
	for (int y = 0; y < g->sent.height; y++)
		for (int x = 0; x < g->sent.width; x++) {
			VTermScreenCell cell;
			vterm_screen_get_cell(screen, (VTermPos){ .row = y, .col = x }, &cell);
			uint32_t seen = cell.chars[0] ? cell.chars[0] : ' ';
			uint32_t want = g->sent.cell[y * g->sent.width + x].glyph;
			if (seen != want)
				fail_msg("at %d,%d: U+%04X, not U+%04X", x, y, seen, want);
		}
}
