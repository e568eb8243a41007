/* Bytes that grow. Invariant: data is NULL, or used < room and data[used] is NUL. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

void buf_clear(struct buf *b)
{
	b->used = 0;
	if (b->data)
		b->data[0] = '\0';
}

char *buf_reserve(struct buf *b, size_t n)
{
	if (!b->data || b->room - b->used <= n)
		b->data = mem_stretch(b->data, &b->room, b->used + n + 1, 1);
	return b->data + b->used;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	char *at = buf_reserve(b, n);
	if (n)
		memcpy(at, bytes, n);
	at[n] = '\0';
	b->used += n;
}

void buf_puts(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n <= 0)
		return;
	char *at = buf_reserve(b, (size_t)n);
	vsnprintf(at, (size_t)n + 1, format, args);
	b->used += (size_t)n;
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

void buf_number(struct buf *b, unsigned long long n)
{
	buf_printf(b, "%llu", n);
}

size_t utf8_write(char out[4], unsigned code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (code >> 18 & 0x7));
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

void buf_utf8(struct buf *b, unsigned code)
{
	char out[4];
	size_t n = utf8_write(out, code);
	buf_add(b, out, n);
}
