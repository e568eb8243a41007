/* Random numbers and sets of ids. */
#include "unit/chance.h"

#include "base/mem.h"

/* splitmix64, by Sebastiano Vigna, in the public domain. */
uint64_t chance_next(struct chance *c)
{
	uint64_t z = c->seed += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t chance_below(struct chance *c, uint32_t n)
{
	return (uint32_t)(chance_next(c) % n);
}

uint64_t chance_wide(struct chance *c)
{
	return chance_next(c) >> (1 + chance_below(c, 63));
}

uint32_t *chance_ids(struct chance *c, size_t n)
{
	uint32_t *id = mem_zero(n, sizeof *id), next = chance_below(c, 3) * 5000;
	uint32_t gap = 1 + chance_below(c, 4) * chance_below(c, 100);
	for (size_t i = 0; i < n; i++) {
		next += 1 + chance_below(c, gap);
		id[i] = next;
	}
	for (size_t i = n; i > 1; i--) {
		size_t k = chance_below(c, (uint32_t)i);
		uint32_t other = id[k];
		id[k] = id[i - 1];
		id[i - 1] = other;
	}
	return id;
}
