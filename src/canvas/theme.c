/*
 * The themes. The colours of heat go from grey for idle, through cool and warm ones, to that of hot
 * cpus, which nothing else on the screen has.
 */
#include "canvas/theme.h"

const char *const theme_name[THEMES] = { "default", "safe", "mono" };

enum { DEPTH_8, DEPTH_16, DEPTH_256, DEPTHS };

/* A level of heat: its colour as foreground, as background, and that of text on the latter. */
struct heat {
	int16_t fg, bg, ink;
	uint8_t attr;
};

static const struct heat heat[2][DEPTHS][HEATS] = {
	[THEME_DEFAULT] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 6, 4, 7, 0 }, { 6, 6, 0, 0 }, { 6, 6, 0, 0 },
			{ 2, 2, 0, 0 }, { 3, 3, 0, 0 }, { 3, 3, 0, ATTR_BOLD },
			{ 1, 1, 7, ATTR_BOLD },
		},
		[DEPTH_16] = {
			{ 8, -1, -1, 0 }, { 4, 4, 15, 0 }, { 6, 6, 0, 0 }, { 14, 14, 0, 0 },
			{ 2, 2, 0, 0 }, { 10, 10, 0, 0 }, { 11, 11, 0, 0 },
			{ 9, 9, 0, ATTR_BOLD },
		},
		[DEPTH_256] = {
			{ 244, -1, -1, 0 }, { 31, 24, 255, 0 }, { 37, 30, 16, 0 },
			{ 35, 35, 16, 0 }, { 106, 106, 16, 0 }, { 178, 178, 16, 0 },
			{ 208, 208, 16, 0 }, { 197, 197, 16, ATTR_BOLD },
		},
	},
	[THEME_SAFE] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 4, 4, 7, 0 }, { 4, 4, 7, 0 }, { 6, 6, 0, 0 },
			{ 6, 6, 0, 0 }, { 3, 3, 0, 0 }, { 3, 3, 0, ATTR_BOLD },
			{ 7, 7, 0, ATTR_BOLD },
		},
		[DEPTH_16] = {
			{ 8, -1, -1, 0 }, { 4, 4, 15, 0 }, { 12, 12, 15, 0 }, { 6, 6, 0, 0 },
			{ 6, 6, 0, 0 }, { 3, 3, 0, 0 }, { 11, 11, 0, 0 },
			{ 15, 15, 0, ATTR_BOLD },
		},
		[DEPTH_256] = {
			{ 244, -1, -1, 0 }, { 61, 60, 231, 0 }, { 67, 66, 16, 0 },
			{ 102, 102, 16, 0 }, { 144, 144, 16, 0 }, { 179, 179, 16, 0 },
			{ 221, 221, 16, 0 }, { 228, 228, 16, ATTR_BOLD },
		},
	},
};

/* A role other than heat: its colour, -1 for the terminal's own, and attributes, by depth. */
struct tone {
	int16_t fg[DEPTHS];
	uint8_t attr[DEPTHS];
};

