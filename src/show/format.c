/* The table of formats. */
#include "show/format.h"

#include <string.h>

const struct format_info format_table[] = {
	{ "text", format_text },
};

const size_t format_count = sizeof format_table / sizeof format_table[0];

const struct format_info *format_find(const char *name)
{
	for (size_t i = 0; i < format_count; i++)
		if (!strcmp(format_table[i].name, name))
			return &format_table[i];
	return NULL;
}
