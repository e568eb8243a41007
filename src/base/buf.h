/*
 * A byte buffer that grows and never shrinks. A NUL that is not counted follows the bytes, so that
 * `data` can be passed to string functions. The function that declares a buffer frees it.
 */
#ifndef COREWALL_BASE_BUF_H
#define COREWALL_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;  /* NULL until something was added or reserved */
	size_t used; /* bytes in use, without the NUL */
	size_t room; /* bytes allocated */
};

/* Frees the bytes; the buffer is empty and can be used again. */
void buf_free(struct buf *b);

/* Forgets the bytes, keeps the room. */
void buf_clear(struct buf *b);

/* Room for n more bytes and the NUL; returns where they go. */
char *buf_reserve(struct buf *b, size_t n);

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);

/* As printf, at the end of the buffer. */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* A decimal number. */
void buf_number(struct buf *b, unsigned long long n);

/* Writes the code point as UTF-8; returns how many bytes that were. */
size_t utf8_write(char out[4], unsigned code);

/* The code point as UTF-8. */
void buf_utf8(struct buf *b, unsigned code);

#endif
