/* The table of hosts, read from lines. Invariant: host h of the lines is host[h]. */
#include "measure/hosts.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void hosts_free(struct hosts *h)
{
	free(h->host);
	*h = (struct hosts){ 0 };
}

/* The next word of the line; false when there is none. */
static bool take_word(const char **at, const char *end, const char **word, size_t *n)
{
	const char *p = *at;
	while (p < end && *p == ' ')
		p++;
	*word = p;
	while (p < end && *p != ' ')
		p++;
	*n = (size_t)(p - *word);
	*at = p;
	return *n > 0;
}

/* Copies the next word as a string, cut to fit the room; false when there is none. */
static bool take_string(const char **at, const char *end, char *out, size_t room)
{
	const char *word;
	size_t n;
	if (!take_word(at, end, &word, &n))
		return false;
	snprintf(out, room, "%.*s", (int)(n < room ? n : room - 1), word);
	return true;
}

static bool take_number(const char **at, const char *end, int64_t *out)
{
	char text[24], *rest;
	if (!take_string(at, end, text, sizeof text))
		return false;
	*out = strtoll(text, &rest, 10);
	return rest > text && !*rest;
}

static bool take_state(const char **at, const char *end, enum host_state *out)
{
	char text[16];
	if (!take_string(at, end, text, sizeof text))
		return false;
	for (int i = 0; i < HOST_STATES; i++)
		if (!strcmp(text, host_state_name[i])) {
			*out = (enum host_state)i;
			return true;
		}
	return false;
}

static bool take_line(struct host *h, const char *line, const char *end)
{
	char mark[4];
	*h = (struct host){ .state = HOST_WAITING };
	if (!take_string(&line, end, mark, sizeof mark) || strcmp(mark, "H") != 0 ||
	    !take_string(&line, end, h->name, sizeof h->name) ||
	    !take_state(&line, end, &h->state) || !take_number(&line, end, &h->boot_ns) ||
	    !take_number(&line, end, &h->wall_ns) || !take_number(&line, end, &h->since_ns))
		return false;
	while (line < end && *line == ' ')
		line++;
	snprintf(h->reason, sizeof h->reason, "%.*s", (int)(end - line), line);
	return true;
}

void hosts_parse(struct hosts *h, const char *lines, size_t n)
{
	const char *all_end = n ? lines + n : lines, *end;
	h->count = 0;
	for (const char *line = lines; line < all_end && h->count < HOST_MOST; line = end + 1) {
		end = memchr(line, '\n', (size_t)(all_end - line));
		end = end ? end : all_end;
		h->host = mem_grow(h->host, &h->room, h->count + 1, sizeof *h->host);
		h->count += take_line(&h->host[h->count], line, end);
	}
}

const struct host *hosts_of_cpu(const struct hosts *h, uint32_t cpu)
{
	return h && host_of(cpu) < h->count ? &h->host[host_of(cpu)] : NULL;
}

const struct host *hosts_named(const struct hosts *h, const char *name)
{
	for (size_t i = 0; h && i < h->count; i++)
		if (!strcmp(h->host[i].name, name))
			return &h->host[i];
	return NULL;
}

size_t hosts_count(const struct hosts *h, enum host_state state)
{
	size_t n = 0;
	for (size_t i = 0; i < h->count; i++)
		n += h->host[i].state == state;
	return n;
}

bool host_is_silent(const struct host *h)
{
	return !h->boot_ns;
}

size_t hosts_count_silent(const struct hosts *h)
{
	size_t n = 0;
	for (size_t i = 0; i < h->count; i++)
		n += host_is_silent(&h->host[i]);
	return n;
}
