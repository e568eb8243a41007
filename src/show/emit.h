/*
 * The difference of two frames as bytes for a terminal, as few as can be. Pure: what the terminal
 * understands comes in as strings, the bytes go out into a buffer; knows no file and no curses.
 */
#ifndef COREWALL_SHOW_EMIT_H
#define COREWALL_SHOW_EMIT_H

#include "base/buf.h"
#include "wall/canvas.h"
#include "wall/theme.h"

enum { COLOURS_MOST = 256, CAP_ROOM = 24 };

/* What the terminal understands. Strings are "" when it does not. */
struct caps {
	char clear[CAP_ROOM];      /* blanks the screen, homes the cursor */
	char plain[CAP_ROOM];      /* all attributes and colours off */
	char attr[4][CAP_ROOM];    /* turns on bold, dim, reverse, underline, in bit order */
	char default_colours[CAP_ROOM];
	char fg[COLOURS_MOST][CAP_ROOM];
	char bg[COLOURS_MOST][CAP_ROOM];
	int colours;               /* 0 when it has none */
	bool ansi_move;            /* moves as ECMA-48 has it: CSI row ; column H */
	bool ansi_default;         /* CSI 39 m and CSI 49 m reset one colour each */
	bool wraps_at_end;         /* writing the last column moves to the next line at once */
	/* Appends the move to the row and column, counted from 0, when !ansi_move. */
	void (*move)(struct buf *out, int row, int column);
};

/*
 * Appends what turns the screen that shows `from` into one that shows `to`; of the same size, or
 * `from` of no size: then the screen is cleared first. Leaves attributes off.
 */
void emit_frame(struct buf *out, const struct caps *caps, const struct palette *palette,
		const struct canvas *from, const struct canvas *to);

#endif
