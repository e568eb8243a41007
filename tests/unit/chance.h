/* Random numbers that are the same on every machine. */
#ifndef COREWALL_TESTS_UNIT_CHANCE_H
#define COREWALL_TESTS_UNIT_CHANCE_H

#include <stddef.h>
#include <stdint.h>

struct chance {
	uint64_t seed;
};

uint64_t chance_next(struct chance *c);

/* 0 .. n - 1; n at least 1. */
uint32_t chance_below(struct chance *c, uint32_t n);

/* As many small numbers as large ones: up to 1 << 63, each power of two as likely as another. */
uint64_t chance_wide(struct chance *c);

/* n different ids in random order, with gaps or without. The caller frees them. */
uint32_t *chance_ids(struct chance *c, size_t n);

#endif
