/*
 * The themes. Heat goes from grey for idle, through cool and warm colours, to that of hot cpus,
 * which nothing else on the screen has. Kinds of time are paler than heat (on a light background:
 * darker), so that a bar is not read as heat; with 256 colours no kind and no level share one.
 * tests/unit/test_theme.c checks the contrasts.
 */
#include "canvas/theme.h"

const char *const theme_name[THEMES] = { "default", "light", "safe", "mono" };

enum { DEPTH_8, DEPTH_16, DEPTH_256, DEPTHS };

/* The sets of colours that the themes choose from. */
enum { DARK, LIGHT, SAFE_DARK, SAFE_LIGHT, SCHEMES };

/* A level of heat: its colour as foreground, as background, and that of text on the latter. */
struct heat {
	int16_t fg, bg, ink;
	uint8_t attr;
};

/*
 * With 8 colours a bold one is bright, as on the Linux console and xterm. If none of them can be
 * read on a light background, neighbouring levels share one.
 */
static const struct heat heat[SCHEMES][DEPTHS][HEATS] = {
	[DARK] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 6, 6, 0, 0 }, { 6, 6, 0, 0 }, { 2, 2, 0, 0 },
			{ 2, 2, 0, 0 }, { 3, 3, 0, ATTR_BOLD }, { 3, 3, 0, ATTR_BOLD },
			{ 1, 1, 7, ATTR_BOLD },
		},
		[DEPTH_16] = {
			{ 8, -1, -1, 0 }, { 6, 6, 0, 0 }, { 14, 14, 0, 0 }, { 2, 2, 0, 0 },
			{ 10, 10, 0, 0 }, { 3, 3, 0, 0 }, { 11, 11, 0, 0 },
			{ 9, 9, 0, ATTR_BOLD },
		},
		[DEPTH_256] = {
			{ 245, -1, -1, 0 }, { 32, 24, 255, 0 }, { 37, 30, 16, 0 },
			{ 35, 29, 16, 0 }, { 106, 64, 16, 0 }, { 178, 136, 16, 0 },
			{ 172, 172, 16, 0 }, { 197, 197, 16, ATTR_BOLD },
		},
	},
	[LIGHT] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 4, 6, 0, 0 }, { 4, 6, 0, 0 }, { 4, 2, 0, 0 },
			{ 5, 2, 0, 0 }, { 5, 3, 0, 0 }, { 5, 3, 0, 0 }, { 1, 1, 7, 0 },
		},
		[DEPTH_16] = {
			{ -1, -1, -1, ATTR_DIM }, { 12, 14, 0, 0 }, { 12, 6, 0, 0 },
			{ 4, 10, 0, 0 }, { 4, 2, 0, 0 }, { 5, 11, 0, 0 }, { 5, 3, 0, 0 },
			{ 1, 1, 15, 0 },
		},
		[DEPTH_256] = {
			{ 243, -1, -1, 0 }, { 25, 153, 16, 0 }, { 24, 116, 16, 0 },
			{ 29, 114, 16, 0 }, { 22, 148, 16, 0 }, { 94, 220, 16, 0 },
			{ 130, 208, 16, 0 }, { 161, 161, 231, ATTR_BOLD },
		},
	},
	/* Lighter from level to level, as cividis is; on a light background darker. */
	[SAFE_DARK] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 6, 6, 0, 0 }, { 6, 6, 0, 0 }, { 6, 6, 0, 0 },
			{ 6, 6, 0, ATTR_BOLD }, { 6, 6, 0, ATTR_BOLD }, { 3, 3, 0, ATTR_BOLD },
			{ 7, 7, 0, ATTR_BOLD },
		},
		[DEPTH_16] = {
			{ 8, -1, -1, 0 }, { 6, 6, 0, 0 }, { 6, 6, 0, 0 }, { 3, 3, 0, 0 },
			{ 3, 3, 0, 0 }, { 7, 7, 0, 0 }, { 11, 11, 0, 0 },
			{ 15, 15, 0, ATTR_BOLD },
		},
		[DEPTH_256] = {
			{ 245, -1, -1, 0 }, { 67, 60, 231, 0 }, { 103, 66, 16, 0 },
			{ 109, 109, 16, 0 }, { 144, 144, 16, 0 }, { 179, 179, 16, 0 },
			{ 221, 221, 16, 0 }, { 228, 228, 16, ATTR_BOLD },
		},
	},
	[SAFE_LIGHT] = {
		[DEPTH_8] = {
			{ -1, -1, -1, ATTR_DIM }, { 5, 3, 0, 0 }, { 5, 3, 0, 0 }, { 5, 6, 0, 0 },
			{ 1, 6, 0, 0 }, { 1, 1, 7, 0 }, { 1, 1, 7, 0 }, { 4, 4, 7, 0 },
		},
		[DEPTH_16] = {
			{ -1, -1, -1, ATTR_DIM }, { 5, 3, 0, 0 }, { 5, 3, 0, 0 }, { 12, 6, 0, 0 },
			{ 12, 6, 0, 0 }, { 1, 1, 15, 0 }, { 1, 1, 15, 0 }, { 4, 4, 15, 0 },
		},
		[DEPTH_256] = {
			{ 243, -1, -1, 0 }, { 98, 189, 16, 0 }, { 97, 182, 16, 0 },
			{ 96, 180, 16, 0 }, { 95, 179, 16, 0 }, { 94, 172, 16, 0 },
			{ 125, 125, 231, 0 }, { 88, 88, 231, ATTR_BOLD },
		},
	},
};

