/* SPDX-License-Identifier: Apache-2.0
 *
 * Page 2: measurements by zone, hairline against norms, density, quality of the photos. */
#include <stdio.h>

#include "output/report_words.h"

static void put_zones(tsri_report *r)
{
    static const double SHARES[] = {0.28, 0.24, 0.28, 0.2};
    const tsr_case_zone *zones = r->in->result->zones;
    const char *cells[TSR_ZONE_COUNT][4] = {{tsri_say(r, TSRI_TEXT_ZONE), tsri_say(r, TSRI_TEXT_ZONE_BARE),
                                             tsri_say(r, TSRI_TEXT_ZONE_DENSITY), tsri_say(r, TSRI_TEXT_ZONE_SEEN)}};
    int32_t rows = 1;
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (zones[z].view != TSR_VIEW_UNKNOWN) {
            cells[rows][0] = tsri_zone_words(r, (tsr_zone)z);
            cells[rows][1] = tsri_percent_range(r, &zones[z].bare_fraction, TSRI_TEXT_WHY_NO_PHOTO);
            cells[rows][2] = tsri_number_range(r, &zones[z].density, 2, TSRI_TEXT_ZONE_NO_HAIR);
            cells[rows++][3] = tsri_view_words(r, zones[z].view);
        }
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_ZONES), NULL);
    tsri_chart_zones(r, tsri_doc_put_drawing(&r->doc, tsri_say(r, TSRI_TEXT_ZONES_DRAWN), TSRI_ZONES_MM), zones);
    tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, tsri_say(r, TSRI_TEXT_ZONES_DRAWN), NULL);
    if (rows > 1) {
        tsri_doc_put_table(&r->doc, cells[0], rows, 4, SHARES);
        tsri_doc_keep_off_pages(&r->doc);
    }
    const tsr_quantity *area = &r->in->result->bare_cm2;
    if (area->known) {
        const char *amount = tsri_number_range(r, area, 0, TSRI_TEXT_WHY_NO_PHOTO);
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH,
                     tsri_doc_fill(&r->doc, "{0}: {1}", tsri_say(r, TSRI_TEXT_BARE_AREA),
                                   tsri_say_with(r, TSRI_TEXT_BARE_AREA_NOTE, amount, NULL, NULL), NULL, NULL),
                     NULL);
    }
}

/* The photo whose hairline says most: one with a contour, else one from the front. */
static const tsr_photo_result *hairline_photo(const tsri_report *r)
{
    const tsr_photo_result *front = NULL;
    for (size_t i = 0; i < r->photo_count; i++) {
        const tsr_photo_result *p = r->photos[i].result;
        if (p && p->status == TSR_PHOTO_OK && p->view.label == TSR_VIEW_FRONT) {
            front = !front || (front->hairline.contour_count == 0 && p->hairline.contour_count > 0) ? p : front;
        }
    }
    return front;
}

static void put_hairline(tsri_report *r)
{
    static const double SHARES[] = {0.33, 0.39, 0.28};
    static const tsri_text_key SHAPES[] = {TSRI_TEXT_NOT_MEASURED, TSRI_TEXT_SHAPE_STRAIGHT, TSRI_TEXT_SHAPE_ROUNDED,
                                           TSRI_TEXT_SHAPE_M, TSRI_TEXT_SHAPE_PEAK};
    const tsr_photo_result *photo = hairline_photo(r);
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_HAIRLINE), NULL);
    if (!photo) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_NO_HAIRLINE), NULL);
        return;
    }
    const tsr_hairline *h = &photo->hairline;
    tsri_text_key why = h->fringe ? TSRI_TEXT_WHY_FRINGE : TSRI_TEXT_WHY_NO_PHOTO;
    const char *norm = tsri_say(r, TSRI_TEXT_FOREHEAD_NORM), *usual = tsri_say(r, TSRI_TEXT_RECESSION_NORM);
    const char *unknown = tsri_say_with(r, TSRI_TEXT_NOT_MEASURED, tsri_say(r, why), NULL, NULL);
    const char *cells[][3] = {
        {tsri_say(r, TSRI_TEXT_MEASURE), tsri_say(r, TSRI_TEXT_VALUE), tsri_say(r, TSRI_TEXT_NORM)},
        {tsri_say(r, TSRI_TEXT_SHAPE), h->shape == TSR_HAIRLINE_UNKNOWN ? unknown : tsri_say(r, SHAPES[h->shape]), ""},
        {tsri_say(r, TSRI_TEXT_FOREHEAD_RATIO), tsri_number_range(r, &h->forehead_ratio, 2, why), norm},
        {tsri_say(r, TSRI_TEXT_FOREHEAD_MM), tsri_number_range(r, &h->forehead_mm, 0, h->fringe ? why : TSRI_TEXT_WHY_NO_SCALE),
         ""},
        {tsri_say(r, TSRI_TEXT_RECESSION_LEFT), tsri_percent_range(r, &h->left_recession_frac, why), usual},
        {tsri_say(r, TSRI_TEXT_RECESSION_RIGHT), tsri_percent_range(r, &h->right_recession_frac, why), usual},
    };
    tsri_doc_put_table(&r->doc, cells[0], sizeof cells / sizeof *cells, 3, SHARES);
    if (h->forehead_ratio.known) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE,
                     tsri_doc_fill(&r->doc, "{0}: {1}", tsri_say(r, TSRI_TEXT_FOREHEAD_RATIO),
                                   tsri_say_with(r, TSRI_TEXT_DEVIATION, tsri_number(r, h->men_deviation_sd, 1),
                                                 tsri_number(r, h->women_deviation_sd, 1), NULL),
                                   NULL, NULL),
                     NULL);
    }
}

