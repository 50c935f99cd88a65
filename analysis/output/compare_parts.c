/* SPDX-License-Identifier: Apache-2.0 */
#include "output/compare_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "output/pair.h"

/* How a measure is said: in points of 100, or as a plain number with two decimals. */
enum unit { PERCENT, POINTS, RATIO };

static void say_quantity(tsr_quantity q, enum unit unit, char *out, size_t out_bytes)
{
    double k = unit == PERCENT ? 100 : 1;
    if (!q.known) {
        (void)snprintf(out, out_bytes, "\xe2\x80\x93");
    } else if (unit == RATIO) {
        (void)snprintf(out, out_bytes, "%.2f (%.2f to %.2f)", q.value, q.lo, q.hi);
    } else {
        (void)snprintf(out, out_bytes, "%.0f%s (%.0f to %.0f)", k * q.value, unit == PERCENT ? " %" : "", k * q.lo, k * q.hi);
    }
}

static void add_row(tsri_compare_row rows[TSRI_MOST_ROWS], int *count, const char *name, const tsr_change *c, enum unit unit)
{
    static const char *const VERDICTS[] = {"not compared", "no change told", "\xe2\x96\xb2 hair gained",
                                           "\xe2\x96\xbc hair lost"};
    double k = unit == PERCENT ? 100 : 1;
    if ((!c->before.known && !c->after.known) || *count == TSRI_MOST_ROWS) {
        return;
    }
    tsri_compare_row *row = &rows[(*count)++];
    memset(row, 0, sizeof *row);
    (void)snprintf(row->name, sizeof row->name, "%s", name);
    say_quantity(c->before, unit, row->before, sizeof row->before);
    say_quantity(c->after, unit, row->after, sizeof row->after);
    row->kind = c->verdict;
    if (c->verdict != TSR_CHANGE_NOT_COMPARED) {
        double steps = unit == RATIO ? 100 : 1, change = round(steps * k * c->change) / steps;
        (void)snprintf(row->change, sizeof row->change, unit == RATIO ? "%+.2f" : "%+.0f", change + 0.0); /* never "-0" */
        (void)snprintf(row->smallest, sizeof row->smallest, unit == RATIO ? "%.2f" : "%.0f",
                       ceil(steps * k * c->smallest) / steps);
    }
    bool reserve = c->reserved && (c->verdict == TSR_CHANGE_GAIN || c->verdict == TSR_CHANGE_LOSS);
    (void)snprintf(row->verdict, sizeof row->verdict, "%s%s", VERDICTS[c->verdict], reserve ? " (with reserve)" : "");
}

static void add_zone(tsri_compare_row rows[TSRI_MOST_ROWS], int *count, const char *of, int zone, const tsr_change *c)
{
    char name[48];
    (void)snprintf(name, sizeof name, "%s, %s", of, tsr_zone_words((tsr_zone)zone));
    add_row(rows, count, name, c, PERCENT);
}

int tsri_compare_rows(const tsr_visit_change *c, tsri_compare_row rows[TSRI_MOST_ROWS])
{
    int count = 0;
    char name[48];
    add_row(rows, &count, "Bare scalp", &c->bare_fraction, PERCENT);
    add_row(rows, &count, "Density of the hair", &c->density, PERCENT);
    add_row(rows, &count, "SALT score", &c->salt, POINTS);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add_zone(rows, &count, "Bare", z, &c->zone_bare[z]);
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add_zone(rows, &count, "Density", z, &c->zone_density[z]);
    }
    add_row(rows, &count, "Forehead (thirds of the face)", &c->forehead_ratio, RATIO);
    add_row(rows, &count, "Recession, picture's left", &c->left_recession_frac, PERCENT);
    add_row(rows, &count, "Recession, picture's right", &c->right_recession_frac, PERCENT);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        (void)snprintf(name, sizeof name, "SALT, %s", tsr_salt_region_name((tsr_salt_region)i));
        add_row(rows, &count, name, &c->salt_regions[i], POINTS);
    }
    return count;
}

int tsri_compare_view_rows(const tsr_comparison *comparison, tsr_view view, tsri_compare_row rows[TSRI_MOST_ROWS])
{
    const tsr_visit_change *c = &comparison->changes[comparison->visit_count - 2];
    const tsr_case_zone *zones = comparison->visits[0].result.zones;
    int count = 0;
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (zones[z].view == view) {
            add_zone(rows, &count, "Bare", z, &c->zone_bare[z]);
            add_zone(rows, &count, "Density", z, &c->zone_density[z]);
        }
    }
    return count;
}

