/* UTF-8 text as code points that each take one column of a terminal. */
#ifndef COREWALL_CANVAS_TEXT_H
#define COREWALL_CANVAS_TEXT_H

#include <stdint.h>

/*
 * The next code point of the text, which must not be at its end; moves *at past it. Control
 * characters, broken UTF-8 and what does not take exactly one column become '?'.
 */
uint32_t text_next(const char **at);

/* Columns that the text takes. */
int text_width(const char *text);

#endif
