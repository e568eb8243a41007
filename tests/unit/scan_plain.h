/* measure/scan as it is on processors that do not count bits, under names of its own. */
#ifndef COREWALL_TESTS_UNIT_SCAN_PLAIN_H
#define COREWALL_TESTS_UNIT_SCAN_PLAIN_H

#include "measure/scan.h"

size_t scan_line_plain(const char *p, struct scan *out);
size_t scan_rises_plain(struct scan_twin *at, size_t lines, uint32_t *rise);

#endif