/* A role other than heat: its colour, -1 for the terminal's own, and attributes, by depth. */
struct tone {
	int16_t fg[DEPTHS];
	uint8_t attr[DEPTHS];
};

enum { KIND_FIRST = ROLE_USR, KINDS = ROLE_GUEST - ROLE_USR + 1 };
#define KIND(role) [(role)-KIND_FIRST]

static const struct tone kind_tone[SCHEMES][KINDS] = {
	[DARK] = {
		KIND(ROLE_USR) = { { 2, 2, 108 }, { 0 } },
		KIND(ROLE_NICE) = { { 4, 12, 105 }, { ATTR_BOLD } },
		KIND(ROLE_SYS) = { { 1, 1, 167 }, { ATTR_BOLD } },
		KIND(ROLE_INTERRUPT) = { { 3, 3, 186 }, { 0 } },
		KIND(ROLE_STEAL) = { { 6, 14, 123 }, { 0 } },
		KIND(ROLE_IOWAIT) = { { -1, 8, 250 }, { ATTR_DIM } },
		KIND(ROLE_GUEST) = { { 5, 5, 176 }, { 0 } },
	},
	[LIGHT] = {
		KIND(ROLE_USR) = { { -1, -1, 28 }, { 0 } },
		KIND(ROLE_NICE) = { { 4, 4, 62 }, { 0 } },
		KIND(ROLE_SYS) = { { 1, 1, 124 }, { 0 } },
		KIND(ROLE_INTERRUPT) = { { 5, 5, 58 }, { 0 } },
		KIND(ROLE_STEAL) = { { 5, 13, 23 }, { ATTR_BOLD } },
		KIND(ROLE_IOWAIT) = { { -1, 8, 240 }, { ATTR_DIM } },
		KIND(ROLE_GUEST) = { { 4, 12, 127 }, { ATTR_BOLD } },
	},
	/* Never red against green. */
	[SAFE_DARK] = {
		KIND(ROLE_USR) = { { 6, 12, 75 }, { 0 } },
		KIND(ROLE_NICE) = { { 4, 14, 153 }, { ATTR_BOLD } },
		KIND(ROLE_SYS) = { { 3, 3, 208 }, { 0 } },
		KIND(ROLE_INTERRUPT) = { { 7, 7, 255 }, { 0 } },
		KIND(ROLE_STEAL) = { { 5, 13, 170 }, { ATTR_BOLD } },
		KIND(ROLE_IOWAIT) = { { -1, 8, 250 }, { ATTR_DIM } },
		KIND(ROLE_GUEST) = { { 5, 5, 218 }, { 0 } },
	},
	[SAFE_LIGHT] = {
		KIND(ROLE_USR) = { { 4, 4, 25 }, { 0 } },
		KIND(ROLE_NICE) = { { 4, 12, 21 }, { ATTR_BOLD } },
		KIND(ROLE_SYS) = { { 1, 1, 130 }, { 0 } },
		KIND(ROLE_INTERRUPT) = { { -1, -1, 58 }, { 0 } },
		KIND(ROLE_STEAL) = { { 5, 5, 163 }, { 0 } },
		KIND(ROLE_IOWAIT) = { { -1, 8, 240 }, { ATTR_DIM } },
		KIND(ROLE_GUEST) = { { 5, 13, 23 }, { ATTR_BOLD } },
	},
};

