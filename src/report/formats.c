/* The table of formats. */
#include "report/formats.h"

#include <string.h>

const struct format_info format_table[] = {
	{ "text", report_text, command_report_text },
	{ "csv", report_csv, NULL },
	{ "json", report_json, command_report_json },
	{ "openmetrics", report_openmetrics, NULL },
};

const size_t format_count = sizeof format_table / sizeof format_table[0];

const struct format_info *format_find(const char *name)
{
	if (!name)
		return &format_table[0];
	for (size_t i = 0; i < format_count; i++)
		if (!strcmp(format_table[i].name, name))
			return &format_table[i];
	return NULL;
}
