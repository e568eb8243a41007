/* Dispatch to the kinds of source. */
#include "source/source.h"

int source_read(struct source *s)
{
	return s->kind->read(s);
}

int source_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	return s->kind->facts(s, cpu, n);
}

void source_close(struct source *s)
{
	if (s->kind)
		s->kind->close(s);
	buf_free(&s->text);
	buf_free(&s->facts);
	*s = (struct source){ 0 };
}
