/* SPDX-License-Identifier: Apache-2.0 */
#include "output/compare_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "output/pair.h"

/* How a measure is said: in points of 100, or as a plain number with two decimals. */
enum unit { PERCENT, POINTS, RATIO };

/* Rows of a table in the making. */
typedef struct table {
    tsr_language language;
    tsri_compare_row *rows;
    int count;
} table;

static tsri_phrase say_quantity(tsr_language l, tsr_quantity q, enum unit unit)
{
    double k = unit == PERCENT ? 100 : 1;
    int decimals = unit == RATIO ? 2 : 0;
    if (!q.known) {
        return (tsri_phrase){"\xe2\x80\x93"};
    }
    return tsri_phrase_with(l, unit == PERCENT ? TSRI_TEXT_COMPARISON_SHARE : TSRI_TEXT_RANGE,
                            tsri_phrase_number(l, k * q.value, decimals, false).text,
                            tsri_phrase_number(l, k * q.lo, decimals, false).text,
                            tsri_phrase_number(l, k * q.hi, decimals, false).text, NULL);
}

static tsri_phrase say_verdict(tsr_language l, const tsr_change *c)
{
    tsri_phrase words =
        tsri_phrase_with(l, (tsri_text_key)(TSRI_TEXT_COMPARISON_NOT_COMPARED + (int)c->verdict), NULL, NULL, NULL, NULL);
    bool reserve = c->reserved && (c->verdict == TSR_CHANGE_GAIN || c->verdict == TSR_CHANGE_LOSS);
    return reserve ? tsri_phrase_with(l, TSRI_TEXT_COMPARISON_RESERVE, words.text, NULL, NULL, NULL) : words;
}

static void add_named_row(table *t, tsri_phrase name, const tsr_change *c, enum unit unit)
{
    double k = unit == PERCENT ? 100 : 1;
    if ((!c->before.known && !c->after.known) || t->count == TSRI_MOST_ROWS) {
        return;
    }
    tsri_compare_row *row = &t->rows[t->count++];
    memset(row, 0, sizeof *row);
    row->name = name;
    row->before = say_quantity(t->language, c->before, unit);
    row->after = say_quantity(t->language, c->after, unit);
    row->kind = c->verdict;
    if (c->verdict != TSR_CHANGE_NOT_COMPARED) {
        int decimals = unit == RATIO ? 2 : 0;
        double steps = unit == RATIO ? 100 : 1, change = round(steps * k * c->change) / steps + 0.0; /* never "-0" */
        double smallest = ceil(steps * k * c->smallest) / steps;
        row->change = tsri_phrase_number(t->language, change, decimals, true);
        row->smallest = tsri_phrase_number(t->language, smallest, decimals, false);
    }
    row->verdict = say_verdict(t->language, c);
}

static void add_row(table *t, tsri_text_key name, const tsr_change *c, enum unit unit)
{
    add_named_row(t, tsri_phrase_with(t->language, name, NULL, NULL, NULL, NULL), c, unit);
}

static void add_zone(table *t, tsri_text_key of, int zone, const tsr_change *c)
{
    const char *words = tsri_text_of(t->language, (tsri_text_key)(TSRI_TEXT_COMPARISON_ZONE_FRONTAL + zone - TSR_ZONE_FRONTAL));
    add_named_row(t, tsri_phrase_with(t->language, of, words, NULL, NULL, NULL), c, PERCENT);
}

int tsri_compare_rows(tsr_language language, const tsr_visit_change *c, tsri_compare_row rows[TSRI_MOST_ROWS])
{
    table t = {language, rows, 0};
    add_row(&t, TSRI_TEXT_COMPARISON_BARE, &c->bare_fraction, PERCENT);
    add_row(&t, TSRI_TEXT_COMPARISON_DENSITY, &c->density, PERCENT);
    add_row(&t, TSRI_TEXT_COMPARISON_SALT, &c->salt, POINTS);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add_zone(&t, TSRI_TEXT_COMPARISON_ZONE_BARE, z, &c->zone_bare[z]);
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add_zone(&t, TSRI_TEXT_COMPARISON_ZONE_DENSITY, z, &c->zone_density[z]);
    }
    add_row(&t, TSRI_TEXT_COMPARISON_FOREHEAD, &c->forehead_ratio, RATIO);
    add_row(&t, TSRI_TEXT_COMPARISON_RECESSION_LEFT, &c->left_recession_frac, PERCENT);
    add_row(&t, TSRI_TEXT_COMPARISON_RECESSION_RIGHT, &c->right_recession_frac, PERCENT);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        add_row(&t, (tsri_text_key)(TSRI_TEXT_COMPARISON_SALT_TOP + i), &c->salt_regions[i], POINTS);
    }
    return t.count;
}

int tsri_compare_view_rows(const tsr_comparison *comparison, tsr_view view, tsri_compare_row rows[TSRI_MOST_ROWS])
{
    const tsr_visit_change *c = &comparison->changes[comparison->visit_count - 2];
    const tsr_case_zone *zones = comparison->visits[0].result.zones;
    table t = {comparison->language, rows, 0};
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (zones[z].view == view) {
            add_zone(&t, TSRI_TEXT_COMPARISON_ZONE_BARE, z, &c->zone_bare[z]);
            add_zone(&t, TSRI_TEXT_COMPARISON_ZONE_DENSITY, z, &c->zone_density[z]);
        }
    }
    return t.count;
}

/* Notes in the making. */
typedef struct note_list {
    tsr_language language;
    tsri_phrase *notes;
    int count;
} note_list;

static void add_note(note_list *list, tsri_text_key key, const char *a, const char *b)
{
    if (list->count < TSRI_MOST_NOTES) {
        list->notes[list->count++] = tsri_phrase_with(list->language, key, a, b, NULL, NULL);
    }
}

