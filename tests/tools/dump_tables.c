/*
 * Prints what the program's own tables tell: `dump_tables [tables | manual | keys | SHELL]`.
 * tables: a line for each option, key, view and other name, its parts apart by tabs; "-" is none.
 * manual: the items that the manual page must have. keys: a list for people. bash, zsh, fish: the
 * completions for that shell.
 */
#include "measure/topology.h"
#include "report/formats.h"
#include "app/options.h"
#include "wall/keys.h"
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Options and the values they take --- */

/* Whether the parser takes the value for the option, on a screen or in a report. */
static bool is_taken(const char *name, const char *value)
{
	char word[128], why[200];
	char *argv[] = { (char[]){ "corewall" }, word, (char[]){ "--batch" }, NULL };
	bool taken = false;
	snprintf(word, sizeof word, "--%s=%s", name, value);
	for (int words = 2; words <= 3 && !taken; words++) {
		struct options o;
		taken = options_parse(&o, NULL, NULL, words, argv, why, sizeof why) == PARSED_OK;
		options_free(&o);
	}
	return taken;
}

/*
 * The names among which the option chooses: those words of its own effect that the parser takes.
 * Empty when it takes a number, a list or a path.
 */
static void add_values(struct buf *out, const struct option_text *o)
{
	static const char *const by_name[] = { "NAME", "LEVEL", "KEY", "WHEN" };
	size_t kind = 0;
	while (kind < 4 && o->argument && strcmp(by_name[kind], o->argument) != 0)
		kind++;
	if (!o->argument || kind == 4)
		return;
	for (const char *p = o->effect; *p; p += strcspn(p, " ,;:"), p += strspn(p, " ,;:")) {
		char word[32];
		snprintf(word, sizeof word, "%.*s", (int)strcspn(p, " ,;:"), p);
		if (*word && is_taken(o->name, word))
			buf_printf(out, "%s%s", out->used ? " " : "", word);
	}
}

static bool takes_file(const struct option_text *o)
{
	return o->argument && !strcmp(o->argument, "FILE");
}

static bool takes_directory(const struct option_text *o)
{
	return o->argument && !strcmp(o->argument, "DIR");
}

static bool is_optional(const struct option_text *o)
{
	return o->argument && o->argument[0] == '[';
}

/* --- Tables --- */

static void print_tables(struct buf *out)
{
	struct option_text o;
	for (size_t i = 0; options_describe(i, &o); i++) {
		struct buf values = { 0 };
		add_values(&values, &o);
		buf_printf(out, "option\t%c\t%s\t%s\t%s\t%s\n", o.letter ? o.letter : '-', o.name,
			   o.argument ? o.argument : "-", o.effect,
			   values.used ? values.data : "-");
		buf_free(&values);
	}
	for (size_t i = 0; i < key_count; i++)
		buf_printf(out, "key\t%s\t%s\n", key_table[i].keys, key_table[i].effect);
	for (unsigned v = 0; v < VIEWS; v++)
		buf_printf(out, "view\t%s\t%s\n", view_table[v]->name, view_table[v]->summary);
	for (unsigned i = 0; i < OVERFLOWS; i++)
		buf_printf(out, "overflow\t%s\n", overflow_name[i]);
	for (unsigned i = 0; i < ORDERS; i++)
		buf_printf(out, "sort\t%s\n", order_name[i]);
	for (unsigned i = 0; i < LEVELS; i++)
		if (is_taken("group", level_table[i].name))
			buf_printf(out, "group\t%s\n", level_table[i].name);
	buf_printf(out, "group\tset\n");
	for (unsigned i = 0; i < THEMES; i++)
		buf_printf(out, "theme\t%s\n", theme_name[i]);
	for (size_t i = 0; i < format_count; i++)
		buf_printf(out, "format\t%s\n", format_table[i].name);
}

/* --- Manual --- */

/* A word as mdoc(7) takes it for text: no delimiter, and a hyphen that can be copied. */
static void add_mdoc_word(struct buf *out, const char *word, size_t n)
{
	buf_puts(out, n == 1 && strchr("?.,:;!()[]|", *word) ? " \\&" : " ");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%c", word[i] == '-' ? "\\" : "", word[i]);
}

