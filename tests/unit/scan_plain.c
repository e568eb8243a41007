/* measure/scan as it is on processors that do not count bits, whatever this one does. */
#define SCAN_PLAIN
#define scan_line  scan_line_plain
#define scan_rises scan_rises_plain
#include "unit/scan_plain.h"
#include "measure/scan.c"
