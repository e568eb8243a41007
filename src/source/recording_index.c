/* Invariant of the index: marks ascend, and each is the offset of a sample whose end was seen. */
#include "source/recording_index.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SCAN_CHUNK = 1 << 18 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool recording_read_time(const char **at, const char *end, int64_t *ns)
{
	const int64_t most = 4000000000; /* the year 2096: differences fit 64 bits */
	const char *p = *at;
	bool negative = p < end && *p == '-';
	int64_t seconds = 0, nanoseconds = 0;
	const char *first = p += negative;
	while (p < end && is_digit(*p) && seconds <= most)
		seconds = seconds * 10 + (*p++ - '0');
	if (p == first || seconds > most || end - p < 10 || *p++ != '.')
		return false;
	for (int i = 0; i < 9; i++, p++) {
		if (!is_digit(*p))
			return false;
		nanoseconds = nanoseconds * 10 + (*p - '0');
	}
	seconds = seconds * 1000000000 + nanoseconds;
	*ns = negative ? -seconds : seconds;
	*at = p;
	return true;
}

static bool read_times(const char *p, const char *end, struct recording_times *times)
{
	return recording_read_time(&p, end, &times->boot_ns) && p < end && *p++ == ' ' &&
	       recording_read_time(&p, end, &times->wall_ns) && p == end;
}

enum recording_line recording_line(const char *line, size_t n, struct recording_times *times)
{
	if (n == 1 && line[0] == '.')
		return LINE_END;
	if (n == 5 && !memcmp(line, "facts", 5))
		return LINE_FACTS;
	if (n < 7 || memcmp(line, "sample ", 7))
		return LINE_OTHER;
	return read_times(line + 7, line + n, times) ? LINE_SAMPLE : LINE_BROKEN;
}

void recording_index_start(struct recording_index *x, int64_t offset)
{
	*x = (struct recording_index){ .scanned = offset, .begun = -1, .facts = -1 };
}

void recording_index_free(struct recording_index *x)
{
	free(x->mark);
	*x = (struct recording_index){ 0 };
}

/* The block ends with the line at the offset. */
static void end_block(struct recording_index *x, int64_t offset)
{
	bool whole = x->begun >= 0 && offset - x->begun <= LONGEST_BLOCK;
	if (whole && x->of_facts) {
		x->facts = x->begun;
	} else if (whole) {
		x->mark = mem_grow(x->mark, &x->room, x->count + 1, sizeof *x->mark);
		x->mark[x->count++] = (struct recording_mark){ x->begun, x->facts };
	}
	x->begun = -1;
}

static void take_line(struct recording_index *x, const char *line, size_t n, int64_t offset)
{
	struct recording_times times;
	if (n > LONGEST_LINE) {
		x->begun = -1;
		return;
	}
	switch (recording_line(line, n, &times)) {
	case LINE_FACTS:
	case LINE_SAMPLE:
		x->begun = offset;
		x->of_facts = line[0] == 'f';
		break;
	case LINE_BROKEN:
		x->begun = -1;
		break;
	case LINE_END:
		end_block(x, offset);
		break;
	case LINE_OTHER:
		break;
	}
}

/* Takes the complete lines. The rest is read again with the next chunk. */
static void take_lines(struct recording_index *x, const char *text, size_t n)
{
	const char *p = text, *end = text + n, *newline;
	while ((newline = memchr(p, '\n', (size_t)(end - p)))) {
		if (x->within_line)
			x->within_line = false;
		else
			take_line(x, p, (size_t)(newline - p), x->scanned + (p - text));
		p = newline + 1;
	}
	if (p == text) {
		/* A line longer than the chunk: its block is damaged. */
		x->within_line = true;
		x->begun = -1;
		p = end;
	}
	x->scanned += p - text;
}

bool recording_index_scan(struct recording_index *x, int fd, size_t bytes)
{
	if (x->done)
		return true;
	char *chunk = mem_zero(SCAN_CHUNK, 1);
	for (size_t looked = 0; !x->done && looked < bytes; looked += SCAN_CHUNK) {
		ssize_t n;
		do
			n = pread(fd, chunk, SCAN_CHUNK, (off_t)x->scanned);
		while (n < 0 && errno == EINTR);
		x->done = n < SCAN_CHUNK;
		if (n > 0)
			take_lines(x, chunk, (size_t)n);
	}
	free(chunk);
	return x->done;
}
