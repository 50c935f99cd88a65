/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "app/batch/batch.h"
#include "base/csv.h"
#include "base/fail.h"

const char BATCH_SUMMARY_HEAD[] =
    "photo,case,status,reasons,view,view_probability,bare_fraction,bare_fraction_lo,bare_fraction_hi,bare_px,"
    "scalp_px,width_px,height_px\n";

static void put_reasons(tsri_text *row, const batch_photo *photo)
{
    const char *between = "";
    if (!photo->read) {
        tsri_csv_put(row, photo->fault.message);
        return;
    }
    for (uint32_t bit = 1; bit && bit <= photo->result.reasons; bit <<= 1) {
        if (photo->result.reasons & bit) {
            tsri_text_printf(row, "%s%s", between, tsr_reason_name(bit));
            between = " ";
        }
    }
}

static void put_summary(tsri_text *row, const batch_entry *entry, const batch_photo *photo)
{
    const tsr_photo_result *r = &photo->result;
    tsr_quantity q = r->coverage.bare_fraction;
    tsri_csv_put(row, entry->photo);
    tsri_text_put(row, ",");
    tsri_csv_put(row, entry->case_name);
    tsri_text_printf(row, ",%s,", tsr_photo_status_name(photo->read ? r->status : TSR_PHOTO_ERROR));
    put_reasons(row, photo);
    if (!photo->read) {
        tsri_text_put(row, ",,,,,,,,,\n");
        return;
    }
    tsri_text_printf(row, ",%s,%.4f,", tsr_view_name(r->view.label), r->view.probability);
    if (q.known) {
        tsri_text_printf(row, "%.4f,%.4f,%.4f", q.value, q.lo, q.hi);
    } else {
        tsri_text_put(row, ",,");
    }
    tsri_text_printf(row, ",%" PRId64 ",%" PRId64 ",%" PRId32 ",%" PRId32 "\n", r->coverage.bare_px, r->coverage.scalp_px,
                     r->width_px, r->height_px);
}

tsr_status batch_mask_name(const tsr_allocator *memory, const char *photo, char **out, tsr_error *err)
{
    return tsri_path_join(memory, "masks", photo, ".png", out, err);
}

tsr_status
batch_photo_format(const tsr_context *ctx, const batch_entry *entry, const batch_photo *photo, tsri_text texts[3], tsr_error *err)
{
    const tsr_allocator *memory = tsr_context_allocator(ctx);
    char *line = NULL, *mask = NULL;
    tsr_status st = TSR_OK;
    if (photo->has_mask) {
        TSRI_TRY(batch_mask_name(memory, entry->photo, &mask, err));
    }
    const tsr_photo_names names = {entry->photo, entry->case_name, mask, photo->read ? NULL : photo->fault.message};
    TSRI_TRY(tsr_photo_json_format(ctx, &names, photo->read ? &photo->result : NULL, &line, err));
    tsri_text_put(&texts[0], line);
    tsri_text_put(&texts[0], "\n");
    put_summary(&texts[1], entry, photo);
    tsri_text_printf(&texts[2], "{\"decode_ms\": %.2f, \"parse_ms\": %.2f, \"measure_ms\": %.2f}\n", photo->timing.decode_ms,
                     photo->timing.parse_ms, photo->timing.measure_ms);
    for (int i = 0; st == TSR_OK && i < 3; i++) {
        st = texts[i].st;
    }
done:
    tsr_free(ctx, line);
    tsri_free(memory, mask);
    return st;
}

tsr_status batch_case_format(
    const tsr_context *ctx, batch_entry *const *entries, const batch_photo *photos, size_t count, tsri_text *out, tsr_error *err)
{
    const tsr_allocator *memory = tsr_context_allocator(ctx);
    const char **names = NULL;
    const tsr_photo_result **results = NULL;
    char *line = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc(memory, count, sizeof *names, &names, err));
    TSRI_TRY(tsri_alloc(memory, count, sizeof *results, &results, err));
    for (size_t i = 0; i < count; i++) {
        names[i] = entries[i]->photo;
        results[i] = photos[i].read ? &photos[i].result : NULL;
    }
    tsr_case_result result = tsr_case_assess(results, count);
    TSRI_TRY(tsr_case_judge(ctx, results, count, NULL, &result, err));
    tsr_advice advice;
    TSRI_TRY(tsr_case_advise(ctx, results, count, &result, NULL, (tsr_date){0, 0, 0}, &advice, err));
    TSRI_TRY(tsr_case_json_format(ctx, entries[0]->case_name, names, NULL, count, &result, &advice, &line, err));
    tsri_text_put(out, line);
    tsri_text_put(out, "\n");
    st = out->st;
done:
    tsr_free(ctx, line);
    tsri_free(memory, names);
    tsri_free(memory, results);
    return st;
}
