/* SPDX-License-Identifier: Apache-2.0
 * tonsure assess: the photos of one person, one result. */
#include <stdio.h>
#include <string.h>

#include "app/answer.h"
#include "app/command.h"
#include "app/exit.h"
#include "app/pictures.h"
#include "base/clock.h"
#include "base/file.h"
#include "tonsure/report.h"

static const char HELP[] =
    "Usage: tonsure assess [VIEW=]PHOTO... [-o DIR] [--json] [--scale-mm-per-px X | --marker-mm X]\n\n"
    "Measures the photos of one person, taken on one day. VIEW is front, top, left, right or back (left shows the\n"
    "person's left side); without it the view is recognised. Prints a short answer.\n\n"
    "  -o, --output DIR      write result.json, PHOTO.mask.png and PHOTO.overlay.png there\n"
    "  --overlay-format F    png or tiff (default png)\n"
    "  --json                print the result as JSON instead of text\n"
    "  --intake FILE         what the person says of themselves (docs/schema/intake.schema.json)\n"
    "  --clinic FILE         the clinic's own rates and rules (docs/schema/clinic.schema.json)\n"
    "  --from YYYY-MM-DD     day of the first session, for the calendar\n"
    "  --report              write report.pdf and report.html there too\n"
    "  --paper a4|letter     of the report; a4 without it\n"
    "  --name TEXT           of the person, on the report\n"
    "  --date YYYY-MM-DD     of the photos, on the report\n"
    "  --timing              print the time of each step, ms, to stderr\n";

static const uint64_t MAX_INTAKE_BYTES = 1 << 20;

enum { MOST_NAMED_TOGETHER = TSR_VIEW_COUNT - 1 }; /* photos: tsr_case_name_views */

enum {
    OPTION_JSON = OPTION_FIRST_OWN,
    OPTION_TIMING,
    OPTION_INTAKE,
    OPTION_CLINIC,
    OPTION_FROM,
    OPTION_REPORT,
    OPTION_PAPER,
    OPTION_NAME,
    OPTION_DATE
};

/* One photo of the command line with what became of it. */
struct item {
    const char *path, *name; /* name: the path without its folders */
    tsr_view view;
    tsr_photo_result result;
    tsr_error fault; /* why it was not read */
    bool read, has_mask;
    double read_ms;
    tsr_assessment *assessment; /* NULL: not read */
    char *line;                 /* its JSON */
    char *overlay_path;         /* NULL: not written */
    tsr_report_photo pictures;  /* for the report */
};

struct job {
    const tsr_context *ctx;
    tsr_worker *worker;
    common_options options;
    picture_options pictures;
    const char *output_dir;
    const char *intake_path;
    tsr_intake intake;
    tsr_date start; /* of the first session; all 0: not said */
    tsr_advice advice;
    bool json, timing, report;
    tsr_report report_options; /* name, date and paper */
    struct item *items;
    size_t count;
};

static const tsr_allocator *memory_of(const struct job *job)
{
    return tsr_context_allocator(job->ctx);
}

static struct item parse_argument(char *argument)
{
    photo_argument parsed = photo_argument_parse(argument);
    return (struct item){.path = parsed.path, .name = parsed.name, .view = parsed.view};
}

typedef tsr_status (*format_fn)(const tsr_context *, const tsr_assessment *, uint8_t **, size_t *, tsr_error *);

/* Write DIR/PHOTO<suffix>; format NULL: the layers that were asked for. *out_path is the caller's. */
static tsr_status write_picture(const struct job *job,
                                const struct item *item,
                                const tsr_assessment *a,
                                format_fn format,
                                const char *suffix,
                                char **out_path,
                                tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_path_join(memory_of(job), job->output_dir, item->name, suffix, out_path, err);
    if (st == TSR_OK) {
        st = format ? format(job->ctx, a, &bytes, &size_bytes, err)
                    : tsr_layers_format(job->ctx, a, job->pictures.layers, job->pictures.layer_count, &bytes, &size_bytes, err);
    }
    if (st == TSR_OK) {
        st = tsri_file_save(memory_of(job), *out_path, bytes, size_bytes, err);
    }
    tsr_free(job->ctx, bytes);
    return st;
}

