/*
 * How a host is watched over ssh: the words that run the user's ssh, and the script that prints
 * samples there. Nothing is installed or left there: the script comes through standard input, and
 * ends when that does.
 */
#ifndef COREWALL_SOURCE_SSH_H
#define COREWALL_SOURCE_SSH_H

/* How many words ssh_words() writes, with the NULL at their end. */
enum { SSH_WORDS = 12 };
void ssh_words(const char *host, const char *out[SSH_WORDS]);

/*
 * For any POSIX sh (dash and busybox, too). It prints a recording: the facts whenever the list of
 * online cpus has changed, a sample at once and one for each further line of input.
 */
extern const char ssh_script[];

#endif
