/* SPDX-License-Identifier: Apache-2.0
 *
 * The pictures of a simulation: each bears its mark on the photo and a caption below that says what it is, so that it is not
 * taken for a photograph of a result. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "image/encode.h"
#include "output/canvas.h"
#include "output/simulate_frames.h"

enum { MIN_WIDTH_PX = 560, INK_RGB = 0x1A1A1A, FAINT_RGB = 0x5F6368, LINE_RGB = 0xDADCE0, LIGHT_RGB = 0xFFFFFF };

static const double LINE_EM = 1.45, MARGIN_EM = 1.2;

const char *tsri_sim_say(const tsr_simulation *s, tsri_text_key key)
{
    return tsri_text_of(s->info.language, key);
}

tsri_phrase tsri_sim_count(const tsr_simulation *s, int64_t value)
{
    return tsri_phrase_number(s->info.language, (double)value, 0, false);
}

/* Write a text in lines no wider than width_px, or only count them where `draw` is false. Returns the number of lines. */
static int wrap(tsri_canvas *canvas, const char *text, double x_px, double y_px, double width_px, double em_px, bool draw)
{
    char line[2 * TSRI_PHRASE_BYTES];
    int lines = 0;
    while (*text) {
        size_t fits = 0, length = strlen(text);
        for (size_t end = 0; end <= length && end < sizeof line; end++) {
            if (text[end] == ' ' || text[end] == '\0') {
                (void)snprintf(line, sizeof line, "%.*s", (int)end, text);
                if (fits > 0 && tsri_canvas_text_width(canvas, line, em_px, TSRI_WEIGHT_NORMAL) > width_px) {
                    break;
                }
                fits = end;
            }
        }
        fits = fits > 0 ? fits : length < sizeof line - 1 ? length : sizeof line - 1;
        (void)snprintf(line, sizeof line, "%.*s", (int)fits, text);
        if (draw) {
            tsri_canvas_text(canvas, line, x_px, y_px + lines * LINE_EM * em_px, em_px, TSRI_WEIGHT_NORMAL, FAINT_RGB);
        }
        lines++;
        text += fits;
        text += *text == ' ';
    }
    return lines;
}

static void draw_mark(tsri_canvas *canvas, const char *mark, double x_px, double em_px)
{
    double size_px = 1.25 * em_px, width_px = tsri_canvas_text_width(canvas, mark, size_px, TSRI_WEIGHT_BOLD);
    tsri_canvas_fill(canvas, x_px + 0.8 * em_px, 0.8 * em_px, width_px + 1.2 * em_px, 2.1 * em_px, 0.4 * em_px, LIGHT_RGB, 0.88);
    tsri_canvas_text(canvas, mark, x_px + 1.4 * em_px, 2.3 * em_px, size_px, TSRI_WEIGHT_BOLD, INK_RGB);
}

/* All that stands below a title; returns lines of small text. */
static int
captions(tsri_canvas *canvas, const tsr_simulation *s, int32_t session, double top_px, double width_px, double em_px, bool draw)
{
    char text[2 * TSRI_PHRASE_BYTES], seed[24];
    const tsr_simulation_info *info = &s->info;
    double x_px = MARGIN_EM * em_px, room_px = width_px - 2 * x_px, step_px = LINE_EM * em_px;
    (void)snprintf(text, sizeof text, "%s %s",
                   tsri_sim_say(s, (tsri_text_key)(TSRI_TEXT_SIMULATION_LOOK_BUZZ + (int)info->style)),
                   tsri_sim_say(s, TSRI_TEXT_SIMULATION_WARNING));
    int lines = wrap(canvas, text, x_px, top_px, room_px, em_px, draw);
    for (int i = 0; i < TSR_SIMULATION_NOTE_COUNT; i++) {
        if (info->notes & (uint32_t)1 << i) {
            const char *note = tsri_sim_say(s, (tsri_text_key)(TSRI_TEXT_SIMULATION_NOTE_ASSUMED_SCALE + i));
            lines += wrap(canvas, note, x_px, top_px + lines * step_px, room_px, em_px, draw);
        }
    }
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)info->seed);
    const tsri_phrase foot = tsri_phrase_with(info->language, TSRI_TEXT_SIMULATION_FOOT, tsr_version(),
                                              tsri_sim_count(s, info->dots[session - 1]).text, seed, NULL);
    return lines + wrap(canvas, foot.text, x_px, top_px + lines * step_px, room_px, em_px, draw);
}

static tsr_status resized(const tsri_image *from, double k, tsri_image *out, tsr_error *err)
{
    int32_t w = (int32_t)fmax(1, floor(from->width_px * k + 0.5)), h = (int32_t)fmax(1, floor(from->height_px * k + 0.5));
    tsr_status st = tsri_image_init(out, from->memory, w, h, 3, err);
    if (st == TSR_OK) {
        st = tsr_cv_resize_u8(tsri_image_view(from), (tsri_span_u8){out->data, w, h, 3, (size_t)w * 3}, err);
    }
    return st;
}

static tsr_status
caption_lines(const tsr_simulation *s, int32_t session, double width_px, double em_px, int *out_lines, tsr_error *err)
{
    tsri_canvas *probe = NULL;
    tsr_status st = tsri_canvas_create(s->memory, 1, 1, &probe, err);
    *out_lines = st == TSR_OK ? captions(probe, s, session, 0, width_px, em_px, false) : 0;
    tsri_canvas_destroy(&probe);
    return st;
}

