/* SPDX-License-Identifier: Apache-2.0
 *
 * Items flow into rows as words do in a text, so that the panel fits any width: it is laid out once to learn its height, and once
 * more to be drawn. */
#include "output/panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/overlay.h"

enum { LINE_RGB = 0xDADCE0, MOST_PATCHES_TOLD = 6 };

/* In em. */
static const double MARGIN = 1.0, HEADLINE = 1.75, FOOT = 0.75, ROW = 1.55, SIGN = 1.25, SIGN_GAP = 0.35, ITEM_GAP = 1.0;

struct flow {
    tsri_canvas *canvas;
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

static void put_headline(struct flow *f, const tsr_photo_result *r)
{
    char text[160];
    const tsr_quantity *q = &r->coverage.bare_fraction, *cm2 = &r->coverage.bare_cm2;
    if (!q->known) {
        put_text(f, "Not assessable", HEADLINE, TSRI_WEIGHT_BOLD, TSRI_INK_RGB);
        for (uint32_t bit = 1; bit && bit <= r->reasons; bit <<= 1) {
            if (r->reasons & bit) {
                new_row(f, ROW);
                put_words(f, tsr_reason_advice(bit), 1, TSRI_FAINT_RGB);
            }
        }
        return;
    }
    (void)snprintf(text, sizeof text, "Bare scalp %.0f %%", 100 * q->value);
    put_text(f, text, HEADLINE, TSRI_WEIGHT_BOLD, TSRI_INK_RGB);
    new_row(f, ROW);
    (void)snprintf(text, sizeof text, "of the scalp in view; likely %.0f to %.0f %%", 100 * q->lo, 100 * q->hi);
    put_words(f, text, 1, TSRI_FAINT_RGB);
    if (cm2->known) {
        (void)snprintf(text, sizeof text, "\xc2\xb7 %.0f to %.0f cm\xc2\xb2%s", cm2->lo, cm2->hi,
                       r->scale.source == TSR_SCALE_ASSUMED_HEAD ? " on a head of usual size" : "");
        put_words(f, text, 1, TSRI_FAINT_RGB);
    }
}

/* Numbered as in the photo, with their share of the scalp in view. */
static void put_patches(struct flow *f, const tsr_patches *patches)
{
    char text[40];
    put_sign(f, sign_patch, patches->count == 1 ? "patch:" : "patches:");
    f->x_px -= (ITEM_GAP - 0.35) * f->em_px;
    for (int32_t i = 0; i < patches->count && i < MOST_PATCHES_TOLD; i++) {
        (void)snprintf(text, sizeof text, "%d \xe2\x80\x93 %.1f %%%s", (int)i + 1, 100 * patches->items[i].area_frac,
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
    put_sign(f, sign_bare, "bare scalp");
    put_sign(f, sign_hair, "hair");
    if (h->contour_count > 1) {
        put_sign(f, sign_hairline, "hairline");
    }
    if (h->trichion.known) {
        put_sign(f, sign_trichion, "trichion");
    }
    if (tsri_recession_shows(&h->left_recession_frac) || tsri_recession_shows(&h->right_recession_frac)) {
        put_sign(f, sign_recession, "recession");
    }
    if (r->patches.count > 0) {
        put_patches(f, &r->patches);
    }
}

/* @return the panel's lower edge */
static double lay_out(struct flow *f, const tsr_photo_result *r)
{
    char foot[96];
    new_row(f, 0.75 + HEADLINE);
    put_headline(f, r);
    new_row(f, 1.9);
    if (r->coverage.bare_fraction.known) {
        put_legend(f, r);
        new_row(f, ROW);
    }
    (void)snprintf(foot, sizeof foot, "%s%sTonsure %s  \xc2\xb7  an aid, not a diagnosis",
                   r->view.label != TSR_VIEW_UNKNOWN ? tsr_view_name(r->view.label) : "",
                   r->view.label != TSR_VIEW_UNKNOWN ? " view  \xc2\xb7  " : "", tsr_version());
    put_text(f, foot, FOOT, TSRI_WEIGHT_NORMAL, TSRI_FAINT_RGB);
    return f->base_px + 0.8 * f->em_px;
}

static struct flow start(tsri_canvas *canvas, double top_px, double width_px, double em_px, bool draw)
{
    double left_px = MARGIN * em_px;
    return (struct flow){canvas, draw, left_px, fmax(left_px, width_px - left_px), em_px, left_px, top_px};
}

double tsri_panel_height(tsri_canvas *any, const tsr_photo_result *result, double width_px, double em_px)
{
    struct flow f = start(any, 0, width_px, em_px, false);
    return lay_out(&f, result);
}

void tsri_panel_draw(tsri_canvas *canvas, const tsr_photo_result *result, double top_px, double width_px, double em_px)
{
    struct flow f = start(canvas, top_px, width_px, em_px, true);
    tsri_canvas_fill(canvas, 0, top_px, width_px, fmax(1, 0.08 * em_px), 0, LINE_RGB, 1);
    lay_out(&f, result);
}
