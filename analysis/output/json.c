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

/* Appends go through one writer that remembers the first failure, so that each line below is one statement. */
struct writer {
    tsri_buffer text;
    tsr_status st;
    tsr_error *err;
};

static void put(struct writer *w, const char *text)
{
    if (w->st == TSR_OK) {
        w->st = tsri_buffer_append(&w->text, text, strlen(text), w->err);
    }
}

#define PUTF(w, ...)                                                                                                             \
    do {                                                                                                                         \
        if ((w)->st == TSR_OK) {                                                                                                 \
            (w)->st = tsri_buffer_printf(&(w)->text, (w)->err, __VA_ARGS__);                                                     \
        }                                                                                                                        \
    } while (0)

static void put_string(struct writer *w, const char *text)
{
    if (!text) {
        put(w, "null");
        return;
    }
    put(w, "\"");
    for (const char *at = text; *at;) {
        size_t length = tsri_utf8_length(at);
        if (length == 0) {
            put(w, "\\ufffd"); /* a byte that is no UTF-8 */
            at++;
        } else if (length == 1 && (*at == '"' || *at == '\\')) {
            PUTF(w, "\\%c", *at++);
        } else if (length == 1 && ((unsigned char)*at < 0x20 || *at == 0x7f)) {
            PUTF(w, "\\u%04x", (unsigned)(unsigned char)*at++);
        } else {
            PUTF(w, "%.*s", (int)length, at);
            at += length;
        }
    }
    put(w, "\"");
}

static void put_quantity(struct writer *w, tsr_quantity q)
{
    if (q.known) {
        PUTF(w, "{\"value\": %.4f, \"lo\": %.4f, \"hi\": %.4f}", q.value, q.lo, q.hi);
    } else {
        put(w, "null");
    }
}

static void put_point(struct writer *w, tsr_point p)
{
    if (p.known) {
        PUTF(w, "[%.1f, %.1f]", p.x_px, p.y_px);
    } else {
        put(w, "null");
    }
}

static void put_reasons(struct writer *w, uint32_t reasons)
{
    const char *between = "";
    put(w, "[");
    for (uint32_t bit = 1; bit && bit <= reasons; bit <<= 1) {
        if (reasons & bit) {
            PUTF(w, "%s\"%s\"", between, tsr_reason_name(bit));
            between = ", ";
        }
    }
    put(w, "]");
}

static void put_photo_body(struct writer *w, const tsr_photo_result *r)
{
    PUTF(w, "\"width_px\": %" PRId32 ", \"height_px\": %" PRId32 ", ", r->width_px, r->height_px);
    if (r->view.label == TSR_VIEW_UNKNOWN) {
        put(w, "\"view\": null, ");
    } else {
        PUTF(w, "\"view\": {\"label\": \"%s\", \"probability\": %.4f}, ", tsr_view_name(r->view.label), r->view.probability);
    }
    put(w, "\"quality\": null, \"landmarks\": {\"glabella_px\": ");
    put_point(w, r->landmarks.glabella);
    put(w, ", \"left_pupil_px\": ");
    put_point(w, r->landmarks.left_pupil);
    put(w, ", \"right_pupil_px\": ");
    put_point(w, r->landmarks.right_pupil);
    put(w, "}, \"coverage\": {\"bare_fraction\": ");
    put_quantity(w, r->coverage.bare_fraction);
    PUTF(w, ", \"bare_px\": %" PRId64 ", \"scalp_px\": %" PRId64 ", ", r->coverage.bare_px, r->coverage.scalp_px);
    put(w, "\"zones\": {\"frontal\": null, \"mid\": null, \"vertex\": null, \"left_temple\": null, \"right_temple\": null, "
           "\"left_side\": null, \"right_side\": null, \"occipital\": null}}, "
           "\"density\": {\"relative\": null}, \"hairline\": null, \"patches\": [], \"scale\": {\"mm_per_px\": null, \"source\": "
           "\"none\"}, ");
}

/* A photo that was not read: every key is there, nothing is known. */
static void put_empty_body(struct writer *w)
{
    put(w, "\"width_px\": null, \"height_px\": null, \"view\": null, \"quality\": null, \"landmarks\": null, \"coverage\": null, "
           "\"density\": null, \"hairline\": null, \"patches\": [], \"scale\": null, ");
}

static tsr_status finish(struct writer *w, char **out_text)
{
    if (w->st == TSR_OK) {
        *out_text = w->text.data;
    } else {
        tsri_buffer_release(&w->text);
    }
    return w->st;
}

tsr_status tsr_photo_json_format(
    const tsr_context *ctx, const tsr_photo_names *names, const tsr_photo_result *result, char **out_text, tsr_error *err)
{
    struct writer w = {.st = TSR_OK, .err = err};
    *out_text = NULL;
    if (!result && !names->error) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "a photo's line needs a result or an error");
    }
    tsri_buffer_init(&w.text, tsr_context_allocator(ctx));
    put(&w, "{\"photo\": ");
    put_string(&w, names->photo);
    put(&w, ", \"case\": ");
    put_string(&w, names->case_name);
    PUTF(&w, ", \"status\": \"%s\", \"reasons\": ", tsr_photo_status_name(result ? result->status : TSR_PHOTO_ERROR));
    if (result) {
        put_reasons(&w, result->reasons);
        put(&w, ", ");
        put_photo_body(&w, result);
    } else {
        put(&w, "[");
        put_string(&w, names->error);
        put(&w, "], ");
        put_empty_body(&w);
    }
    put(&w, "\"mask\": ");
    put_string(&w, names->mask);
    put(&w, ", \"finding\": {\"label\": \"undetermined\", \"probabilities\": null}}");
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
    struct writer w = {.st = TSR_OK, .err = err};
    *out_text = NULL;
    tsri_buffer_init(&w.text, tsr_context_allocator(ctx));
    put(&w, "{\"case\": ");
    put_string(&w, case_name);
    PUTF(&w, ", \"status\": \"%s\", \"photos\": [", tsr_photo_status_name(result->status));
    for (size_t i = 0; i < photo_count; i++) {
        put(&w, i ? ", " : "");
        if (photo_lines) {
            put(&w, photo_lines[i]);
        } else {
            put_string(&w, photos[i]);
        }
    }
    put(&w, "], \"coverage\": {\"bare_fraction\": ");
    put_quantity(&w, result->bare_fraction);
    put(&w, ", \"bare_cm2\": null}, \"salt\": null, \"pattern\": null, "
            "\"finding\": {\"label\": \"undetermined\", \"probabilities\": null, \"reasons\": []}, \"candidacy\": null, "
            "\"plan\": null}");
    return finish(&w, out_text);
}
