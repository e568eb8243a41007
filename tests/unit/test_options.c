/* show/options: every option in every form, and what is said of those that are wrong. */
#include "base/mem.h"
#include "app/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_WORDS = 16 };

/* The words of a command line, and what they came to. */
struct
try {
	struct options o;
	enum parsed parsed;
	char why[200];
	char *text, **words;
};

/* Words are parted by single blanks; two in a row hold an empty word. */
static void try_words(struct try *t, const char *environment, const char *text)
{
	int n = 1;
	memset(t, 0, sizeof *t);
	t->text = mem_string(text);
	t->words = mem_zero(MOST_WORDS + 2, sizeof *t->words);
	t->words[0] = t->text + strlen(text); /* a program without a name */
	for (char *rest = t->text, *word; *text && (word = strsep(&rest, " "));) {
		assert_true(n <= MOST_WORDS);
		t->words[n++] = word;
	}
	t->parsed = options_parse(&t->o, NULL, environment, n, t->words, t->why, sizeof t->why);
}

static void try_end(struct try *t)
{
	options_free(&t->o);
	free(t->text);
	free(t->words);
}

/* The options that the words give; try_end() them. */
static struct try right(const char *environment, const char *text)
{
	struct try t;
	try_words(&t, environment, text);
	if (t.parsed != PARSED_OK)
		fail_msg("\"%s\": %s", text, t.why);
	return t;
}

/* Fails unless the words are wrong and this is said of them. */
static void wrong(const char *environment, const char *text, const char *why)
{
	struct try t;
	try_words(&t, environment, text);
	if (t.parsed != PARSED_WRONG || strcmp(t.why, why) != 0)
		fail_msg("\"%s\" gives %s\"%s\", not \"%s\"", text,
			 t.parsed == PARSED_OK ? "no complaint " : "", t.why, why);
	try_end(&t);
}

struct complaint {
	const char *text, *why;
};

static void wrong_all(const struct complaint *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		wrong(NULL, c[i].text, c[i].why);
}

#define WRONG_ALL(list) wrong_all(list, sizeof(list) / sizeof *(list))

/* Fails unless after the words, each way to write them in turn, the condition holds of `o`. */
#define RIGHT_IN_ALL_FORMS(condition, ...)                                                         \
	do {                                                                                       \
		static const char *const forms[] = { __VA_ARGS__ };                                \
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {                        \
			struct try t = right(NULL, forms[i]);                                      \
			const struct options *o = &t.o;                                            \
			if (!(condition))                                                          \
				fail_msg("\"%s\": not %s", forms[i], #condition);                  \
			try_end(&t);                                                               \
		}                                                                                  \
	} while (0)

static void without_options_there_are_defaults(void **state)
{
	static const char *const environments[] = { NULL, "", "   ", "\t\n " };
	(void)state;
	for (size_t i = 0; i < sizeof environments / sizeof *environments; i++) {
		struct try t = right(environments[i], "");
		assert_true(t.o.interval == 1);
		assert_false(t.o.interval_given);
		assert_int_equal(t.o.iterations, -1);
		assert_int_equal(t.o.view, VIEW_AUTO);
		assert_int_equal(t.o.overflow, OVERFLOW_AUTO);
		assert_int_equal(t.o.order, ORDER_ID);
		assert_int_equal(t.o.level, LEVELS);
		assert_int_equal(t.o.range_size, 0);
		assert_int_equal(t.o.only.count, 0);
		assert_true(t.o.min == 0);
		assert_int_equal(t.o.colour, WHEN_AUTO);
		assert_int_equal(t.o.theme, 0);
		assert_string_equal(t.o.sysroot, "");
		assert_null(t.o.format);
		assert_null(t.o.replay);
		assert_null(t.o.record);
		assert_null(t.o.report);
		assert_null(t.o.command);
		assert_false(t.o.batch || t.o.snapshot || t.o.ascii || t.o.mouse || t.o.help ||
			     t.o.version);
		try_end(&t);
	}
}

static void options_with_a_value_are_written_in_many_ways(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->interval == 2.5 && o->interval_given, "-d 2.5", "-d2.5",
			   "--interval 2.5", "--interval=2.5", "--int=2.5", "--in 2.5 -n 1");
	RIGHT_IN_ALL_FORMS(o->iterations == 7, "-n 7", "-n7", "--iterations 7", "--iterations=7");
	RIGHT_IN_ALL_FORMS(o->view == VIEW_NUMBERS, "-v numbers", "-vnumbers", "--view numbers",
			   "--view=numbers", "--vi=numbers");
	RIGHT_IN_ALL_FORMS(o->overflow == OVERFLOW_PAGE, "-o page", "-opage", "--overflow page",
			   "--overflow=page", "--over=page");
}

