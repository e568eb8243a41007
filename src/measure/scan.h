/*
 * Cpu lines read many bytes at a time: the speed of sample_parse(). Takes only what is plain, as a
 * kernel writes it; says so when a line is not, and leaves that one to others.
 */
#ifndef COREWALL_MEASURE_SCAN_H
#define COREWALL_MEASURE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	SCAN_NUMBERS = 11, /* in a plain line: the cpu id and the ten columns */
	SCAN_BEFORE = 16,  /* bytes before the line that are looked at, */
	SCAN_LENGTH = 256, /* and from its id on */
	SCAN_LANES = 64,   /* cpus whose rises of one column are side by side */
};

struct scan {
	uint64_t number[SCAN_NUMBERS];
	uint64_t bits; /* that are set in any of them */
};

/*
 * Reads a line of SCAN_NUMBERS decimal numbers at p, with blanks between; at p is a digit. Returns
 * the length of the line, its newline included, or 0 when it is not plain: other bytes, more or
 * fewer numbers, more than 15 digits and blanks to a number, a line of SCAN_LENGTH and more.
 */
size_t scan_line(const char *p, struct scan *out);

/* A place in a text and the same one in an earlier text. */
struct scan_twin {
	const char *now, *before;
};

/* Whether a cpu's line begins here, of which four bytes can be looked at. */
static inline bool scan_is_cpu_line(const char *p)
{
	return !memcmp(p, "cpu", 3) && (unsigned char)(p[3] - '0') < 10;
}

/*
 * Reads up to `lines` cpu lines that stand in both texts, SCAN_LANES at most: what each column of
 * the i-th rose by, modulo 2^32, into rise[column * SCAN_LANES + i]; of columns that did not change
 * nothing is written. Around all lines there is as much of the texts as above, and those of the
 * earlier one are digits and blanks. Moves *at behind what it read, and returns how many lines that
 * were: it ends before one that is not alike (another id, a digit more, a change beyond the last
 * eight digits) or longer than a plain line can be with one blank before each number, of which what
 * was written means nothing.
 */
size_t scan_rises(struct scan_twin *at, size_t lines, uint32_t *rise);

#endif