static const struct tone role_tone[ROLE_HEAT] = {
	[ROLE_TEXT] = { { -1, -1, -1 }, { 0 } },
	[ROLE_LABEL] = { { -1, 8, 244 }, { ATTR_DIM } },
	[ROLE_STRONG] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
	[ROLE_USR] = { { 2, 2, 71 }, { 0 } },
	[ROLE_NICE] = { { 4, 4, 68 }, { 0 } },
	[ROLE_SYS] = { { 1, 1, 160 }, { 0 } },
	[ROLE_INTERRUPT] = { { 3, 3, 172 }, { 0 } },
	[ROLE_STEAL] = { { 6, 6, 44 }, { 0 } },
	[ROLE_IOWAIT] = { { -1, 8, 245 }, { ATTR_DIM } },
	[ROLE_GUEST] = { { 5, 5, 133 }, { 0 } },
	[ROLE_EMPTY] = { { -1, 8, 240 }, { ATTR_DIM } },
	[ROLE_MARK] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
	[ROLE_UNKNOWN] = { { -1, 8, 244 }, { ATTR_DIM } },
	[ROLE_OFFLINE] = { { -1, 8, 240 }, { ATTR_DIM } },
	[ROLE_ALERT] = { { 7, 15, 231 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
	[ROLE_NOTE] = { { 3, 11, 178 }, { ATTR_BOLD } },
	[ROLE_KEY] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
	[ROLE_SCROLL] = { { -1, -1, 246 }, { 0 } },
	[ROLE_INK] = { { -1, -1, -1 }, { 0 } },
};

/* The background of ROLE_ALERT: a red that is dark enough for its text. */
static const int16_t alert_bg[DEPTHS] = { 1, 1, 124 };

/* Without colours; hot cpus are in reverse besides where heat is a background. */
static const uint8_t mono_attr[HEATS] = {
	ATTR_DIM, 0, 0, 0, ATTR_BOLD, ATTR_BOLD, ATTR_BOLD, ATTR_BOLD,
};

static void make_mono(struct palette *p)
{
	static const uint8_t attr[ROLE_HEAT] = {
		[ROLE_LABEL] = ATTR_DIM,
		[ROLE_STRONG] = ATTR_BOLD,
		[ROLE_EMPTY] = ATTR_DIM,
		[ROLE_MARK] = ATTR_BOLD,
		[ROLE_UNKNOWN] = ATTR_DIM,
		[ROLE_OFFLINE] = ATTR_DIM,
		[ROLE_NOTE] = ATTR_BOLD,
		[ROLE_KEY] = ATTR_BOLD,
		[ROLE_ALERT] = ATTR_BOLD | ATTR_REVERSE,
	};
	for (int r = 0; r < ROLE_HEAT; r++)
		p->role[r] = (struct style){ -1, -1, attr[r] };
	for (int h = 0; h < HEATS; h++) {
		p->role[ROLE_HEAT + h] = (struct style){ -1, -1, mono_attr[h] };
		p->ground[GROUND_HEAT + h] = (struct style){ -1, -1, mono_attr[h] };
	}
	p->ground[GROUND_HEAT + HEATS - 1].attr = ATTR_REVERSE | ATTR_BOLD;
}

void palette_make(struct palette *p, enum theme theme, int colours)
{
	*p = (struct palette){ .ground[GROUND_NONE] = { -1, -1, 0 } };
	if (theme == THEME_MONO || colours < 8) {
		make_mono(p);
		return;
	}
	int depth = colours >= 256 ? DEPTH_256 : colours >= 16 ? DEPTH_16 : DEPTH_8;
	for (int r = 0; r < ROLE_HEAT; r++)
		p->role[r] = (struct style){ role_tone[r].fg[depth], -1, role_tone[r].attr[depth] };
	p->role[ROLE_ALERT].bg = alert_bg[depth];
	if (theme == THEME_SAFE) {
		/* Never red against green: system time gets a warm colour instead of red. */
		p->role[ROLE_SYS].fg = depth == DEPTH_256 ? 208 : 3;
		p->role[ROLE_USR].fg = depth == DEPTH_256 ? 75 : 6;
		p->role[ROLE_INTERRUPT].fg = depth == DEPTH_256 ? 229 : 7;
		p->role[ROLE_STEAL].fg = depth == DEPTH_256 ? 133 : 5;
	}
	for (int h = 0; h < HEATS; h++) {
		const struct heat *s = &heat[theme][depth][h];
		p->role[ROLE_HEAT + h] = (struct style){ s->fg, -1, s->attr };
		/* Many terminals of few colours show bold black as dark grey: no text to read. */
		uint8_t attr = s->ink ? s->attr : s->attr & (uint8_t)~ATTR_BOLD;
		p->ground[GROUND_HEAT + h] = (struct style){ s->ink, s->bg, attr };
	}
}

static const struct style plain_style = { -1, -1, 0 };

struct style palette_style(const struct palette *p, const struct cell *cell)
{
	struct style s = p->role[cell->role];
	if (cell->ground != GROUND_NONE) {
		const struct style *ground = &p->ground[cell->ground];
		s.bg = ground->bg;
		if (cell->role == ROLE_INK) {
			s.fg = ground->fg;
			s.attr = ground->attr;
		}
	}
	if (cell->cursor) {
		/* All cells under the cursor look alike, whatever their roles. */
		if (cell->ground == GROUND_NONE && cell->role < ROLE_HEAT + 1)
			s = plain_style;
		/* A cell that is in reverse already is underlined. */
		if (s.attr & ATTR_REVERSE)
			s.attr |= ATTR_UNDERLINE;
		s.attr = (uint8_t)((s.attr ^ ATTR_REVERSE) & ~ATTR_DIM);
	}
	return s;
}