static void add_option_item(struct buf *out, const struct option_text *o)
{
	buf_puts(out, ".It");
	if (o->letter)
		buf_printf(out, " Fl %c ,", o->letter);
	buf_printf(out, " Fl -%s", o->name);
	if (is_optional(o))
		buf_printf(out, " Ns Op = Ns Ar %.*s", (int)strlen(o->argument) - 3,
			   o->argument + 2);
	else if (o->argument)
		buf_printf(out, " Ar %s", o->argument);
	buf_puts(out, "\n");
}

static void add_key_item(struct buf *out, const char *keys)
{
	buf_puts(out, ".It Ic");
	for (size_t n; *keys; keys += n, keys += *keys == ' ') {
		n = strcspn(keys, " ");
		add_mdoc_word(out, keys, n);
		buf_puts(out, keys[n] ? " ," : "");
	}
	buf_puts(out, "\n");
}

static void print_manual(struct buf *out)
{
	struct option_text o;
	for (size_t i = 0; options_describe(i, &o); i++)
		add_option_item(out, &o);
	for (size_t i = 0; i < key_count; i++)
		add_key_item(out, key_table[i].keys);
	for (unsigned v = 0; v < VIEWS; v++)
		buf_printf(out, ".It Cm %s\n", view_table[v]->name);
}

/* --- Keys --- */

static void print_keys(struct buf *out)
{
	int width = 0;
	for (size_t i = 0; i < key_count; i++)
		if ((int)strlen(key_table[i].keys) > width)
			width = (int)strlen(key_table[i].keys);
	for (size_t i = 0; i < key_count; i++)
		buf_printf(out, "%-*s  %s\n", width, key_table[i].keys, key_table[i].effect);
}

/* --- Completions --- */

static const char made_from[] = "made from the program's own table of options.\n";

/* The text between single quotes of a shell; `also` are characters that take a backslash. */
static void add_quoted(struct buf *out, const char *text, const char *also, const char *apostrophe)
{
	for (; *text; text++) {
		if (*text == '\'')
			buf_puts(out, apostrophe);
		else
			buf_printf(out, "%s%c", strchr(also, *text) ? "\\" : "", *text);
	}
}

/* "-v | --view" or "--once", with what is between. */
static void add_forms(struct buf *out, const struct option_text *o, const char *between)
{
	if (o->letter)
		buf_printf(out, "-%c%s", o->letter, between);
	buf_printf(out, "--%s", o->name);
}

/* What bash offers as the value: names, paths, or nothing. */
static void add_bash_case(struct buf *out, const struct option_text *o)
{
	struct buf values = { 0 };
	add_values(&values, o);
	buf_puts(out, "\t");
	add_forms(out, o, " | ");
	buf_puts(out, ")\n");
	if (takes_file(o) || takes_directory(o))
		buf_printf(out,
			   "\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY "
			   "< <(compgen -%c -- \"$cur\")\n",
			   takes_file(o) ? 'f' : 'd');
	else if (values.used)
		buf_printf(out, "\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")\n",
			   values.data);
	buf_puts(out, "\t\treturn\n\t\t;;\n");
	buf_free(&values);
}

static void print_bash(struct buf *out)
{
	struct option_text o;
	buf_printf(out, "# bash completion for corewall, %s", made_from);
	buf_puts(out, "_corewall()\n{\n"
		      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i\n"
		      "\tCOMPREPLY=()\n"
		      "\t# Behind -- there is a command with arguments of its own.\n"
		      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		      "\t\t[[ ${COMP_WORDS[i]} == -- ]] || continue\n"
		      "\t\tif declare -F _comp_command_offset >/dev/null; then\n"
		      "\t\t\t_comp_command_offset $((i + 1))\n"
		      "\t\telif declare -F _command_offset >/dev/null; then\n"
		      "\t\t\t_command_offset $((i + 1))\n"
		      "\t\telif ((COMP_CWORD == i + 1)); then\n"
		      "\t\t\tmapfile -t COMPREPLY < <(compgen -c -- \"$cur\")\n"
		      "\t\telse\n"
		      "\t\t\tcompopt -o default\n"
		      "\t\tfi\n"
		      "\t\treturn\n"
		      "\tdone\n"
		      "\t# --option=value comes as three words.\n"
		      "\tif [[ $cur == = ]]; then\n"
		      "\t\tcur=\n"
		      "\telif [[ $prev == = ]]; then\n"
		      "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
		      "\tfi\n"
		      "\tcase $prev in\n");
	for (size_t i = 0; options_describe(i, &o); i++)
		if (o.argument && !is_optional(&o))
			add_bash_case(out, &o);
	buf_puts(out, "\tesac\n\tmapfile -t COMPREPLY < <(compgen -W '");
	for (size_t i = 0; options_describe(i, &o); i++) {
		buf_puts(out, i ? " " : "");
		add_forms(out, &o, " ");
	}
	buf_puts(out, "' -- \"$cur\")\n}\ncomplete -F _corewall corewall\n");
}

