/* Invariant: a line goes to a parser when it is complete; `rest` has no newline. */
#include "source/reading_stream.h"

#include "base/clock.h"
#include "base/sanitize.h"

#include <stdio.h>
#include <string.h>

void reading_stream_start(struct reading_stream *s,
			  void (*take)(void *context, const struct reading *reading), void *context)
{
	*s = (struct reading_stream){ .take = take, .context = context, .hz = 100 };
	recording_blocks_start(&s->blocks);
}

void reading_stream_free(struct reading_stream *s)
{
	buf_free(&s->rest);
	buf_free(&s->text);
	recording_blocks_free(&s->blocks);
	exposition_free(&s->exposition);
}

static void hand_over(struct reading_stream *s, const struct reading *reading)
{
	s->readings += reading->text != NULL;
	s->take(s->context, reading);
}

/* --- Recordings --- */

static void begin_recording(struct reading_stream *s)
{
	s->in_recording = true;
	s->host[0] = '\0';
	s->hz = 100;
	recording_blocks_start(&s->blocks);
}

/* The lines before the first block. */
static bool take_head(struct reading_stream *s, const char *line)
{
	unsigned hz;
	if (s->blocks.block != LINE_END)
		return false;
	if (!strncmp(line, "host ", 5))
		snprintf(s->host, sizeof s->host, "%s", line + 5);
	else if (sscanf(line, "hz %9u", &hz) == 1)
		s->hz = hz >= 1 && hz <= 1000000 ? hz : 100;
	else
		return false;
	return true;
}

static void take_recording_line(struct reading_stream *s, const char *line, size_t n)
{
	struct recording_blocks *b = &s->blocks;
	struct reading reading = { .host = s->host, .hz = s->hz };
	if (take_head(s, line))
		return;
	switch (recording_blocks_take(b, line, n)) {
	case LINE_FACTS:
		reading.facts = b->lines.data ? b->lines.data : "";
		reading.facts_n = b->lines.used;
		hand_over(s, &reading);
		break;
	case LINE_SAMPLE:
		/* Its ids are those of several hosts. */
		if (b->hosts.used) {
			snprintf(s->unknown, sizeof s->unknown,
				 "a recording of several hosts: --replay plays it");
			break;
		}
		reading.text = b->lines.data ? b->lines.data : "";
		reading.text_n = b->lines.used;
		reading.boot_ns = b->times.boot_ns;
		reading.wall_ns = b->times.wall_ns;
		reading.timed = true;
		hand_over(s, &reading);
		break;
	default:
		break;
	}
}

/* --- Exposition --- */

/* Prometheus gives the time of the scrape. Without it, the time at which it came counts. */
static void hand_over_host(struct reading_stream *s, struct exposition_host *h)
{
	bool labelled = h->instance[0] != '\0';
	struct reading reading = {
		.host = labelled ? h->instance : s->exposition.nodename,
		.labelled = labelled,
		.hz = 100,
		.boot_ns = s->first_ns,
		.wall_ns = s->wall_ns,
	};
	if (!h->series)
		return;
	if (h->stamp_ms != INT64_MIN && h->stamp_ms > 0 && h->stamp_ms < INT64_C(4000000000000)) {
		reading.timed = true;
		reading.boot_ns = reading.wall_ns = h->stamp_ms * NS_PER_MS;
	}
	buf_clear(&s->text);
	exposition_print(h, &s->text);
	reading.text = s->text.data;
	reading.text_n = s->text.used;
	s->series -= h->series;
	exposition_clear(h);
	hand_over(s, &reading);
}

static void hand_over_all(struct reading_stream *s)
{
	for (size_t i = 0; i < s->exposition.count; i++)
		hand_over_host(s, &s->exposition.host[i]);
}

