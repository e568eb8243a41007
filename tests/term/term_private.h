/*
 * What the files of this library share: the terminal itself. term_start.c fills in the process
 * and its streams, term.c moves bytes and waits, term_screen.c owns everything about libvterm.
 * For these files alone; tests include term.h.
 */
#ifndef COREWALL_TERM_TERM_PRIVATE_H
#define COREWALL_TERM_TERM_PRIVATE_H

#include "base/buf.h"
#include "term/term.h"

#include <sys/resource.h>
#include <vterm.h>

/* Bytes on their way to the program. fd is -1 when there is nowhere to write. */
struct outlet {
	int fd;
	struct buf waiting;
	size_t sent; /* of waiting */
	bool ends;   /* close once everything is sent */
};

/* Bytes from the program. fd is -1 when nothing more can come. */
struct inlet {
	int fd;
	struct buf text;
};

/* What the stand-in for a shell tells about its job; see `job` in the options. */
struct report {
	pid_t pid;
	int status; /* as wait gives it */
	struct rusage usage;
};

/*
 * Follows the escape sequences on their way to libvterm: notes private modes, turns dim into a
 * font, since libvterm knows fonts and not dim, and helps libvterm 0.1.4, which loses a title that
 * comes in two pieces, of several private modes in one sequence takes the first alone, and wraps
 * too early after a repeated character.
 */
struct filter {
	enum { PLAIN, ESCAPE, SEQUENCE, STRING, STRING_ESCAPE } state;
	struct buf held;  /* a sequence until its last byte */
	struct buf clean; /* what goes on to libvterm */
	char last[8];     /* the last character that was drawn, in UTF-8 */
};

enum { TERM_STRINGS = 8, TERM_MODES = 64 };

struct term {
	struct outlet typed; /* its fd is the master side; -1 after a hangup */
	struct outlet fed;
	struct inlet output, errors;
	int slave; /* the open file that the program has as its terminal, shared with it */
	struct termios modes; /* at hangup */
	bool stalled;
	uint64_t count;
	bool logs;
	size_t gulp; /* the most that is read at once; 0 = as much as there is */
	struct buf log;

	pid_t pid;
	pid_t shell; /* the stand-in, or 0 */
	int watch;   /* readable when the program may have changed state: a pidfd, or reports */
	int control; /* to the stand-in: a byte continues the job, the end kills it; or -1 */
	bool ended, stopped;
	int status;
	struct rusage usage; /* once ended */

	VTerm *vt;
	VTermScreen *screen;
	char *type; /* TERM */
	struct filter filter;
	bool alternate, cursor_visible;
	enum term_mouse mouse;
	int bells;
	struct buf title;
	int mode[TERM_MODES]; /* private modes set, ascending */
	size_t modes_set;
	struct buf given[TERM_STRINGS]; /* strings handed out, in turn */
	size_t next_given;
};

/* term_start.c */
void process_end(struct term *t); /* kills and reaps */

/* term_screen.c */
void emulator_open(struct term *t, int rows, int cols, const char *type);
void emulator_close(struct term *t);
void screen_write(struct term *t, const char *bytes, size_t n);
void screen_resize(struct term *t, int rows, int cols);
uint64_t screen_hash(const struct term *t); /* equal screens, equal hashes */

#endif