static void print_timing(const struct item *item, tsr_timing t, double mask_ms, double overlay_ms)
{
    (void)fprintf(stderr, "%s: read %.1f decode %.1f parse %.1f measure %.1f mask %.1f overlay %.1f ms\n", item->name,
                  item->read_ms, t.decode_ms, t.parse_ms, t.measure_ms, mask_ms, overlay_ms);
}

static tsr_status
write_pictures(struct job *job, struct item *item, const tsr_assessment *a, double *mask_ms, double *overlay_ms, tsr_error *err)
{
    char *mask_path = NULL, *layers_path = NULL;
    double start_ms = tsri_clock_ms();
    tsr_status st = write_picture(job, item, a, tsr_mask_format, ".mask.png", &mask_path, err);
    tsr_free(job->ctx, mask_path);
    *mask_ms = tsri_clock_ms() - start_ms;
    if (st == TSR_OK) {
        start_ms = tsri_clock_ms();
        const bool tiff = job->pictures.overlay_tiff;
        st = write_picture(job, item, a, tiff ? tsr_overlay_tiff_format : tsr_overlay_format,
                           tiff ? ".overlay.tif" : ".overlay.png", &item->overlay_path, err);
        *overlay_ms = tsri_clock_ms() - start_ms;
    }
    if (st == TSR_OK && job->pictures.layer_count > 0) {
        st = write_picture(job, item, a, NULL, ".layers.tif", &layers_path, err);
    }
    tsr_free(job->ctx, layers_path);
    return st;
}

static void assess_item(struct job *job, struct item *item)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    double start_ms = tsri_clock_ms();
    tsr_assess_params params = job->options.assess;
    params.view = item->view;
    params.language = job->pictures.language;
    tsr_status st = tsri_file_read(memory_of(job), item->path, tsr_context_limits(job->ctx)->max_file_bytes, &bytes, &size_bytes,
                                   &item->fault);
    item->read_ms = tsri_clock_ms() - start_ms;
    if (st == TSR_OK) {
        st = tsr_photo_assess(job->worker, bytes, size_bytes, &params, &item->assessment, &item->fault);
    }
    tsr_free(job->ctx, bytes);
    item->read = st == TSR_OK;
    if (item->read) {
        item->result = *tsr_assessment_result(item->assessment);
    } else {
        complain("%s: %s", item->path, item->fault.message);
    }
}

/* Measure what hangs on the view as it was named, write the photo's pictures and let its pixels go. @return false: output failed.
 */
static bool settle_item(struct job *job, struct item *item)
{
    double mask_ms = 0, overlay_ms = 0;
    tsr_error err = {0};
    tsr_status st = tsr_assessment_name_view(job->worker, item->assessment, &item->result.view, &err);
    item->result = *tsr_assessment_result(item->assessment);
    if (st == TSR_OK && job->output_dir) {
        pictures_anonymise(&job->pictures, item->name, item->assessment);
        st = write_pictures(job, item, item->assessment, &mask_ms, &overlay_ms, &err);
        item->has_mask = st == TSR_OK;
    }
    if (st == TSR_OK && job->report) {
        st = tsr_report_photo_draw(job->ctx, item->assessment, &item->pictures, &err);
    }
    if (st != TSR_OK) {
        complain("%s: %s", job->output_dir ? job->output_dir : item->path, err.message);
    }
    if (job->timing) {
        print_timing(item, tsr_assessment_timing(item->assessment), mask_ms, overlay_ms);
    }
    tsr_assessment_destroy(&item->assessment);
    return st == TSR_OK;
}

