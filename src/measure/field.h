/*
 * How a cpu spends its time: the columns of a cpu line of /proc/stat, and the fields that corewall
 * shows, with mpstat's names. The only place where either is listed; every format, column and bar
 * goes through field_table.
 */
#ifndef COREWALL_MEASURE_FIELD_H
#define COREWALL_MEASURE_FIELD_H

/* Columns in the order of show_stat(), fs/proc/stat.c; see Documentation/filesystems/proc.rst. */
enum column {
	COLUMN_USER, /* holds guest too */
	COLUMN_NICE, /* holds guest_nice too */
	COLUMN_SYSTEM,
	COLUMN_IDLE,
	COLUMN_IOWAIT,
	COLUMN_IRQ,
	COLUMN_SOFTIRQ,
	COLUMN_STEAL,
	COLUMN_GUEST,
	COLUMN_GUEST_NICE,
	COLUMNS
};

/* What is shown, in mpstat's order. The fields do not overlap and add up to the interval. */
enum field {
	FIELD_USR,
	FIELD_NICE,
	FIELD_SYS,
	FIELD_IOWAIT,
	FIELD_IRQ,
	FIELD_SOFT,
	FIELD_STEAL,
	FIELD_GUEST,
	FIELD_GNICE,
	FIELD_IDLE,
	FIELDS
};

struct field_info {
	const char *name;     /* mpstat's, without the % */
	const char *mode;     /* node_exporter's name of the mode */
	const char *describe; /* for the help and the detail */
};

extern const struct field_info field_table[FIELDS];

#endif
