/* Reads /proc/self/statm. */
#include "source/own_memory.h"

#include "source/file.h"

#include <stdlib.h>
#include <unistd.h>

long own_memory_resident(void)
{
	char text[128], *second;
	if (!file_read_path("/proc/self/statm", text, sizeof text))
		return 0;
	strtol(text, &second, 10); /* the total size; resident pages come second */
	return strtol(second, NULL, 10) * (sysconf(_SC_PAGESIZE) / 1024);
}