/* Make the photo's line; a photo that could not be read has one too. */
static bool format_line(const struct job *job, struct item *item)
{
    tsr_error err = {0};
    char mask_name[512];
    (void)snprintf(mask_name, sizeof mask_name, "%s.mask.png", item->name);
    const tsr_photo_names names = {
        .photo = item->name, .mask = item->has_mask ? mask_name : NULL, .error = item->read ? NULL : item->fault.message};
    tsr_status st = tsr_photo_json_format(job->ctx, &names, item->read ? &item->result : NULL, &item->line, &err);
    if (st != TSR_OK) {
        complain("%s", err.message);
    }
    return st == TSR_OK;
}

/* Format the case with its photos; print or save it. */
static bool finish_case(const struct job *job, const tsr_case_result *result, const tsr_advice *advice, const char *const *lines)
{
    char *text = NULL, *path = NULL;
    tsr_error err = {0};
    tsr_status st = tsr_case_json_format(job->ctx, NULL, NULL, lines, job->count, result, advice, &text, &err);
    if (st == TSR_OK && job->json) {
        (void)printf("%s\n", text);
    }
    if (st == TSR_OK && job->output_dir) {
        st = tsri_path_join(memory_of(job), job->output_dir, "result.json", "", &path, &err);
        if (st == TSR_OK) {
            size_t length = strlen(text);
            text[length] = '\n'; /* over the NUL: the file ends in a newline */
            st = tsri_file_save(memory_of(job), path, text, length + 1, &err);
        }
    }
    if (st != TSR_OK) {
        complain("result.json: %s", err.message);
    }
    tsr_free(job->ctx, path);
    tsr_free(job->ctx, text);
    return st == TSR_OK;
}

typedef tsr_status (*report_fn)(const tsr_context *, const tsr_report *, uint8_t **, size_t *, tsr_error *);

static tsr_status save_report(const struct job *job, const tsr_report *report, report_fn format, const char *name, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *path = NULL;
    tsr_status st = format(job->ctx, report, &bytes, &size_bytes, err);
    if (st == TSR_OK) {
        st = tsri_path_join(memory_of(job), job->output_dir, name, "", &path, err);
    }
    if (st == TSR_OK) {
        st = tsri_file_save(memory_of(job), path, bytes, size_bytes, err);
    }
    tsr_free(job->ctx, path);
    tsr_free(job->ctx, bytes);
    return st;
}

static bool write_report(struct job *job, const tsr_case_result *result)
{
    tsr_report_photo *photos = NULL;
    tsr_error err = {0};
    double start_ms = tsri_clock_ms();
    tsr_status st = tsri_alloc_zero(memory_of(job), job->count, sizeof *photos, &photos, &err);
    if (st == TSR_OK) {
        tsr_report report = job->report_options;
        for (size_t i = 0; i < job->count; i++) {
            photos[i] = job->items[i].pictures;
            photos[i].name = job->items[i].name;
            photos[i].result = job->items[i].read ? &job->items[i].result : NULL;
        }
        report.language = job->pictures.language;
        report.photos = photos;
        report.photo_count = job->count;
        report.result = result;
        report.advice = &job->advice;
        report.intake = &job->intake;
        st = save_report(job, &report, tsr_report_pdf_format, "report.pdf", &err);
        st = st == TSR_OK ? save_report(job, &report, tsr_report_html_format, "report.html", &err) : st;
    }
    tsri_free(memory_of(job), photos);
    if (st != TSR_OK) {
        complain("report: %s", err.message);
    } else if (job->timing) {
        (void)fprintf(stderr, "report %.1f ms\n", tsri_clock_ms() - start_ms);
    }
    return st == TSR_OK;
}

