/*
 * terminal/terminal: frames of anything, of any size, one after the other, on kinds of terminals,
 * with files of the C library for UTF-8 and without.
 */
#include "soak/glass.h"
#include "terminal/locale.h"
#include "unit/chance.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { SIZES = 40, FRAMES = 30 };

static struct cell random_cell(struct chance *r)
{
	static const uint16_t glyph[] = {
		' ', ' ', ' ', '0', '7', 'x', 0xb7, 0x2581, 0x2588, 0x2500
	};
	return (struct cell){
		.glyph = glyph[chance_below(r, sizeof glyph / sizeof *glyph)],
		.role = (uint8_t)chance_below(r, ROLES),
		.ground = chance_below(r, 3) ? GROUND_NONE : (uint8_t)chance_below(r, GROUNDS),
		.cursor = !chance_below(r, 20),
	};
}

/* All cells, or a few, or alike ones side by side. */
static void change(struct chance *r, struct canvas *c)
{
	int cells = c->width * c->height, n = 1 + (int)chance_below(r, (uint32_t)cells);
	struct cell cell = random_cell(r);
	for (int i = 0; i < n; i++) {
		if (chance_below(r, 4))
			cell = random_cell(r);
		c->cell[chance_below(r, (uint32_t)cells)] = cell;
	}
}

static void show_frames(const char *term)
{
	struct glass g;
	struct canvas c = { 0 };
	struct chance r = { 7 };
	glass_open(&g, term);
	for (int i = 0; i < SIZES; i++) {
		uint32_t wide = i % 3 ? 100 : 6, high = i % 4 ? 40 : 4;
		canvas_reset(&c, 1 + (int)chance_below(&r, wide), 1 + (int)chance_below(&r, high));
		for (int k = 0; k < FRAMES; k++) {
			change(&r, &c);
			glass_show(&g, &c, g.theme);
			glass_check(&g);
		}
	}
	glass_close(&g);
	canvas_free(&c);
}

static void without_files_for_utf8(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C");
	assert_true(locale_is_utf8() && !locale_writes_utf8());
	show_frames("tmux-256color");
	locale_choose();
}

/* Without rep, after which libvterm wraps too early. */
static void kinds_of_terminals(void **state)
{
	(void)state;
	static const char *const kinds[] = { "tmux-256color", "screen", "vt220", "vt100" };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		show_frames(kinds[i]);
	assert_true(locale_writes_utf8());
}

int main(void)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	locale_choose();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_files_for_utf8),
		cmocka_unit_test(kinds_of_terminals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
