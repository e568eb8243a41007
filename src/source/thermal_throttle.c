/* Two small numbers out of small files. */
#include "source/thermal_throttle.h"

#include "source/root.h"

#include <stdlib.h>

enum { MOST_TEXT = 4096 };

static int64_t read_count(struct root *r, uint32_t cpu, const char *name)
{
	struct buf path = { 0 }, text = { 0 };
	int64_t count = -1;
	buf_printf(&path, "sys/devices/system/cpu/cpu%u/thermal_throttle/%s", cpu, name);
	if (root_read(r, path.data, &text, MOST_TEXT) && *text.data >= '0' && *text.data <= '9')
		count = strtoll(text.data, NULL, 10);
	buf_free(&path);
	buf_free(&text);
	return count;
}

bool thermal_throttle_read(const char *root, uint32_t cpu, struct throttle *out)
{
	struct root r;
	*out = (struct throttle){ -1, -1 };
	if (root_open(&r, root) == 0) {
		out->core = read_count(&r, cpu, "core_throttle_count");
		out->package = read_count(&r, cpu, "package_throttle_count");
	}
	root_close(&r);
	return out->core >= 0 || out->package >= 0;
}
