/* Which rows and columns of the screen the header, the wall, the detail panel and the status line
 * get. Pure arithmetic on the size. */
#ifndef COREWALL_WALL_REGIONS_H
#define COREWALL_WALL_REGIONS_H

#include <stdbool.h>

struct regions {
	int header;        /* rows at the top, 0 to 3 */
	int status;        /* rows at the bottom, 0 or 1 */
	int width, height; /* of the wall, which begins below the header in column 0 */
	/* Beside the wall, with two columns between them, or below it. height 0: there is none. */
	struct {
		int x, y, width, height;
	} detail;
};

/* Of a screen of that size, with a detail panel or without. */
struct regions regions_of(int width, int height, bool detail);

#endif
