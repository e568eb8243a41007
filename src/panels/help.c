/*
 * The help. Entries are wrapped into lines, and these flow into columns and pages, a topic in one
 * piece where it fits. Invariant: every entry is on some page, however small the screen is.
 */
#include "panels/help.h"

#include "base/mem.h"
#include "panels/priority_line.h"
#include "views/stacked_bar.h"
#include "wall/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	COLUMN_LEAST = 39,
	LEFT_WIDTH = 11,
	NARROW = 30, /* columns; in fewer, a text goes on below its key */
	ENTRIES_MOST = 128
};

/* A heading, or a key or sample with what it means. */
struct help_entry {
	bool heading, legend;
	uint32_t glyph; /* drawn first, if there is one */
	char left[16];  /* a key, or the rest of a sample */
	uint8_t role, ground;
	char right[64];
};

struct help_line {
	const struct help_entry *entry; /* NULL: a blank line */
	bool first;                     /* of its entry */
	int from, length;               /* the part of entry->right in this line */
	int page, column, row;
};

struct help {
	struct help_entry entry[ENTRIES_MOST];
	int entries;
	struct help_line *line; /* [lines] */
	size_t lines, room;
	int width, rows, columns, pages; /* of a column; rows and columns in a page */
};

/* --- What is said --- */

static struct help_entry *add(struct help *h, const char *left, const char *right, enum role role)
{
	struct help_entry *e = &h->entry[h->entries];
	h->entries += h->entries < ENTRIES_MOST - 1;
	*e = (struct help_entry){ .role = (uint8_t)role };
	snprintf(e->left, sizeof e->left, "%s", left);
	snprintf(e->right, sizeof e->right, "%s", right);
	return e;
}

static void add_heading(struct help *h, const char *name, bool legend)
{
	struct help_entry *e = add(h, "", name, ROLE_STRONG);
	e->heading = true;
	e->legend = legend;
}

static void add_glyph(struct help *h, uint32_t glyph, const char *left, const char *right,
		      enum role role)
{
	add(h, left, right, role)->glyph = glyph;
}

static void add_keys(struct help *h)
{
	for (size_t i = 0; i < key_count; i++) {
		const struct key_info *key = &key_table[i];
		if (!i || key->topic != key[-1].topic)
			add_heading(h, topic_name[key->topic], false);
		add(h, key->keys, key->effect, ROLE_KEY);
	}
}

static void add_heats(struct help *h, const struct wall *w)
{
	const struct smooth *s = &w->arrangement.smooth;
	const struct glyphs *g = wall_glyphs(w);
	add_heading(h, "How busy: steps of heat", true);
	for (unsigned level = 0; level < HEATS; level++) {
		unsigned from = smooth_begin(s, level), to = smooth_begin(s, level + 1) - 1;
		bool hot = level == HEATS - 1;
		unsigned step = !g->tens ? level : hot ? 9 : level * 9 / HEATS;
		char left[16], right[64];
		snprintf(left, sizeof left, " %3u ", hot ? 100 : (from + to) / 2);
		if (hot)
			snprintf(right, sizeof right, "%u%% and more: hot", from);
		else
			snprintf(right, sizeof right, "%u to %u%%%s", from, to,
				 level ? "" : ": idle");
		struct help_entry *e = add(h, left, right, ROLE_HEAT + level);
		e->glyph = g->height[step];
		e->ground = (uint8_t)(level ? GROUND_HEAT + level : GROUND_NONE);
	}
}

static void add_times(struct help *h, const struct glyphs *g)
{
	static const struct {
		enum part part;
		enum field field;
		const char *name, *what;
	} kind[] = {
		{ PART_USR, FIELD_USR, "usr", "programs" },
		{ PART_NICE, FIELD_NICE, "nice", "programs of low priority" },
		{ PART_SYS, FIELD_SYS, "sys", "the kernel" },
		{ PART_INTERRUPT, FIELD_IRQ, "irq soft", "interrupts of devices" },
		{ PART_STEAL, FIELD_STEAL, "steal", "taken by the host" },
		{ PART_IOWAIT, FIELD_IOWAIT, "iowait", "idle, waits for disks" },
		{ PART_GUEST, FIELD_GUEST, "guest", "runs virtual machines" },
	};
	add_heading(h, "Bars: kinds of time", true);
	for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++)
		add_glyph(h, g->part[kind[i].part], kind[i].name, kind[i].what,
			  stacked_bar_role(kind[i].field));
	add_glyph(h, g->empty, "idle", "nothing to do", ROLE_EMPTY);
}

