/* Writes asciicasts. Invariant: once begun, `shown` is what a player shows. */
#include "report/asciicast.h"

#include "base/mem.h"
#include "base/sanitize.h"
#include "report/values.h"

#include <string.h>

void asciicast_free(struct asciicast *a)
{
	picture_free(&a->shown);
	*a = (struct asciicast){ 0 };
}

void asciicast_begin(struct asciicast *a, int width, int height, int64_t timestamp,
		     const char *title, struct buf *out)
{
	struct buf clean = { 0 };
	*a = (struct asciicast){ 0 };
	buf_printf(out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %lld",
		   width, height, (long long)timestamp);
	if (title) {
		buf_puts(out, ", \"title\": ");
		sanitize_add(&clean, title, strlen(title), false);
		values_json_string(out, clean.data);
	}
	buf_puts(out, ", \"env\": {\"TERM\": \"xterm-256color\"}}\n");
	buf_free(&clean);
}

static void add_event(struct asciicast *a, double seconds, const struct buf *bytes, struct buf *out)
{
	a->seconds = seconds > a->seconds ? seconds : a->seconds;
	buf_printf(out, "[%.6f, \"o\", ", a->seconds);
	values_json_string(out, bytes->data);
	buf_puts(out, "]\n");
}

static bool row_is_shown(const struct asciicast *a, const struct picture *frame, int y)
{
	if (!a->begun)
		return false;
	for (int x = 0; x < frame->width; x++) {
		const struct picture_cell *c = &frame->cell[y * frame->width + x];
		const struct picture_cell *s = &a->shown.cell[y * frame->width + x];
		if (c->code != s->code || c->fg != s->fg || c->bg != s->bg ||
		    c->attributes != s->attributes)
			return false;
	}
	return true;
}

static void keep(struct asciicast *a, const struct picture *frame)
{
	size_t n = (size_t)frame->width * (size_t)frame->height;
	picture_reset(&a->shown, frame->width, frame->height);
	if (n)
		memcpy(a->shown.cell, frame->cell, n * sizeof *frame->cell);
	a->begun = true;
}

/* Clears a row before it writes it: afterwards, that could erase the last column too. */
void asciicast_add(struct asciicast *a, double seconds, const struct picture *frame,
		   struct buf *out)
{
	struct buf bytes = { 0 };
	if (a->begun && (frame->width != a->shown.width || frame->height != a->shown.height))
		a->begun = false;
	if (!a->begun)
		buf_puts(&bytes, "\033[?25l\033[2J");
	for (int y = 0; y < frame->height; y++) {
		if (row_is_shown(a, frame, y))
			continue;
		buf_printf(&bytes, "\033[%d;1H\033[2K", y + 1);
		picture_ansi_row(frame, y, &bytes);
	}
	if (bytes.used)
		add_event(a, seconds, &bytes, out);
	keep(a, frame);
	buf_free(&bytes);
}

/* Moves below the frame if there is room. A newline could scroll the frame away. */
void asciicast_end(struct asciicast *a, double seconds, struct buf *out)
{
	struct buf bytes = { 0 };
	buf_printf(&bytes, "\033[%d;1H\033[?25h", a->shown.height + 1);
	add_event(a, a->seconds + seconds, &bytes, out);
	buf_free(&bytes);
}