static int run(struct job *job)
{
    const char **lines = NULL;
    tsr_photo_result **results = NULL;
    tsr_error err = {0};
    bool all_read = true, ok = true;
    if (tsri_alloc_zero(memory_of(job), job->count, sizeof *lines, &lines, &err) != TSR_OK ||
        tsri_alloc_zero(memory_of(job), job->count, sizeof *results, &results, &err) != TSR_OK ||
        (job->output_dir && tsri_make_folders(memory_of(job), job->output_dir, &err) != TSR_OK)) {
        complain("%s: %s", job->output_dir ? job->output_dir : "assess", err.message);
        ok = false;
    }
    for (size_t i = 0; ok && i < job->count; i++) {
        struct item *item = &job->items[i];
        assess_item(job, item);
        all_read = all_read && item->read;
        results[i] = item->read ? &item->result : NULL;
        if (item->read && job->count > MOST_NAMED_TOGETHER) {
            ok = settle_item(job, item); /* nothing to wait for */
        }
    }
    if (ok) {
        tsr_case_name_views(results, job->count);
    }
    for (size_t i = 0; ok && i < job->count; i++) {
        struct item *item = &job->items[i];
        ok = !item->assessment || settle_item(job, item);
        ok = ok && format_line(job, item);
        lines[i] = item->line;
        if (ok && !job->json && item->read) { /* of one not read, stderr has said why */
            answer_print_photo(item->name, &item->result, item->overlay_path);
        }
    }
    tsr_case_result result = {0};
    if (ok) {
        const tsr_photo_result *const *photos = (const tsr_photo_result *const *)results;
        result = tsr_case_assess(photos, job->count);
        ok = tsr_case_judge(job->ctx, photos, job->count, &job->intake, &result, &err) == TSR_OK &&
             tsr_case_advise(job->ctx, photos, job->count, &result, &job->intake, job->start, &job->advice, &err) == TSR_OK;
        if (!ok) {
            complain("%s", err.message);
        }
        ok = ok && finish_case(job, &result, &job->advice, lines) && (!job->report || write_report(job, &result));
        if (ok && !job->json) {
            answer_print_case(&result, &job->advice, job->count);
        }
    }
    tsri_free(memory_of(job), lines);
    tsri_free(memory_of(job), results);
    if (!ok || !all_read) {
        return EXIT_FAILED;
    }
    return result.status == TSR_PHOTO_OK ? EXIT_ASSESSED : EXIT_NOT_ASSESSABLE;
}

/* YYYY-MM-DD; whether it is a day of the calendar the plan will say. */
static bool take_date(const char *option, const char *text, tsr_date *out)
{
    int year, month, day, length = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || text[length] || length != 10) {
        complain("%s takes a day as 2026-03-31, not \"%s\"", option, text);
        return false;
    }
    *out = (tsr_date){year, month, day};
    return true;
}

static bool read_intake(struct job *job)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_error err = {0};
    tsr_status st =
        job->intake_path ? tsri_file_read(memory_of(job), job->intake_path, MAX_INTAKE_BYTES, &bytes, &size_bytes, &err) : TSR_OK;
    if (st == TSR_OK && job->intake_path) {
        st = tsr_intake_parse((const char *)bytes, size_bytes, &job->intake, &err);
    }
    tsri_free(memory_of(job), bytes);
    if (st != TSR_OK) {
        complain("%s: %s", job->intake_path, err.message);
    }
    return st == TSR_OK;
}

static bool take_report_option(struct job *job, int code, const char *value)
{
    tsr_report *report = &job->report_options;
    if (code == OPTION_REPORT) {
        job->report = true;
    } else if (code == OPTION_NAME) {
        report->name = value;
    } else if (code == OPTION_DATE) {
        return take_date("--date", value, &report->date);
    } else if (code == OPTION_PAPER) {
        report->paper = strcmp(value, "letter") == 0 ? TSR_PAPER_LETTER : TSR_PAPER_A4;
        if (strcmp(value, "letter") != 0 && strcmp(value, "a4") != 0) {
            complain("--paper takes a4 or letter, not \"%s\"", value);
            return false;
        }
    }
    return true;
}