/* What is not time, on a dark background and on a light one. */
static const struct tone plain_tone[2][ROLE_HEAT] = {
	{
		[ROLE_TEXT] = { { -1, -1, -1 }, { 0 } },
		[ROLE_LABEL] = { { -1, 8, 245 }, { ATTR_DIM } },
		[ROLE_STRONG] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_EMPTY] = { { -1, 8, 242 }, { ATTR_DIM } },
		[ROLE_MARK] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_UNKNOWN] = { { -1, 8, 245 }, { ATTR_DIM } },
		[ROLE_OFFLINE] = { { -1, 8, 245 }, { ATTR_DIM } },
		[ROLE_ALERT] = { { 7, 15, 231 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_NOTE] = { { 3, 11, 222 }, { ATTR_BOLD } },
		[ROLE_KEY] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_SCROLL] = { { -1, -1, 246 }, { 0 } },
		[ROLE_INK] = { { -1, -1, -1 }, { 0 } },
	},
	{
		[ROLE_TEXT] = { { -1, -1, -1 }, { 0 } },
		[ROLE_LABEL] = { { -1, -1, 243 }, { ATTR_DIM, ATTR_DIM } },
		[ROLE_STRONG] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_EMPTY] = { { -1, 8, 246 }, { ATTR_DIM } },
		[ROLE_MARK] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_UNKNOWN] = { { -1, -1, 243 }, { ATTR_DIM, ATTR_DIM } },
		[ROLE_OFFLINE] = { { -1, -1, 243 }, { ATTR_DIM, ATTR_DIM } },
		[ROLE_ALERT] = { { 7, 15, 231 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_NOTE] = { { 5, 5, 90 }, { 0 } },
		[ROLE_KEY] = { { -1, -1, -1 }, { ATTR_BOLD, ATTR_BOLD, ATTR_BOLD } },
		[ROLE_SCROLL] = { { -1, -1, 242 }, { 0 } },
		[ROLE_INK] = { { -1, -1, -1 }, { 0 } },
	},
};

/* The background of ROLE_ALERT: a red that is dark enough for its text. */
static const int16_t alert_bg[DEPTHS] = { 1, 1, 124 };

/* Without colours. Where heat is a background, hot cpus are also in reverse. */
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

static void make_roles(struct palette *p, int scheme, bool light, int depth)
{
	for (int r = 0; r < ROLE_HEAT; r++) {
		bool kind = r >= KIND_FIRST && r < KIND_FIRST + KINDS;
		const struct tone *t =
			kind ? &kind_tone[scheme][r - KIND_FIRST] : &plain_tone[light][r];
		p->role[r] = (struct style){ t->fg[depth], -1, t->attr[depth] };
	}
	p->role[ROLE_ALERT].bg = alert_bg[depth];
}

static void make_heat(struct palette *p, int scheme, int depth)
{
	for (int h = 0; h < HEATS; h++) {
		const struct heat *s = &heat[scheme][depth][h];
		p->role[ROLE_HEAT + h] = (struct style){ s->fg, -1, s->attr };
		/* Many terminals of few colours show bold black as a dark grey, hard to read. */
		uint8_t attr = s->ink ? s->attr : s->attr & (uint8_t)~ATTR_BOLD;
		p->ground[GROUND_HEAT + h] = (struct style){ s->ink, s->bg, attr };
	}
}

void palette_make(struct palette *p, enum theme theme, bool light, int colours)
{
	*p = (struct palette){ .ground[GROUND_NONE] = { -1, -1, 0 } };
	if (theme == THEME_MONO || colours < 8) {
		make_mono(p);
		return;
	}
	int depth = colours >= 256 ? DEPTH_256 : colours >= 16 ? DEPTH_16 : DEPTH_8;
	light |= theme == THEME_LIGHT;
	int scheme = (theme == THEME_SAFE ? SAFE_DARK : DARK) + light;
	make_roles(p, scheme, light, depth);
	make_heat(p, scheme, depth);
}

/* A background beside a glyph of heat is a mark, too: it has the foreground of its level. */
static int16_t mark_colour(const struct palette *p, int level)
{
	return p->role[level ? ROLE_HEAT + level : ROLE_EMPTY].fg;
}

struct style palette_style(const struct palette *p, const struct cell *cell)
{
	struct style s = p->role[cell->role];
	if (cell->ground != GROUND_NONE) {
		const struct style *ground = &p->ground[cell->ground];
		if (cell->role == ROLE_INK)
			s = *ground;
		else
			s.bg = mark_colour(p, cell->ground - GROUND_HEAT);
	}
	/* Values under the cursor keep their colours, which mean something; labels need not. */
	if (cell->cursor == CURSOR_VALUE)
		s.attr |= ATTR_UNDERLINE;
	if (cell->cursor == CURSOR_LABEL)
		s = (struct style){ -1, -1, ATTR_REVERSE };
	return s;
}
