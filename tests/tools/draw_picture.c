/*
 * Draws a recording as corewall shows the machine live: `draw_picture KEYS OPTIONS...` plays it to
 * its end, types KEYS (characters; <Down> and the like), and prints the frame as an SVG. OPTIONS
 * are corewall's own; --replay and --snapshot are needed. No clock and no terminal is involved, so
 * equal recordings give equal bytes.
 */
#include "app/session.h"
#include "base/press.h"
#include "panels/frame.h"
#include "report/picture.h"
#include "wall/commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	uint32_t press;
} names[] = {
	{ "<Up>", PRESS_UP },          { "<Down>", PRESS_DOWN }, { "<Left>", PRESS_LEFT },
	{ "<Right>", PRESS_RIGHT },    { "<Home>", PRESS_HOME }, { "<End>", PRESS_END },
	{ "<PgDn>", PRESS_PAGE_DOWN }, { "<Enter>", '\r' },
};

static uint32_t next_press(const char **keys)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t length = strlen(names[i].name);
		if (!strncmp(*keys, names[i].name, length)) {
			*keys += length;
			return names[i].press;
		}
	}
	return (unsigned char)*(*keys)++;
}

/* Keys need a frame before them, whose places they refer to. */
static void draw(struct session *r, struct wall *wall, const char *keys)
{
	const struct options *o = r->options;
	struct surroundings around = session_surroundings(r);
	struct canvas canvas = { 0 };
	struct palette palette;
	struct picture picture = { 0 };
	struct buf out = { 0 };
	frame_draw(wall, &r->machine, &around, &canvas, o->snapshot_width, o->snapshot_height);
	while (*keys) {
		wall_press(wall, &r->machine, next_press(&keys));
		frame_draw(wall, &r->machine, &around, &canvas, o->snapshot_width,
			   o->snapshot_height);
	}
	palette_make(&palette, wall->settings.theme, false, 256);
	picture_of_canvas(&picture, &canvas, &palette);
	picture_svg(&picture, r->source.host, &out);
	fwrite(out.data, 1, out.used, stdout);
	picture_free(&picture);
	canvas_free(&canvas);
	buf_free(&out);
}

static void play(struct session *r, struct wall *wall)
{
	do {
		session_finish_sample(r);
		wall_update(wall, &r->machine);
	} while (session_wait_sample(r) != SOURCE_END);
}

int main(int argc, char **argv)
{
	struct options options;
	struct session run = { 0 };
	struct wall wall;
	char why[200];
	if (argc < 2 || options_parse(&options, NULL, NULL, argc - 1, argv + 1, why, sizeof why)) {
		fprintf(stderr, "draw_picture: %s\n", argc < 2 ? "KEYS OPTIONS..." : why);
		return 2;
	}
	bool ok = session_open(&run, &options) && session_first_sample(&run);
	if (ok) {
		session_init_wall(&run, &wall);
		wall.settings.colour = true;
		wall.settings.glyphs = wall.settings.best_glyphs = GLYPHS_UNICODE;
		play(&run, &wall);
		draw(&run, &wall, argv[1]);
		wall_free(&wall);
	}
	int status = session_close(&run, ok ? 0 : 1);
	options_free(&options);
	return status;
}
