/* SPDX-License-Identifier: Apache-2.0
 * tonsure compare: visits of one person over time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"
#include "base/file.h"
#include "tonsure/compare.h"

static const char HELP[] =
    "Usage: tonsure compare BEFORE AFTER [-o DIR]\n"
    "       tonsure compare VISIT1 VISIT2 VISIT3... [-o DIR]\n\n"
    "Compares visits of one person. Each is a folder that tonsure assess -o has written; first to last in time. Photos of one\n"
    "view are laid over each other; each change is told with the least change that stands out from noise. Prints a short\n"
    "answer. Photos are not kept by assess: without them the comparison rests on the masks.\n\n"
    "  -o, --output DIR      write comparison.json, comparison.pdf, comparison.html and VIEW.difference.png there\n"
    "  --before-photos DIR   where the photos of the first visit lie (default: the visit's own folder)\n"
    "  --after-photos DIR    where the photos of the last visit lie (default: the visit's own folder)\n"
    "  --lang en|de|es|tr    of PDF and web page; English without it\n"
    "  --dates D1,D2,...     days of the visits, as 2026-03-31, in time's order\n"
    "  --json                print comparison.json instead of text\n"
    "  -h, --help            this text\n\n"
    "Outputs made with photos show the person: keep them as the photos are kept.\n";

static const uint64_t MAX_RESULT_BYTES = UINT64_C(64) << 20, MAX_PHOTO_BYTES = UINT64_C(512) << 20;

enum { OPTION_BEFORE_PHOTOS = OPTION_FIRST_OWN, OPTION_AFTER_PHOTOS, OPTION_DATES, OPTION_LANG, OPTION_JSON };

typedef struct job {
    const tsr_allocator *memory;
    const char *folders[TSR_MAX_VISITS], *photo_dirs[TSR_MAX_VISITS];
    size_t count;
    const char *output_dir, *before_photos, *after_photos;
    tsr_date dates[TSR_MAX_VISITS];
    bool has_dates, json;
    tsr_language language;
    tsr_visit visits[TSR_MAX_VISITS];
    tsr_visit_change changes[TSR_MAX_VISITS];
    tsr_pair *pairs[TSR_VIEW_COUNT];
    size_t pair_count;
} job;

/* Read FOLDER/name; *out is NULL where there is no such file. */
static bool
read_file(const job *j, const char *folder, const char *name, uint64_t most, uint8_t **out, size_t *out_bytes, tsr_error *err)
{
    char *path = NULL;
    *out = NULL;
    tsr_status st = tsri_path_join(j->memory, folder, name, "", &path, err);
    if (st == TSR_OK) {
        st = tsri_file_read(j->memory, path, most, out, out_bytes, err);
    }
    tsri_free(j->memory, path);
    return st == TSR_OK;
}

static bool load_visit(job *j, size_t i)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_error err = {0};
    bool ok = read_file(j, j->folders[i], "result.json", MAX_RESULT_BYTES, &bytes, &size_bytes, &err) &&
              tsr_visit_parse(j->memory, (const char *)bytes, size_bytes, &j->visits[i], &err) == TSR_OK;
    if (!ok) {
        complain("%s/result.json: %s", j->folders[i], err.message);
    }
    tsri_free(j->memory, bytes);
    return ok;
}

/* A photo's mask and, where it lies in its folder, the photo. Either may be missing; the pair says what that means. */
static tsr_pair_side load_side(const job *j, size_t visit, const tsr_visit_photo *photo)
{
    tsr_pair_side side = {.photo = photo};
    tsr_error err;
    uint8_t *mask = NULL, *image = NULL;
    (void)read_file(j, j->folders[visit], photo->mask, MAX_PHOTO_BYTES, &mask, &side.mask_bytes, &err);
    if (photo->photo) {
        (void)read_file(j, j->photo_dirs[visit], photo->photo, MAX_PHOTO_BYTES, &image, &side.image_bytes, &err);
    }
    side.mask = mask;
    side.image = image;
    return side;
}

