/*
 * Reading ids, numbers and glyphs off the screen. Invariant: a slot is where row label and column
 * label say it is; one they do not name is absent.
 */
#include "vm/slots.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 24, COLS = 80, BLOCK_HOT = 0x2588, BLOCK_IDLE = 0x2581, GAP = 8 };

/* A column label: "+16" and the columns it takes. */
struct mark {
	unsigned offset;
	int first, last;
};

struct ruler {
	int row;
	int marks;
	struct mark mark[COLS];
};

/* One character of the screen, 0 for what is not ASCII: columns stay columns. */
static char ascii(const struct term *t, int row, int col)
{
	uint32_t code = term_cell(t, row, col).code;
	return code < 128 ? (char)code : '\0';
}

/* The number whose first digit is at *col, which moves beyond it; -1 when there is none. */
static int number_at(const struct term *t, int row, int *col)
{
	int n = -1;
	for (; *col < COLS && strchr("0123456789", ascii(t, row, *col)) && ascii(t, row, *col);
	     ++*col)
		n = (n < 0 ? 0 : n * 10) + ascii(t, row, *col) - '0';
	return n;
}

static int read_marks(const struct term *t, int row, struct mark *mark)
{
	int n = 0;
	for (int col = 0; col < COLS; col++) {
		int first = col;
		if (ascii(t, row, col) != '+')
			continue;
		col++;
		int offset = number_at(t, row, &col);
		if (offset >= 0)
			mark[n++] = (struct mark){ (unsigned)offset, first, col - 1 };
	}
	return n;
}

/* The first row with a "+0" in it. */
static bool find_ruler(const struct term *t, struct ruler *r)
{
	for (r->row = 0; r->row < ROWS; r->row++) {
		r->marks = read_marks(t, r->row, r->mark);
		if (r->marks && r->mark[0].offset == 0)
			return true;
	}
	return false;
}

/* The number that a row begins with, or -1. The key of the colours is no row of cpus. */
static int row_label(struct term *t, int row)
{
	int col = 0;
	if (strstr(term_line(t, row), " hot"))
		return -1;
	while (col < COLS && ascii(t, row, col) == ' ')
		col++;
	int number = number_at(t, row, &col);
	/* The band of time below the wall has percentages there. */
	return col < COLS && ascii(t, row, col) == '%' ? -1 : number;
}

static struct slot *slot_of(struct slot slot[SLOTS], unsigned cpu)
{
	static struct slot beyond;
	return cpu < SLOTS ? &slot[cpu] : &beyond;
}

/* A slot that shows a number, or one character for what has none. */
static struct slot read_number(struct term *t, int row, int col, int width)
{
	struct slot s = { .state = SLOT_UNCLEAR, .load = -1, .row = row, .col = col };
	char *end;
	const char *text = term_part(t, row, col, width);
	text += strspn(text, " ");
	double load = strtod(text, &end);
	if (!*text)
		s.state = SLOT_ABSENT;
	else if (!strcmp(text, "·") || !strcmp(text, "x"))
		s.state = SLOT_OFFLINE;
	else if (!strcmp(text, "–") || !strcmp(text, "-"))
		s.state = SLOT_UNKNOWN;
	else if (end != text && !*end && load >= 0 && load <= 100)
		s = (struct slot){ SLOT_LOAD, load >= 90, (int)load, row, col };
	return s;
}

void slots_numbers(struct term *t, struct slot slot[SLOTS])
{
	struct ruler r;
	memset(slot, 0, SLOTS * sizeof *slot);
	if (!find_ruler(t, &r))
		return;
	for (int row = r.row + 1; row < ROWS; row++) {
		int base = row_label(t, row);
		for (int i = 0; base >= 0 && i < r.marks; i++)
			*slot_of(slot, (unsigned)base + r.mark[i].offset) =
				read_number(t, row, r.mark[i].last - 2, 3);
	}
}

/* The colour of what is hot, from the key of the colours; false without one. */
static bool hot_colour(struct term *t, int *colour)
{
	int row, col;
	if (!term_find(t, "█ hot", &row, &col))
		return false;
	*colour = term_cell(t, row, col).fg;
	return true;
}