static void note_unknown(struct reading_stream *s, const char *line, size_t n)
{
	struct buf text = { 0 };
	if (s->unknown[0] || !line[strspn(line, " \t\r")])
		return;
	sanitize_add(&text, line, n < sizeof s->unknown ? n : sizeof s->unknown - 1, true);
	snprintf(s->unknown, sizeof s->unknown, "%s", text.data);
	buf_free(&text);
}

static void take_exposition_line(struct reading_stream *s, const char *line, size_t n,
				 int64_t now_ns, int64_t wall_ns)
{
	size_t host;
	enum exposition_line kind = exposition_take(&s->exposition, line, n, &host);
	if (kind == EXPOSITION_AGAIN) {
		hand_over_all(s);
		kind = exposition_take(&s->exposition, line, n, &host);
	}
	if (kind == EXPOSITION_END)
		hand_over_all(s);
	if (kind == EXPOSITION_OTHER)
		note_unknown(s, line, n);
	if (kind != EXPOSITION_TAKEN)
		return;
	if (!s->series++) {
		s->first_ns = now_ns;
		s->wall_ns = wall_ns;
	}
	s->last_ns = now_ns;
}

/* A pause ends an answer. A short pause is enough if it has as many series as the last one. */
int64_t reading_stream_due(const struct reading_stream *s)
{
	enum { SHORT_MS = 250, LONG_MS = 2000 };
	bool complete = true;
	if (!s->series)
		return INT64_MAX;
	for (size_t i = 0; i < s->exposition.count; i++) {
		const struct exposition_host *h = &s->exposition.host[i];
		complete &= h->before && h->series >= h->before;
	}
	return s->last_ns + (complete ? SHORT_MS : LONG_MS) * NS_PER_MS;
}

void reading_stream_flush(struct reading_stream *s)
{
	hand_over_all(s);
}

/* --- Lines --- */

/* A line of n bytes, with a NUL in place of its newline. */
static void take_line(struct reading_stream *s, const char *line, size_t n, int64_t now_ns,
		      int64_t wall_ns)
{
	static const char head[] = "corewall recording 1";
	if (!strcmp(line, head))
		begin_recording(s);
	else if (s->in_recording)
		take_recording_line(s, line, n);
	else
		take_exposition_line(s, line, n, now_ns, wall_ns);
}

/* Completes a line that began in earlier bytes. Returns how many bytes it took. */
static size_t finish_line(struct reading_stream *s, char *bytes, size_t n, int64_t now_ns,
			  int64_t wall_ns)
{
	if (!s->rest.used && !s->skipping)
		return 0;
	char *newline = memchr(bytes, '\n', n);
	size_t length = newline ? (size_t)(newline - bytes) : n;
	if (!s->skipping)
		buf_add(&s->rest, bytes, length);
	if (s->rest.used > LONGEST_LINE) {
		s->skipping = true;
		recording_blocks_drop(&s->blocks);
	}
	if (newline && !s->skipping)
		take_line(s, s->rest.data, s->rest.used, now_ns, wall_ns);
	if (newline || s->skipping)
		buf_clear(&s->rest);
	s->skipping &= !newline;
	return length + (newline != NULL);
}

void reading_stream_add(struct reading_stream *s, char *bytes, size_t n, int64_t now_ns,
			int64_t wall_ns)
{
	char *p = bytes, *end = bytes + n, *newline;
	p += finish_line(s, p, n, now_ns, wall_ns);
	for (; p < end && (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1) {
		*newline = '\0';
		take_line(s, p, (size_t)(newline - p), now_ns, wall_ns);
	}
	if (p < end)
		buf_add(&s->rest, p, (size_t)(end - p));
}

void reading_stream_end(struct reading_stream *s, bool well)
{
	if (well)
		hand_over_all(s);
	for (size_t i = 0; i < s->exposition.count; i++)
		if (s->exposition.host[i].series)
			exposition_clear(&s->exposition.host[i]);
	s->series = 0;
	s->in_recording = s->skipping = false;
	buf_clear(&s->rest);
	recording_blocks_start(&s->blocks);
}
