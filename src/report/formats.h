/*
 * The table of formats: of reports, of a single frame, or of many frames. Adding one is a row here
 * and a file.
 */
#ifndef COREWALL_REPORT_FORMATS_H
#define COREWALL_REPORT_FORMATS_H

#include "report/command_report.h"
#include "report/picture.h"
#include "report/report.h"

struct format_info {
	const char *name;
	/* Of an interval; NULL: the format is one of frames. */
	void (*write)(struct buf *out, const struct report *r);
	bool averages; /* a run of several intervals ends with a report over all of them */
	/* The report on a command; NULL: not in this format. */
	void (*write_command)(struct buf *out, const struct command_report *r);
	/* Of a frame; NULL: not in this format. title: untrusted bytes. */
	void (*write_frame)(const struct picture *p, const char *title, struct buf *out);
};

extern const struct format_info format_table[];
extern const size_t format_count;

/* The format of that name, or the first one for NULL. NULL when there is none of that name. */
const struct format_info *format_find(const char *name);

#endif
