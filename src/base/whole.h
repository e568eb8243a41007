/* Numbers to be told, as integers: printf's way with a double is a long one for a few digits. */
#ifndef COREWALL_BASE_WHOLE_H
#define COREWALL_BASE_WHOLE_H

/* The nearest whole number, of two equally near ones the even, as printf has it. 0 <= x < 2^31. */
static inline unsigned whole(double x)
{
	/* To the left of the point there are no bits left for what is to its right. */
	return (unsigned)(x + 0x1.8p52 - 0x1.8p52);
}

/* For printf: a number with one decimal. */
#define TENTHS       "%u.%u"
#define AS_TENTHS(x) whole(10 * (x)) / 10, whole(10 * (x)) % 10

#endif