static void add_marks(struct help *h, const struct glyphs *g)
{
	add_heading(h, "Marks", true);
	add_glyph(h, g->unknown, "", "not known, or not yet", ROLE_UNKNOWN);
	add_glyph(h, g->offline, "", "where a cpu was: offline", ROLE_OFFLINE);
	add_glyph(h, g->mark, "", "maximum of a group's cpus", ROLE_MARK);
	add_glyph(h, g->peak, "", "recent peak", ROLE_LABEL);
	add_glyph(h, g->closed, "", "a group that can be opened", ROLE_LABEL);
	add_glyph(h, g->open, "", "an open group", ROLE_LABEL);
	add(h, "+0 +1 +2", "add to the id at the left", ROLE_LABEL);
	add(h, g->up, "cpus above the window", ROLE_TEXT);
	add(h, g->down, "cpus below the window", ROLE_TEXT);
}

static void add_words(struct help *h, const struct smooth *s)
{
	char hot[64];
	snprintf(hot, sizeof hot, "at or above %u%% (--hot)", s->hot);
	add_heading(h, "Words", true);
	add(h, "avg", "average of all cpus", ROLE_TEXT);
	add(h, "max", "the hottest, and which it is", ROLE_TEXT);
	add(h, "hot", hot, ROLE_HEAT + HEATS - 1);
	add(h, "hot for", "since when without a break", ROLE_HEAT + HEATS - 1);
	add(h, "+21", "so many more are hot", ROLE_LABEL);
	add(h, "idle..busy", "how many cpus at which load", ROLE_LABEL);
	add(h, "load", "run queue: 1, 5, 15 minutes", ROLE_TEXT);
	add(h, "only", "a filter is in force", ROLE_NOTE);
	add(h, "peak", "highest since start or key r", ROLE_TEXT);
}

/* Words where there are several machines. */
static void add_words_of_hosts(struct help *h)
{
	add(h, "web1:77", "cpu 77 of web1, for / and f", ROLE_TEXT);
	add(h, "lost", "does not answer: see groups", ROLE_ALERT);
}

/* --- Lines --- */

static void add_line(struct help *h, struct help_line line)
{
	h->line = mem_grow(h->line, &h->room, h->lines + 1, sizeof *h->line);
	h->line[h->lines++] = line;
}

/* Columns that the entry's key or sample takes, a blank included. */
static int left_width(const struct help *h, const struct help_entry *e)
{
	if (e->heading)
		return 0;
	if (h->width >= NARROW)
		return LEFT_WIDTH;
	return (e->glyph ? 2 : 0) + text_width(e->left) + (e->left[0] != '\0');
}

/* How much of the text, which is ASCII, goes into so many columns: whole words if possible. */
static int fitting(const char *text, int room)
{
	int length = (int)strlen(text), at = room;
	if (length <= room)
		return length;
	while (at > 0 && text[at] != ' ')
		at--;
	return at > 0 ? at : room > 0 ? room : 1;
}

static void wrap(struct help *h, const struct help_entry *e)
{
	int left = left_width(h, e), later = h->width >= NARROW ? left : 2;
	struct help_line line = { .entry = e, .first = true };
	int total = (int)strlen(e->right);
	while (line.from < total || line.first) {
		int room = h->width - (line.first ? left : later);
		line.length = line.first && room < 4 ? 0 : fitting(e->right + line.from, room);
		add_line(h, line);
		line.from += line.length;
		line.from += e->right[line.from] == ' ';
		line.first = false;
	}
}

/* The line after the last one of the topic that begins with this line. */
static size_t topic_end(const struct help *h, size_t line)
{
	size_t end = line + 1;
	while (end < h->lines && !(h->line[end].entry->heading && h->line[end].first))
		end++;
	return end;
}

