/* Replaces what could control a terminal. Invariant: printable ASCII stays as it is. */
#include "base/sanitize.h"

/* The lowest code point that needs n bytes: a lower one is overlong. */
static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

size_t sanitize_sequence(const char *p, const char *end, uint32_t *code)
{
	unsigned char first = (unsigned char)*p;
	size_t n = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (!n || first > 0xf4 || (size_t)(end - p) < n)
		return 0;
	*code = n > 1 ? first & (0x7fu >> n) : first;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)p[i] & 0x3f);
	}
	bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
	return *code < least[n] || surrogate || *code > 0x10ffff ? 0 : n;
}

bool sanitize_steers(uint32_t code)
{
	/* Unicode: control characters, and format characters that belong to no script. */
	static const uint32_t range[][2] = {
		{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0x61c, 0x61c },   { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
	};
	for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
		if (code <= range[i][1])
			return code >= range[i][0];
	return false;
}

void sanitize_add(struct buf *out, const char *text, size_t n, bool ascii)
{
	const char *end = text + n;
	while (text < end) {
		uint32_t code = 0;
		size_t bytes = sanitize_sequence(text, end, &code);
		if (!bytes || sanitize_steers(code) || (ascii && code >= 0x80))
			buf_putc(out, '?');
		else
			buf_add(out, text, bytes);
		text += bytes ? bytes : 1;
	}
}

/* Whether there are only printable ASCII and newlines, as nearly always. */
static bool is_plain(const char *text, size_t n)
{
	size_t odd = 0;
	for (size_t i = 0; i < n; i++)
		odd += (unsigned char)(text[i] - ' ') > '~' - ' ' && text[i] != '\n';
	return !odd;
}

void sanitize_lines(struct buf *b, size_t from)
{
	struct buf plain = { 0 };
	const char *p = b->data + from, *end = b->data + b->used;
	if (from >= b->used || is_plain(p, b->used - from))
		return;
	while (p < end) {
		const char *line = p;
		while (p < end && *p != '\n')
			p++;
		sanitize_add(&plain, line, (size_t)(p - line), false);
		if (p < end)
			buf_putc(&plain, *p++);
	}
	b->used = from;
	buf_add(b, plain.data, plain.used);
	buf_free(&plain);
}
