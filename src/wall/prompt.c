/* Line editing, as in a shell. Invariant: 0 <= at <= length < PROMPT_ROOM, text ends in NUL. */
#include "wall/prompt.h"

#include "wall/keys.h"

#include <string.h>

enum {
	CTRL_A = 1,
	CTRL_D = 4,
	CTRL_E = 5,
	CTRL_H = 8,
	CTRL_K = 11,
	CTRL_U = 21,
	CTRL_W = 23,
	RUBOUT = 127
};

static void set_text(struct prompt *p, const char *text)
{
	size_t n = strnlen(text, PROMPT_ROOM - 1);
	memmove(p->text, text, n);
	p->text[n] = '\0';
	p->length = p->at = (int)n;
}

void prompt_open(struct prompt *p, enum prompt_kind kind, const char *text)
{
	p->kind = kind;
	p->draft[0] = '\0';
	p->browsing = -1;
	set_text(p, text ? text : "");
}

/* Removes the characters from..at. */
static enum prompt_event cut(struct prompt *p, int from)
{
	if (from == p->at)
		return PROMPT_IGNORED;
	memmove(p->text + from, p->text + p->at, (size_t)(p->length - p->at) + 1);
	p->length -= p->at - from;
	p->at = from;
	return PROMPT_EDITED;
}

static int word_start(const struct prompt *p)
{
	int at = p->at;
	while (at > 0 && p->text[at - 1] == ' ')
		at--;
	while (at > 0 && p->text[at - 1] != ' ')
		at--;
	return at;
}

static enum prompt_event insert(struct prompt *p, char c)
{
	if (p->length + 1 >= PROMPT_ROOM)
		return PROMPT_IGNORED;
	memmove(p->text + p->at + 1, p->text + p->at, (size_t)(p->length - p->at) + 1);
	p->text[p->at++] = c;
	p->length++;
	return PROMPT_EDITED;
}

static enum prompt_event browse(struct prompt *p, int step)
{
	int to = p->browsing + step;
	if (to < -1 || to >= p->pasts[p->kind])
		return PROMPT_IGNORED;
	if (p->browsing < 0)
		memcpy(p->draft, p->text, PROMPT_ROOM);
	p->browsing = to;
	set_text(p, to < 0 ? p->draft : p->past[p->kind][to]);
	return PROMPT_EDITED;
}

/* Puts the accepted text in front of the past ones, where it occurs only once. */
static void remember(struct prompt *p)
{
	char(*past)[PROMPT_ROOM] = p->past[p->kind];
	int n = p->pasts[p->kind], found = 0;
	if (!p->length)
		return;
	while (found < n && strcmp(past[found], p->text))
		found++;
	if (found == n && n < PROMPT_PAST)
		p->pasts[p->kind]++;
	if (found == PROMPT_PAST)
		found--;
	memmove(past[1], past[0], (size_t)found * PROMPT_ROOM);
	memcpy(past[0], p->text, PROMPT_ROOM);
}

static enum prompt_event move_to(struct prompt *p, int at)
{
	if (at < 0 || at > p->length || at == p->at)
		return PROMPT_IGNORED;
	p->at = at;
	return PROMPT_MOVED;
}

enum prompt_event prompt_press(struct prompt *p, uint32_t press)
{
	switch (press) {
	case '\r':
	case '\n':
		remember(p);
		p->kind = PROMPT_NONE;
		return PROMPT_ACCEPTED;
	case PRESS_ESCAPE:
		p->kind = PROMPT_NONE;
		return PROMPT_CANCELLED;
	case CTRL_H:
	case RUBOUT:
		return cut(p, p->at > 0 ? p->at - 1 : 0);
	case PRESS_DELETE:
	case CTRL_D:
		if (p->at == p->length)
			return PROMPT_IGNORED;
		p->at++;
		return cut(p, p->at - 1);
	case CTRL_W:
		return cut(p, word_start(p));
	case CTRL_U:
		return cut(p, 0);
	case CTRL_K:
		if (p->at == p->length)
			return PROMPT_IGNORED;
		p->text[p->length = p->at] = '\0';
		return PROMPT_EDITED;
	case PRESS_LEFT:
		return move_to(p, p->at - 1);
	case PRESS_RIGHT:
		return move_to(p, p->at + 1);
	case PRESS_HOME:
	case CTRL_A:
		return move_to(p, 0);
	case PRESS_END:
	case CTRL_E:
		return move_to(p, p->length);
	case PRESS_UP:
		return browse(p, 1);
	case PRESS_DOWN:
		return browse(p, -1);
	default:
		return press >= ' ' && press < RUBOUT ? insert(p, (char)press) : PROMPT_IGNORED;
	}
}
