/*
 * A stage for tests of the whole program: a simulated machine, and corewall on a terminal that
 * watches it. With a load that never changes and the interval STILL the screen stands still once
 * the first numbers are there, so that what a key does is all that happens. Programs are those of
 * the folder that BUILD names.
 */
#ifndef COREWALL_SCREEN_STAGE_H
#define COREWALL_SCREEN_STAGE_H

#include "term/term_expect.h"

/* The first numbers come after a short interval, the next ones never. */
#define STILL "-d 3600"

struct stage;

/* Starts a machine with these options of the simulator; ready when this returns. */
struct stage *stage_open(const char *options);
void stage_close(struct stage *s);

/* The folder that holds its proc and sys; lives as long as the stage. */
const char *stage_root(const struct stage *s);

/* A command of the simulator, obeyed when this returns. */
void stage_tell(struct stage *s, const char *command);

/*
 * A recording of a machine with these options of the simulator; the path lives until the file is
 * removed with stage_unrecord.
 */
char *stage_record(const char *options);
void stage_unrecord(char *path);

/* A program of the build with the arguments, split at blanks. */
struct term *stage_start(const struct term_options *o, const char *program, const char *arguments);

/* corewall with the arguments and nothing else. */
struct term *stage_run(const struct term_options *o, const char *arguments);

/* corewall on the stage's machine, with more arguments. */
struct term *stage_watch(const struct stage *s, const struct term_options *o,
			 const char *arguments);

/* The same through a program that becomes another (its words, NULL at the end): setpriv, nohup. */
struct term *stage_watch_by(const struct stage *s, const struct term_options *o,
			    const char *const prefix[], const char *arguments);

/* As stage_watch, until the first numbers are on a screen that stands still (needs STILL). */
struct term *stage_numbers(const struct stage *s, const struct term_options *o,
			   const char *arguments);

/* Waits until a screen that was started with STILL has its first numbers, and stands still. */
void stage_expect_numbers(struct term *t);

/* A line of the program's /proc/PID/io, named with its colon: "rchar:". */
long long stage_io(struct term *t, const char *name);

/* Waits until the program has read the machine's counters so many times more. */
void stage_expect_samples(const struct stage *s, struct term *t, int samples);

/* Types a key by name and waits until it has had its effect. */
void stage_key(struct term *t, const char *name);

/* Ends the program with q, in good order, and frees the terminal. */
void stage_quit(struct term *t);

/* A screen as it was, and whether two are the same from a row on; tells the first difference. */
struct shot {
	int rows, cols;
	struct term_cell *cell;
};

struct shot *shot_take(struct term *t);
void shot_free(struct shot *s);
bool shot_same(const struct shot *a, const struct shot *b, int from_row);

/* Cells in which two screens of one size differ, by rows from `from_row` on: how many, and where.
 */
struct shot_change {
	int cells;
	int row, col;           /* the first */
	int last_row, last_col; /* the last */
};
struct shot_change shot_compare(const struct shot *a, const struct shot *b, int from_row,
				int to_row);

/* Whether there is nothing but ASCII on the screen. */
bool stage_is_ascii(struct term *t);

/* Whether the program has given the terminal back as it found it. */
bool stage_given_back(struct term *t, const struct termios *before);

/* Path of a program of the build; lives until the next call. */
const char *stage_program(const char *name);

#endif