static void add_note(char notes[TSRI_MOST_NOTES][TSRI_NOTE_CHARS], int *count, const char *format, ...) TSR_PRINTF(3, 4);

static void add_note(char notes[TSRI_MOST_NOTES][TSRI_NOTE_CHARS], int *count, const char *format, ...)
{
    va_list values;
    if (*count < TSRI_MOST_NOTES) {
        va_start(values, format);
        (void)vsnprintf(notes[(*count)++], TSRI_NOTE_CHARS, format, values);
        va_end(values);
    }
}

static void note_response(const tsr_visit_change *c, char notes[TSRI_MOST_NOTES][TSRI_NOTE_CHARS], int *count)
{
    static const int GOALS[TSR_SALT_GOAL_COUNT] = {50, 75, 90, 100};
    const tsr_salt_response *r = &c->response;
    int best = -1;
    if (!r->fall_percent.known) {
        add_note(notes, count, "SALT50 to SALT100 need top, back, left and right views that fit, and a first score above 0.");
        return;
    }
    for (int i = 0; i < TSR_SALT_GOAL_COUNT; i++) {
        best = r->reached[i] ? i : best;
    }
    if (c->salt.verdict == TSR_CHANGE_NOT_TOLD) {
        add_note(notes, count, "The change of the SALT score cannot be told from noise.");
    } else if (r->fall_percent.value < 0) {
        add_note(notes, count, "The SALT score rose by %.0f %% of the first.", -r->fall_percent.value);
    } else if (best < 0) {
        add_note(notes, count, "The SALT score fell by %.0f %% of the first: SALT50 is not reached%s.", r->fall_percent.value,
                 r->certain[0] ? "" : ", though the interval allows it");
    } else {
        add_note(notes, count, "The SALT score fell by %.0f %% of the first: SALT%d is reached%s.", r->fall_percent.value,
                 GOALS[best], r->certain[best] ? "" : ", though the interval allows less");
    }
}

int tsri_compare_notes(const tsr_comparison *comparison, char notes[TSRI_MOST_NOTES][TSRI_NOTE_CHARS])
{
    const tsr_visit_change *c = &comparison->changes[comparison->visit_count - 2];
    int count = 0;
    bool bare = false, unsure = false;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        for (uint32_t bit = 1; bit && bit <= c->fits[v].reasons; bit <<= 1) {
            if (c->fits[v].reasons & bit) {
                add_note(notes, &count, "%s view not compared. %s", tsri_compare_view_words((tsr_view)v),
                         tsr_fit_reason_advice(bit));
                break;
            }
        }
        if (c->fits[v].verdict == TSR_FIT_FAIR) {
            add_note(notes, &count, "%s view compared with reserve: the two photos fit only fairly.",
                     tsri_compare_view_words((tsr_view)v));
        }
        unsure = unsure || (c->fits[v].verdict != TSR_FIT_REFUSED && !c->fits[v].skin_likeness.known);
    }
    for (size_t i = 0; i < comparison->pair_count; i++) {
        bare = bare || !comparison->pairs[i]->has_photos;
    }
    if (bare) {
        add_note(notes, &count,
                 "Photos were not at hand for every pair: those were laid over each other by label maps and landmarks alone.");
    }
    if (unsure) {
        add_note(
            notes, &count,
            "Where too little skin shows, a mirrored photo or another person's head of the same outline would not be noticed.");
    }
    note_response(c, notes, &count);
    return count;
}

void tsri_compare_visit_words(const tsr_comparison *comparison, size_t visit, char *out, size_t out_bytes)
{
    if (comparison->dates) {
        const tsr_date *d = &comparison->dates[visit];
        (void)snprintf(out, out_bytes, "visit %zu, %04d-%02d-%02d", visit + 1, (int)d->year, (int)d->month, (int)d->day);
    } else {
        (void)snprintf(out, out_bytes, "visit %zu", visit + 1);
    }
}

uint32_t tsri_compare_rgb(tsr_change_verdict verdict)
{
    /* The map's blue and orange, the orange darker: as text it has to stand out from white (contrast over 4.5). */
    static const uint32_t RGB[] = {0x767676, 0x4A4A4A, TSRI_GAIN_RGB, 0x9A5B00};
    return RGB[verdict];
}

const char *tsri_compare_view_words(tsr_view view)
{
    static const char *const WORDS[TSR_VIEW_COUNT] = {"Unknown", "Front", "Top", "Left", "Right", "Back"};
    return WORDS[view];
}

tsr_status tsri_compare_check(const tsr_comparison *comparison, tsr_error *err)
{
    size_t n = comparison->visit_count;
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
