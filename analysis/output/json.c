/* SPDX-License-Identifier: Apache-2.0
 *
 * The result format: one line a photo, one line a case, as docs/schema/ has it. Written straight into a buffer; a quantity that
 * is not known is null. Fractions have four decimals, so the bytes do not hang on a compiler's last bit. */
#include "tonsure/assess.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/utf8.h"

static void put_string(tsri_text *w, const char *text)
{
    if (!text) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "\"");
    for (const char *at = text; *at;) {
        size_t length = tsri_utf8_length(at);
        if (length == 0) {
            tsri_text_put(w, "\\ufffd"); /* a byte that is no UTF-8 */
            at++;
        } else if (length == 1 && (*at == '"' || *at == '\\')) {
            tsri_text_printf(w, "\\%c", *at++);
        } else if (length == 1 && ((unsigned char)*at < 0x20 || *at == 0x7f)) {
            tsri_text_printf(w, "\\u%04x", (unsigned)(unsigned char)*at++);
        } else {
            tsri_text_printf(w, "%.*s", (int)length, at);
            at += length;
        }
    }
    tsri_text_put(w, "\"");
}

static void put_quantity(tsri_text *w, tsr_quantity q)
{
    if (q.known) {
        tsri_text_printf(w, "{\"value\": %.4f, \"lo\": %.4f, \"hi\": %.4f}", q.value, q.lo, q.hi);
    } else {
        tsri_text_put(w, "null");
    }
}

static void put_point(tsri_text *w, tsr_point p)
{
    if (p.known) {
        tsri_text_printf(w, "[%.1f, %.1f]", p.x_px, p.y_px);
    } else {
        tsri_text_put(w, "null");
    }
}

static void put_reasons(tsri_text *w, uint32_t reasons)
{
    const char *between = "";
    tsri_text_put(w, "[");
    for (uint32_t bit = 1; bit && bit <= reasons; bit <<= 1) {
        if (reasons & bit) {
            tsri_text_printf(w, "%s\"%s\"", between, tsr_reason_name(bit));
            between = ", ";
        }
    }
    tsri_text_put(w, "]");
}

static void put_hairline(tsri_text *w, const tsr_hairline *h)
{
    if (!h->trichion.known && !h->natural_trichion.known && !h->natural_lo.known && !h->natural_hi.known) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "{\"contour_px\": null, \"trichion_px\": ");
    put_point(w, h->trichion);
    tsri_text_put(w, ", \"natural_trichion_px\": ");
    put_point(w, h->natural_trichion);
    tsri_text_put(w, ", \"natural_range_px\": [");
    put_point(w, h->natural_lo);
    tsri_text_put(w, ", ");
    put_point(w, h->natural_hi);
    tsri_text_put(w, "], \"shape\": null, \"forehead_ratio\": null, \"left_recession_frac\": null, "
                     "\"right_recession_frac\": null}");
}

static void put_photo_body(tsri_text *w, const tsr_photo_result *r)
{
    tsri_text_printf(w, "\"width_px\": %" PRId32 ", \"height_px\": %" PRId32 ", ", r->width_px, r->height_px);
    if (r->view.label == TSR_VIEW_UNKNOWN) {
        tsri_text_put(w, "\"view\": null, ");
    } else {
        tsri_text_printf(w, "\"view\": {\"label\": \"%s\", \"probability\": %.4f}, ", tsr_view_name(r->view.label),
                         r->view.probability);
    }
    tsri_text_put(w, "\"quality\": null, \"landmarks\": {\"glabella_px\": ");
    put_point(w, r->landmarks.glabella);
    tsri_text_put(w, ", \"left_pupil_px\": ");
    put_point(w, r->landmarks.left_pupil);
    tsri_text_put(w, ", \"right_pupil_px\": ");
    put_point(w, r->landmarks.right_pupil);
    tsri_text_put(w, "}, \"coverage\": {\"bare_fraction\": ");
    put_quantity(w, r->coverage.bare_fraction);
    tsri_text_printf(w, ", \"bare_px\": %" PRId64 ", \"scalp_px\": %" PRId64 ", ", r->coverage.bare_px, r->coverage.scalp_px);
    tsri_text_put(
        w, "\"zones\": {\"frontal\": null, \"mid\": null, \"vertex\": null, \"left_temple\": null, \"right_temple\": null, "
           "\"left_side\": null, \"right_side\": null, \"occipital\": null}}, "
           "\"density\": {\"relative\": null}, \"hairline\": ");
    put_hairline(w, &r->hairline);
    tsri_text_put(w, ", \"patches\": [], \"scale\": {\"mm_per_px\": null, \"source\": \"none\"}, ");
}

