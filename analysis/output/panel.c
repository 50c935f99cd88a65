/* SPDX-License-Identifier: Apache-2.0
 *
 * Items flow into rows as words do in a text, so that the panel fits any width: it is laid out once to learn its height, and once
 * more to be drawn. */
#include "output/panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/overlay.h"
#include "output/phrase.h"

enum { LINE_RGB = 0xDADCE0, MOST_PATCHES_TOLD = 6 };

/* In em. */
static const double MARGIN = 1.0, HEADLINE = 1.75, FOOT = 0.75, ROW = 1.55, SIGN = 1.25, SIGN_GAP = 0.35, ITEM_GAP = 1.0;

struct flow {
    tsri_canvas *canvas;
    tsr_language language;
    bool draw;
    double left_px, right_px, em_px;
    double x_px, base_px; /* where the next item starts; base line of its row */
};

static void new_row(struct flow *f, double height_em)
{
    f->x_px = f->left_px;
    f->base_px += height_em * f->em_px;
}

/* Make room for an item: in the next row where it would reach over the edge. */
static void make_room(struct flow *f, double width_px)
{
    if (f->x_px > f->left_px && f->x_px + width_px > f->right_px) {
        new_row(f, ROW);
    }
}

static void put_text(struct flow *f, const char *text, double size_em, tsri_weight weight, uint32_t rgb)
{
    double width_px = tsri_canvas_text_width(f->canvas, text, size_em * f->em_px, weight);
    make_room(f, width_px);
    if (f->draw) {
        tsri_canvas_text(f->canvas, text, f->x_px, f->base_px, size_em * f->em_px, weight, rgb);
    }
    f->x_px += width_px;
}

/* A sentence, word by word. */
static void put_words(struct flow *f, const char *text, double size_em, uint32_t rgb)
{
    char word[48];
    double space_px = tsri_canvas_text_width(f->canvas, " ", size_em * f->em_px, TSRI_WEIGHT_NORMAL);
    while (*text) {
        size_t length = strcspn(text, " ");
        (void)snprintf(word, sizeof word, "%.*s", (int)length, text);
        put_text(f, word, size_em, TSRI_WEIGHT_NORMAL, rgb);
        f->x_px += space_px;
        text += length + strspn(text + length, " ");
    }
}

/* A line with a dark rim from x to x + width at a height; signs of what is drawn in the photo. */
static void rimmed(struct flow *f, double x1, double y1, double x2, double y2, uint32_t rgb)
{
    double at[2][2] = {{x1, y1}, {x2, y2}};
    tsri_canvas_polyline(f->canvas, at, 2, 0.34 * f->em_px, TSRI_INK_RGB, 0.75);
    tsri_canvas_polyline(f->canvas, at, 2, 0.17 * f->em_px, rgb, 1);
}

/* "5 to 12 cm2" */
static void put_range(struct flow *f, tsri_text_key key, double lo, double hi)
{
    const tsri_phrase words = tsri_phrase_with(f->language, key, tsri_phrase_number(f->language, lo, 0, false).text,
                                               tsri_phrase_number(f->language, hi, 0, false).text, NULL, NULL);
    put_words(f, words.text, 1, TSRI_FAINT_RGB);
}

typedef void (*sign_fn)(struct flow *f, double x_px, double y_px);

static void sign_area(struct flow *f, double x_px, double y_px, uint32_t rgb)
{
    double em = f->em_px;
    tsri_canvas_fill(f->canvas, x_px, y_px - 0.5 * em, SIGN * em, em, 0.2 * em, rgb, 0.8);
}

static void sign_bare(struct flow *f, double x_px, double y_px)
{
    double em = f->em_px;
    tsri_canvas_fill(f->canvas, x_px - 0.08 * em, y_px - 0.58 * em, (SIGN + 0.16) * em, 1.16 * em, 0.26 * em, TSRI_INK_RGB, 0.75);
    tsri_canvas_fill(f->canvas, x_px, y_px - 0.5 * em, SIGN * em, em, 0.2 * em, TSRI_LIGHT_RGB, 1);
    tsri_canvas_fill(f->canvas, x_px + 0.13 * em, y_px - 0.37 * em, (SIGN - 0.26) * em, 0.74 * em, 0.12 * em, TSRI_BARE_RGB, 0.8);
}

static void sign_hair(struct flow *f, double x_px, double y_px)
{
    sign_area(f, x_px, y_px, TSRI_HAIR_RGB);
}

