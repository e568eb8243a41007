/*
 * A condition on the load, as --check and --until take it:
 *
 *	[SUBJECT.]QUANTITY COMPARISON NUMBER[%] [for TIME]
 *
 *	max>=95 for 60        any node.avg>90        node1.max<10        package 0.hot>=3 for 5m
 *
 * Without SUBJECT the condition is on the machine. SUBJECT is `any LEVEL` (some group of the level)
 * or the name of a group, if need be with those of groups around it: "package 0/core 3". Pure: text
 * to a value and back. Must not know whether a condition holds; see condition_watch.h.
 */
#ifndef COREWALL_REPORT_CONDITION_H
#define COREWALL_REPORT_CONDITION_H

#include "base/buf.h"
#include "measure/tree.h"

enum quantity {
	QUANTITY_MAX, /* busy percent of the busiest cpu */
	QUANTITY_AVG, /* of all cpus together */
	QUANTITY_MIN, /* of the least busy cpu */
	QUANTITY_HOT, /* number of hot cpus */
	QUANTITY_STEAL,
	QUANTITY_IOWAIT, /* percent of the time of all cpus together */
	QUANTITIES
};

extern const char *const quantity_name[QUANTITIES];

enum comparison { COMPARE_GE, COMPARE_GT, COMPARE_LE, COMPARE_LT, COMPARE_EQ, COMPARISONS };

extern const char *const comparison_sign[COMPARISONS];

enum subject { SUBJECT_MACHINE, SUBJECT_ANY, SUBJECT_GROUP };

struct condition {
	enum subject subject;
	enum level level; /* of SUBJECT_ANY; of SUBJECT_GROUP what its name says, else LEVELS */
	char name[128];   /* of SUBJECT_GROUP, as it was given */
	enum quantity quantity;
	enum comparison comparison;
	double number;
	double step;    /* value of 1 in its last digit: == accepts half of it */
	int64_t for_ns; /* 0: a single interval is enough */
};

/*
 * Parses the text. False when it is not a condition; `why` then quotes it, names the place and what
 * should be there: "'max>>95': expected a number at '>95'".
 */
bool condition_parse(struct condition *c, const char *text, char *why, size_t room);

/* Whether the value meets it. */
bool condition_compare(const struct condition *c, double value);

/*
 * Whether a single cpu meets the condition: a high `max`, or a low `min`. With a time, it must be
 * the same cpu all the while. Other conditions are met by the machine or group as a whole.
 */
bool condition_is_of_cpus(const struct condition *c);

/* Whether the group is the one that the condition names. */
bool condition_names(const struct condition *c, const struct tree *t, uint32_t group);

/* "node1.max>=95 for 60s" */
void condition_print(const struct condition *c, struct buf *out);

/* Appends "", "node." or "node1.": the prefix of the subject's quantities. */
void condition_print_subject(const struct condition *c, struct buf *out);

/* A percentage or a count of cpus, with at most two decimals. */
void condition_print_value(enum quantity quantity, double value, struct buf *out);

#endif