/* ":SECS: ", ":FILE:_files", ":NAME:(auto bars)", "::WxH: " when it may be left out. */
static void add_zsh_value(struct buf *out, const struct option_text *o)
{
	struct buf values = { 0 };
	add_values(&values, o);
	if (is_optional(o))
		buf_printf(out, "::%.*s: ", (int)strlen(o->argument) - 3, o->argument + 2);
	else if (values.used)
		buf_printf(out, ":%s:(%s)", o->argument, values.data);
	else if (o->argument)
		buf_printf(out, ":%s:%s", o->argument,
			   takes_file(o)        ? "_files"
			   : takes_directory(o) ? "_files -/"
						: " ");
	buf_free(&values);
}

static void print_zsh(struct buf *out)
{
	struct option_text o;
	buf_printf(out, "#compdef corewall\n# zsh completion for corewall, %s", made_from);
	buf_puts(out, "local -a command\n"
		      "# Behind -- there is a command with arguments of its own.\n"
		      "(( ${words[(i)--]} < CURRENT )) && command=(\n"
		      "\t'(-)1:command:_command_names -e' '*::argument:_normal')\n"
		      "_arguments -s -S \\\n");
	for (size_t i = 0; options_describe(i, &o); i++) {
		const char *letter_sign = o.argument ? "+" : "";
		const char *sign = is_optional(&o) ? "=-" : o.argument ? "=" : "";
		if (o.letter)
			buf_printf(out, "\t'(-%c --%s)'{-%c%s,--%s%s}'[", o.letter, o.name,
				   o.letter, letter_sign, o.name, sign);
		else
			buf_printf(out, "\t'--%s%s[", o.name, sign);
		add_quoted(out, o.effect, "[]\\", "'\\''");
		buf_puts(out, "]");
		add_zsh_value(out, &o);
		buf_puts(out, "' \\\n");
	}
	buf_puts(out, "\t$command\n");
}

static void print_fish(struct buf *out)
{
	struct option_text o;
	const char *command = "'contains -- -- (commandline -opc)'";
	buf_printf(out, "# fish completion for corewall, %s", made_from);
	buf_puts(out, "complete -c corewall -f\n");
	buf_puts(out,
		 "function __corewall_command --description 'Completes the command behind --'\n"
		 "\tset -l words (commandline -opc) (commandline -ct)\n"
		 "\tset -l first (math (contains -i -- -- $words) + 1)\n"
		 "\tcomplete -C (string join ' ' -- $words[$first..-1])\n"
		 "end\n");
	buf_printf(out, "complete -c corewall -n %s -xa '(__corewall_command)'\n", command);
	for (size_t i = 0; options_describe(i, &o); i++) {
		struct buf values = { 0 };
		add_values(&values, &o);
		buf_printf(out, "complete -c corewall -n 'not %s", command + 1);
		if (o.letter)
			buf_printf(out, " -s %c", o.letter);
		buf_printf(out, " -l %s", o.name);
		if (takes_file(&o))
			buf_puts(out, " -r -F");
		else if (takes_directory(&o))
			buf_puts(out, " -xa '(__fish_complete_directories)'");
		else if (o.argument && !is_optional(&o))
			buf_puts(out, " -x");
		if (values.used)
			buf_printf(out, " -a '%s'", values.data);
		buf_puts(out, " -d '");
		add_quoted(out, o.effect, "\\", "\\'");
		buf_puts(out, "'\n");
		buf_free(&values);
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(struct buf *out);
	} modes[] = {
		{ "tables", print_tables }, { "manual", print_manual }, { "keys", print_keys },
		{ "bash", print_bash },     { "zsh", print_zsh },       { "fish", print_fish },
	};
	const char *name = argc > 1 ? argv[1] : "tables";
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		struct buf out = { 0 };
		if (argc > 2 || strcmp(modes[i].name, name) != 0)
			continue;
		modes[i].print(&out);
		bool well = fwrite(out.data, 1, out.used, stdout) == out.used && !fflush(stdout);
		buf_free(&out);
		return well ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	fputs("usage: dump_tables [tables | manual | keys | bash | zsh | fish]\n", stderr);
	return 2;
}
