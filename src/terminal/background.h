/*
 * Whether the terminal's background is dark or light: what it answers when it is asked for its
 * background colour (OSC 11 of xterm's control sequences), or what the environment says. Knows the
 * words, not how they are sent.
 */
#ifndef COREWALL_TERMINAL_BACKGROUND_H
#define COREWALL_TERMINAL_BACKGROUND_H

#include <stdbool.h>

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

#define BACKGROUND_QUESTION "\033]11;?\033\\"

/* Whether a terminal of that kind (TERM) reads the question, and shows nothing of it. */
bool background_can_ask(const char *term);

/* What an operating system command says, without what begins and ends it: "11;rgb:ff/ff/ff". */
enum background background_of_answer(const char *text);

/* What the value of COLORFGBG says: "15;0", "0;default;15"; it may be NULL. */
enum background background_of_colours(const char *colorfgbg);

#endif