static void what_is_shown_is_chosen_in_many_ways(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->level == LEVEL_NODE && !o->range_size, "-g node", "-gnode",
			   "--group node", "--group=node", "-g 8 -g node");
	RIGHT_IN_ALL_FORMS(o->level == LEVELS && o->range_size == 64, "-g 64", "-g64", "--group 64",
			   "--group=64", "-g node -g 64");
	RIGHT_IN_ALL_FORMS(o->order == ORDER_TOPOLOGY, "-s topology", "-stopology",
			   "--sort topology", "--sort=topology");
	RIGHT_IN_ALL_FORMS(o->only.count == 2 && cpulist_weight(&o->only) == 65 &&
				   cpulist_has(&o->only, 128),
			   "-c 0-63,128", "-c0-63,128", "--cpus 0-63,128", "--cpus=0-63,128",
			   "-c 7 -c 128,0-63");
	RIGHT_IN_ALL_FORMS(o->min == 12.5, "--min 12.5", "--min=12.5");
}

static void what_is_read_and_written_is_chosen_in_many_ways(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(!strcmp(o->format, "csv") && o->batch, "--format csv", "--format=csv",
			   "--form=csv");
	RIGHT_IN_ALL_FORMS(!strcmp(o->record, "file"), "--record file", "--record=file");
	RIGHT_IN_ALL_FORMS(!strcmp(o->replay, "-"), "--replay -", "--replay=-");
	RIGHT_IN_ALL_FORMS(!strcmp(o->sysroot, "/some/where"), "--sysroot /some/where",
			   "--sysroot=/some/where", "--sys=/some/where");
	RIGHT_IN_ALL_FORMS(o->colour == WHEN_NEVER, "--color never", "--color=never");
	RIGHT_IN_ALL_FORMS(o->theme == THEME_MONO, "--theme mono", "--theme=mono");
}

static void options_without_a_value_are_written_in_many_ways(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->batch && o->iterations == -1, "-b", "--batch", "--bat");
	RIGHT_IN_ALL_FORMS(o->batch && o->iterations == 1, "--once", "--on", "-b -n 1", "-bn1");
	RIGHT_IN_ALL_FORMS(o->ascii, "--ascii", "--asc");
	RIGHT_IN_ALL_FORMS(o->mouse, "--mouse", "--mo");
	RIGHT_IN_ALL_FORMS(o->help, "-h", "--help", "--he");
	RIGHT_IN_ALL_FORMS(o->version, "-V", "--version", "--ver");
}

static void letters_may_share_a_word(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->batch && o->help && o->interval == 5, "-bhd5", "-b -h -d 5");
}

static void a_snapshot_may_have_a_size(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->snapshot && o->snapshot_width == 80 && o->snapshot_height == 24,
			   "--snapshot", "--snap", "--snapshot=80x24", "--snapshot=1x1 --snapshot");
	RIGHT_IN_ALL_FORMS(o->snapshot && o->snapshot_width == 1 && o->snapshot_height == 1,
			   "--snapshot=1x1", "--snapshot=0001x01");
	RIGHT_IN_ALL_FORMS(o->snapshot_width == 1000 && o->snapshot_height == 1000,
			   "--snapshot=1000x1000");
	RIGHT_IN_ALL_FORMS(o->snapshot_width == 500 && o->snapshot_height == 200,
			   "--snapshot=500x200");
	static const char *const sizes[] = {
		"",      "80",    "80x",   "x24",  "0x24",   "80x0",   "80x24x1",        "80X24",
		" 8x24", "+8x24", "-8x24", "8x+4", "1001x1", "1x1001", "99999999999x24", "wide"
	};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct buf why = { 0 }, word = { 0 };
		char *words[] = { "", NULL, NULL };
		struct options o;
		char got[200];
		buf_printf(&word, "--snapshot=%s", sizes[i]);
		buf_printf(&why, "snapshot '%s': give columns and rows such as 80x24, up to 1000",
			   sizes[i]);
		words[1] = word.data;
		assert_int_equal(options_parse(&o, NULL, NULL, 2, words, got, sizeof got),
				 PARSED_WRONG);
		assert_string_equal(got, why.data);
		options_free(&o);
		buf_free(&why);
		buf_free(&word);
	}
	/* The value is optional, so it has to stand at the option. */
	wrong(NULL, "--snapshot 100x30",
	      "100x30: not an option; a command goes after --, and --help lists options");
}

