/* The memory of this process. */
#ifndef COREWALL_SOURCE_OWN_MEMORY_H
#define COREWALL_SOURCE_OWN_MEMORY_H

/* Resident memory in KiB, from /proc/self/statm; 0 when it cannot be read. */
long own_memory_resident(void);

#endif
