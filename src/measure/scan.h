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

#endif
