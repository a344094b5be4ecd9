/* What templates may name of a report. */
#include "tracker/report.h"

static const struct template_field value_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_value, text),
	TEMPLATE_FIELD(BOOL, struct report_value, few),
	TEMPLATE_FIELD(BOOL, struct report_value, none),
	TEMPLATE_END
};

static const struct template_field period_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_period, id),
	TEMPLATE_FIELD(TEXT, struct report_period, name),
	TEMPLATE_FIELD(TEXT, struct report_period, short_name),
	TEMPLATE_FIELD(BOOL, struct report_period, chosen),
	TEMPLATE_END
};

static const struct template_field row_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_row, title),
	TEMPLATE_FIELD(TEXT, struct report_row, url),
	TEMPLATE_FIELD(TEXT, struct report_row, root),
	TEMPLATE_LIST_OF(struct report_row, values, struct report_value, value_fields),
	TEMPLATE_END
};

static const struct template_field choice_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_choice, id),
	TEMPLATE_FIELD(TEXT, struct report_choice, name),
	TEMPLATE_FIELD(BOOL, struct report_choice, chosen),
	TEMPLATE_END
};

static const struct template_field table_fields[] = {
	TEMPLATE_FIELD(BOOL, struct report_table, is_departments),
	TEMPLATE_FIELD(BOOL, struct report_table, is_units),
	TEMPLATE_FIELD(BOOL, struct report_table, is_stations),
	TEMPLATE_FIELD(TEXT, struct report_table, id),
	TEMPLATE_FIELD(TEXT, struct report_table, head),
	TEMPLATE_FIELD(TEXT, struct report_table, counted),
	TEMPLATE_LIST_OF(struct report_table, periods, struct report_period, period_fields),
	TEMPLATE_LIST_OF(struct report_table, rows, struct report_row, row_fields),
	TEMPLATE_OBJECT_OF(struct report_table, sum, row_fields),
	TEMPLATE_END
};

static const struct template_field bar_fields[] = {
	TEMPLATE_FIELD(NUMBER, struct report_bar, x),
	TEMPLATE_FIELD(NUMBER, struct report_bar, y),
	TEMPLATE_FIELD(NUMBER, struct report_bar, height),
	TEMPLATE_FIELD(NUMBER, struct report_bar, middle),
	TEMPLATE_FIELD(NUMBER, struct report_bar, text_y),
	TEMPLATE_FIELD(BOOL, struct report_bar, few),
	TEMPLATE_FIELD(BOOL, struct report_bar, none),
	TEMPLATE_FIELD(TEXT, struct report_bar, text),
	TEMPLATE_FIELD(TEXT, struct report_bar, first_line),
	TEMPLATE_FIELD(TEXT, struct report_bar, second_line),
	TEMPLATE_END
};

static const struct template_field point_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_point, period),
	TEMPLATE_FIELD(TEXT, struct report_point, text),
	TEMPLATE_FIELD(BOOL, struct report_point, few),
	TEMPLATE_END
};

static const struct template_field group_fields[] = {
	TEMPLATE_FIELD(TEXT, struct report_group, id),
	TEMPLATE_FIELD(TEXT, struct report_group, title),
	TEMPLATE_FIELD(TEXT, struct report_group, url),
	TEMPLATE_FIELD(TEXT, struct report_group, root),
	TEMPLATE_FIELD(TEXT, struct report_group, route),
	TEMPLATE_FIELD(TEXT, struct report_group, mark),
	TEMPLATE_FIELD(BOOL, struct report_group, rest),
	TEMPLATE_FIELD(NUMBER, struct report_group, error),
	TEMPLATE_FIELD(NUMBER, struct report_group, columns),
	TEMPLATE_FIELD(TEXT, struct report_group, first_text),
	TEMPLATE_FIELD(TEXT, struct report_group, last_text),
	TEMPLATE_FIELD(TEXT, struct report_group, axis_first),
	TEMPLATE_FIELD(TEXT, struct report_group, axis_last),
	TEMPLATE_FIELD(NUMBER, struct report_group, axis_last_x),
	TEMPLATE_LIST_OF(struct report_group, rows, struct report_row, row_fields),
	TEMPLATE_LIST_OF(struct report_group, bars, struct report_bar, bar_fields),
	TEMPLATE_LIST_OF(struct report_group, points, struct report_point, point_fields),
	TEMPLATE_OBJECT_OF(struct report_group, sum, row_fields),
	TEMPLATE_END
};

const struct template_field report_fields[] = {
	TEMPLATE_FIELD(BOOL, struct report, empty),
	TEMPLATE_LIST_OF(struct report, choices, struct report_period, period_fields),
	TEMPLATE_LIST_OF(struct report, periods, struct report_period, period_fields),
	TEMPLATE_LIST_OF(struct report, groups, struct report_group, group_fields),
	TEMPLATE_OBJECT_OF(struct report, city, row_fields),
	TEMPLATE_LIST_OF(struct report, tables, struct report_table, table_fields),
	TEMPLATE_FIELD(BOOL, struct report, has_departments),
	TEMPLATE_LIST_OF(struct report, department_choices, struct report_choice, choice_fields),
	TEMPLATE_FIELD(TEXT, struct report, department_id),
	TEMPLATE_FIELD(TEXT, struct report, department_name),
	TEMPLATE_FIELD(TEXT, struct report, chosen_id),
	TEMPLATE_FIELD(TEXT, struct report, chosen_name),
	TEMPLATE_FIELD(TEXT, struct report, city_now),
	TEMPLATE_FIELD(TEXT, struct report, city_before),
	TEMPLATE_FIELD(BOOL, struct report, has_before),
	TEMPLATE_FIELD(TEXT, struct report, before_name),
	TEMPLATE_FIELD(TEXT, struct report, as_of),
	TEMPLATE_FIELD(TEXT, struct report, version),
	TEMPLATE_FIELD(TEXT, struct report, counted),
	TEMPLATE_FIELD(TEXT, struct report, counted_lang),
	TEMPLATE_FIELD(TEXT, struct report, next_name),
	TEMPLATE_FIELD(TEXT, struct report, next_day),
	TEMPLATE_FIELD(TEXT, struct report, below),
	TEMPLATE_FIELD(NUMBER, struct report, after),
	TEMPLATE_FIELD(NUMBER, struct report, error_city),
	TEMPLATE_FIELD(NUMBER, struct report, csv_kilobytes),
	TEMPLATE_END
};