static void numbers_have_ranges(void **state)
{
	static const struct complaint complaints[] = {
		{ "-d 0", "interval '0': give seconds from 0.05 to 3600" },
		{ "-d 0.049", "interval '0.049': give seconds from 0.05 to 3600" },
		{ "-d 3600.1", "interval '3600.1': give seconds from 0.05 to 3600" },
		{ "-d -1", "interval '-1': give seconds from 0.05 to 3600" },
		{ "-d 1s", "interval '1s': give seconds from 0.05 to 3600" },
		{ "-d 1,5", "interval '1,5': give seconds from 0.05 to 3600" },
		{ "-d nan", "interval 'nan': give seconds from 0.05 to 3600" },
		{ "-d inf", "interval 'inf': give seconds from 0.05 to 3600" },
		{ "-d 1e999", "interval '1e999': give seconds from 0.05 to 3600" },
		{ "--interval=", "interval '': give seconds from 0.05 to 3600" },
		{ "-n 0", "iterations '0': give a whole number from 1" },
		{ "-n -1", "iterations '-1': give a whole number from 1" },
		{ "-n 1.5", "iterations '1.5': give a whole number from 1" },
		{ "-n many", "iterations 'many': give a whole number from 1" },
		{ "-n 99999999999", "iterations '99999999999': give a whole number from 1" },
		{ "--min -1", "min '-1': give percent from 0 to 100" },
		{ "--min 100.5", "min '100.5': give percent from 0 to 100" },
		{ "--min hot", "min 'hot': give percent from 0 to 100" },
		{ "--min 50%", "min '50%': give percent from 0 to 100" },
	};
	(void)state;
	WRONG_ALL(complaints);
}

static void the_ends_of_ranges_are_within_them(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->interval == 0.05, "-d 0.05", "-d.05", "-d 5e-2");
	RIGHT_IN_ALL_FORMS(o->interval == 3600, "-d 3600", "-d 3600.0");
	RIGHT_IN_ALL_FORMS(o->iterations == 1000000000, "-n 1000000000");
	RIGHT_IN_ALL_FORMS(o->min == 0, "--min 0");
	RIGHT_IN_ALL_FORMS(o->min == 100, "--min 100");
}

static void ranges_have_any_size(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->range_size == 1, "-g 1");
	RIGHT_IN_ALL_FORMS(o->range_size == 1u << 30, "-g 1073741824");
}

static void names_are_listed_when_one_is_wrong(void **state)
{
	static const char group[] =
		"give host drawer book package die node llc kind cluster core thread set, or a "
		"number of ids per range";
	static const struct complaint complaints[] = {
		{ "-v pie",
		  "view 'pie': must be one of auto bars meters numbers blocks halves groups timeline waterfall heatmap" },
		{ "-v bar",
		  "view 'bar': must be one of auto bars meters numbers blocks halves groups timeline waterfall heatmap" },
		{ "-v BARS",
		  "view 'BARS': must be one of auto bars meters numbers blocks halves groups timeline waterfall heatmap" },
		{ "--view=",
		  "view '': must be one of auto bars meters numbers blocks halves groups timeline waterfall heatmap" },
		{ "-o wrap", "overflow 'wrap': must be one of auto scroll page collapse" },
		{ "-s name", "sort 'name': must be one of id topology load" },
		{ "--color red", "color 'red': must be one of auto always never" },
		{ "--theme dark", "theme 'dark': must be one of default light safe mono" },
		{ "--format xml",
		  "format 'xml': must be one of text csv json openmetrics svg html asciicast" },
		{ "-c 5-3", "cpus '5-3': give a list such as 0-63,128" },
		{ "-c all", "cpus 'all': give a list such as 0-63,128" },
		{ "--cpus=", "cpus '': give a list such as 0-63,128" },
		{ "-c 4294967296", "cpus '4294967296': give a list such as 0-63,128" },
		{ "--sysroot=", "sysroot '': give a directory that holds proc and sys" },
	};
	static const char *const groups[] = { "siblings", "0",     "-4",        "1.5",
					      "all",      "range", "2000000000" };
	(void)state;
	WRONG_ALL(complaints);
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		struct buf text = { 0 }, why = { 0 };
		buf_printf(&text, "-g %s", groups[i]);
		buf_printf(&why, "group '%s': %s", groups[i], group);
		wrong(NULL, text.data, why.data);
		buf_free(&text);
		buf_free(&why);
	}
}

