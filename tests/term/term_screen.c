/*
 * The screen: libvterm fed with what the program writes, and everything read back from it. Owns
 * all that is known of libvterm (0.1.4 and later). Must not know how bytes come and go, but for
 * term_type, which takes libvterm's answers and its keys.
 */
#include "base/mem.h"
#include "term/term_private.h"

#include <stdlib.h>
#include <string.h>

/* --- The filter --- */

enum { DIM_FONT = 9, FILTER_MOST = 65536 };

static void mode_set(struct term *t, int mode)
{
	size_t at = 0;
	while (at < t->modes_set && t->mode[at] < mode)
		at++;
	if ((at < t->modes_set && t->mode[at] == mode) || t->modes_set == TERM_MODES)
		return;
	memmove(t->mode + at + 1, t->mode + at, (t->modes_set - at) * sizeof *t->mode);
	t->mode[at] = mode;
	t->modes_set++;
}

static void mode_unset(struct term *t, int mode)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->modes_set; i++)
		if (t->mode[i] != mode)
			t->mode[kept++] = t->mode[i];
	t->modes_set = kept;
}

static void modes_reset(struct term *t)
{
	t->modes_set = 0;
	mode_set(t, 7);
	mode_set(t, 25);
}

/* Notes the modes of "ESC [ ? 1 ; 2 h" (or l), and passes each on by itself. */
static void filter_modes(struct term *t, struct buf *clean, const char *sequence, char last)
{
	void (*note)(struct term *, int) = last == 'h' ? mode_set : mode_unset;
	const char *at = sequence + 3;
	char *end;
	for (long mode = strtol(at, &end, 10); end > at; mode = strtol(at, &end, 10)) {
		note(t, (int)mode);
		buf_printf(clean, "\033[?%ld%c", mode, last);
		at = end + (*end == ';');
	}
}

/* How many numbers follow a 38, 48 or 58 that introduces a colour, given what comes after it. */
static int colour_numbers(const char *after)
{
	return !strncmp(after, ";5;", 3) ? 2 : !strncmp(after, ";2;", 3) ? 4 : 0;
}

/* Passes "ESC [ … m" on with 2 (dim) as font 9, and 22 (neither bold nor dim) as 22 and font 0. */
static void filter_attributes(struct buf *clean, const char *sequence)
{
	int literal = 0; /* numbers to come that belong to a colour */
	buf_add(clean, sequence, 2);
	for (const char *at = sequence + 2; *at != 'm';) {
		size_t n = strcspn(at, ";m");
		bool dim = n == 1 && *at == '2', normal = n == 2 && !strncmp(at, "22", 2);
		bool colour = n == 2 && strchr("345", *at) && at[1] == '8';
		if (dim && !literal)
			buf_puts(clean, "19");
		else if (normal && !literal)
			buf_puts(clean, "22;10");
		else
			buf_add(clean, at, n);
		literal = literal ? literal - 1 : colour ? colour_numbers(at + n) : 0;
		at += n;
		if (*at == ';')
			buf_putc(clean, *at++);
	}
	buf_putc(clean, 'm');
}

static void filter_drop(struct filter *f)
{
	buf_clear(&f->held);
	f->state = PLAIN;
}

static void filter_pass(struct filter *f)
{
	buf_add(&f->clean, f->held.data, f->held.used);
	filter_drop(f);
}

/* ESC [ n b draws the last character n times more. */
static void filter_repeat(struct filter *f)
{
	long n = strtol(f->held.data + 2, NULL, 10);
	for (long i = 0; i < (n ? n : 1); i++)
		buf_puts(&f->clean, f->last);
}

static void filter_character(struct filter *f, char c)
{
	size_t n = ((unsigned char)c & 0xc0) == 0x80 ? strlen(f->last) : 0;
	if ((unsigned char)c >= ' ' && n + 1 < sizeof f->last) {
		f->last[n] = c;
		f->last[n + 1] = '\0';
	}
	buf_putc(&f->clean, c);
}

