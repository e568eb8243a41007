/*
 * Whether the terminal's background is dark or light, from its answer to the question for its
 * background colour (OSC 11 of xterm's control sequences), or from the environment. Must not know
 * how question and answer are sent.
 */
#ifndef COREWALL_TERMINAL_BACKGROUND_H
#define COREWALL_TERMINAL_BACKGROUND_H

#include <stdbool.h>

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

#define BACKGROUND_QUESTION "\033]11;?\033\\"

/* Whether a terminal of that kind (TERM) understands the question, and does not print it. */
bool background_can_ask(const char *term);

/* Parses the body of an operating system command, such as "11;rgb:ff/ff/ff". */
enum background background_of_answer(const char *text);

/* Parses the value of COLORFGBG: "15;0", "0;default;15"; it may be NULL. */
enum background background_of_colours(const char *colorfgbg);

#endif