static void sign_hairline(struct flow *f, double x_px, double y_px)
{
    rimmed(f, x_px + 0.1 * f->em_px, y_px, x_px + (SIGN - 0.1) * f->em_px, y_px, TSRI_HAIRLINE_RGB);
}

static void sign_trichion(struct flow *f, double x_px, double y_px)
{
    double em = f->em_px, x = x_px + SIGN / 2 * em;
    tsri_canvas_fill(f->canvas, x - 0.45 * em, y_px - 0.45 * em, 0.9 * em, 0.9 * em, 0.45 * em, TSRI_INK_RGB, 0.85);
    tsri_canvas_fill(f->canvas, x - 0.3 * em, y_px - 0.3 * em, 0.6 * em, 0.6 * em, 0.3 * em, TSRI_HAIRLINE_RGB, 1);
}

static void sign_recession(struct flow *f, double x_px, double y_px)
{
    double em = f->em_px, x = x_px + SIGN / 2 * em;
    rimmed(f, x, y_px - 0.5 * em, x, y_px + 0.5 * em, TSRI_LIGHT_RGB);
    rimmed(f, x - 0.3 * em, y_px - 0.5 * em, x + 0.3 * em, y_px - 0.5 * em, TSRI_LIGHT_RGB);
    rimmed(f, x - 0.3 * em, y_px + 0.5 * em, x + 0.3 * em, y_px + 0.5 * em, TSRI_LIGHT_RGB);
}

static void sign_patch(struct flow *f, double x_px, double y_px)
{
    double em = f->em_px, width_px = tsri_canvas_text_width(f->canvas, "1", 0.8 * em, TSRI_WEIGHT_BOLD);
    tsri_canvas_fill(f->canvas, x_px + (SIGN / 2 - 0.55) * em, y_px - 0.55 * em, 1.1 * em, 1.1 * em, 0.55 * em, TSRI_INK_RGB, 1);
    tsri_canvas_text(f->canvas, "1", x_px + SIGN / 2 * em - width_px / 2, y_px + 0.29 * em, 0.8 * em, TSRI_WEIGHT_BOLD,
                     TSRI_LIGHT_RGB);
}

static void put_sign(struct flow *f, sign_fn sign, const char *text)
{
    double em = f->em_px, width_px = tsri_canvas_text_width(f->canvas, text, 0.95 * em, TSRI_WEIGHT_NORMAL);
    make_room(f, (SIGN + SIGN_GAP) * em + width_px);
    if (f->draw) {
        sign(f, f->x_px, f->base_px - 0.32 * em);
    }
    f->x_px += (SIGN + SIGN_GAP) * em;
    put_text(f, text, 0.95, TSRI_WEIGHT_NORMAL, TSRI_INK_RGB);
    f->x_px += ITEM_GAP * em;
}

static const char *say(const struct flow *f, tsri_text_key key)
{
    return tsri_text_of(f->language, key);
}

/* Why a photo could not be assessed, and what to do. */
static void put_reasons(struct flow *f, uint32_t reasons)
{
    for (int i = 0; i < TSR_REASON_COUNT; i++) {
        if (reasons & 1u << i) {
            new_row(f, ROW);
            /* The English sentence has room for more here than in a report. */
            put_words(f,
                      f->language == TSR_LANGUAGE_ENGLISH ? tsr_reason_advice(1u << i)
                                                          : say(f, (tsri_text_key)(TSRI_TEXT_REASON_TOO_SMALL + i)),
                      1, TSRI_FAINT_RGB);
        }
    }
}

static void put_headline(struct flow *f, const tsr_photo_result *r)
{
    const tsr_quantity *q = &r->coverage.bare_fraction, *cm2 = &r->coverage.bare_cm2;
    const tsr_language l = f->language;
    if (!q->known) {
        put_text(f, say(f, TSRI_TEXT_PANEL_NOT_ASSESSABLE), HEADLINE, TSRI_WEIGHT_BOLD, TSRI_INK_RGB);
        put_reasons(f, r->reasons);
        return;
    }
    put_text(f, tsri_phrase_with(l, TSRI_TEXT_PANEL_BARE, tsri_phrase_percent(l, q->value).text, NULL, NULL, NULL).text, HEADLINE,
             TSRI_WEIGHT_BOLD, TSRI_INK_RGB);
    new_row(f, ROW);
    put_range(f, TSRI_TEXT_PANEL_RANGE, 100 * q->lo, 100 * q->hi);
    if (cm2->known) {
        bool usual = r->scale.source == TSR_SCALE_ASSUMED_HEAD;
        put_range(f, usual ? TSRI_TEXT_PANEL_AREA_USUAL : TSRI_TEXT_PANEL_AREA, cm2->lo, cm2->hi);
    }
}

