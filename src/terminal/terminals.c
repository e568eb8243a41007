/*
 * The table of terminals, after the entries of ncurses 6.4 and, for foot and kitty, of their
 * authors. Invariant: a terminal is like another that stands above it, but for the traits it names;
 * tests/unit/test_terminals.c compares each with the database.
 */
#include "terminal/terminals.h"

#include <stdlib.h>
#include <string.h>

enum { TRAITS = 32 };

struct known_terminal {
	const char *name;
	const char *like; /* NULL: nothing else */
	/* "cap=value": a number in digits, a flag as 1; nothing behind the sign takes it away. */
	const char *trait[TRAITS];
};

#define INDEXED(low, high, more)                                                                   \
	"\033[%?%p1%{8}%<%t" low "%p1%d%e%p1%{16}%<%t" high "%p1%{8}%-%d%e" more "%p1%d%;m"
#define COLOURS_8 "colors=8", "setaf=\033[3%p1%dm", "setab=\033[4%p1%dm", "op=\033[39;49m"
#define COLOURS_256                                                                                \
	"colors=256", "setaf=" INDEXED("3", "9", "38;5;"), "setab=" INDEXED("4", "10", "48;5;")
#define ARROWS        "kcuu1=\033[A", "kcud1=\033[B", "kcuf1=\033[C", "kcub1=\033[D"
#define KEYPAD_ARROWS "kcuu1=\033OA", "kcud1=\033OB", "kcuf1=\033OC", "kcub1=\033OD"

static const struct known_terminal terminal_table[] = {
	{ "vt100",
	  NULL,
	  { "am=1", "xenl=1", "cup=\033[%i%p1%d;%p2%dH", "csr=\033[%i%p1%d;%p2%dr", "ri=\033M",
	    "clear=\033[H\033[J", "sgr0=\033[m\017", "bold=\033[1m", "rev=\033[7m", "smul=\033[4m",
	    "rmul=\033[m", "smkx=\033[?1h\033=", "rmkx=\033[?1l\033>", KEYPAD_ARROWS } },
	{ "vt220",
	  "vt100",
	  { "sgr0=\033[m\033(B", "rmul=\033[24m", "civis=\033[?25l", "cnorm=\033[?25h", "smkx=",
	    "rmkx=", "rmir=\033[4l", ARROWS, "kpp=\033[5~", "knp=\033[6~", "kdch1=\033[3~" } },
	{ "ansi",
	  "vt100",
	  { "xenl=", "csr=", "ri=", "hpa=\033[%i%p1%dG", "sgr0=\033[0;10m",
	    "smkx=", "rmkx=", COLOURS_8, ARROWS, "khome=\033[H", "kcbt=\033[Z" } },
	{ "xterm",
	  "vt100",
	  { "clear=\033[H\033[2J", "hpa=\033[%i%p1%dG", "sgr0=\033(B\033[m", "dim=\033[2m",
	    "rmul=\033[24m", "rmir=\033[4l", COLOURS_8, "smcup=\033[?1049h\033[22;0;0t",
	    "rmcup=\033[?1049l\033[23;0;0t", "civis=\033[?25l", "cnorm=\033[?12l\033[?25h",
	    "kpp=\033[5~", "knp=\033[6~", "kdch1=\033[3~", "khome=\033OH", "kend=\033OF",
	    "kcbt=\033[Z" } },
	{ "xterm-256color", "xterm", { COLOURS_256 } },
	{ "alacritty", "xterm-256color", { NULL } },
	{ "foot",
	  "xterm-256color",
	  { "setaf=" INDEXED("3", "9", "38:5:"), "setab=" INDEXED("4", "10", "48:5:") } },
	{ "xterm-kitty",
	  "xterm-256color",
	  { "smcup=\033[?1049h", "rmcup=\033[?1049l", "cnorm=\033[?12h\033[?25h", "smkx=\033[?1h",
	    "rmkx=\033[?1l" } },
	{ "rxvt-unicode-256color",
	  "xterm-256color",
	  { "sgr0=\033[m\033(B", "dim=", "smcup=\033[?1049h", "rmcup=\033[r\033[?1049l",
	    "smkx=\033=", "rmkx=\033>", "setaf=\033[38;5;%p1%dm", "setab=\033[48;5;%p1%dm", ARROWS,
	    "khome=\033[7~", "kend=\033[8~" } },
	{ "screen",
	  "xterm",
	  { "clear=\033[H\033[J", "sgr0=\033[m\017", "smcup=\033[?1049h", "rmcup=\033[?1049l",
	    "cnorm=\033[34h\033[?25h", "khome=\033[1~", "kend=\033[4~" } },
	{ "screen-256color", "screen", { COLOURS_256 } },
	{ "tmux", "screen", { NULL } },
	{ "tmux-256color", "screen-256color", { NULL } },
	{ "linux",
	  "screen",
	  { "smcup=", "rmcup=", "civis=\033[?25l\033[?1c", "cnorm=\033[?25h\033[?0c",
	    "smkx=", "rmkx=", ARROWS, "kcbt=\033\t" } },
};

enum { TERMINALS = sizeof terminal_table / sizeof terminal_table[0] };

static const struct known_terminal *find_exactly(const char *name, size_t n)
{
	for (size_t i = 0; i < TERMINALS; i++)
		if (!strncmp(terminal_table[i].name, name, n) && !terminal_table[i].name[n])
			return &terminal_table[i];
	return NULL;
}

const struct known_terminal *terminal_find(const char *name)
{
	size_t n = strlen(name);
	const struct known_terminal *t = find_exactly(name, n);
	while (!t && n) {
		/* Variants have their name behind a dash or, as screen has it, a dot. */
		do
			n--;
		while (n && name[n] != '-' && name[n] != '.');
		t = find_exactly(name, n);
	}
	return t;
}

const char *terminal_string(const struct known_terminal *t, const char *cap)
{
	size_t n = strlen(cap);
	while (t) {
		for (size_t i = 0; i < TRAITS && t->trait[i]; i++)
			if (!strncmp(t->trait[i], cap, n) && t->trait[i][n] == '=')
				return t->trait[i] + n + 1;
		t = t->like ? find_exactly(t->like, strlen(t->like)) : NULL;
	}
	return "";
}

int terminal_number(const struct known_terminal *t, const char *cap)
{
	const char *value = terminal_string(t, cap);
	return *value ? (int)strtol(value, NULL, 10) : -1;
}

const char *terminal_name(size_t i)
{
	return i < TERMINALS ? terminal_table[i].name : NULL;
}
