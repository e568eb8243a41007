/* Numbers to be told, as integers: printf's way with a double is a long one for a few digits. */
#ifndef COREWALL_BASE_WHOLE_H
#define COREWALL_BASE_WHOLE_H

#include <stddef.h>

/* The nearest whole number, of two equally near ones the even, as printf has it. 0 <= x < 2^31. */
static inline unsigned whole(double x)
{
	/* To the left of the point there are no bits left for what is to its right. */
	return (unsigned)(x + 0x1.8p52 - 0x1.8p52);
}

enum { WHOLE_DIGITS = 20 }; /* of the largest number of 64 bits */

/* Writes the digits of n to the end of out; returns where the first one is. */
static inline size_t whole_digits(char out[WHOLE_DIGITS], unsigned long long n)
{
	size_t at = WHOLE_DIGITS;
	do {
		out[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	return at;
}

/* Digits that the number has. */
static inline int whole_width(unsigned long long n)
{
	int width = 1;
	for (; n >= 10; n /= 10)
		width++;
	return width;
}

/* For printf: a number with one decimal. */
#define TENTHS       "%u.%u"
#define AS_TENTHS(x) whole(10 * (x)) / 10, whole(10 * (x)) % 10

#endif