/* A control sequence is complete in `held`, from "ESC [" to this last character. */
static void filter_sequence(struct term *t, struct filter *f, char last)
{
	const char *sequence = f->held.data;
	size_t n = f->held.used;
	if (sequence[2] == '?' && (last == 'h' || last == 'l'))
		filter_modes(t, &f->clean, sequence, last);
	else if (last == 'm' && strspn(sequence + 2, "0123456789;:") == n - 3)
		filter_attributes(&f->clean, sequence);
	else if (last == 'b' && strspn(sequence + 2, "0123456789") == n - 3)
		filter_repeat(f);
	else
		buf_add(&f->clean, sequence, n);
	filter_drop(f);
}

/* The character after an escape says what has begun, or is all there is to it. */
static void filter_kind(struct term *t, struct filter *f, char c)
{
	f->state = c == '[' ? SEQUENCE : strchr("]P_^X", c) ? STRING : PLAIN;
	if (c == 'c')
		modes_reset(t);
	if (f->state == PLAIN)
		filter_pass(f);
}

/* A control character within a sequence is obeyed at once, but for those that end it. */
static void filter_control(struct filter *f, char c)
{
	if (c == '\030' || c == '\032')
		filter_drop(f);
	else
		buf_putc(&f->clean, c);
}

/* Takes a byte while a sequence is held. */
static void filter_within(struct term *t, struct filter *f, char c)
{
	bool string = f->state == STRING || f->state == STRING_ESCAPE;
	if (!string && (unsigned char)c < 0x20) {
		filter_control(f, c);
		return;
	}
	buf_putc(&f->held, c);
	if (f->held.used > FILTER_MOST || f->state == STRING_ESCAPE || (string && c == '\a'))
		filter_pass(f);
	else if (string && c == '\033')
		f->state = STRING_ESCAPE;
	else if (f->state == ESCAPE)
		filter_kind(t, f, c);
	else if (f->state == SEQUENCE && c >= 0x40 && c <= 0x7e)
		filter_sequence(t, f, c);
}

static void filter_byte(struct term *t, struct filter *f, char c)
{
	bool string = f->state == STRING || f->state == STRING_ESCAPE;
	if (c == '\033' && !string) {
		if (f->held.used)
			filter_pass(f);
		buf_putc(&f->held, c);
		f->state = ESCAPE;
	} else if (f->state == PLAIN) {
		filter_character(f, c);
	} else {
		filter_within(t, f, c);
	}
}

void screen_write(struct term *t, const char *bytes, size_t n)
{
	struct filter *f = &t->filter;
	buf_clear(&f->clean);
	for (size_t i = 0; i < n; i++)
		filter_byte(t, f, bytes[i]);
	if (f->clean.used)
		vterm_input_write(t->vt, f->clean.data, f->clean.used);
}

/* --- libvterm --- */

static void note_title(struct term *t, const VTermValue *value)
{
#if VTERM_VERSION_MAJOR > 0 || VTERM_VERSION_MINOR >= 2
	if (value->string.initial)
		buf_clear(&t->title);
	buf_add(&t->title, value->string.str, value->string.len);
#else
	buf_clear(&t->title);
	buf_puts(&t->title, value->string);
#endif
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct term *t = user;
	if (property == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		t->cursor_visible = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		t->mouse = (enum term_mouse)value->number;
	else if (property == VTERM_PROP_TITLE)
		note_title(t, value);
	return 1;
}

static int on_bell(void *user)
{
	((struct term *)user)->bells++;
	return 1;
}

/* What libvterm answers to queries, and the bytes of keys and of the mouse. */
static void on_answer(const char *bytes, size_t n, void *user)
{
	struct buf text = { 0 };
	buf_add(&text, bytes, n);
	term_type(user, text.data);
	buf_free(&text);
}

void emulator_open(struct term *t, int rows, int cols, const char *type)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property,
							.bell = on_bell };
	t->type = mem_string(type);
	modes_reset(t);
	t->vt = vterm_new(rows, cols);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, on_answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
}

