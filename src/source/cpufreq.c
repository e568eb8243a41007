/* Two small numbers out of small files. */
#include "source/cpufreq.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The first bytes of a small file as text; false when it cannot be read. */
static bool read_text(const char *path, char *out, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, out, room - 1);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static long read_khz(const char *root, uint32_t cpu, const char *name)
{
	char path[4200], text[32];
	int n = snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%u/cpufreq/%s", root, cpu,
			 name);
	if (n < 0 || (size_t)n >= sizeof path || !read_text(path, text, sizeof text))
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

long self_resident(void)
{
	char text[128], *second;
	if (!read_text("/proc/self/statm", text, sizeof text))
		return 0;
	strtol(text, &second, 10); /* all of its memory; what is resident comes after */
	long resident = strtol(second, NULL, 10);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}
