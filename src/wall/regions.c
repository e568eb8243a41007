/* The screen, divided. Invariant: regions are disjoint and within the screen. */
#include "wall/regions.h"

#include "measure/field.h"

enum {
	BESIDE_FROM = 100, /* columns of a screen that has the detail beside the wall */
	BESIDE_LEAST = 44,
	BESIDE_MOST = 72,
	TWO_COLUMNS_FROM = 49, /* columns of a detail below the wall with two columns of fields */
	ABOVE_FIELDS = 4,      /* title, sparkline, facts, siblings */
	BELOW_FIELDS = 7       /* what runs there */
};

static int header_rows(int height)
{
	return height >= 18 ? 3 : height >= 12 ? 2 : height >= 4;
}

static void place_beside(struct regions *r, int width)
{
	int columns = width / 4;
	if (columns < BESIDE_LEAST)
		columns = BESIDE_LEAST;
	if (columns > BESIDE_MOST)
		columns = BESIDE_MOST;
	r->width -= columns;
	r->detail.x = r->width + 2;
	r->detail.y = r->header;
	r->detail.width = columns - 2;
	r->detail.height = r->height;
}

static void place_below(struct regions *r)
{
	int columns = r->width >= TWO_COLUMNS_FROM ? 2 : 1;
	int wanted = ABOVE_FIELDS + (FIELD_IDLE + columns) / columns + BELOW_FIELDS;
	int rows = r->height / 2 < wanted ? r->height / 2 : wanted;
	r->height -= rows;
	r->detail.y = r->header + r->height;
	r->detail.width = r->width;
	r->detail.height = rows;
}

struct regions regions_of(int width, int height, bool detail)
{
	struct regions r = { .header = header_rows(height), .status = height >= 3, .width = width };
	r.height = height - r.header - r.status;
	if (detail && width >= BESIDE_FROM)
		place_beside(&r, width);
	else if (detail)
		place_below(&r);
	return r;
}
