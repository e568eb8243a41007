/* Dispatch to the kinds of source. */
#include "source/source.h"

#include <errno.h>

int source_read(struct source *s)
{
	return s->kind->read(s);
}

void source_collect(struct source *s)
{
	if (s->kind->collect)
		s->kind->collect(s);
}

int source_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	return s->kind->facts(s, cpu, n);
}

struct source_place source_place(const struct source *s)
{
	return s->kind->place ? s->kind->place(s) : (struct source_place){ 0 };
}

bool source_scan(struct source *s, size_t bytes)
{
	return !s->kind->scan || s->kind->scan(s, bytes);
}

int source_seek(struct source *s, uint64_t sample)
{
	return s->kind->seek ? s->kind->seek(s, sample) : -ESPIPE;
}

void source_close(struct source *s)
{
	if (s->kind)
		s->kind->close(s);
	buf_free(&s->text);
	buf_free(&s->facts);
	buf_free(&s->limits);
	buf_free(&s->hosts);
	*s = (struct source){ 0 };
}