/* Numbered as in the photo, with their share of the scalp in view. */
static void put_patches(struct flow *f, const tsr_patches *patches)
{
    char text[TSRI_PHRASE_BYTES];
    put_sign(f, sign_patch, say(f, patches->count == 1 ? TSRI_TEXT_PANEL_PATCH : TSRI_TEXT_PANEL_PATCHES));
    f->x_px -= (ITEM_GAP - 0.35) * f->em_px;
    for (int32_t i = 0; i < patches->count && i < MOST_PATCHES_TOLD; i++) {
        const tsri_phrase share = tsri_phrase_number(f->language, 100 * patches->items[i].area_frac, 1, false);
        (void)snprintf(text, sizeof text, "%d \xe2\x80\x93 %.40s%s", (int)i + 1,
                       tsri_phrase_with(f->language, TSRI_TEXT_PERCENT, share.text, NULL, NULL, NULL).text,
                       i + 1 < patches->count ? "," : "");
        put_text(f, text, 0.95, TSRI_WEIGHT_NORMAL, TSRI_INK_RGB);
        f->x_px += 0.4 * f->em_px;
    }
    if (patches->count > MOST_PATCHES_TOLD) {
        put_text(f, "\xe2\x80\xa6", 0.95, TSRI_WEIGHT_NORMAL, TSRI_INK_RGB);
    }
}

static void put_legend(struct flow *f, const tsr_photo_result *r)
{
    const tsr_hairline *h = &r->hairline;
    put_sign(f, sign_bare, say(f, TSRI_TEXT_PANEL_BARE_SCALP));
    put_sign(f, sign_hair, say(f, TSRI_TEXT_PANEL_HAIR));
    if (h->contour_count > 1) {
        put_sign(f, sign_hairline, say(f, TSRI_TEXT_PANEL_HAIRLINE));
    }
    if (h->trichion.known) {
        put_sign(f, sign_trichion, say(f, TSRI_TEXT_PANEL_TRICHION));
    }
    if (tsri_recession_shows(&h->left_recession_frac) || tsri_recession_shows(&h->right_recession_frac)) {
        put_sign(f, sign_recession, say(f, TSRI_TEXT_MARK_RECESSION));
    }
    if (r->patches.count > 0) {
        put_patches(f, &r->patches);
    }
}

/* @return the panel's lower edge */
static double lay_out(struct flow *f, const tsr_photo_result *r)
{
    char foot[160];
    bool view = r->view.label != TSR_VIEW_UNKNOWN;
    new_row(f, 0.75 + HEADLINE);
    put_headline(f, r);
    new_row(f, 1.9);
    if (r->coverage.bare_fraction.known) {
        put_legend(f, r);
        new_row(f, ROW);
    }
    (void)snprintf(foot, sizeof foot, "%s%sTonsure %s  \xc2\xb7  %s",
                   view ? say(f, (tsri_text_key)(TSRI_TEXT_PANEL_VIEW_FRONT + (int)r->view.label - TSR_VIEW_FRONT)) : "",
                   view ? "  \xc2\xb7  " : "", tsr_version(), say(f, TSRI_TEXT_AID_SHORT));
    put_text(f, foot, FOOT, TSRI_WEIGHT_NORMAL, TSRI_FAINT_RGB);
    return f->base_px + 0.8 * f->em_px;
}

static struct flow
start(tsri_canvas *canvas, const tsr_assessment *assessment, double top_px, double width_px, double em_px, bool draw)
{
    double left_px = MARGIN * em_px;
    return (struct flow){
        canvas, tsr_assessment_language(assessment), draw, left_px, fmax(left_px, width_px - left_px), em_px, left_px, top_px};
}

double tsri_panel_height(tsri_canvas *any, const tsr_assessment *assessment, double width_px, double em_px)
{
    struct flow f = start(any, assessment, 0, width_px, em_px, false);
    return lay_out(&f, tsr_assessment_result(assessment));
}

void tsri_panel_draw(tsri_canvas *canvas, const tsr_assessment *assessment, double top_px, double width_px, double em_px)
{
    struct flow f = start(canvas, assessment, top_px, width_px, em_px, true);
    tsri_canvas_fill(canvas, 0, top_px, width_px, fmax(1, 0.08 * em_px), 0, LINE_RGB, 1);
    lay_out(&f, tsr_assessment_result(assessment));
}
