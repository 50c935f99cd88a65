/* SPDX-License-Identifier: Apache-2.0 */
#include "app/command.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

const char COMMON_HELP[] = "Millimetres (without either: a marker in the photo, else the pupils' distance, else a usual head):\n"
                           "  --scale-mm-per-px X   length of a pixel of the photo at full size, where it is known\n"
                           "  --marker-mm X         side of the marker's black square as printed (default 40)\n\n"
                           "Reading photos (JPEG, PNG, TIFF, WebP and HEIC, told by content):\n"
                           "  --page N              page of a multi-page TIFF, from 0 (default 0)\n"
                           "  --allow-truncated     take what decodes of a JPEG that ends early\n"
                           "  --max-file-mb N       refuse larger files (default 512)\n"
                           "  --max-megapixels N    refuse larger pictures (default 200)\n"
                           "  --max-decoded-mb N    memory one decoder may hold (default 1024)\n"
                           "  --max-pages N         refuse files of more pages (default 1000)\n"
                           "  --models DIR          folder of the models\n"
                           "  -h, --help            this text\n";

/* Sane ranges: a hair is 0.1 mm thick, a head of five pixels has 30 mm to each; a marker fits between a finger and a sheet. */
static const double LEAST_MM_PER_PX = 0.001, MOST_MM_PER_PX = 30, LEAST_MARKER_MM = 5, MOST_MARKER_MM = 300;

void complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("tonsure: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

bool parse_number(const char *option, const char *text, unsigned long long lo, unsigned long long hi, unsigned long long *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value < lo || value > hi) {
        complain("%s takes a whole number from %llu to %llu, not \"%s\"", option, lo, hi, text);
        return false;
    }
    *out = value;
    return true;
}

bool parse_decimal(const char *option, const char *text, double lo, double hi, double *out)
{
    char *end = NULL;
    double value = strtod(text, &end);
    /* Hexadecimal, "inf" and "nan" are numbers to strtod alone; NaN fails both comparisons. */
    if (text[strspn(text, "0123456789.eE+-")] || !text[0] || *end || !(value >= lo && value <= hi)) {
        complain("%s takes a number from %g to %g, not \"%s\"", option, lo, hi, text);
        return false;
    }
    *out = value;
    return true;
}

bool parse_language(const char *text, tsr_language *out)
{
    if (!tsr_language_parse(text, out)) {
        complain("--lang takes en, de, es or tr, not \"%s\"", text);
        return false;
    }
    return true;
}

bool common_option_take(common_options *options, int code, const char *value)
{
    enum { MEGABYTE = 1 << 20, MEGAPIXEL = 1000000 };
    unsigned long long n = 0;
    switch (code) {
    case OPTION_MODELS:
        options->context.model_dir = value;
        return true;
    case OPTION_PAGE:
        if (!parse_number("--page", value, 0, UINT32_MAX, &n)) {
            return false;
        }
        options->assess.page = (uint32_t)n;
        return true;
    case OPTION_ALLOW_TRUNCATED:
        options->assess.allow_truncated = true;
        return true;
    case OPTION_MAX_FILE_MB:
        if (!parse_number("--max-file-mb", value, 1, MEGABYTE, &n)) {
            return false;
        }
        options->context.limits.max_file_bytes = n * MEGABYTE;
        return true;
    case OPTION_MAX_MEGAPIXELS:
        if (!parse_number("--max-megapixels", value, 1, 100000, &n)) {
            return false;
        }
        options->context.limits.max_pixels = n * MEGAPIXEL;
        return true;
    case OPTION_MAX_DECODED_MB:
        if (!parse_number("--max-decoded-mb", value, 1, MEGABYTE, &n)) {
            return false;
        }
        options->context.limits.max_decoded_bytes = n * MEGABYTE;
        return true;
    case OPTION_MAX_PAGES:
        if (!parse_number("--max-pages", value, 1, UINT32_MAX, &n)) {
            return false;
        }
        options->context.limits.max_pages = (uint32_t)n;
        return true;
    case OPTION_SCALE:
        return parse_decimal("--scale-mm-per-px", value, LEAST_MM_PER_PX, MOST_MM_PER_PX, &options->assess.mm_per_px);
    case OPTION_MARKER:
        return parse_decimal("--marker-mm", value, LEAST_MARKER_MM, MOST_MARKER_MM, &options->assess.marker_mm);
    default:
        return false; /* getopt_long has said what it did not know */
    }
}

photo_argument photo_argument_parse(char *argument)
{
    photo_argument parsed = {.path = argument};
    char *equals = strchr(argument, '=');
    if (equals) {
        *equals = '\0';
        parsed.view = tsr_view_parse(argument);
        *equals = '=';
        if (parsed.view != TSR_VIEW_UNKNOWN) {
            parsed.path = equals + 1;
        }
    }
    const char *slash = strrchr(parsed.path, '/');
    parsed.name = slash ? slash + 1 : parsed.path;
    return parsed;
}

bool photo_names_differ(char **arguments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = photo_argument_parse(arguments[i]).name;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(name, photo_argument_parse(arguments[j]).name) == 0) {
                complain("two photos are named \"%s\"; rename one of them", name);
                return false;
            }
        }
    }
    return true;
}

/* The models beside this very program: installed under the same prefix, or in the source tree it was built in. */
static const char *models_beside_program(char path[PATH_MAX])
{
    static const char *const PLACES[] = {"../share/tonsure/models", "../../models"};
    char program[PATH_MAX], mark[PATH_MAX + 16];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) {
        return NULL;
    }
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (snprintf(path, PATH_MAX, "%s/%s", program, PLACES[i]) < PATH_MAX) {
            (void)snprintf(mark, sizeof mark, "%s/models.json", path);
            if (access(mark, R_OK) == 0) {
                return path;
            }
        }
    }
    return NULL;
}

static const char *models_folder(const common_options *options, char path[PATH_MAX])
{
    return options->context.model_dir ? options->context.model_dir : models_beside_program(path);
}

bool models_list(const common_options *options, bool verify, tsr_model out[TSR_MODEL_COUNT])
{
    tsr_error err;
    char path[PATH_MAX];
    tsr_options context = options->context;
    context.model_dir = models_folder(options, path);
    tsr_status st = tsr_models_list(&context, out, &err);
    for (size_t i = 0; st == TSR_OK && verify && i < TSR_MODEL_COUNT; i++) {
        st = tsr_model_verify(&context, &out[i], &err);
    }
    if (st != TSR_OK) {
        complain("%s", err.message);
    }
    return st == TSR_OK;
}

bool engine_open(const common_options *options, tsr_context **ctx, tsr_worker **worker)
{
    tsr_error err;
    char path[PATH_MAX];
    tsr_options context = options->context;
    context.model_dir = models_folder(options, path);
    tsri_memory_keep();
    *ctx = NULL;
    if (worker) {
        *worker = NULL;
    }
    if (tsr_context_create(&context, ctx, &err) != TSR_OK || (worker && tsr_worker_create(*ctx, worker, &err) != TSR_OK)) {
        complain("%s", err.message);
        engine_close(ctx, worker);
        return false;
    }
    return true;
}

void engine_close(tsr_context **ctx, tsr_worker **worker)
{
    tsr_worker_destroy(worker);
    tsr_context_destroy(ctx);
}
