/*
 * Text of any origin, decoded. Invariant: whatever the bytes are, each code point that comes out
 * takes one column on every terminal, so that no text moves what is drawn after it.
 */
#include "canvas/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes that follow the first one of a code point, or -1 when it cannot begin one. */
static int follow_count(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first < 0xe0)
		return 1;
	if (first >= 0xe0 && first < 0xf0)
		return 2;
	return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

/*
 * Code points known to take one column everywhere: none that combine, take two columns or change
 * the direction of the text.
 */
static bool is_narrow(uint32_t code)
{
	static const uint32_t range[][2] = {
		{ 0x20, 0x7e },     { 0xa0, 0xac },     { 0xae, 0x2ff },    { 0x370, 0x377 },
		{ 0x37a, 0x37f },   { 0x384, 0x38a },   { 0x390, 0x3a1 },   { 0x3a3, 0x482 },
		{ 0x48a, 0x52f },   { 0x2010, 0x2027 }, { 0x2030, 0x205e }, { 0x20a0, 0x20bf },
		{ 0x2190, 0x2319 }, { 0x23ce, 0x23ce }, { 0x2500, 0x25fc }, { 0x2800, 0x28ff },
	};
	for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
		if (code <= range[i][1])
			return code >= range[i][0];
	return false;
}

uint32_t text_next(const char **at)
{
	unsigned char first = (unsigned char)*(*at)++;
	int more = follow_count(first);
	if (more < 0)
		return '?';
	uint32_t code = more ? first & (0x3fu >> more) : first;
	for (int i = 0; i < more; i++) {
		if (((unsigned char)**at & 0xc0) != 0x80)
			return '?';
		code = code << 6 | ((unsigned char)*(*at)++ & 0x3f);
	}
	return is_narrow(code) ? code : '?';
}

int text_width(const char *text)
{
	int n = 0;
	for (; *text; n++)
		text_next(&text);
	return n;
}