static void release_side(const job *j, tsr_pair_side *side)
{
    tsri_free(j->memory, side->mask);
    tsri_free(j->memory, side->image);
}

/* Compare one view of a visit with that of the first; the last visit's pairs are kept for the pictures. */
static bool compare_view(job *j, size_t visit, tsr_view view, tsr_fit *out_fit)
{
    const tsr_visit_photo *b = tsr_visit_photo_of(&j->visits[0], view), *a = tsr_visit_photo_of(&j->visits[visit], view);
    tsr_error err = {0};
    tsr_pair *pair = NULL;
    memset(out_fit, 0, sizeof *out_fit);
    if (!a || !b) {
        out_fit->reasons = a || b ? TSR_FIT_NO_PAIR : 0;
        return true;
    }
    tsr_pair_side before = load_side(j, 0, b), after = load_side(j, visit, a);
    tsr_status st = tsr_pair_compare(j->memory, NULL, &before, &after, &pair, &err);
    release_side(j, &before);
    release_side(j, &after);
    if (st != TSR_OK) {
        complain("%s view of %s and %s: %s", tsr_view_name(view), j->folders[0], j->folders[visit], err.message);
        return false;
    }
    *out_fit = tsr_pair_fit(pair);
    if (visit + 1 == j->count) {
        j->pairs[j->pair_count++] = pair;
    } else {
        tsr_pair_destroy(&pair);
    }
    return true;
}

static bool compare_visits(job *j)
{
    for (size_t i = 1; i < j->count; i++) {
        tsr_fit fits[TSR_VIEW_COUNT];
        memset(fits, 0, sizeof fits);
        for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
            if (!compare_view(j, i, (tsr_view)v, &fits[v])) {
                return false;
            }
        }
        j->changes[i - 1] = tsr_visits_compare(&j->visits[0], &j->visits[i], fits);
    }
    return true;
}

typedef tsr_status (*format_fn)(const tsr_allocator *, const tsr_comparison *, uint8_t **, size_t *, tsr_error *);

static bool save(const job *j, const char *name, const char *suffix, const uint8_t *bytes, size_t size_bytes)
{
    char *path = NULL;
    tsr_error err = {0};
    tsr_status st = tsri_path_join(j->memory, j->output_dir, name, suffix, &path, &err);
    if (st == TSR_OK) {
        st = tsri_file_save(j->memory, path, bytes, size_bytes, &err);
    }
    if (st != TSR_OK) {
        complain("%s/%s%s: %s", j->output_dir, name, suffix, err.message);
    }
    tsri_free(j->memory, path);
    return st == TSR_OK;
}

static bool write_outputs(const job *j, const tsr_comparison *c)
{
    static const struct {
        const char *suffix;
        format_fn format;
    } OUTPUTS[] = {
        {".json", tsr_comparison_json_format}, {".pdf", tsr_comparison_pdf_format}, {".html", tsr_comparison_html_format}};
    tsr_error err = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof OUTPUTS / sizeof *OUTPUTS; i++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        ok = OUTPUTS[i].format(j->memory, c, &bytes, &size_bytes, &err) == TSR_OK;
        if (!ok) {
            complain("comparison%s: %s", OUTPUTS[i].suffix, err.message);
        }
        ok = ok && save(j, "comparison", OUTPUTS[i].suffix, bytes, size_bytes);
        tsri_free(j->memory, bytes);
    }
    for (size_t i = 0; ok && i < j->pair_count; i++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        if (tsr_pair_fit(j->pairs[i]).verdict != TSR_FIT_REFUSED) {
            ok = tsr_pair_difference_format(j->pairs[i], &bytes, &size_bytes, &err) == TSR_OK &&
                 save(j, tsr_view_name(tsr_pair_view(j->pairs[i])), ".difference.png", bytes, size_bytes);
        }
        tsri_free(j->memory, bytes);
    }
    return ok;
}