/* Every word that the help names for an option is one that it takes. */
static void the_help_s_names_are_taken(void **state)
{
	static const char *const listed[] = { "view", "overflow", "sort", "color", "theme" };
	struct option_text option;
	size_t tried = 0;
	(void)state;
	for (size_t i = 0; options_describe(i, &option); i++) {
		for (size_t k = 0; k < sizeof listed / sizeof *listed; k++) {
			if (strcmp(option.name, listed[k]) != 0)
				continue;
			char *names = mem_string(option.effect), *rest = names, *name;
			names[strcspn(names, ";")] = '\0';
			while ((name = strsep(&rest, " "))) {
				struct buf text = { 0 };
				buf_printf(&text, "--%s %s", option.name, name);
				struct try t = right(NULL, text.data);
				try_end(&t);
				buf_free(&text);
				tried++;
			}
			free(names);
		}
	}
	assert_int_equal(tried, VIEWS + OVERFLOWS + ORDERS + WHENS + THEMES);
}

static void of_wrong_options_the_word_is_named(void **state)
{
	static const struct complaint complaints[] = {
		{ "-x", "-x: no such option; --help lists them" },
		{ "-bx", "-bx: no such option as -x; --help lists them" },
		{ "-b -x -d 1", "-x: no such option; --help lists them" },
		{ "-d 1 -bhx -n 1", "-bhx: no such option as -x; --help lists them" },
		{ "--nonsense", "--nonsense: no such option; --help lists them" },
		{ "--batches", "--batches: no such option; --help lists them" },
		{ "-d 1 --nonsense=5", "--nonsense=5: no such option; --help lists them" },
		{ "-d", "-d: needs a value, SECS: time between samples, 0.05 to 3600; default 1" },
		{ "-bd",
		  "-bd: needs a value, SECS: time between samples, 0.05 to 3600; default 1" },
		{ "-b --interval",
		  "--interval: needs a value, SECS: time between samples, 0.05 to 3600; default 1" },
		{ "--batch=3", "--batch=3: takes no value; see --help" },
		{ "--asc=yes", "--asc=yes: takes no value; see --help" },
		{ "--s id", "--s: may be --sort --snapshot --sysroot" },
		{ "-b --re=file", "--re=file: may be --record --replay --report" },
		{ "-b file",
		  "file: not an option; a command goes after --, and --help lists options" },
		{ "file -x",
		  "file: not an option; a command goes after --, and --help lists options" },
		{ "--=5", "--=5: no such option; --help lists them" },
		{ "-b -", "-: not an option; a command goes after --, and --help lists options" },
		{ "-b ", ": not an option; a command goes after --, and --help lists options" },
		{ "--", "--: give a command after it, such as make -j" },
	};
	(void)state;
	WRONG_ALL(complaints);
}

static void the_last_of_several_counts(void **state)
{
	(void)state;
	RIGHT_IN_ALL_FORMS(o->interval == 3, "-d 1 -d 2 -d 3", "-d 9 --interval=3");
	RIGHT_IN_ALL_FORMS(o->view == VIEW_BARS, "-v groups -v bars");
	RIGHT_IN_ALL_FORMS(o->iterations == 9 && o->batch, "--once -n 9");
	RIGHT_IN_ALL_FORMS(o->iterations == 1 && o->batch, "-n 9 --once");
	RIGHT_IN_ALL_FORMS(o->only.count == 1 && cpulist_has(&o->only, 3), "-c 0-2 -c 3");
}