/*
 * A slot of which the first column is at `first`: it ends at the bottom, which is the first row
 * from the label's on that has something there.
 */
static struct slot read_block(const struct term *t, int label, int first, int col, int hot)
{
	struct slot s = { .state = SLOT_UNCLEAR, .load = -1, .row = label, .col = col };
	while (s.row < ROWS - 1 && term_cell(t, s.row, first).code == ' ')
		s.row++;
	struct term_cell cell = term_cell(t, s.row, col);
	if (cell.code == ' ')
		s.state = SLOT_ABSENT;
	else if (cell.code == 0xb7)
		s.state = SLOT_OFFLINE;
	else if (cell.code == 0x2013)
		s.state = SLOT_UNKNOWN;
	else if (cell.code >= BLOCK_IDLE && cell.code <= BLOCK_HOT)
		s.state = SLOT_LOAD;
	s.hot = s.state == SLOT_LOAD && cell.fg == hot &&
		term_cell(t, label, col).code == BLOCK_HOT;
	return s;
}

void slots_blocks(struct term *t, struct slot slot[SLOTS])
{
	struct ruler r;
	int hot;
	memset(slot, 0, SLOTS * sizeof *slot);
	if (!find_ruler(t, &r) || !hot_colour(t, &hot))
		return;
	for (int row = r.row + 1; row < ROWS; row++) {
		int base = row_label(t, row);
		for (int i = 0; base >= 0 && i < r.marks * GAP; i++) {
			const struct mark *m = &r.mark[i / GAP];
			unsigned at = (unsigned)(i % GAP);
			*slot_of(slot, (unsigned)base + m->offset + at) =
				read_block(t, row, r.mark[0].first, m->first + (int)at, hot);
		}
	}
}

void slots_bars(struct term *t, struct slot slot[SLOTS])
{
	int heading, col;
	memset(slot, 0, SLOTS * sizeof *slot);
	if (!term_find(t, "busy ", &heading, &col) || !strstr(term_line(t, heading), "usr"))
		return;
	for (int row = heading + 1; row < ROWS; row++) {
		int cpu = row_label(t, row);
		if (cpu >= 0)
			*slot_of(slot, (unsigned)cpu) = read_number(t, row, col - 1, 5);
	}
}

unsigned slots_count(const struct slot slot[SLOTS], enum slot_state state)
{
	unsigned n = 0;
	for (unsigned cpu = 0; cpu < SLOTS; cpu++)
		n += slot[cpu].state == state;
	return n;
}

/* --- Groups, and what is not there --- */

/* The cpus of "▾ 0-31    ▇····│", "▸ package 0  0-127,256-383 ▇·": the last word of digits. */
static bool read_members(struct cpulist *cpus, const char *text)
{
	const char *ids = NULL;
	size_t n = 0, word;
	for (; *text && (unsigned char)*text < 128; text += word, text += strspn(text, " ")) {
		word = strcspn(text, " ");
		if (strspn(text, "0123456789-,") < word)
			continue;
		ids = text;
		n = word;
	}
	return ids && cpulist_parse(cpus, ids, n);
}

/* "▾ 0-31    ▇····│    2%  cpu5   100%     1" */
bool slots_next_group(struct term *t, int *row, struct slots_group *g)
{
	for (; *row < ROWS; ++*row) {
		const char *line = term_line(t, *row), *max = strstr(line, "% ");
		if ((strncmp(line, "▸ ", strlen("▸ ")) && strncmp(line, "▾ ", strlen("▾ "))) ||
		    !max)
			continue;
		++*row;
		return read_members(&g->cpus, line + strlen("▸ ")) &&
		       sscanf(max, "%% cpu%u %u%% %u", &g->max_cpu, &g->max, &g->hot) == 3;
	}
	return false;
}

static unsigned hidden(struct term *t, const char *where)
{
	unsigned n = 0;
	const char *at = strstr(term_line(t, ROWS - 1), where);
	return at && sscanf(at + strlen(where), " %u more cpus", &n) == 1 ? n : 0;
}

unsigned slots_above(struct term *t)
{
	return hidden(t, "▲");
}

unsigned slots_below(struct term *t)
{
	return hidden(t, "▼");
}