/* Gives each line its place, with or without blank lines between topics. Returns the pages. */
static int place(struct help *h, int blank)
{
	int at = 0, rows = h->rows, page = rows * h->columns;
	bool legend = false;
	for (size_t i = 0; i < h->lines;) {
		size_t end = topic_end(h, i);
		int size = (int)(end - i);
		at += at % rows ? blank : 0;
		if (at % rows && size <= rows && at % rows + size > rows)
			at += rows - at % rows;
		/* The legend has pages of its own, unless all fits on one. */
		if (h->line[i].entry->legend && !legend && h->pages > 1 && at % page)
			at += page - at % page;
		legend |= h->line[i].entry->legend;
		for (; i < end; i++, at++) {
			h->line[i].page = at / page;
			h->line[i].column = at % page / rows;
			h->line[i].row = at % rows;
		}
	}
	return (at + page - 1) / page;
}

static void lay_out(struct help *h, int width, int height)
{
	h->columns = (width + 2) / (COLUMN_LEAST + 2) > 1 ? (width + 2) / (COLUMN_LEAST + 2) : 1;
	h->width = (width + 2) / h->columns - 2;
	h->rows = height > 20 ? height - 2 : height > 1 ? height - 1 : 1;
	for (int i = 0; i < h->entries; i++)
		wrap(h, &h->entry[i]);
	h->pages = 1;
	h->pages = place(h, 0);
	int tight = place(h, 0);
	if (place(h, 1) > tight)
		place(h, 0);
	h->pages = h->line[h->lines - 1].page + 1;
}

/* --- On the screen --- */

static void draw_left(struct canvas *c, const struct help_entry *e, int x, int y)
{
	if (e->glyph) {
		canvas_put(c, x, y, e->glyph, (enum role)e->role, GROUND_NONE);
		x += 2;
	}
	int width = text_width(e->left);
	if (e->ground == GROUND_NONE)
		canvas_text(c, x, y, width, e->left, (enum role)e->role);
	for (int i = 0; e->ground != GROUND_NONE && i < width; i++)
		canvas_put(c, x + i, y, (unsigned char)e->left[i], ROLE_INK, e->ground);
}

static void draw_line(struct canvas *c, const struct help *h, const struct help_line *line, int top)
{
	const struct help_entry *e = line->entry;
	int x = line->column * (h->width + 2), y = top + line->row, left = left_width(h, e);
	char text[64];
	snprintf(text, sizeof text, "%.*s", line->length, e->right + line->from);
	if (line->first)
		draw_left(c, e, x, y);
	x += line->first || h->width >= NARROW ? left : 2;
	canvas_text(c, x, y, h->width, text, e->heading ? ROLE_STRONG : ROLE_TEXT);
}

static void draw_title(struct canvas *c, int page, int pages)
{
	struct priority_line l;
	struct priority_part *part;
	priority_line_begin(&l, "");
	priority_line_add(&l, 2, ROLE_STRONG, "corewall help");
	if (pages > 1) {
		part = priority_line_add(&l, 5, ROLE_TEXT, "page %d of %d", page + 1, pages);
		snprintf(part->terse, TERSE_ROOM, "%d/%d", page + 1, pages);
		part->terse_weight = 8;
		part = priority_line_add(&l, 4, ROLE_LABEL, "Space: next, b: back a page");
		snprintf(part->terse, TERSE_ROOM, "Space: next");
		part->terse_weight = 7;
	}
	part = priority_line_add(&l, 9, ROLE_LABEL, "q: leave");
	part->right = true;
	priority_line_draw(&l, c, 0, 0, c->width);
}

void help_draw(struct wall *w, struct canvas *c)
{
	struct help *h = mem_zero(1, sizeof *h);
	struct navigation *n = &w->navigation;
	add_keys(h);
	add_heats(h, w);
	add_times(h, wall_glyphs(w));
	add_marks(h, wall_glyphs(w));
	add_words(h, &w->arrangement.smooth);
	if (cpu_name_has_host(w->arrangement.hosts))
		add_words_of_hosts(h);
	lay_out(h, c->width, c->height);
	if (n->help_page >= (unsigned)h->pages)
		n->help_page = (unsigned)h->pages - 1;
	int top = c->height - h->rows;
	if (c->height > 1)
		draw_title(c, (int)n->help_page, h->pages);
	for (size_t i = 0; i < h->lines; i++)
		if (h->line[i].page == (int)n->help_page)
			draw_line(c, h, &h->line[i], top);
	free(h->line);
	free(h);
}
