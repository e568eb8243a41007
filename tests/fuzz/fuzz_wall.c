/*
 * Bytes to cells: what a source may tell and what a user may do, in any order. An input is a
 * string of steps, a letter each and what it needs after it (see step_table). After each a frame
 * is painted, and looked at. Most screens and machines are small, where most edges are; an input
 * ends when its frames have had MOST_CELLS, so that large ones, which occur too, are few.
 */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "report/formats.h"
#include "unit/wall_kit.h"
#include "views/views.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_STEPS = 40,
	MOST_CELLS = 24000,
	CELLS_OF_ROW = 16, /* as much work as a cpu makes for a frame */
	FEW_MADE = 48,
	MOST_MADE = 600,
	NARROW = 64,
	WIDEST = 250,
	LOW = 16,
	HIGHEST = 80,
	LARGE = 8 /* one of so many numbers asks for a large size */
};

struct stage {
	struct machine machine;
	struct wall wall;
	struct canvas canvas;
	struct surroundings around;
	char host[64], alert[64];
	int width, height;
	int64_t boot_ns;
	struct buf text;
	uint8_t *seen; /* [seen_room] how often each row has a place */
	size_t seen_room;
	size_t cells; /* that the input's frames have had, and what comes to as many */
};

/* --- What a frame must hold --- */

FUZZ_BLIND static void check_cells(const struct canvas *c)
{
	for (int i = 0; i < c->width * c->height; i++) {
		const struct cell *cell = &c->cell[i];
		FUZZ_CHECK(kit_printable(cell->glyph));
		FUZZ_CHECK(cell->role < ROLES && cell->ground < GROUNDS);
	}
}

FUZZ_BLIND static void check_slots(const struct plan *p, size_t at)
{
	const struct line *line = &p->line[at];
	FUZZ_CHECK(line->seg + line->segs <= p->segs);
	for (uint32_t i = line->seg; i < line->seg + line->segs; i++) {
		const struct seg *s = &p->seg[i];
		FUZZ_CHECK(s->first + s->count <= p->members);
		for (uint32_t m = s->first; plan_shows(p, at) && m < s->first + s->count; m++) {
			struct slot slot = plan_slot(p, at, s, m);
			FUZZ_CHECK(slot.width > 0 && slot.x >= 0 &&
				   slot.x + slot.width <= p->width);
			FUZZ_CHECK(slot.y >= 0 && slot.y < p->height);
		}
	}
}

/* Each row that is shown has one place: a slot, or in a closed group. */
FUZZ_BLIND static void check_places(struct stage *s, size_t rows)
{
	const struct wall *w = &s->wall;
	const struct plan *p = &w->arrangement.plan;
	s->seen = mem_grow(s->seen, &s->seen_room, rows + 1, 1);
	uint8_t *seen = memset(s->seen, 0, rows + 1);
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		bool closed = line->kind == LINE_GROUP && !line->open;
		for (uint32_t k = 0; closed && k < w->arrangement.tree.group[line->group].count;
		     k++)
			seen[w->arrangement
				     .shown[w->arrangement.tree.order
						    [w->arrangement.tree.group[line->group].first +
						     k]]]++;
		for (uint32_t g = line->seg; g < line->seg + line->segs; g++)
			for (uint32_t k = 0; k < p->seg[g].count; k++)
				seen[p->member[p->seg[g].first + k]]++;
	}
	for (size_t i = 0; i < w->arrangement.shown_count; i++)
		FUZZ_CHECK(seen[w->arrangement.shown[i]] == 1);
}

static void check_plan(struct stage *s, size_t rows)
{
	const struct wall *w = &s->wall;
	const struct plan *p = &w->arrangement.plan;
	FUZZ_CHECK(p->view > VIEW_AUTO && p->view < VIEWS);
	for (size_t i = 0; i < p->lines; i++)
		check_slots(p, i);
	if (p->width >= 1 && p->height >= 1)
		check_places(s, rows);
	if (p->view == VIEW_GROUPS && w->arrangement.shown_count)
		fuzz_check_tree(&w->arrangement.tree, w->arrangement.shown_count);
}

