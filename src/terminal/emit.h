/*
 * The difference of two frames as bytes for a terminal, as few as can be. Pure: what the terminal
 * understands comes in as strings, the bytes go out into a buffer; knows no file and no curses.
 */
#ifndef COREWALL_TERMINAL_EMIT_H
#define COREWALL_TERMINAL_EMIT_H

#include "base/buf.h"
#include "canvas/canvas.h"
#include "canvas/theme.h"

enum { COLOURS_MOST = 256, CAP_ROOM = 24 };

/* What the terminal understands. Strings are "" when it does not. */
struct caps {
	char clear[CAP_ROOM];   /* blanks the screen, homes the cursor */
	char plain[CAP_ROOM];   /* all attributes and colours off */
	char attr[4][CAP_ROOM]; /* turns on bold, dim, reverse, underline, in bit order */
	char default_colours[CAP_ROOM];
	char fg[COLOURS_MOST][CAP_ROOM];
	char bg[COLOURS_MOST][CAP_ROOM];
	int colours;       /* 0 when it has none */
	bool ansi_move;    /* moves as ECMA-48 has it: CSI row ; column H */
	bool ansi_column;  /* and CSI column G along the row */
	bool ansi_index;   /* and ESC M (reverse index) up a row */
	bool ansi_default; /* CSI 39 m and CSI 49 m reset one colour each */
	bool ansi_off;     /* CSI 22, 24, 27 m take off bold and dim, underline, reverse */
	bool wraps_at_end; /* writing the last column moves to the next line at once */
	/* Appends the move to the row and column, counted from 0, when !ansi_move. */
	void (*move)(struct buf *out, int row, int column);
};

/* Changed cells that look alike: stretches, chained in the order of rows. */
struct bunch {
	uint32_t look;
	struct style style;
	bool mixed; /* others are among them */
	uint32_t first, last, cells;
};

/* Cells of a bunch side by side, and those between that are cheap to write again. */
struct stretch {
	uint16_t x, end, y; /* columns x..end - 1 of row y */
	uint32_t next;
};

/* What a cell looks like, but for its glyph: role, ground and cursor in one number below LOOKS. */
enum { BUNCHES_MOST = 48, LOOKS = 1 << 10 };

/* Where emit_frame() sorts; kept from frame to frame so that nothing is allocated. Grows only. */
struct emit_work {
	struct bunch bunch[BUNCHES_MOST];
	size_t bunches;
	uint8_t place[LOOKS];    /* of the look's bunch, from 1 on; 0: it has none. All 0 between
				    frames */
	struct stretch *stretch; /* [cells of the screen] of all bunches */
	uint32_t stretches;
	size_t room;
};

void emit_work_free(struct emit_work *work);

/*
 * Appends what turns the screen that shows `shown` into one that shows `to`; where their sizes
 * differ the screen is cleared first. Then `shown` is the same as `to`, but for a last cell that
 * cannot be written. Leaves attributes off.
 */
void emit_frame(struct buf *out, struct emit_work *work, const struct caps *caps,
		const struct palette *palette, struct canvas *shown, const struct canvas *to);

#endif
