/* Short texts. Invariant: `at` is before `end`, where there is room for the NUL. */
#include "base/brief.h"

#include "base/whole.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct line {
	char *at, *end;
};

static void put(struct line *l, char c)
{
	if (l->at < l->end)
		*l->at++ = c;
}

static void put_text(struct line *l, const char *text, size_t most)
{
	for (; most && *text; most--)
		put(l, *text++);
}

static void put_number(struct line *l, uint64_t n, char pad, size_t places)
{
	char digits[WHOLE_DIGITS];
	size_t at = whole_digits(digits, n);
	for (size_t i = WHOLE_DIGITS - at; i < places; i++)
		put(l, pad);
	while (at < WHOLE_DIGITS)
		put(l, digits[at++]);
}

static size_t read_size(const char **format)
{
	size_t n = 0;
	for (; **format >= '0' && **format <= '9'; ++*format)
		n = n * 10 + (size_t)(**format - '0');
	return n;
}

static bool put_unsigned(struct line *l, const char **format, va_list *args)
{
	char pad = **format == '0' ? '0' : ' ';
	size_t places = read_size(format);
	if (**format == 'u')
		put_number(l, va_arg(*args, unsigned), pad, places);
	else if (!strncmp(*format, "zu", 2) && ++*format)
		put_number(l, va_arg(*args, size_t), pad, places);
	else
		return false;
	return true;
}

/* What follows the % at *format, which is moved to its last character. False if it is not ours. */
static bool put_value(struct line *l, const char **format, va_list *args)
{
	size_t most = SIZE_MAX;
	if (**format == '%') {
		put(l, '%');
		return true;
	}
	if (**format != 's' && **format != '.')
		return put_unsigned(l, format, args);
	if (**format == '.' && ++*format)
		most = read_size(format);
	if (**format != 's')
		return false;
	put_text(l, va_arg(*args, const char *), most);
	return true;
}

/* False when there is something in the format that is not ours. */
static bool put_all(struct line *l, const char *format, va_list *args)
{
	for (; *format; format++)
		if (*format != '%')
			put(l, *format);
		else if (format++, !put_value(l, &format, args))
			return false;
	return true;
}

size_t vbrief(char *out, size_t room, const char *format, va_list args)
{
	struct line l = { out, out + room - 1 };
	va_list own;
	va_copy(own, args);
	bool all = put_all(&l, format, &own);
	va_end(own);
	*l.at = '\0';
	if (all)
		return (size_t)(l.at - out);
	int n = vsnprintf(out, room, format, args);
	return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

size_t brief(char *out, size_t room, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	size_t n = vbrief(out, room, format, args);
	va_end(args);
	return n;
}