FUZZ_BLIND static void check_steady(const struct smooth *s, const struct usage *u)
{
	FUZZ_CHECK(s->cpus.count == u->rows || !u->rows);
	for (size_t i = 0; i < u->rows; i++)
		if (u->state[i] == USAGE_OK)
			FUZZ_CHECK(s->level[i] < HEATS && s->number[i] <= 100);
}

static void paint(struct stage *s)
{
	frame_draw(&s->wall, &s->machine, &s->around, &s->canvas, s->width, s->height);
	FUZZ_CHECK(s->canvas.width == s->width && s->canvas.height == s->height);
	check_cells(&s->canvas);
	check_plan(s, s->machine.usage.rows);
	s->cells += (size_t)(s->width * s->height) + s->machine.usage.rows * CELLS_OF_ROW;
}

/* --- Steps --- */

/* Up to `few`, but now and then up to `most`. */
static uint32_t scale(uint32_t number, uint32_t few, uint32_t most)
{
	return number % (number % LARGE ? few : most);
}

/* With what is in the stage's text. */
static void feed(struct stage *s)
{
	s->boot_ns += 1000000000;
	if (!machine_feed(&s->machine, &s->text, s->boot_ns, s->boot_ns))
		machine_lose(&s->machine);
	fuzz_check_usage(&s->machine.usage);
	wall_update(&s->wall, &s->machine);
	check_steady(&s->wall.arrangement.smooth, &s->machine.usage);
}

/* A text of /proc/stat as it comes. */
static void step_stat(struct stage *s, struct fuzz_input *in)
{
	size_t n;
	char *text = fuzz_text(in, &n);
	buf_clear(&s->text);
	buf_add(&s->text, text, n);
	feed(s);
	free(text);
}

/* One of so many cpus, ids that far apart, loads made of a number. */
static void step_made(struct stage *s, struct fuzz_input *in)
{
	uint32_t n = scale(fuzz_word(in), FEW_MADE, MOST_MADE) + 1, apart = 1 + fuzz_byte(in);
	struct chance chance = { fuzz_byte(in) };
	uint64_t second = (uint64_t)(s->boot_ns / 1000000000);
	buf_clear(&s->text);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t busy = chance_below(&chance, 101);
		buf_printf(&s->text, "cpu%u %" PRIu64 " 0 0 %" PRIu64 "\n", i * apart,
			   busy * second, (100 - busy) * second);
	}
	feed(s);
}

static void step_facts(struct stage *s, struct fuzz_input *in)
{
	size_t n;
	char *text = fuzz_text(in, &n);
	machine_take_facts(&s->machine, text, n);
	fuzz_check_usage(&s->machine.usage);
	wall_update(&s->wall, &s->machine);
	free(text);
}

static void step_lose(struct stage *s, struct fuzz_input *in)
{
	(void)in;
	machine_lose(&s->machine);
	fuzz_check_usage(&s->machine.usage);
	wall_update(&s->wall, &s->machine);
}

static void step_key(struct stage *s, struct fuzz_input *in)
{
	uint32_t key = fuzz_byte(in);
	wall_press(&s->wall, &s->machine, key & 0x80 ? PRESS_UP + (key & 0x7f) % 14 : key);
}

/* All its characters. */
static void step_type(struct stage *s, struct fuzz_input *in)
{
	size_t n;
	char *text = fuzz_text(in, &n);
	for (size_t i = 0; i < n && i < MOST_STEPS; i++)
		wall_press(&s->wall, &s->machine, (unsigned char)text[i]);
	free(text);
}

static void step_size(struct stage *s, struct fuzz_input *in)
{
	s->width = 1 + (int)scale(fuzz_byte(in), NARROW, WIDEST);
	s->height = 1 + (int)scale(fuzz_byte(in), LOW, HIGHEST);
}

static void step_click(struct stage *s, struct fuzz_input *in)
{
	int x = fuzz_byte(in), y = fuzz_byte(in);
	wall_click(&s->wall, &s->machine, x, y, x & 1);
}

static void step_wheel(struct stage *s, struct fuzz_input *in)
{
	wall_wheel(&s->wall, &s->machine, (int8_t)fuzz_byte(in));
}