static void words_of_the_environment_come_first(void **state)
{
	struct try t = right("-d 5 -v blocks\t--ascii\n", "");
	(void)state;
	assert_true(t.o.interval == 5);
	assert_int_equal(t.o.view, VIEW_BLOCKS);
	assert_true(t.o.ascii);
	try_end(&t);
	t = right("-d5 --view=blocks -c 1", "-d 2 -c 2");
	assert_true(t.o.interval == 2);
	assert_int_equal(t.o.view, VIEW_BLOCKS);
	assert_true(cpulist_has(&t.o.only, 2) && !cpulist_has(&t.o.only, 1));
	try_end(&t);
	/* Values that point into them live as long as the options. */
	char environment[] = "--sysroot /a/b --record r --format json";
	t = right(environment, "-b");
	memset(environment, 'x', sizeof environment - 1);
	assert_string_equal(t.o.sysroot, "/a/b");
	assert_string_equal(t.o.record, "r");
	assert_string_equal(t.o.format, "json");
	try_end(&t);
}

static void complaints_of_the_environment_say_so(void **state)
{
	(void)state;
	wrong("-d 9999", "-d 1", "COREWALL: interval '9999': give seconds from 0.05 to 3600");
	wrong("-v pie", "",
	      "COREWALL: view 'pie': must be one of auto bars meters numbers blocks halves groups timeline waterfall heatmap");
	wrong("-x", "-x", "COREWALL: -x: no such option; --help lists them");
	wrong("-b -d", "-b",
	      "COREWALL: -d: needs a value, SECS: time between samples, 0.05 to 3600; default 1");
	wrong("file", "-b",
	      "COREWALL: file: not an option; a command goes after --, and --help lists options");
	wrong("-- ls", "", "COREWALL: --: give the command on the command line");
	wrong("-b", "-x", "-x: no such option; --help lists them");
}

static void a_command_follows_two_dashes(void **state)
{
	struct try t = right("-d 2", "-v bars -- make -j 8 --output -x");
	(void)state;
	assert_true(t.o.interval == 2);
	assert_int_equal(t.o.view, VIEW_BARS);
	assert_ptr_equal(t.o.command, t.words + 4);
	assert_string_equal(t.o.command[0], "make");
	assert_string_equal(t.o.command[4], "-x");
	assert_null(t.o.command[5]);
	assert_false(t.o.batch);
	try_end(&t);
	/* Dashes that are a value are no end of the options. */
	t = right(NULL, "--sysroot -- -d 3");
	assert_string_equal(t.o.sysroot, "--");
	assert_true(t.o.interval == 3);
	assert_null(t.o.command);
	try_end(&t);
	t = right(NULL, "--format json --report out -- -- x");
	assert_string_equal(t.o.command[0], "--");
	assert_string_equal(t.o.report, "out");
	assert_false(t.o.batch);
	try_end(&t);
}

static void what_contradicts_itself_is_refused(void **state)
{
	static const struct complaint complaints[] = {
		{ "--report out", "--report: needs a command after --" },
		{ "--once -- ls", "--once: cannot be used with a command" },
		{ "--once --once -- ls", "--once: cannot be used with a command" },
		{ "-b --once -- ls", "--batch: cannot be used with a command" },
		{ "-b -- ls", "--batch: cannot be used with a command" },
		{ "--snapshot -- ls", "--snapshot: cannot be used with a command" },
		{ "--replay file -- ls", "--replay: cannot be used with a command" },
		{ "--format csv -- ls", "--format csv: not for the report on a command" },
		{ "--record -", "--record -: needs --batch" },
		{ "--record - -- ls", "--record -: needs --batch" },
	};
	(void)state;
	WRONG_ALL(complaints);
	RIGHT_IN_ALL_FORMS(!strcmp(o->record, "-") && o->batch, "--record - -b", "-b --record=-");
}

/* A complaint of the environment in this room: as much of it as fits. */
static void check_cut_complaint(size_t room)
{
	char *why = mem_zero(room, 1), *none[] = { NULL };
	struct options o;
	assert_int_equal(options_parse(&o, NULL, "-x", 0, none, why, room), PARSED_WRONG);
	assert_true(strlen(why) < room);
	assert_memory_equal(why, "COREWALL: -x: no such option; --help", room - 1);
	options_free(&o);
	free(why);
}

