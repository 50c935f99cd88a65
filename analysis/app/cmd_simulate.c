/* SPDX-License-Identifier: Apache-2.0
 * tonsure simulate: the look after scalp micropigmentation. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"
#include "base/file.h"
#include "tonsure/simulate.h"

static const char HELP[] =
    "Usage: tonsure simulate [VIEW=]PHOTO... -o DIR [--style STYLE] [--sessions N] [--seed N]\n\n"
    "Shows what scalp micropigmentation would look like on the head of a photo. VIEW is front, top, left, right or back;\n"
    "without it the view is recognised. Every picture is marked as a simulation.\n\n"
    "  -o, --output DIR      write PHOTO.after.png, PHOTO.before-after.png, PHOTO.session-1.png and so on, and\n"
    "                        PHOTO.simulation.html, a page with a slider, there; long side at most 2048 px\n"
    "  --style STYLE         buzz      all bare scalp up to a natural hairline (default)\n"
    "                        density   scalp that shows between hair\n"
    "                        hairline  a band behind the front hairline\n"
    "                        scar      bare patches and scars\n"
    "  --sessions N          sessions of the treatment, 1 to 8 (default 3)\n"
    "  --seed N              another arrangement of the dots (default 0)\n"
    "  --lang en|de|es|tr    of the words on pictures and page; English without it\n\n";

enum { OPTION_STYLE = OPTION_FIRST_OWN, OPTION_SESSIONS, OPTION_SEED, OPTION_LANG };

struct job {
    tsr_context *ctx;
    tsr_worker *worker;
    common_options options;
    tsr_simulation_params params;
    const char *output_dir;
};

typedef tsr_status (*format_fn)(const tsr_context *, const tsr_simulation *, uint8_t **, size_t *, tsr_error *);

/* Save DIR/NAME<suffix> and give the bytes back. */
static tsr_status
save(const struct job *job, const char *name, const char *suffix, uint8_t *bytes, size_t size_bytes, tsr_error *err)
{
    const tsr_allocator *memory = tsr_context_allocator(job->ctx);
    char *path = NULL;
    tsr_status st = tsri_path_join(memory, job->output_dir, name, suffix, &path, err);
    if (st == TSR_OK) {
        st = tsri_file_save(memory, path, bytes, size_bytes, err);
    }
    tsr_free(job->ctx, path);
    tsr_free(job->ctx, bytes);
    return st;
}

static tsr_status
write_one(const struct job *job, const tsr_simulation *s, const char *name, format_fn format, const char *suffix, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = format(job->ctx, s, &bytes, &size_bytes, err);
    return st == TSR_OK ? save(job, name, suffix, bytes, size_bytes, err) : st;
}

/* A frame a session; the last is also the picture of after. */
static tsr_status write_frames(const struct job *job, const tsr_simulation *s, const char *name, tsr_error *err)
{
    tsr_status st = TSR_OK;
    char suffix[32];
    for (int32_t session = 1; st == TSR_OK && session <= tsr_simulation_get_info(s)->sessions; session++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        (void)snprintf(suffix, sizeof suffix, ".session-%d.png", (int)session);
        st = tsr_simulation_frame_format(job->ctx, s, session, &bytes, &size_bytes, err);
        st = st == TSR_OK ? save(job, name, suffix, bytes, size_bytes, err) : st;
    }
    return st;
}

static tsr_status
format_after(const tsr_context *ctx, const tsr_simulation *s, uint8_t **bytes, size_t *size_bytes, tsr_error *err)
{
    return tsr_simulation_frame_format(ctx, s, tsr_simulation_get_info(s)->sessions, bytes, size_bytes, err);
}

static tsr_status write_all(const struct job *job, const tsr_simulation *s, const char *name, tsr_error *err)
{
    tsr_status st = write_frames(job, s, name, err);
    st = st == TSR_OK ? write_one(job, s, name, format_after, ".after.png", err) : st;
    st = st == TSR_OK ? write_one(job, s, name, tsr_simulation_pair_format, ".before-after.png", err) : st;
    return st == TSR_OK ? write_one(job, s, name, tsr_simulation_page_format, ".simulation.html", err) : st;
}

static void print_answer(const char *name, const tsr_simulation *s)
{
    const tsr_simulation_info *info = tsr_simulation_get_info(s);
    (void)printf("%s\n  style %s, %d session%s, seed %llu: %lld dots in view, on %.0f %% of the scalp in view\n", name,
                 tsr_simulation_style_name(info->style), (int)info->sessions, info->sessions == 1 ? "" : "s",
                 (unsigned long long)info->seed, (long long)info->dots[info->sessions - 1], 100 * info->treated_fraction);
    for (uint32_t bit = 1; bit < (uint32_t)1 << TSR_SIMULATION_NOTE_COUNT; bit <<= 1) {
        if (info->notes & bit) {
            (void)printf("  %s\n", tsr_simulation_note_text(bit));
        }
    }
}