/* What the command line chooses. */
static void step_choose(struct stage *s, struct fuzz_input *in)
{
	struct wall *w = &s->wall;
	w->settings.view = (enum view)(fuzz_byte(in) % VIEWS);
	w->settings.overflow = (enum overflow)(fuzz_byte(in) % OVERFLOWS);
	w->settings.level = (enum level)(fuzz_byte(in) % (LEVELS + 1));
	w->settings.range_size = fuzz_byte(in);
	w->settings.glyphs = (enum glyph_set)(fuzz_byte(in) % GLYPH_SETS);
	w->settings.colour = fuzz_byte(in) & 1;
	w->arrangement.stale = true;
}

/* Texts from elsewhere. */
static void step_name(struct stage *s, struct fuzz_input *in)
{
	size_t n;
	char *text = fuzz_text(in, &n);
	snprintf(s->host, sizeof s->host, "%.*s", (int)(n < 60 ? n : 60), text);
	snprintf(s->alert, sizeof s->alert, "%s", n & 1 ? s->host : "");
	free(text);
}

/* What is told besides: time since the start, a clock, a recording, what it costs. */
static void step_around(struct stage *s, struct fuzz_input *in)
{
	struct surroundings *a = &s->around;
	unsigned which = fuzz_byte(in);
	a->up_ns = which & 1 ? fuzz_word(in) * INT64_C(600000000000) : -1;
	a->load = which & 2 ? "12.4 11.0 9.8" : "";
	a->clock_cpu = fuzz_byte(in);
	a->khz = which & 4 ? fuzz_word(in) * 100L : 0;
	a->khz_most = which & 8 ? fuzz_word(in) * 100L : 0;
	a->replay = which & 16 ? s->host : NULL;
	s->wall.settings.cost = which & 32;
	a->own.refreshes = fuzz_byte(in);
	a->own.cpu_us = a->own.cpu_percent = a->own.bytes = fuzz_word(in);
}

/* All reports, of all cpus. */
static void step_report(struct stage *s, struct fuzz_input *in)
{
	size_t n = s->machine.usage.rows;
	uint32_t *row = mem_zero(n + 1, sizeof *row);
	struct tree tree = { 0 };
	for (size_t i = 0; i < n; i++)
		row[i] = (uint32_t)i;
	tree_of_topology(&tree, &s->machine.topology, s->machine.usage.cpu, n);
	struct report report = {
		.machine = &s->machine,
		.row = row,
		.rows = n,
		.tree = &tree,
		.finest = LEVEL_CORE,
		.host = s->host,
		.first = true,
	};
	buf_clear(&s->text);
	const struct format_info *format = &format_table[fuzz_byte(in) % format_count];
	if (format->write)
		format->write(&s->text, &report);
	for (size_t i = 0; i < s->text.used; i++) {
		unsigned char c = (unsigned char)s->text.data[i];
		FUZZ_CHECK(c == (unsigned char)'\n' || !iscntrl(c));
	}
	tree_free(&tree);
	free(row);
}

static const struct {
	uint8_t letter;
	void (*take)(struct stage *s, struct fuzz_input *in);
} step_table[] = {
	{ 's', step_stat },   { 'm', step_made },   { 'f', step_facts }, { 'l', step_lose },
	{ 'k', step_key },    { 't', step_type },   { 'z', step_size },  { 'c', step_click },
	{ 'w', step_wheel },  { 'o', step_choose }, { 'n', step_name },  { 'r', step_report },
	{ 'a', step_around },
};

enum { STEPS = sizeof step_table / sizeof step_table[0] };

static void take_step(struct stage *s, struct fuzz_input *in)
{
	uint8_t letter = fuzz_byte(in);
	for (size_t i = 0; i < STEPS; i++)
		if (step_table[i].letter == letter)
			step_table[i].take(s, in);
}

FUZZ_TARGET(wall)
{
	struct fuzz_input in = { bytes, bytes + n };
	struct stage *s = mem_zero(1, sizeof *s);
	s->machine.hz = 100;
	s->width = 80;
	s->height = 24;
	s->around = (struct surroundings){
		.host = s->host, .load = "", .up_ns = -1, .alert = s->alert
	};
	wall_init(&s->wall, view_table);
	for (int steps = 0; s->cells < MOST_CELLS && steps < MOST_STEPS && in.at < in.end;
	     steps++) {
		take_step(s, &in);
		paint(s);
	}
	machine_free(&s->machine);
	wall_free(&s->wall);
	canvas_free(&s->canvas);
	buf_free(&s->text);
	free(s->seen);
	free(s);
}
