/* Knows no wall: a frame is any canvas. What is drawn is read at once, so that nothing waits. */
#include "soak/glass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <vterm.h>

/* The pty's end for the program, as standard input and output while that opens its terminal. */
static void open_terminal(struct glass *g)
{
	char why[160] = "";
	g->pty = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	assert_true(g->pty >= 0 && grantpt(g->pty) == 0 && unlockpt(g->pty) == 0);
	int end = open(ptsname(g->pty), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(end >= 0);
	fflush(stdout);
	for (int fd = 0; fd < 2; fd++) {
		g->saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		dup2(end, fd);
	}
	close(end);
	g->terminal = terminal_open(false, why, sizeof why);
	dup2(g->saved[1], 1);
	if (!g->terminal)
		fail_msg("%s", why);
}

void glass_open(struct glass *g, const char *term)
{
	*g = (struct glass){ 0 };
	setenv("TERM", term, 1);
	open_terminal(g);
	palette_make(&g->palette, g->theme, false, terminal_colours(g->terminal));
	glass_renew(g);
}

void glass_renew(struct glass *g)
{
	if (g->vt)
		vterm_free(g->vt);
	g->vt = vterm_new(24, 80);
	vterm_set_utf8(g->vt, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(g->vt), 1);
	vterm_screen_reset(vterm_obtain_screen(g->vt), 1);
	terminal_forget(g->terminal);
	g->shown.width = 0;
}

/* What the terminal has to say, so that it may say more. */
static void read_some(struct glass *g)
{
	ssize_t n;
	while ((n = read(g->pty, buf_reserve(&g->bytes, 4096), 4096)) > 0)
		g->bytes.used += (size_t)n;
}

/* All of it at once: libvterm 0.1.4 loses a character that comes in two pieces. */
static void show_bytes(struct glass *g)
{
	read_some(g);
	if (g->bytes.used)
		vterm_input_write(g->vt, g->bytes.data, g->bytes.used);
	buf_clear(&g->bytes);
}

void glass_close(struct glass *g)
{
	terminal_close(g->terminal);
	for (int fd = 0; fd < 2; fd++) {
		dup2(g->saved[fd], fd);
		close(g->saved[fd]);
	}
	close(g->pty);
	vterm_free(g->vt);
	canvas_free(&g->shown);
	buf_free(&g->bytes);
}

static void keep(struct glass *g, const struct canvas *frame)
{
	canvas_reset(&g->shown, frame->width, frame->height);
	memcpy(g->shown.cell, frame->cell,
	       (size_t)frame->width * (size_t)frame->height * sizeof *frame->cell);
}

void glass_show(struct glass *g, const struct canvas *frame, enum theme theme)
{
	if (theme != g->theme) {
		palette_make(&g->palette, theme, false, terminal_colours(g->terminal));
		g->theme = theme;
		terminal_forget(g->terminal);
	}
	if (frame->width != g->shown.width || frame->height != g->shown.height)
		vterm_set_size(g->vt, frame->height, frame->width);
	assert_true(terminal_draw(g->terminal, frame, &g->palette));
	while (terminal_output(g->terminal) >= 0) {
		read_some(g);
		assert_true(terminal_flush(g->terminal));
	}
	show_bytes(g);
	keep(g, frame);
	g->frames++;
}

static int index_of(const VTermColor *c)
{
	return VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c) ? -1 : c->indexed.idx;
}

/* Of a blank no ink is seen. That it is dim libvterm does not know. */
static bool looks_as(const VTermScreenCell *seen, struct style style, uint32_t glyph)
{
	bool ink = glyph != ' ' || style.attr & (ATTR_REVERSE | ATTR_UNDERLINE);
	return (seen->chars[0] ? seen->chars[0] : ' ') == glyph &&
	       index_of(&seen->bg) == style.bg &&
	       seen->attrs.reverse == !!(style.attr & ATTR_REVERSE) &&
	       seen->attrs.underline == !!(style.attr & ATTR_UNDERLINE) &&
	       (!ink || (index_of(&seen->fg) == style.fg &&
			 seen->attrs.bold == !!(style.attr & ATTR_BOLD)));
}

/* In a single column ncurses and libvterm differ in where a character leaves the cursor. */
void glass_check(const struct glass *g)
{
	VTermScreen *screen = vterm_obtain_screen(g->vt);
	for (int i = 0; g->shown.width > 1 && i < g->shown.width * g->shown.height; i++) {
		VTermScreenCell seen;
		int x = i % g->shown.width, y = i / g->shown.width;
		const struct cell *cell = &g->shown.cell[i];
		struct style style = palette_style(&g->palette, cell);
		vterm_screen_get_cell(screen, (VTermPos){ .row = y, .col = x }, &seen);
		if (!looks_as(&seen, style, cell->glyph))
			fail_msg(
				"%s, %dx%d, frame %d at %d,%d: U+%04X, %d on %d, not U+%04X, %d on %d",
				getenv("TERM"), g->shown.width, g->shown.height, (int)g->frames, x,
				y, seen.chars[0], index_of(&seen.fg), index_of(&seen.bg),
				cell->glyph, style.fg, style.bg);
	}
}