void emulator_close(struct term *t)
{
	vterm_free(t->vt);
	free(t->type);
	buf_free(&t->filter.clean);
	buf_free(&t->filter.held);
	buf_free(&t->title);
	for (size_t i = 0; i < TERM_STRINGS; i++)
		buf_free(&t->given[i]);
}

void screen_resize(struct term *t, int rows, int cols)
{
	vterm_set_size(t->vt, rows, cols);
}

/* --- Cells --- */

static int colour_of(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return TERM_DEFAULT;
	return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx
					 : TERM_RGB(c->rgb.red, c->rgb.green, c->rgb.blue);
}

static void cell_text(struct term_cell *cell, const uint32_t *chars)
{
	struct buf text = { 0 };
	if (!chars[0])
		buf_putc(&text, ' ');
	for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && chars[i]; i++)
		buf_utf8(&text, chars[i]);
	memcpy(cell->text, text.data, text.used + 1);
	cell->code = chars[0] ? chars[0] : ' ';
	buf_free(&text);
}

struct term_cell term_cell(const struct term *t, int row, int col)
{
	VTermScreenCell c = { 0 };
	struct term_cell cell = { .fg = TERM_DEFAULT, .bg = TERM_DEFAULT, .text = "" };
	if (!vterm_screen_get_cell(t->screen, (VTermPos){ .row = row, .col = col }, &c))
		return cell;
	/* The right half of a wide character holds this in place of one. */
	if (c.chars[0] != UINT32_MAX)
		cell_text(&cell, c.chars);
	cell.fg = colour_of(&c.fg);
	cell.bg = colour_of(&c.bg);
	cell.bold = c.attrs.bold;
	cell.dim = c.attrs.font == DIM_FONT;
	cell.italic = c.attrs.italic;
	cell.underline = c.attrs.underline;
	cell.blink = c.attrs.blink;
	cell.reverse = c.attrs.reverse;
	return cell;
}

static void hash_add(uint64_t *hash, uint64_t value)
{
	*hash = (*hash ^ value) * 0x100000001b3;
	*hash ^= *hash >> 29;
}

uint64_t screen_hash(const struct term *t)
{
	int rows, cols;
	uint64_t hash = 0xcbf29ce484222325;
	term_size(t, &rows, &cols);
	hash_add(&hash, (uint64_t)rows << 32 | (uint64_t)cols);
	for (int row = 0; row < rows; row++) {
		for (int col = 0; col < cols; col++) {
			struct term_cell c = term_cell(t, row, col);
			hash_add(&hash, c.code);
			hash_add(&hash, (uint64_t)(c.fg + 1) << 32 | (uint64_t)(c.bg + 1));
			hash_add(&hash,
				 (uint64_t)(c.bold | c.dim << 1 | c.italic << 2 | c.underline << 3 |
					    c.blink << 4 | c.reverse << 5));
		}
	}
	return hash;
}

/* --- Text --- */

static struct buf *give(struct term *t)
{
	struct buf *b = &t->given[t->next_given++ % TERM_STRINGS];
	buf_clear(b);
	buf_reserve(b, 1);
	return b;
}

/* Appends columns from up to end of a row. */
static void row_add(const struct term *t, int row, int from, int end, struct buf *out)
{
	for (int col = from; col < end; col++) {
		struct term_cell cell = term_cell(t, row, col);
		buf_puts(out, cell.text);
	}
}

static void trim(struct buf *b, size_t from)
{
	while (b->used > from && b->data[b->used - 1] == ' ')
		b->data[--b->used] = '\0';
}

const char *term_part(struct term *t, int row, int col, int n)
{
	struct buf *b = give(t);
	int rows, cols;
	term_size(t, &rows, &cols);
	row_add(t, row, col, n < cols - col ? col + n : cols, b);
	return b->data;
}

const char *term_line(struct term *t, int row)
{
	struct buf *b = give(t);
	int rows, cols;
	term_size(t, &rows, &cols);
	row_add(t, row, 0, cols, b);
	trim(b, 0);
	return b->data;
}

