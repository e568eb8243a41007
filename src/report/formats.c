/* The table of formats. */
#include "report/formats.h"

#include <string.h>

const struct format_info format_table[] = {
	{ .name = "text",
	  .write = report_text,
	  .averages = true,
	  .write_command = command_report_text },
	{ .name = "csv", .write = report_csv },
	{ .name = "json", .write = report_json, .write_command = command_report_json },
	{ .name = "openmetrics", .write = report_openmetrics },
	{ .name = "svg", .write_frame = picture_svg },
	{ .name = "html", .write_frame = picture_html },
	{ .name = "asciicast" }, /* of many frames: report/asciicast.h */
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
