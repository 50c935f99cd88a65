/* SPDX-License-Identifier: Apache-2.0 */
#include "output/report_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *tsri_say(const tsri_report *r, tsri_text_key key)
{
    return r->texts[key];
}

const char *tsri_say_with(tsri_report *r, tsri_text_key key, const char *a, const char *b, const char *c)
{
    return tsri_doc_fill(&r->doc, r->texts[key], a, b, c, NULL);
}

/* Append to a text that has room for it. */
static char *append(char *end, const char *part, size_t bytes)
{
    memcpy(end, part, bytes);
    return end + bytes;
}

const char *tsri_number(tsri_report *r, double value, int decimals)
{
    char plain[64], out[5 * sizeof plain], *end = out; /* a separator for three digits, and a sign, of a few bytes each */
    const char *thousands = tsri_say(r, TSRI_TEXT_THOUSANDS), *decimal = tsri_say(r, TSRI_TEXT_DECIMAL);
    (void)snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    const char *point = strchr(plain, '.');
    size_t whole = point ? (size_t)(point - plain) : strlen(plain);
    if (value < 0 && strspn(plain, "0.") < strlen(plain)) {
        end = append(end, "\xe2\x88\x92", 3); /* the minus sign */
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            end = append(end, thousands, strlen(thousands));
        }
        end = append(end, plain + i, 1);
    }
    if (point) {
        end = append(end, decimal, strlen(decimal));
        end = append(end, point + 1, strlen(point + 1));
    }
    *end = '\0';
    return tsri_doc_printf(&r->doc, "%s", out);
}

const char *tsri_percent(tsri_report *r, double share)
{
    return tsri_say_with(r, TSRI_TEXT_PERCENT, tsri_number(r, 100 * share, 0), NULL, NULL);
}

const char *tsri_percent_range(tsri_report *r, const tsr_quantity *q, tsri_text_key why)
{
    if (!q->known) {
        return tsri_say_with(r, TSRI_TEXT_NOT_MEASURED, tsri_say(r, why), NULL, NULL);
    }
    return tsri_say_with(r, TSRI_TEXT_RANGE, tsri_percent(r, q->value), tsri_number(r, 100 * q->lo, 0),
                         tsri_number(r, 100 * q->hi, 0));
}

const char *tsri_number_range(tsri_report *r, const tsr_quantity *q, int decimals, tsri_text_key why)
{
    if (!q->known) {
        return tsri_say_with(r, TSRI_TEXT_NOT_MEASURED, tsri_say(r, why), NULL, NULL);
    }
    const char *value = tsri_number(r, q->value, decimals), *lo = tsri_number(r, q->lo, decimals);
    const char *hi = tsri_number(r, q->hi, decimals);
    return strcmp(lo, hi) == 0 ? value : tsri_say_with(r, TSRI_TEXT_RANGE, value, lo, hi);
}

const char *tsri_date_words(tsri_report *r, tsr_date date)
{
    if (date.year < 1 || date.month < 1 || date.month > 12) {
        return "";
    }
    return tsri_say_with(r, TSRI_TEXT_DATE, tsri_doc_printf(&r->doc, "%d", (int)date.day),
                         tsri_say(r, (tsri_text_key)(TSRI_TEXT_MONTH_1 + date.month - 1)),
                         tsri_doc_printf(&r->doc, "%d", (int)date.year));
}

const char *tsri_rule_words(tsri_report *r, const char *table, const char *id, const char *text, bool own)
{
    const char *translated = own ? NULL : tsri_rule_text_of(r->in->language, table, id);
    if (translated) {
        return translated;
    }
    bool english = r->in->language == TSR_LANGUAGE_ENGLISH;
    return english && !own ? text : tsri_say_with(r, TSRI_TEXT_OWN_RULE, text, NULL, NULL);
}

const char *tsri_plan_rule_words(tsri_report *r, const tsr_plan_rule *rule)
{
    return tsri_rule_words(r, rule->table, rule->id, rule->text, strcmp(rule->tag, "clinic") == 0);
}

const char *tsri_view_words(const tsri_report *r, tsr_view view)
{
    return tsri_say(r, (tsri_text_key)(TSRI_TEXT_VIEW_UNKNOWN + (int)view));
}

const char *tsri_zone_words(const tsri_report *r, tsr_zone zone)
{
    return tsri_say(r, (tsri_text_key)(TSRI_TEXT_ZONE_FRONTAL + (int)zone - TSR_ZONE_FRONTAL));
}

const tsr_plan *tsri_report_plan_of(const tsri_report *r)
{
    static const double ADULT_YEARS = 18; /* models/rules/candidacy.json, minor */
    const tsr_advice *advice = r->in->advice;
    const tsr_intake *intake = r->in->intake;
    bool minor = intake && intake->age_years.known && intake->age_years.value < ADULT_YEARS;
    bool planned = advice && advice->plan.gap == TSR_PLAN_COMPLETE && advice->candidacy.verdict != TSR_VERDICT_NOT_SUITABLE;
    return planned && !minor ? &advice->plan : NULL;
}
