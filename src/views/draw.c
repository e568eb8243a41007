/*
 * What several views draw: text, numbers, one character for a load, what is drawn instead of a
 * number. Invariant: nothing is written outside the columns that are given.
 */
#include "views/draw.h"

#include <stdio.h>

void draw_text(const struct drawing *d, int x, int y, int room, const char *text, enum role role)
{
	canvas_text(d->canvas, x, y, room, text, role);
}

void draw_right(const struct drawing *d, int x, int y, int width, const char *text, enum role role)
{
	int n = text_width(text);
	draw_text(d, n < width ? x + width - n : x, y, width, text, role);
}

void draw_number(const struct drawing *d, int x, int y, int width, uint32_t n, enum role role)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%u", n);
	draw_right(d, x, y, width, digits, role);
}

/* The hosts whose names go before ids; NULL where the plan names them beside the ids. */
static const struct hosts *hosts_to_name(const struct drawing *d)
{
	return d->plan->local_ids ? NULL : d->hosts;
}

static uint32_t id_to_name(const struct drawing *d, uint32_t cpu)
{
	return d->plan->local_ids ? cpu_name_id(d->hosts, cpu) : cpu;
}

void draw_id(const struct drawing *d, int x, int y, int width, uint32_t cpu)
{
	char name[CPU_NAME_ROOM];
	draw_right(d, x, y, width, cpu_name_fit(hosts_to_name(d), id_to_name(d, cpu), width, name),
		   ROLE_LABEL);
}

const char *draw_name(const struct drawing *d, uint32_t cpu, char out[CPU_NAME_ROOM])
{
	return cpu_name(hosts_to_name(d), id_to_name(d, cpu), out);
}

bool draw_is_known(const struct drawing *d, uint32_t row)
{
	return d->usage->state[row] == USAGE_OK;
}

void draw_absent(const struct drawing *d, int x, int y, uint32_t row)
{
	bool offline = d->usage->state[row] == USAGE_OFFLINE;
	canvas_put(d->canvas, x, y, offline ? d->glyphs->offline : d->glyphs->unknown,
		   offline ? ROLE_OFFLINE : ROLE_UNKNOWN, GROUND_NONE);
}

enum role draw_heat(const struct drawing *d, uint32_t row)
{
	return (enum role)(ROLE_HEAT + d->smooth->level[row]);
}

void draw_percent(const struct drawing *d, int x, int y, int width, uint32_t row)
{
	if (draw_is_known(d, row))
		draw_number(d, x, y, width, d->smooth->number[row], draw_heat(d, row));
	else
		draw_absent(d, x + width - 1, y, row);
}

void draw_block(const struct drawing *d, int x, int y, uint32_t row)
{
	if (!draw_is_known(d, row)) {
		draw_absent(d, x, y, row);
		return;
	}
	unsigned level = d->smooth->level[row], step = level;
	if (d->glyphs->tens) {
		/* Only hot cpus have the highest digit. */
		step = d->smooth->number[row] / 10;
		step = level == HEATS - 1 ? 9 : step > 8 ? 8 : step;
	}
	canvas_put(d->canvas, x, y, d->glyphs->height[step], draw_heat(d, row), GROUND_NONE);
}

/* Only hot cpus have the highest digit. */
static unsigned step_of(const struct drawing *d, unsigned percent)
{
	unsigned level = smooth_heat(d->smooth, percent), tens = percent / 10;
	if (!d->glyphs->tens)
		return level;
	return level == HEATS - 1 ? 9 : tens > 8 ? 8 : tens;
}

void draw_load(const struct drawing *d, int x, int y, int rows, unsigned percent, unsigned heat)
{
	const struct glyphs *g = d->glyphs;
	int steps = g->tens ? 10 : 8, bottom = y + rows - 1;
	int left = rows > 1 ? 1 + (int)percent * (steps * rows - 1) / 100 : 0;
	enum role role = ROLE_HEAT + smooth_heat(d->smooth, heat);
	if (rows < 2)
		canvas_put(d->canvas, x, y, g->height[step_of(d, percent)], role, GROUND_NONE);
	for (; left > 0; bottom--, left -= steps)
		canvas_put(d->canvas, x, bottom, left < steps ? g->height[left - 1] : g->body, role,
			   GROUND_NONE);
}

unsigned draw_recent(const struct drawing *d, uint32_t row)
{
	return d->ago || row >= d->history->cpus.count ? 0 : d->history->recent[row];
}

/* Converts a load to steps, `steps` to a row. Never 0, so that every load can be seen. */
static unsigned steps_of(const struct drawing *d, uint32_t row, int height, unsigned steps)
{
	unsigned all = (unsigned)height * steps, load = d->smooth->number[row];
	unsigned n = (load * all + 50) / 100;
	return n ? n : 1;
}

void draw_column(const struct drawing *d, int x, int y, int height, uint32_t row)
{
	const struct glyphs *g = d->glyphs;
	int bottom = y + height - 1;
	if (height < 2 || !draw_is_known(d, row)) {
		draw_block(d, x, bottom, row);
		return;
	}
	/* The lowest digit stands for nothing, the lowest block for one eighth. */
	unsigned steps = g->tens ? 10 : 8, n = steps_of(d, row, height, steps);
	int full = (int)(n / steps);
	for (int i = 0; i < full; i++)
		canvas_put(d->canvas, x, bottom - i, g->body, draw_heat(d, row), GROUND_NONE);
	if (n % steps)
		canvas_put(d->canvas, x, bottom - full,
			   g->height[g->tens && n > 1 ? n % steps : n % steps - 1],
			   draw_heat(d, row), GROUND_NONE);
}

int draw_tile_end(int width)
{
	return width > 4 ? (width + 4) / 2 : width;
}