/* Why a photo shows nothing to simulate. */
static void print_nothing(const struct job *job, const char *name, const tsr_photo_result *result)
{
    (void)printf("%s\n  nothing to simulate: ", name);
    if (result->status == TSR_PHOTO_OK) {
        (void)printf("no bare scalp in view for the style \"%s\"\n", tsr_simulation_style_name(job->params.style));
        return;
    }
    for (uint32_t bit = 1; bit && bit <= result->reasons; bit <<= 1) {
        if (result->reasons & bit) {
            (void)printf("%s\n", tsr_reason_advice(bit));
            return;
        }
    }
}

/* @return an exit code */
static int simulate(const struct job *job, const photo_argument *photo)
{
    const tsr_allocator *memory = tsr_context_allocator(job->ctx);
    tsr_assess_params assess = job->options.assess;
    tsr_assessment *assessment = NULL;
    tsr_simulation *s = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_error err = {0};
    assess.view = photo->view;
    tsr_status st = tsri_file_read(memory, photo->path, tsr_context_limits(job->ctx)->max_file_bytes, &bytes, &size_bytes, &err);
    if (st == TSR_OK) {
        st = tsr_photo_assess(job->worker, bytes, size_bytes, &assess, &assessment, &err);
    }
    if (st == TSR_OK) {
        st = tsr_simulation_create(job->ctx, assessment, bytes, size_bytes, assess.page, assess.allow_truncated, &job->params, &s,
                                   &err);
    }
    tsr_free(job->ctx, bytes);
    if (st == TSR_OK && s) {
        print_answer(photo->name, s);
        st = write_all(job, s, photo->name, &err);
    } else if (st == TSR_OK) {
        print_nothing(job, photo->name, tsr_assessment_result(assessment));
    }
    int code = st != TSR_OK ? EXIT_FAILED : s ? EXIT_ASSESSED : EXIT_NOT_ASSESSABLE;
    if (st != TSR_OK) {
        complain("%s: %s", photo->path, err.message);
    }
    tsr_simulation_destroy(&s);
    tsr_assessment_destroy(&assessment);
    return code;
}

static bool take_option(struct job *job, int code, const char *value)
{
    unsigned long long n = 0;
    switch (code) {
    case 'o':
        job->output_dir = value;
        return true;
    case OPTION_STYLE:
        if (!tsr_simulation_style_parse(value, &job->params.style)) {
            complain("--style takes buzz, density, hairline or scar, not \"%s\"", value);
            return false;
        }
        return true;
    case OPTION_SESSIONS:
        if (!parse_number("--sessions", value, 1, TSR_SIMULATION_MAX_SESSIONS, &n)) {
            return false;
        }
        job->params.sessions = (int32_t)n;
        return true;
    case OPTION_SEED:
        if (!parse_number("--seed", value, 0, UINT64_MAX, &n)) {
            return false;
        }
        job->params.seed = n;
        return true;
    case OPTION_LANG:
        return parse_language(value, &job->options.assess.language);
    default:
        return common_option_take(&job->options, code, value);
    }
}

/* All photos in turn: a failure outweighs a photo with nothing to simulate, which outweighs success. */
static int run(struct job *job, char **photos, int count)
{
    tsr_error err = {0};
    int code = EXIT_ASSESSED;
    if (tsri_make_folders(tsr_context_allocator(job->ctx), job->output_dir, &err) != TSR_OK) {
        complain("%s: %s", job->output_dir, err.message);
        return EXIT_FAILED;
    }
    for (int i = 0; i < count; i++) {
        const photo_argument photo = photo_argument_parse(photos[i]);
        int one = simulate(job, &photo);
        code = one == EXIT_FAILED || code == EXIT_FAILED ? EXIT_FAILED : one != EXIT_ASSESSED ? one : code;
    }
    return code;
}

int cmd_simulate(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"output", required_argument, NULL, 'o'},
        {"style", required_argument, NULL, OPTION_STYLE},
        {"sessions", required_argument, NULL, OPTION_SESSIONS},
        {"seed", required_argument, NULL, OPTION_SEED},
        {"lang", required_argument, NULL, OPTION_LANG},
        COMMON_LONG_OPTIONS,
        {0},
    };
    struct job job = {0};
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        if (code == 'h') {
            (void)printf("%s%s", HELP, COMMON_HELP);
            return EXIT_ASSESSED;
        }
        if (!take_option(&job, code, optarg)) {
            return EXIT_USAGE;
        }
    }
    if (optind >= argc || !job.output_dir || !job.output_dir[0]) {
        (void)fprintf(stderr, "%s%s", HELP, COMMON_HELP);
        return EXIT_USAGE;
    }
    if (!photo_names_differ(argv + optind, (size_t)(argc - optind))) {
        return EXIT_USAGE;
    }
    if (!engine_open(&job.options, &job.ctx, &job.worker)) {
        return EXIT_FAILED;
    }
    int code = run(&job, argv + optind, argc - optind);
    engine_close(&job.ctx, &job.worker);
    return code;
}