/* At most three maps, in the photos' order. */
static void put_density(tsri_report *r)
{
    tsri_doc_photo photos[TSRI_DOC_PHOTOS_A_ROW];
    size_t count = 0;
    for (size_t i = 0; i < r->photo_count && count < TSRI_DOC_PHOTOS_A_ROW; i++) {
        const tsr_report_photo *p = &r->photos[i];
        if (p->density.bytes && p->result && p->result->status == TSR_PHOTO_OK) {
            const char *value = tsri_number_range(r, &p->result->density, 2, TSRI_TEXT_WHY_NO_PHOTO);
            photos[count++] = (tsri_doc_photo){
                {p->density.bytes, p->density.size_bytes, p->density.width_px, p->density.height_px},
                tsri_view_words(r, p->result->view.label),
                value,
            };
        }
    }
    if (count > 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_DENSITY), NULL);
        tsri_doc_put_photos(&r->doc, photos, count);
        tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, tsri_say(r, TSRI_TEXT_DENSITY_NOTE), NULL);
    }
}

static int put_quality_of(tsri_report *r, const tsr_report_photo *photo)
{
    const tsr_quality *q = &photo->result->quality;
    int put = 0;
    for (int bit = 0; bit < TSR_QUALITY_REASON_COUNT; bit++) {
        if (q->reasons & 1u << bit) {
            const char *view = tsri_view_words(r, photo->result->view.label);
            const char *advice = tsri_say(r, (tsri_text_key)(TSRI_TEXT_Q_BLURRED + bit));
            bool again = q->verdict == TSR_QUALITY_RETAKE && put == 0;
            tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM,
                         again ? tsri_doc_fill(&r->doc, "{0} ({1}): {2}", view, tsri_say(r, TSRI_TEXT_RETAKE), advice, NULL)
                               : tsri_doc_fill(&r->doc, "{0}: {1}", view, advice, NULL, NULL),
                         again ? "!" : "\xe2\x80\xa2");
            put++;
        }
    }
    return put;
}

static void put_quality(tsri_report *r)
{
    int put = 0;
    bool seen[TSR_VIEW_COUNT] = {false};
    const char *missing = "";
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_QUALITY), NULL);
    for (size_t i = 0; i < r->photo_count; i++) {
        const tsr_photo_result *p = r->photos[i].result;
        if (p && p->status == TSR_PHOTO_OK) {
            seen[p->view.label] = true;
            put += put_quality_of(r, &r->photos[i]);
        }
    }
    if (put == 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_QUALITY_GOOD), NULL);
    }
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        if (!seen[v]) {
            missing =
                tsri_doc_fill(&r->doc, missing[0] ? "{0}, {1}" : "{0}{1}", missing, tsri_view_words(r, (tsr_view)v), NULL, NULL);
        }
    }
    if (missing[0]) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say_with(r, TSRI_TEXT_MISSING_VIEWS, missing, NULL, NULL), NULL);
    }
}

void tsri_report_measures(tsri_report *r)
{
    int32_t patches = 0;
    tsri_doc_put(&r->doc, TSRI_BLOCK_CHAPTER, tsri_say(r, TSRI_TEXT_CHAPTER_MEASURES), NULL);
    put_zones(r);
    put_hairline(r);
    put_density(r);
    for (size_t i = 0; i < r->photo_count; i++) {
        patches += r->photos[i].result ? r->photos[i].result->patches.count : 0;
    }
    if (patches > 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say_with(r, TSRI_TEXT_PATCHES, tsri_number(r, patches, 0), NULL, NULL),
                     NULL);
    }
    put_quality(r);
}
