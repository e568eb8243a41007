/* The only callers of malloc's family. Invariant: a returned pointer is never NULL. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*on_failure)(void);

void mem_on_failure(void (*handler)(void))
{
	on_failure = handler;
}

void mem_fail(void)
{
	if (on_failure)
		on_failure();
	abort();
}

void *mem_stretch(void *p, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap && p)
		return p;
	size_t room = *cap + *cap / 2;
	if (room < want)
		room = want;
	if (room < 16)
		room = 16;
	if (room > SIZE_MAX / size)
		mem_fail();
	char *grown = realloc(p, room * size);
	if (!grown)
		mem_fail();
	*cap = room;
	return grown;
}

void *mem_grow(void *p, size_t *cap, size_t want, size_t size)
{
	size_t old = p ? *cap : 0;
	char *grown = mem_stretch(p, cap, want, size);
	if (*cap > old)
		memset(grown + old * size, 0, (*cap - old) * size);
	return grown;
}

void *mem_grow_beside(void *p, size_t room, size_t want, size_t size)
{
	return mem_grow(p, &room, want, size);
}

void *mem_zero(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	if (!p)
		mem_fail();
	return p;
}

char *mem_string(const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = mem_zero(n, 1);
	memcpy(copy, text, n);
	return copy;
}
