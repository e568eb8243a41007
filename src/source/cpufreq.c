/* Reads the files of cpufreq. */
#include "source/cpufreq.h"

#include "source/file.h"

#include <stdio.h>
#include <stdlib.h>

static long read_khz(const char *root, uint32_t cpu, const char *name)
{
	char path[4200], text[32];
	int n = snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%u/cpufreq/%s", root, cpu,
			 name);
	if (n < 0 || (size_t)n >= sizeof path || !file_read_path(path, text, sizeof text))
		return 0;
	long khz = strtol(text, NULL, 10);
	return khz > 0 && khz < 100000000 ? khz : 0;
}

bool cpufreq_read(const char *root, uint32_t cpu, struct cpufreq *out)
{
	out->khz = read_khz(root, cpu, "scaling_cur_freq");
	out->most = out->khz ? read_khz(root, cpu, "cpuinfo_max_freq") : 0;
	return out->khz > 0;
}
