/* Invariant: the memory file is rewound between two calls of ncurses that write. */
#include "terminal/outbox.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIRST_CODE = 0x80 };

bool outbox_open(struct outbox *o)
{
	int fd = memfd_create("terminal", MFD_CLOEXEC);
	o->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (fd >= 0 && !o->file)
		close(fd);
	return o->file;
}

void outbox_close(struct outbox *o)
{
	if (o->file)
		fclose(o->file);
	buf_free(&o->bytes);
	*o = (struct outbox){ 0 };
}

wchar_t outbox_code(struct outbox *o, uint32_t glyph)
{
	int i = 0;
	if (glyph < FIRST_CODE || !o->coded)
		return (wchar_t)glyph;
	while (i < o->glyphs && o->glyph[i] != glyph)
		i++;
	if (i == OUTBOX_CODES)
		return '?';
	o->glyph[i] = glyph;
	o->glyphs += i == o->glyphs;
	return FIRST_CODE + i;
}

/* Appends the bytes, with glyphs in place of the codes that stand for them. */
static void decode(struct outbox *o, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] < FIRST_CODE)
			buf_putc(&o->bytes, (char)bytes[i]);
		else
			buf_utf8(&o->bytes, o->glyph[bytes[i] - FIRST_CODE]);
}

/* The first n bytes of the file. */
static bool read_file(int fd, char *to, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t some = pread(fd, to + at, n - at, (off_t)at);
		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return false;
		at += (size_t)some;
	}
	return true;
}

bool outbox_collect(struct outbox *o)
{
	int fd = fileno(o->file);
	off_t end = lseek(fd, 0, SEEK_CUR);
	size_t n = end > 0 ? (size_t)end : 0;
	struct buf coded = { 0 }, *to = o->coded ? &coded : &o->bytes;
	bool well = end >= 0 && read_file(fd, buf_reserve(to, n), n) && lseek(fd, 0, SEEK_SET) == 0;
	if (well && o->coded)
		decode(o, (const unsigned char *)coded.data, n);
	else if (well)
		o->bytes.used += n;
	buf_free(&coded);
	return well;
}

bool outbox_drop(struct outbox *o)
{
	buf_clear(&o->bytes);
	o->sent = 0;
	return lseek(fileno(o->file), 0, SEEK_SET) == 0;
}

bool outbox_waits(const struct outbox *o)
{
	return o->sent < o->bytes.used;
}

bool outbox_send(struct outbox *o, int fd)
{
	while (outbox_waits(o)) {
		ssize_t n = write(fd, o->bytes.data + o->sent, o->bytes.used - o->sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return true;
		if (n <= 0)
			return false;
		o->sent += (size_t)n;
		o->total += (uint64_t)n;
	}
	buf_clear(&o->bytes);
	o->sent = 0;
	return true;
}