static void print_change(const char *name, const tsr_change *c, double factor, const char *unit)
{
    static const char *const WORDS[] = {"not compared", "no change that can be told", "hair gained", "hair lost"};
    bool told = c->verdict == TSR_CHANGE_GAIN || c->verdict == TSR_CHANGE_LOSS;
    if (!c->before.known && !c->after.known) {
        return;
    }
    (void)printf("  %s: ", name);
    if (c->verdict == TSR_CHANGE_NOT_COMPARED) {
        (void)printf("%s\n", WORDS[c->verdict]);
        return;
    }
    (void)printf("%.0f%s, then %.0f%s: %s (the least that can be told is %.0f)%s\n", factor * c->before.value, unit,
                 factor * c->after.value, unit, WORDS[c->verdict], ceil(factor * c->smallest),
                 told && c->reserved ? ", with reserve: the photos fit only fairly" : "");
}

/* What was compared and what came of it, of the last visit against the first. */
static void print_answer(const job *j)
{
    const tsr_visit_change *c = &j->changes[j->count - 2];
    char name[48];
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const tsr_fit *fit = &c->fits[v];
        if (fit->verdict != TSR_FIT_REFUSED) {
            (void)printf("%s view: %s fit\n", tsr_view_name((tsr_view)v), tsr_fit_verdict_name(fit->verdict));
        }
        for (uint32_t bit = 1; bit && bit <= fit->reasons; bit <<= 1) {
            if (fit->reasons & bit) {
                (void)printf("%s view not compared: %s\n", tsr_view_name((tsr_view)v), tsr_fit_reason_advice(bit));
            }
        }
    }
    (void)printf("visit %zu against visit 1\n", j->count);
    print_change("bare scalp", &c->bare_fraction, 100, " %");
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        (void)snprintf(name, sizeof name, "bare, %s", tsr_zone_name((tsr_zone)z));
        print_change(name, &c->zone_bare[z], 100, " %");
    }
    print_change("density", &c->density, 100, " %");
    print_change("SALT", &c->salt, 1, "");
    for (size_t i = 0; i < j->pair_count; i++) {
        if (tsr_pair_fit(j->pairs[i]).verdict != TSR_FIT_REFUSED && !tsr_pair_has_photos(j->pairs[i])) {
            (void)printf("%s view: photos not at hand, compared by masks and landmarks alone\n",
                         tsr_view_name(tsr_pair_view(j->pairs[i])));
        }
    }
}

/* Is any view of any later visit compared? */
static bool any_fits(const job *j)
{
    for (size_t i = 0; i + 1 < j->count; i++) {
        for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
            if (j->changes[i].fits[v].verdict != TSR_FIT_REFUSED) {
                return true;
            }
        }
    }
    return false;
}

static int run(job *j)
{
    uint8_t *text = NULL;
    size_t text_bytes = 0;
    tsr_error err = {0};
    for (size_t i = 0; i < j->count; i++) {
        j->photo_dirs[i] = j->folders[i];
        if (!load_visit(j, i)) {
            return EXIT_FAILED;
        }
    }
    j->photo_dirs[0] = j->before_photos ? j->before_photos : j->photo_dirs[0];
    j->photo_dirs[j->count - 1] = j->after_photos ? j->after_photos : j->photo_dirs[j->count - 1];
    if (!compare_visits(j)) {
        return EXIT_FAILED;
    }
    const tsr_comparison c = {
        j->visits,     j->changes, j->count, j->has_dates ? j->dates : NULL, (const tsr_pair *const *)j->pairs,
        j->pair_count, j->language};
    if (j->output_dir && tsri_make_folders(j->memory, j->output_dir, &err) != TSR_OK) {
        complain("%s: %s", j->output_dir, err.message);
        return EXIT_FAILED;
    }
    if (j->output_dir && !write_outputs(j, &c)) {
        return EXIT_FAILED;
    }
    if (!j->json) {
        print_answer(j);
    } else if (tsr_comparison_json_format(j->memory, &c, &text, &text_bytes, &err) == TSR_OK) {
        (void)fputs((const char *)text, stdout);
    } else {
        complain("%s", err.message);
        return EXIT_FAILED;
    }
    tsri_free(j->memory, text);
    return any_fits(j) ? EXIT_ASSESSED : EXIT_NOT_ASSESSABLE;
}

