/* SPDX-License-Identifier: Apache-2.0
 * tonsure/report.h - a case's report for the person: PDF and HTML, in four languages. docs/report.md. */
#ifndef TSR_REPORT_H
#define TSR_REPORT_H

#include "tonsure/assess.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A picture of a report as a JPEG file without metadata. */
typedef struct tsr_report_picture {
    uint8_t *bytes;
    size_t size_bytes;
    int32_t width_px, height_px;
} tsr_report_picture;

/** A photo of a report. */
typedef struct tsr_report_photo {
    const char *name;               /* as people know it; NULL: none */
    const tsr_photo_result *result; /* NULL: not read */
    tsr_report_picture overlay;     /* bytes NULL: none */
    tsr_report_picture density;     /* of hair; likewise */
} tsr_report_photo;

/** What a report is made of. Borrowed; all but result may be NULL or zero. */
typedef struct tsr_report {
    const char *name; /* of the person; UTF-8 */
    tsr_date date;    /* of the photos: the report shows no other */
    const tsr_report_photo *photos;
    size_t photo_count;
    const tsr_case_result *result;
    const tsr_advice *advice; /* NULL: neither candidacy nor plan */
    const tsr_intake *intake;
    tsr_language language;
    tsr_paper paper;
} tsr_report;

/**
 * Draw a photo's pictures for a report, the overlay as tsr_overlay_format draws it, without its panel, in the assessment's
 * language.
 *
 * @param out  overlay and density are set, freed by tsr_report_photo_release
 * @return TSR_OK; TSR_E_INVALID_ARG the label map was dropped; TSR_E_NOMEM; TSR_E_BACKEND. Cost: about 70 ms.
 */
TSR_API TSR_NODISCARD tsr_status tsr_report_photo_draw(const tsr_context *ctx,
                                                       const tsr_assessment *assessment,
                                                       tsr_report_photo *out,
                                                       tsr_error *err);

/** Free the pictures; fine on a cleared one. */
TSR_API void tsr_report_photo_release(const tsr_context *ctx, tsr_report_photo *photo);

/**
 * The report as PDF: fonts embedded, tagged, nothing in it tells when it was made. The same input gives the same bytes on one
 * machine.
 *
 * @param out_bytes  freed by tsr_free
 * @return TSR_OK; TSR_E_INVALID_ARG no such language or paper; TSR_E_NOMEM; TSR_E_BACKEND. Cost: about 0.2 s.
 */
TSR_API TSR_NODISCARD tsr_status tsr_report_pdf_format(
    const tsr_context *ctx, const tsr_report *report, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** The same report as one HTML file that needs no other, NUL-terminated beyond its size. Cost: about 10 ms. */
TSR_API TSR_NODISCARD tsr_status tsr_report_html_format(
    const tsr_context *ctx, const tsr_report *report, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