const char *term_screen(struct term *t)
{
	struct buf *b = give(t);
	int rows, cols;
	term_size(t, &rows, &cols);
	for (int row = 0; row < rows; row++) {
		size_t start = b->used;
		row_add(t, row, 0, cols, b);
		trim(b, start);
		buf_putc(b, '\n');
	}
	return b->data;
}

/* The column whose text begins `bytes` into the row. The right half of a wide one has none. */
static int column_at(const struct term *t, int row, size_t bytes)
{
	size_t n = 0;
	for (int col = 0;; col++) {
		struct term_cell cell = term_cell(t, row, col);
		if (n >= bytes && cell.code)
			return col;
		n += strlen(cell.text);
	}
}

bool term_find(struct term *t, const char *needle, int *row, int *col)
{
	int rows, cols;
	term_size(t, &rows, &cols);
	for (int r = 0; r < rows; r++) {
		const char *line = term_part(t, r, 0, cols), *at = strstr(line, needle);
		if (!at)
			continue;
		if (row)
			*row = r;
		if (col)
			*col = column_at(t, r, (size_t)(at - line));
		return true;
	}
	return false;
}

/* --- State --- */

void term_size(const struct term *t, int *rows, int *cols)
{
	vterm_get_size(t->vt, rows, cols);
}

void term_cursor(const struct term *t, int *row, int *col)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	*row = at.row;
	*col = at.col;
}

bool term_cursor_visible(const struct term *t)
{
	return t->cursor_visible;
}

bool term_alternate(const struct term *t)
{
	return t->alternate;
}

int term_bells(const struct term *t)
{
	return t->bells;
}

const char *term_title(const struct term *t)
{
	return t->title.data ? t->title.data : "";
}

enum term_mouse term_mouse(const struct term *t)
{
	return t->mouse;
}

bool term_mode(const struct term *t, int mode)
{
	for (size_t i = 0; i < t->modes_set; i++)
		if (t->mode[i] == mode)
			return true;
	return false;
}

const char *term_modes(struct term *t)
{
	struct buf *b = give(t);
	for (size_t i = 0; i < t->modes_set; i++)
		buf_printf(b, "%s%d", i ? " " : "", t->mode[i]);
	return b->data;
}

bool term_pen_plain(const struct term *t)
{
	static const VTermAttr attributes[] = { VTERM_ATTR_BOLD,    VTERM_ATTR_UNDERLINE,
						VTERM_ATTR_ITALIC,  VTERM_ATTR_BLINK,
						VTERM_ATTR_REVERSE, VTERM_ATTR_STRIKE,
						VTERM_ATTR_FONT };
	VTermState *state = vterm_obtain_state(t->vt);
	VTermValue value;
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		value.number = 0;
		if (vterm_state_get_penattr(state, attributes[i], &value) && value.number)
			return false;
	}
	vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value);
	if (colour_of(&value.color) != TERM_DEFAULT)
		return false;
	vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value);
	return colour_of(&value.color) == TERM_DEFAULT;
}

static void print_stream(const char *name, const char *text, size_t size, FILE *to)
{
	if (size)
		fprintf(to, "%s:\n%s%s", name, text, text[size - 1] == '\n' ? "" : "\n");
}

void term_print(struct term *t, FILE *to)
{
	int rows, cols, row, col;
	size_t size;
	term_size(t, &rows, &cols);
	term_cursor(t, &row, &col);
	for (int i = 0; i < rows; i++)
		fprintf(to, "%3d |%s|\n", i, term_part(t, i, 0, cols));
	fprintf(to, "%dx%d, %s screen, cursor %s at %d,%d, modes %s\n", cols, rows,
		t->alternate ? "alternate" : "normal", t->cursor_visible ? "shown" : "hidden", row,
		col, term_modes(t));
	if (t->ended)
		fprintf(to, "ended: wait status 0x%x\n", (unsigned)t->status);
	else
		fprintf(to, "%s\n", t->stopped ? "stopped" : "running");
	const char *text = term_output(t, &size);
	print_stream("standard output", text, size, to);
	text = term_errors(t, &size);
	print_stream("standard error", text, size, to);
}