/* D1,D2,...: one day a visit, none before the one in front of it. */
static bool take_dates(job *j, const char *text)
{
    size_t count = 0;
    for (const char *at = text; at && count < TSR_MAX_VISITS; count++) {
        int year, month, day, length = 0;
        bool read = sscanf(at, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3 && length == 10 && year >= 1 && month >= 1 &&
                    month <= 12 && day >= 1 && day <= 31 && (at[length] == ',' || at[length] == '\0');
        const tsr_date date = {year, month, day}, *last = count ? &j->dates[count - 1] : &date;
        if (!read || (last->year * 372 + last->month * 31 + last->day > year * 372 + month * 31 + day)) {
            complain("--dates takes days as 2026-03-31 with commas between, in time's order, not \"%s\"", text);
            return false;
        }
        j->dates[count] = date;
        at = at[length] ? at + length + 1 : NULL;
    }
    if (count != j->count) {
        complain("--dates has %zu days for %zu visits", count, j->count);
        return false;
    }
    j->has_dates = true;
    return true;
}

static bool take_options(int argc, char **argv, job *j, int *out_exit)
{
    static const struct option LONG[] = {
        {"output", required_argument, NULL, 'o'},
        {"before-photos", required_argument, NULL, OPTION_BEFORE_PHOTOS},
        {"after-photos", required_argument, NULL, OPTION_AFTER_PHOTOS},
        {"dates", required_argument, NULL, OPTION_DATES},
        {"lang", required_argument, NULL, OPTION_LANG},
        {"json", no_argument, NULL, OPTION_JSON},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *dates = NULL;
    *out_exit = EXIT_USAGE;
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        switch (code) {
        case 'h':
            (void)fputs(HELP, stdout);
            *out_exit = EXIT_ASSESSED;
            return false;
        case 'o':
            j->output_dir = optarg;
            break;
        case OPTION_BEFORE_PHOTOS:
            j->before_photos = optarg;
            break;
        case OPTION_AFTER_PHOTOS:
            j->after_photos = optarg;
            break;
        case OPTION_DATES:
            dates = optarg;
            break;
        case OPTION_LANG:
            if (!parse_language(optarg, &j->language)) {
                return false;
            }
            break;
        case OPTION_JSON:
            j->json = true;
            break;
        default:
            return false;
        }
    }
    if (argc - optind < 2 || argc - optind > TSR_MAX_VISITS || (j->output_dir && !j->output_dir[0])) {
        (void)fputs(HELP, stderr);
        return false;
    }
    for (; optind < argc; optind++) {
        j->folders[j->count++] = argv[optind];
    }
    return !dates || take_dates(j, dates);
}

int cmd_compare(int argc, char **argv)
{
    job *j = NULL;
    tsr_error err = {0};
    int code = EXIT_FAILED;
    const tsr_allocator *memory = tsri_memory_default();
    if (tsri_alloc_zero(memory, 1, sizeof *j, &j, &err) != TSR_OK) { /* some 200 KB: not for the stack */
        complain("%s", err.message);
        return EXIT_FAILED;
    }
    j->memory = memory;
    if (take_options(argc, argv, j, &code)) {
        code = run(j);
    }
    for (size_t i = 0; i < j->pair_count; i++) {
        tsr_pair_destroy(&j->pairs[i]);
    }
    for (size_t i = 0; i < j->count; i++) {
        tsr_visit_release(&j->visits[i]);
    }
    tsri_free(memory, j);
    return code;
}