/* A photo that was not read: every key is there, nothing is known. */
static void put_empty_body(tsri_text *w)
{
    tsri_text_put(
        w, "\"width_px\": null, \"height_px\": null, \"view\": null, \"quality\": null, \"landmarks\": null, \"coverage\": null, "
           "\"density\": null, \"hairline\": null, \"patches\": [], \"scale\": null, ");
}

static tsr_status finish(tsri_text *w, char **out_text)
{
    if (w->st == TSR_OK) {
        *out_text = w->buffer.data;
    } else {
        tsri_buffer_release(&w->buffer);
    }
    return w->st;
}

tsr_status tsr_photo_json_format(
    const tsr_context *ctx, const tsr_photo_names *names, const tsr_photo_result *result, char **out_text, tsr_error *err)
{
    tsri_text w;
    *out_text = NULL;
    if (!result && !names->error) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "a photo's line needs a result or an error");
    }
    tsri_text_init(&w, tsr_context_allocator(ctx), err);
    tsri_text_put(&w, "{\"photo\": ");
    put_string(&w, names->photo);
    tsri_text_put(&w, ", \"case\": ");
    put_string(&w, names->case_name);
    tsri_text_printf(&w, ", \"status\": \"%s\", \"reasons\": ", tsr_photo_status_name(result ? result->status : TSR_PHOTO_ERROR));
    if (result) {
        put_reasons(&w, result->reasons);
        tsri_text_put(&w, ", ");
        put_photo_body(&w, result);
    } else {
        tsri_text_put(&w, "[");
        put_string(&w, names->error);
        tsri_text_put(&w, "], ");
        put_empty_body(&w);
    }
    tsri_text_put(&w, "\"mask\": ");
    put_string(&w, names->mask);
    tsri_text_put(&w, ", \"finding\": {\"label\": \"undetermined\", \"probabilities\": null}}");
    return finish(&w, out_text);
}

tsr_status tsr_case_json_format(const tsr_context *ctx,
                                const char *case_name,
                                const char *const *photos,
                                const char *const *photo_lines,
                                size_t photo_count,
                                const tsr_case_result *result,
                                char **out_text,
                                tsr_error *err)
{
    tsri_text w;
    *out_text = NULL;
    tsri_text_init(&w, tsr_context_allocator(ctx), err);
    tsri_text_put(&w, "{\"case\": ");
    put_string(&w, case_name);
    tsri_text_printf(&w, ", \"status\": \"%s\", \"photos\": [", tsr_photo_status_name(result->status));
    for (size_t i = 0; i < photo_count; i++) {
        tsri_text_put(&w, i ? ", " : "");
        if (photo_lines) {
            tsri_text_put(&w, photo_lines[i]);
        } else {
            put_string(&w, photos[i]);
        }
    }
    tsri_text_put(&w, "], \"coverage\": {\"bare_fraction\": ");
    put_quantity(&w, result->bare_fraction);
    tsri_text_put(&w,
                  ", \"bare_cm2\": null}, \"salt\": null, \"pattern\": null, "
                  "\"finding\": {\"label\": \"undetermined\", \"probabilities\": null, \"reasons\": []}, \"candidacy\": null, "
                  "\"plan\": null}");
    return finish(&w, out_text);
}