void draw_tile(const struct drawing *d, int x, int y, int width, int height, uint32_t row)
{
	int end = draw_tile_end(width), middle = y + (height - 1) / 2;
	/* An idle cpu has no ground. */
	if (!draw_is_known(d, row) || !d->smooth->level[row]) {
		draw_percent(d, x, middle, end, row);
		return;
	}
	unsigned ground = GROUND_HEAT + d->smooth->level[row];
	for (int i = 0; i < width * height; i++)
		canvas_put(d->canvas, x + i % width, y + i / width, ' ', ROLE_INK, ground);
	char text[16];
	int n = snprintf(text, sizeof text, "%u", d->smooth->number[row]);
	for (int i = 0; i < n; i++)
		canvas_put(d->canvas, x + end - n + i, middle, (unsigned char)text[i], ROLE_INK,
			   ground);
}

/* The whole percentage at which a level of heat begins. */
static unsigned heat_begins(const struct smooth *s, unsigned level)
{
	unsigned percent = 0;
	while (percent < 100 && smooth_heat(s, percent) < level)
		percent++;
	return percent;
}

static void draw_swatch(const struct drawing *d, int x, int y, unsigned level, bool heights)
{
	const struct glyphs *g = d->glyphs;
	bool ground = !heights && level && g->body < 0x80;
	uint32_t glyph = heights && !g->tens ? g->height[level] : ground ? ' ' : g->body;
	if (!level && !(heights && !g->tens))
		glyph = g->empty;
	for (int i = 0; i < 2; i++)
		canvas_put(d->canvas, x + i, y, glyph, (enum role)(ROLE_HEAT + level),
			   ground ? GROUND_HEAT + level : GROUND_NONE);
}

void draw_heat_key(const struct drawing *d, int y, bool heights)
{
	int x = d->x + d->plan->margin + d->plan->label;
	if (!d->colour && (!heights || d->glyphs->tens)) {
		if (d->glyphs->tens && heights)
			draw_text(d, x, y, DRAW_KEY_WIDTH - 8,
				  "1 to 8: tens of percent, the last: hot", ROLE_LABEL);
		return;
	}
	for (unsigned level = 0; level < HEATS; level++) {
		char text[16];
		int n = snprintf(text, sizeof text, level ? "%u" : "busy %u%%",
				 heat_begins(d->smooth, level));
		draw_text(d, x, y, n, text, ROLE_LABEL);
		x += n + 1;
		draw_swatch(d, x, y, level, heights);
		x += 3;
	}
	draw_text(d, x, y, 3, "hot", ROLE_LABEL);
}

void draw_peak(const struct drawing *d, int x, int y, int width, int filled, unsigned peak)
{
	int at = (int)((peak * (unsigned)width + 50) / 100) - 1;
	if (at >= filled && at >= 0 && at < width && peak >= 5)
		canvas_put(d->canvas, x + at, y, d->glyphs->peak, ROLE_LABEL, GROUND_NONE);
}

void draw_group_sign(const struct drawing *d, int x, int y, const struct line *line)
{
	if (d->tree->group[line->group].count)
		canvas_put(d->canvas, x, y, line->open ? d->glyphs->open : d->glyphs->closed,
			   ROLE_LABEL, GROUND_NONE);
}

const char *draw_trouble(const struct drawing *d, const struct line *line,
			 char out[HOST_STATE_ROOM])
{
	const struct group *g = &d->tree->group[line->group];
	bool lacks = g->level == LEVEL_HOST && !d->groups[line->group].known;
	const struct host *host = lacks ? hosts_named(d->hosts, g->name) : NULL;
	out[0] = '\0';
	return host ? host_state_text(host, out) : out;
}

int draw_name_width(const struct drawing *d)
{
	return d->id_width + (cpu_name_has_host(hosts_to_name(d)) ? 0 : 3);
}

void draw_list_ids(const struct drawing *d, const struct group *g, char out[DRAW_IDS])
{
	struct cpulist list = { 0 };
	struct buf text = { 0 };
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t cpu = d->usage->cpu[d->shown[d->tree->order[g->first + i]]];
		cpulist_add(&list, cpu, cpu);
	}
	/* Where hosts are groups, any group below the root lies in one of them. */
	bool of_host =
		cpu_name_has_host(d->hosts) && g->depth && tree_has_level(d->tree, LEVEL_HOST);
	if (of_host && list.count)
		cpu_name_list_of_host(&list, host_of(list.range[0].first), &text);
	else
		cpu_name_list(d->hosts, &list, &text);
	snprintf(out, DRAW_IDS, "%s", text.data);
	if (text.used >= DRAW_IDS)
		out[DRAW_IDS - 2] = '~';
	buf_free(&text);
	cpulist_free(&list);
}

/* The thumb's share of the scrollbar is the window's share of the lines. */
void draw_scrollbar(const struct drawing *d)
{
	const struct plan *plan = d->plan;
	int rows = plan->rows, x = d->x + plan->width - 1;
	if (!plan->scrollbar || rows < 1 || plan->lines <= (size_t)rows)
		return;
	int thumb = (int)((size_t)rows * (size_t)rows / plan->lines);
	thumb = thumb < 1 ? 1 : thumb;
	size_t most = plan->lines - (size_t)rows, top = plan->top < most ? plan->top : most;
	int from = (int)(top * (size_t)(rows - thumb) / most);
	for (int i = 0; i < rows; i++) {
		bool on = i >= from && i < from + thumb;
		canvas_put(d->canvas, x, d->y + plan->heading + i,
			   on ? d->glyphs->thumb : d->glyphs->track, on ? ROLE_SCROLL : ROLE_EMPTY,
			   GROUND_NONE);
	}
}
