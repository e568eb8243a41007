/* Invariant: between blocks, `block` is LINE_END. Memory is bounded whatever the lines hold. */
#include "source/recording_blocks.h"

#include <stdio.h>
#include <string.h>

void recording_blocks_start(struct recording_blocks *b)
{
	b->block = LINE_END;
	b->damaged = 0;
	b->astray = false;
}

void recording_blocks_free(struct recording_blocks *b)
{
	buf_free(&b->lines);
	buf_free(&b->limits);
	buf_free(&b->hosts);
}

void recording_blocks_drop(struct recording_blocks *b)
{
	if (b->block != LINE_END || !b->astray)
		b->damaged++;
	b->astray = true;
	b->block = LINE_END;
}

static void begin_block(struct recording_blocks *b, enum recording_line block)
{
	if (b->block != LINE_END)
		b->damaged++; /* its end is missing */
	b->block = block;
	b->bytes = 0;
	b->astray = false;
	b->up_ns = INT64_MIN;
	b->load[0] = '\0';
	buf_clear(&b->limits);
	buf_clear(&b->hosts);
	buf_clear(&b->lines);
}

static bool starts_with(const char *line, const char *word)
{
	return !strncmp(line, word, strlen(word));
}

static void add_to(struct buf *lines, const char *line, size_t n)
{
	buf_add(lines, line, n);
	buf_putc(lines, '\n');
}

static void add_line(struct recording_blocks *b, const char *line, size_t n)
{
	if (b->block == LINE_END) {
		if (n && !b->astray)
			recording_blocks_drop(b);
	} else if (b->block == LINE_SAMPLE && starts_with(line, "load ")) {
		snprintf(b->load, sizeof b->load, "%s", line + 5);
	} else if (b->block == LINE_SAMPLE && starts_with(line, "up ")) {
		const char *at = line + 3;
		recording_read_time(&at, line + n, &b->up_ns);
	} else if (b->block == LINE_SAMPLE &&
		   (starts_with(line, "quota ") || starts_with(line, "pressure "))) {
		add_to(&b->limits, line, n);
	} else if (b->block == LINE_SAMPLE && starts_with(line, "H ")) {
		add_to(&b->hosts, line, n);
	} else {
		add_to(&b->lines, line, n);
	}
}

static enum recording_line end_block(struct recording_blocks *b)
{
	enum recording_line block = b->block;
	b->block = LINE_END;
	if (block != LINE_END)
		return block;
	if (!b->astray)
		recording_blocks_drop(b);
	return LINE_OTHER;
}

enum recording_line recording_blocks_take(struct recording_blocks *b, const char *line, size_t n)
{
	struct recording_times times = { 0 };
	enum recording_line kind = recording_line(line, n, &times), whole = LINE_OTHER;
	if (b->block != LINE_END && b->bytes > LONGEST_BLOCK)
		recording_blocks_drop(b);
	switch (kind) {
	case LINE_SAMPLE:
	case LINE_FACTS:
		begin_block(b, kind);
		b->times = times;
		break;
	case LINE_BROKEN:
		b->astray = false;
		recording_blocks_drop(b);
		break;
	case LINE_END:
		whole = end_block(b);
		break;
	case LINE_OTHER:
		add_line(b, line, n);
		break;
	}
	b->bytes += n + 1;
	return whole;
}