/* --- Keys --- */

static const struct {
	const char *name;
	VTermKey key;
	VTermModifier modifier;
} keys[] = {
	{ "Up", VTERM_KEY_UP, VTERM_MOD_NONE },
	{ "Down", VTERM_KEY_DOWN, VTERM_MOD_NONE },
	{ "Left", VTERM_KEY_LEFT, VTERM_MOD_NONE },
	{ "Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE },
	{ "PgUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE },
	{ "PgDn", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE },
	{ "Home", VTERM_KEY_HOME, VTERM_MOD_NONE },
	{ "End", VTERM_KEY_END, VTERM_MOD_NONE },
	{ "Ins", VTERM_KEY_INS, VTERM_MOD_NONE },
	{ "Del", VTERM_KEY_DEL, VTERM_MOD_NONE },
	{ "Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE },
	{ "Tab", VTERM_KEY_TAB, VTERM_MOD_NONE },
	{ "BackTab", VTERM_KEY_TAB, VTERM_MOD_SHIFT },
	{ "Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE },
	{ "Backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE },
};

/* Where a terminal differs from xterm, as terminfo has it: the first that fits counts. */
static const struct {
	const char *type; /* how TERM begins */
	const char *name, *bytes;
} peculiar[] = {
	{ "linux", "Home", "\033[1~" }, { "linux", "End", "\033[4~" },
	{ "linux", "F1", "\033[[A" },   { "linux", "F2", "\033[[B" },
	{ "linux", "F3", "\033[[C" },   { "linux", "F4", "\033[[D" },
	{ "linux", "F5", "\033[[E" },   { "screen", "Home", "\033[1~" },
	{ "screen", "End", "\033[4~" }, { "tmux", "Home", "\033[1~" },
	{ "tmux", "End", "\033[4~" },   { "rxvt", "Home", "\033[7~" },
	{ "rxvt", "End", "\033[8~" },
};

static bool key_peculiar(struct term *t, const char *name)
{
	for (size_t i = 0; i < sizeof peculiar / sizeof *peculiar; i++) {
		if (strncmp(t->type, peculiar[i].type, strlen(peculiar[i].type)) ||
		    strcmp(name, peculiar[i].name))
			continue;
		term_type(t, peculiar[i].bytes);
		return true;
	}
	return false;
}

/* Is it one character? Then it is its own name. */
static bool is_character(const char *name)
{
	size_t n = *name ? 1 : 0;
	while (n && (name[n] & 0xc0) == 0x80)
		n++;
	return n && !name[n];
}

static bool key_named(struct term *t, const char *name)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(name, keys[i].name))
			continue;
		vterm_keyboard_key(t->vt, keys[i].key, keys[i].modifier);
		return true;
	}
	char *end;
	long n = *name == 'F' ? strtol(name + 1, &end, 10) : 0;
	if (n < 1 || n > 12 || *end)
		return false;
	vterm_keyboard_key(t->vt, (VTermKey)(VTERM_KEY_FUNCTION_0 + n), VTERM_MOD_NONE);
	return true;
}

bool term_key(struct term *t, const char *name)
{
	bool chord = strlen(name) == 3 && name[1] == '-' && name[2] > ' ';
	if (chord && (*name == 'C' || *name == 'M')) {
		VTermModifier with = *name == 'C' ? VTERM_MOD_CTRL : VTERM_MOD_ALT;
		vterm_keyboard_unichar(t->vt, (uint32_t)name[2], with);
		return true;
	}
	if (is_character(name) || !strcmp(name, "Space")) {
		term_type(t, strcmp(name, "Space") ? name : " ");
		return true;
	}
	return key_peculiar(t, name) || key_named(t, name);
}

void term_click(struct term *t, int button, int row, int col)
{
	vterm_mouse_move(t->vt, row, col, VTERM_MOD_NONE);
	vterm_mouse_button(t->vt, button, true, VTERM_MOD_NONE);
	if (button < 4)
		vterm_mouse_button(t->vt, button, false, VTERM_MOD_NONE);
}