static bool take_options(int argc, char **argv, struct job *job, int *out_exit)
{
    static const struct option LONG[] = {
        COMMON_LONG_OPTIONS,
        PICTURE_LONG_OPTIONS,
        {"overlay-format", required_argument, NULL, OPTION_OVERLAY_FORMAT},
        {"output", required_argument, NULL, 'o'},
        {"json", no_argument, NULL, OPTION_JSON},
        {"timing", no_argument, NULL, OPTION_TIMING},
        {"intake", required_argument, NULL, OPTION_INTAKE},
        {"clinic", required_argument, NULL, OPTION_CLINIC},
        {"from", required_argument, NULL, OPTION_FROM},
        {"report", no_argument, NULL, OPTION_REPORT},
        {"paper", required_argument, NULL, OPTION_PAPER},
        {"name", required_argument, NULL, OPTION_NAME},
        {"date", required_argument, NULL, OPTION_DATE},
        {0},
    };
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        bool known;
        if (code == 'h') {
            (void)printf("%s%s\n%s", HELP, PICTURE_HELP, COMMON_HELP);
            *out_exit = EXIT_ASSESSED;
            return false;
        }
        if (code == 'o') {
            job->output_dir = optarg;
        } else if (code == OPTION_JSON) {
            job->json = true;
        } else if (code == OPTION_TIMING) {
            job->timing = true;
        } else if (code == OPTION_INTAKE) {
            job->intake_path = optarg;
        } else if (code == OPTION_CLINIC) {
            job->options.context.clinic_path = optarg;
        } else if (code == OPTION_FROM) {
            if (!take_date("--from", optarg, &job->start)) {
                *out_exit = EXIT_USAGE;
                return false;
            }
        } else if (code >= OPTION_REPORT && code <= OPTION_DATE) {
            if (!take_report_option(job, code, optarg)) {
                *out_exit = EXIT_USAGE;
                return false;
            }
        } else if (!picture_option_take(&job->pictures, code, optarg, &known) ||
                   (!known && !common_option_take(&job->options, code, optarg))) {
            *out_exit = EXIT_USAGE;
            return false;
        }
    }
    if (optind < argc && job->report && !job->output_dir) {
        complain("--report needs a folder: -o DIR");
        *out_exit = EXIT_USAGE;
        return false;
    }
    if (optind >= argc || (job->output_dir && !job->output_dir[0])) {
        (void)fprintf(stderr, "%s%s\n%s", HELP, PICTURE_HELP, COMMON_HELP);
        *out_exit = EXIT_USAGE;
        return false;
    }
    return true;
}

int cmd_assess(int argc, char **argv)
{
    struct job job = {0};
    tsr_context *ctx = NULL;
    tsr_error err = {0};
    int code = EXIT_FAILED;
    if (!take_options(argc, argv, &job, &code)) {
        return code;
    }
    if (!engine_open(&job.options, &ctx, &job.worker)) {
        return EXIT_FAILED;
    }
    job.ctx = ctx;
    job.count = (size_t)(argc - optind);
    if (tsri_alloc_zero(memory_of(&job), job.count, sizeof *job.items, &job.items, &err) != TSR_OK) {
        complain("%s", err.message);
    } else {
        for (size_t i = 0; i < job.count; i++) {
            job.items[i] = parse_argument(argv[optind + (int)i]);
        }
        code = !photo_names_differ(argv + optind, job.count) ? EXIT_USAGE : read_intake(&job) ? run(&job) : EXIT_FAILED;
        for (size_t i = 0; i < job.count; i++) {
            tsr_assessment_destroy(&job.items[i].assessment);
            tsr_free(ctx, job.items[i].line);
            tsr_free(ctx, job.items[i].overlay_path);
            tsr_report_photo_release(ctx, &job.items[i].pictures);
        }
        tsri_free(memory_of(&job), job.items);
    }
    engine_close(&ctx, &job.worker);
    return code;
}