static void note_response(note_list *list, const tsr_visit_change *c)
{
    static const char *const GOALS[TSR_SALT_GOAL_COUNT] = {"50", "75", "90", "100"};
    const tsr_salt_response *r = &c->response;
    int best = -1;
    if (!r->fall_percent.known) {
        add_note(list, TSRI_TEXT_COMPARISON_SALT_NEEDS, NULL, NULL);
        return;
    }
    for (int i = 0; i < TSR_SALT_GOAL_COUNT; i++) {
        best = r->reached[i] ? i : best;
    }
    const tsri_phrase by = tsri_phrase_number(list->language, fabs(r->fall_percent.value), 0, false);
    if (c->salt.verdict == TSR_CHANGE_NOT_TOLD) {
        add_note(list, TSRI_TEXT_COMPARISON_SALT_NOISE, NULL, NULL);
    } else if (r->fall_percent.value < 0) {
        add_note(list, TSRI_TEXT_COMPARISON_SALT_ROSE, by.text, NULL);
    } else if (best < 0) {
        add_note(list, r->certain[0] ? TSRI_TEXT_COMPARISON_SALT_SHORT : TSRI_TEXT_COMPARISON_SALT_SHORT_UNSURE, by.text, NULL);
    } else {
        add_note(list, r->certain[best] ? TSRI_TEXT_COMPARISON_SALT_REACHED : TSRI_TEXT_COMPARISON_SALT_REACHED_UNSURE, by.text,
                 GOALS[best]);
    }
}

/* Of one view: why it was refused, or that it fits only fairly. */
static void note_fit(note_list *list, const tsr_comparison *comparison, tsr_view view, const tsr_fit *fit)
{
    const char *name = tsri_compare_view_words(comparison, view);
    for (int i = 0; i < TSR_FIT_REASON_COUNT; i++) {
        if (fit->reasons & 1u << i) {
            add_note(list, TSRI_TEXT_COMPARISON_NOTE_REFUSED, name,
                     tsri_compare_say(comparison, (tsri_text_key)(TSRI_TEXT_COMPARISON_FIT_NO_HEAD + i)));
            break;
        }
    }
    if (fit->verdict == TSR_FIT_FAIR) {
        add_note(list, TSRI_TEXT_COMPARISON_NOTE_FAIR, name, NULL);
    }
}

int tsri_compare_notes(const tsr_comparison *comparison, tsri_phrase notes[TSRI_MOST_NOTES])
{
    const tsr_visit_change *c = &comparison->changes[comparison->visit_count - 2];
    note_list list = {comparison->language, notes, 0};
    bool bare = false, unsure = false;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        note_fit(&list, comparison, (tsr_view)v, &c->fits[v]);
        unsure = unsure || (c->fits[v].verdict != TSR_FIT_REFUSED && !c->fits[v].skin_likeness.known);
    }
    for (size_t i = 0; i < comparison->pair_count; i++) {
        bare = bare || !comparison->pairs[i]->has_photos;
    }
    if (bare) {
        add_note(&list, TSRI_TEXT_COMPARISON_NOTE_MAPS, NULL, NULL);
    }
    if (unsure) {
        add_note(&list, TSRI_TEXT_COMPARISON_NOTE_UNSURE, NULL, NULL);
    }
    note_response(&list, c);
    return list.count;
}

tsri_phrase tsri_compare_visit_words(const tsr_comparison *comparison, size_t visit)
{
    const tsri_phrase number = tsri_phrase_number(comparison->language, (double)(visit + 1), 0, false);
    char day[48];
    if (!comparison->dates) {
        return tsri_phrase_with(comparison->language, TSRI_TEXT_COMPARISON_VISIT, number.text, NULL, NULL, NULL);
    }
    const tsr_date *d = &comparison->dates[visit];
    (void)snprintf(day, sizeof day, "%04d-%02d-%02d", (int)d->year, (int)d->month, (int)d->day);
    return tsri_phrase_with(comparison->language, TSRI_TEXT_COMPARISON_VISIT_DATE, number.text, day, NULL, NULL);
}

const char *tsri_compare_say(const tsr_comparison *comparison, tsri_text_key key)
{
    return tsri_text_of(comparison->language, key);
}

uint32_t tsri_compare_rgb(tsr_change_verdict verdict)
{
    /* The map's blue and orange, the orange darker: as text it has to stand out from white (contrast over 4.5). */
    static const uint32_t RGB[] = {0x767676, 0x4A4A4A, TSRI_GAIN_RGB, 0x9A5B00};
    return RGB[verdict];
}

const char *tsri_compare_view_words(const tsr_comparison *comparison, tsr_view view)
{
    return tsri_compare_say(comparison, (tsri_text_key)(TSRI_TEXT_COMPARISON_VIEW_FRONT + (int)view - TSR_VIEW_FRONT));
}

tsr_status tsri_compare_check(const tsr_comparison *comparison, tsr_error *err)
{
    size_t n = comparison->visit_count;
    if ((unsigned)comparison->language >= TSR_LANGUAGE_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "language %d is none of tsr_language", (int)comparison->language);
    }
    return n >= 2 && n <= TSR_MAX_VISITS
               ? TSR_OK
               : tsri_fail(err, TSR_E_INVALID_ARG, "%zu visits; 2 to %d can be compared", n, (int)TSR_MAX_VISITS);
}

tsr_status tsri_compare_take(tsri_text *w, uint8_t **out_bytes, size_t *out_size_bytes)
{
    if (w->st == TSR_OK) {
        *out_bytes = (uint8_t *)w->buffer.data;
        *out_size_bytes = w->buffer.size_bytes;
    } else {
        tsri_buffer_release(&w->buffer);
    }
    return w->st;
}