/* Whatever the value, the reason fits and ends; of a long value it has the beginning. */
static void reasons_fit_their_room(void **state)
{
	static const char *const options[] = { "-d",          "-n",          "-v",      "-o",
					       "-g",          "-s",          "-c",      "--min",
					       "--format",    "--snapshot=", "--color", "--theme",
					       "--nonsense-", "-x",          "--s" };
	char value[500];
	(void)state;
	for (size_t room = 1; room <= 30; room++)
		check_cut_complaint(room);
	memset(value, 'w', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		for (size_t room = 1; room <= 200; room += 7) {
			struct buf word = { 0 };
			struct options o;
			char *why = mem_zero(room, 1), *words[] = { "", NULL, NULL, NULL };
			buf_printf(&word, "%s%s", options[i], value);
			words[1] = options[i][1] == '-' && !strchr(options[i], '=')
					   ? mem_string(options[i])
					   : mem_string(word.data);
			words[2] = value;
			assert_int_equal(options_parse(&o, NULL, NULL, 3, words, why, room),
					 PARSED_WRONG);
			assert_true(strlen(why) < room);
			assert_true(room < 50 || strlen(why) > 20);
			options_free(&o);
			buf_free(&word);
			free(words[1]);
			free(why);
		}
	}
}

static void without_any_words_nothing_is_wrong(void **state)
{
	char *none[] = { NULL };
	struct options o;
	char why[20];
	(void)state;
	assert_int_equal(options_parse(&o, NULL, NULL, 0, none, why, sizeof why), PARSED_OK);
	options_free(&o);
	assert_int_equal(options_parse(&o, NULL, "-b", 0, none, why, sizeof why), PARSED_OK);
	assert_true(o.batch);
	options_free(&o);
}

/* A blank for each run of blanks and newlines. */
static void squeeze(struct buf *text)
{
	size_t n = 0;
	for (size_t i = 0; i < text->used; i++) {
		bool blank = text->data[i] == ' ' || text->data[i] == '\n';
		if (!blank || !n || text->data[n - 1] != ' ')
			text->data[n++] = blank ? ' ' : text->data[i];
	}
	text->data[n] = '\0';
}

/* Of every option, in both its forms, on a screen of 80 columns and 24 rows. */
static void the_help_fits_a_screen(void **state)
{
	struct buf help = { 0 };
	struct option_text option;
	size_t rows = 0, columns = 0;
	(void)state;
	options_help(&help);
	for (const char *line = help.data; *line; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\n");
		columns = n > columns ? n : columns;
		rows++;
	}
	assert_true(columns <= 80);
	assert_true(rows <= 24);
	squeeze(&help);
	for (size_t i = 0; options_describe(i, &option); i++) {
		struct buf names = { 0 };
		if (option.letter)
			buf_printf(&names, "-%c, ", option.letter);
		buf_printf(&names, "--%s", option.name);
		assert_non_null(strstr(help.data, names.data));
		assert_non_null(strstr(help.data, option.effect));
		buf_free(&names);
	}
	buf_free(&help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_options_there_are_defaults),
		cmocka_unit_test(options_with_a_value_are_written_in_many_ways),
		cmocka_unit_test(what_is_shown_is_chosen_in_many_ways),
		cmocka_unit_test(what_is_read_and_written_is_chosen_in_many_ways),
		cmocka_unit_test(options_without_a_value_are_written_in_many_ways),
		cmocka_unit_test(letters_may_share_a_word),
		cmocka_unit_test(a_snapshot_may_have_a_size),
		cmocka_unit_test(numbers_have_ranges),
		cmocka_unit_test(the_ends_of_ranges_are_within_them),
		cmocka_unit_test(ranges_have_any_size),
		cmocka_unit_test(names_are_listed_when_one_is_wrong),
		cmocka_unit_test(the_help_s_names_are_taken),
		cmocka_unit_test(of_wrong_options_the_word_is_named),
		cmocka_unit_test(the_last_of_several_counts),
		cmocka_unit_test(words_of_the_environment_come_first),
		cmocka_unit_test(complaints_of_the_environment_say_so),
		cmocka_unit_test(a_command_follows_two_dashes),
		cmocka_unit_test(what_contradicts_itself_is_refused),
		cmocka_unit_test(reasons_fit_their_room),
		cmocka_unit_test(without_any_words_nothing_is_wrong),
		cmocka_unit_test(the_help_fits_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
