/*
 * A line that the user types at the bottom of the screen: its editing, and the lines accepted
 * before in this run. Must not know what the text means.
 */
#ifndef COREWALL_WALL_PROMPT_H
#define COREWALL_WALL_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

enum prompt_kind { PROMPT_NONE, PROMPT_JUMP, PROMPT_FILTER, PROMPT_KINDS };

enum { PROMPT_ROOM = 160, PROMPT_PAST = 16 };

struct prompt {
	enum prompt_kind kind; /* PROMPT_NONE: nothing is being typed */
	char text[PROMPT_ROOM];
	int length, at; /* of the text; where the next character goes */
	char past[PROMPT_KINDS][PROMPT_PAST][PROMPT_ROOM]; /* accepted before, the last one first */
	int pasts[PROMPT_KINDS];
	char draft[PROMPT_ROOM]; /* what was typed before one of the past was called up */
	int browsing;            /* which of the past is shown, -1: none */
};

enum prompt_event {
	PROMPT_IGNORED,
	PROMPT_MOVED,    /* only the place within the text changed */
	PROMPT_EDITED,   /* the text changed */
	PROMPT_ACCEPTED, /* Enter: text stays until the next prompt_open() */
	PROMPT_CANCELLED
};

/* Opens a prompt with the text, which must fit; NULL for none. */
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *text);
enum prompt_event prompt_press(struct prompt *p, uint32_t press);

#endif
