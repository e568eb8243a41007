/*
 * Cpu lines read many bytes at a time: the speed of sample_parse(). Takes only what is plain, as a
 * kernel writes it; says so when a line is not, and leaves that one to others.
 */
#ifndef COREWALL_MEASURE_SCAN_H
#define COREWALL_MEASURE_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum {
	SCAN_NUMBERS = 11, /* in a plain line: the cpu id and the ten columns */
	SCAN_BEFORE = 16,  /* bytes before the line that are looked at, */
	SCAN_LENGTH = 256, /* and from its beginning on */
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

/*
 * The line at `now` and the same cpu's in an earlier text, both from the first digit of the id on:
 * what each column rose by, modulo 2^32, into rise[column * SCAN_LANES]; of columns that did not
 * change nothing is written. Around both there is as much of their texts as above. `before` must be a line
 * of digits and blanks. Returns the length of both, the newline included; or 0 when they are not so
 * alike that this can be told (another id, a digit more, a change beyond the last eight digits): then
 * what was written means nothing.
 */
size_t scan_rise(const char *now, const char *before, uint32_t *rise);

#endif