tsr_status tsri_sim_sheet(const tsr_simulation *s,
                          int32_t session,
                          const tsri_image *pictures,
                          const char *const *marks,
                          int count,
                          const char *title,
                          tsri_image *out,
                          tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_canvas *canvas = NULL;
    tsri_image small = {0};
    int lines = 0;
    double width = (double)count * pictures[0].width_px, height = pictures[0].height_px;
    double k = fmax(1, MIN_WIDTH_PX / width);
    k = fmin(k, fmin(TSR_SIMULATION_LONG_SIDE_PX / width, 0.75 * TSR_SIMULATION_LONG_SIDE_PX / height));
    int32_t each_px = (int32_t)fmax(1, floor(pictures[0].width_px * k + 0.5)), sheet_px = each_px * count;
    double em_px = fmax(13, fmin(sheet_px / 56.0, 22));
    TSRI_TRY(caption_lines(s, session, sheet_px, em_px, &lines, err));
    double panel_px = (2.9 + LINE_EM * lines + 1.2) * em_px;
    int32_t photo_px = (int32_t)fmax(1, floor(height * k + 0.5));
    TSRI_TRY(tsri_canvas_create(s->memory, sheet_px, photo_px + (int32_t)ceil(panel_px), &canvas, err));
    for (int i = 0; i < count; i++) {
        TSRI_TRY(resized(&pictures[i], k, &small, err));
        tsri_canvas_put_image(canvas, tsri_image_view(&small), i * each_px, 0);
        tsri_image_release(&small);
        draw_mark(canvas, marks[i], (double)i * each_px, em_px);
    }
    tsri_canvas_fill(canvas, 0, photo_px, sheet_px, 0.12 * em_px, 0, LINE_RGB, 1);
    tsri_canvas_text(canvas, title, MARGIN_EM * em_px, photo_px + 2.1 * em_px, 1.35 * em_px, TSRI_WEIGHT_BOLD, INK_RGB);
    captions(canvas, s, session, photo_px + 3.9 * em_px, sheet_px, em_px, true);
    TSRI_TRY(tsri_canvas_read(canvas, out, err));
done:
    tsri_image_release(&small);
    tsri_canvas_destroy(&canvas);
    return st;
}

tsr_status tsri_sim_marked(const tsr_simulation *s, int32_t session, int32_t long_side_px, tsri_image *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_canvas *canvas = NULL;
    tsri_image picture = {0}, small = {0};
    if (session > 0) {
        TSRI_TRY(tsri_simulation_render(s, session, &picture, err));
    }
    const tsri_image *from = session > 0 ? &picture : &s->picture;
    int32_t side = from->width_px > from->height_px ? from->width_px : from->height_px;
    TSRI_TRY(resized(from, (double)long_side_px / (side > long_side_px ? side : long_side_px), &small, err));
    TSRI_TRY(tsri_canvas_create(s->memory, small.width_px, small.height_px, &canvas, err));
    tsri_canvas_put_image(canvas, tsri_image_view(&small), 0, 0);
    if (session > 0) {
        double em_px = fmax(9, small.width_px / 52.0); /* at the right, where the slider shows it longest */
        const char *mark = tsri_sim_say(s, TSRI_TEXT_SIMULATION_MARK);
        double mark_px = tsri_canvas_text_width(canvas, mark, 1.25 * em_px, TSRI_WEIGHT_BOLD) + 2.8 * em_px;
        draw_mark(canvas, mark, fmax(0, small.width_px - mark_px), em_px);
    }
    TSRI_TRY(tsri_canvas_read(canvas, out, err));
done:
    tsri_image_release(&picture);
    tsri_image_release(&small);
    tsri_canvas_destroy(&canvas);
    return st;
}

static tsr_status encode(const tsr_context *ctx, tsri_image *sheet, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsr_status st =
        tsri_png_encode(tsri_image_view(sheet), TSRI_PNG_LEVEL_RUNS, tsr_context_allocator(ctx), out_bytes, out_size_bytes, err);
    tsri_image_release(sheet);
    return st;
}

tsr_status tsr_simulation_frame_format(
    const tsr_context *ctx, const tsr_simulation *s, int32_t session, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_image picture = {0}, sheet = {0};
    const char *mark = tsri_sim_say(s, TSRI_TEXT_SIMULATION_MARK);
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (session < 1 || session > s->info.sessions) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "session %d is not one of 1 to %d", (int)session, (int)s->info.sessions);
    }
    const tsri_phrase title =
        tsri_phrase_with(s->info.language, TSRI_TEXT_SIMULATION_SESSION_TITLE, tsri_sim_count(s, session).text,
                         tsri_sim_count(s, s->info.sessions).text, NULL, NULL);
    tsr_status st = tsri_simulation_render(s, session, &picture, err);
    if (st == TSR_OK) {
        st = tsri_sim_sheet(s, session, &picture, &mark, 1, title.text, &sheet, err);
    }
    tsri_image_release(&picture);
    return st == TSR_OK ? encode(ctx, &sheet, out_bytes, out_size_bytes, err) : st;
}

tsr_status tsr_simulation_pair_format(
    const tsr_context *ctx, const tsr_simulation *s, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_image sheet = {0}, pictures[2] = {s->picture, {0}};
    const char *const marks[2] = {tsri_sim_say(s, TSRI_TEXT_SIMULATION_BEFORE_MARK), tsri_sim_say(s, TSRI_TEXT_SIMULATION_MARK)};
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = tsri_simulation_render(s, s->info.sessions, &pictures[1], err);
    if (st == TSR_OK) {
        st = tsri_sim_sheet(s, s->info.sessions, pictures, marks, 2, tsri_sim_say(s, TSRI_TEXT_SIMULATION_PAIR_TITLE), &sheet,
                            err);
    }
    tsri_image_release(&pictures[1]); /* the first is the simulation's */
    return st == TSR_OK ? encode(ctx, &sheet, out_bytes, out_size_bytes, err) : st;
}
