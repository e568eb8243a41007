/* The prompt. Invariant: the place of the next character is on the screen. */
#include "panels/prompt_line.h"

enum { WEIGHT_HINT = 3, WEIGHT_NOTE = 55, WEIGHT_TEXT = 60 };

static const char *const lead[PROMPT_KINDS] = { "", "/", "only: " };

/* The first character that is shown of a text that is too long. */
static int first_shown(const struct prompt *p, int width)
{
	int room = width - text_width(lead[p->kind]) - 1;
	return p->at > room ? p->at - (room > 0 ? room : 0) : 0;
}

void prompt_line_add(const struct navigation *n, const struct hosts *hosts, struct priority_line *l,
		     int width)
{
	static const char *const hint[PROMPT_KINDS] = { "", "cpu, list or group",
							"0-63,128 >=50 <10 10-50%" };
	static const char *const hint_hosts[PROMPT_KINDS] = { "", "web1:77, web1 or group",
							      "web1 db*:0-7 >=50 <10" };
	const struct prompt *p = &n->prompt;
	char name[CPU_NAME_ROOM];
	priority_line_add(l, WEIGHT_TEXT, ROLE_TEXT, "%s%s ", lead[p->kind],
			  p->text + first_shown(p, width));
	if (n->note[0])
		priority_line_add(l, WEIGHT_NOTE, ROLE_NOTE, "%s", n->note)->right = true;
	else if (!p->length)
		priority_line_add(l, WEIGHT_HINT, ROLE_LABEL, "%s",
				  (cpu_name_has_host(hosts) ? hint_hosts : hint)[p->kind])
			->right = true;
	else if (p->kind == PROMPT_JUMP && n->cursor.set)
		priority_line_add(l, WEIGHT_HINT, ROLE_STRONG, "%s",
				  cpu_name(hosts, n->cursor.cpu, name))
			->right = true;
}

void prompt_line_park(const struct prompt *p, struct canvas *c, int y)
{
	int x = text_width(lead[p->kind]) + p->at - first_shown(p, c->width);
	c->cursor_x = x < c->width ? x : c->width - 1;
	c->cursor_y = y;
}
