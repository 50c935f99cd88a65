/* SPDX-License-Identifier: Apache-2.0
 * tonsure batch: a folder or a list of photos, one line each; a bad photo is a line, never the end of the run. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/batch/batch.h"
#include "app/command.h"
#include "app/exit.h"
#include "app/pictures.h"
#include "base/fail.h"

static const char HELP[] =
    "Usage: tonsure batch (DIR | --manifest FILE [--root DIR]) -o OUT [--force] [--no-masks]\n\n"
    "Assesses every photo of a folder, or of a CSV manifest with the columns photo, case and view (case and view may\n"
    "be empty). Writes to OUT: photos.jsonl and cases.jsonl (a line each, in the manifest's order, bad photos too),\n"
    "summary.csv, masks/PHOTO.png, timing.jsonl and run.json; with --layers also layers/PHOTO.tif.\n\n"
    "  --manifest FILE       the list of photos\n"
    "  --root DIR            what its paths are relative to (default: the manifest's folder)\n"
    "  -o, --output OUT      folder for the results\n"
    "  --force               replace the results of an earlier run\n"
    "  --no-masks            write no mask files\n";

static const char EXIT_HELP[] = "\nExit code: 1 if a photo could not be read, else 3 if one was not assessable, else 0.\n\n";

enum { OPTION_MANIFEST = OPTION_FIRST_OWN, OPTION_ROOT, OPTION_FORCE, OPTION_NO_MASKS };

enum { MOST_KEPT = TSR_VIEW_COUNT - 1 }; /* photos of a case whose views are named together */

static const uint64_t MAX_MANIFEST_BYTES = UINT64_C(4) << 30;

struct batch {
    const tsr_context *ctx;
    tsr_worker *worker;
    common_options options;
    picture_options pictures;
    const char *manifest, *root, *output;
    char *root_made; /* root, where it was taken from the manifest's path */
    char root_real[PATH_MAX];
    bool force, no_masks;
    batch_list list;
    batch_outputs outputs;
};

static const tsr_allocator *memory_of(const struct batch *b)
{
    return tsr_context_allocator(b->ctx);
}

static bool take_options(int argc, char **argv, struct batch *b, int *out_exit)
{
    static const struct option LONG[] = {
        COMMON_LONG_OPTIONS,
        PICTURE_LONG_OPTIONS,
        {"manifest", required_argument, NULL, OPTION_MANIFEST},
        {"root", required_argument, NULL, OPTION_ROOT},
        {"output", required_argument, NULL, 'o'},
        {"force", no_argument, NULL, OPTION_FORCE},
        {"no-masks", no_argument, NULL, OPTION_NO_MASKS},
        {0},
    };
    *out_exit = EXIT_USAGE;
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        bool known;
        switch (code) {
        case 'h':
            (void)printf("%s%s%s%s", HELP, PICTURE_HELP, EXIT_HELP, COMMON_HELP);
            *out_exit = EXIT_ASSESSED;
            return false;
        case 'o':
            b->output = optarg;
            break;
        case OPTION_MANIFEST:
            b->manifest = optarg;
            break;
        case OPTION_ROOT:
            b->root = optarg;
            break;
        case OPTION_FORCE:
            b->force = true;
            break;
        case OPTION_NO_MASKS:
            b->no_masks = true;
            break;
        default:
            if (!picture_option_take(&b->pictures, code, optarg, &known) ||
                (!known && !common_option_take(&b->options, code, optarg))) {
                return false;
            }
        }
    }
    bool folder = optind + 1 == argc;
    if (!b->output || !b->output[0] || (folder == (b->manifest != NULL)) || optind + 1 < argc || (folder && b->root)) {
        (void)fprintf(stderr, "%s%s%s", HELP, PICTURE_HELP, EXIT_HELP);
        return false;
    }
    if (folder) {
        b->root = argv[optind];
    }
    return true;
}

/* Read the list; paths in it are relative to the root, by default the manifest's folder. */
static tsr_status open_list(struct batch *b, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *masks = NULL, *layers = NULL;
    tsr_status st = TSR_OK;
    if (!b->root) {
        TSRI_TRY(tsri_path_join(memory_of(b), NULL, b->manifest, "", &b->root_made, err));
        char *slash = strrchr(b->root_made, '/');
        if (slash) {
            slash[slash == b->root_made] = '\0';
        }
        b->root = slash ? b->root_made : ".";
    }
    if (!realpath(b->root, b->root_real)) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "root folder: %s", strerror(errno));
        goto done;
    }
    if (!b->manifest) {
        TSRI_TRY(tsri_path_join(memory_of(b), b->output, "masks", "", &masks, err));
        TSRI_TRY(tsri_path_join(memory_of(b), b->output, "layers", "", &layers, err));
        st = batch_folder_walk(memory_of(b), b->root, (const char *const[]){masks, layers, NULL}, &b->list, err);
        goto done;
    }
    TSRI_TRY(tsri_file_read(memory_of(b), b->manifest, MAX_MANIFEST_BYTES, &bytes, &size_bytes, err));
    st = batch_manifest_parse(memory_of(b), (const char *)bytes, size_bytes, &b->list, err);
done:
    tsri_free(memory_of(b), masks);
    tsri_free(memory_of(b), layers);
    tsri_free(memory_of(b), bytes);
    return st;
}

/* A link may lead out of the root even where the path's words do not. */
static tsr_status check_inside(const struct batch *b, const char *path, tsr_error *err)
{
    char real[PATH_MAX];
    size_t length = strlen(b->root_real);
    if (!realpath(path, real)) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot open: %s", strerror(errno));
    }
    bool inside = strncmp(real, b->root_real, length) == 0 && (real[length] == '/' || b->root_real[length - 1] == '/');
    return inside ? TSR_OK : tsri_fail(err, TSR_E_IO, "the photo's path leaves the root folder");
}

/* Save a file of a photo under its name in OUT, in folders that are made. */
static tsr_status save_under(const struct batch *b, const char *name, const uint8_t *bytes, size_t size_bytes, tsr_error *err)
{
    char *path = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory_of(b), b->output, name, "", &path, err));
    char *slash = strrchr(path, '/');
    *slash = '\0';
    TSRI_TRY(tsri_make_folders(memory_of(b), path, err));
    *slash = '/';
    st = tsri_file_save(memory_of(b), path, bytes, size_bytes, err);
done:
    tsri_free(memory_of(b), path);
    return st;
}

/* Save the mask under masks/<photo>.png. */
static tsr_status save_mask(const struct batch *b, const batch_entry *entry, const tsr_assessment *a, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *name = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(batch_mask_name(memory_of(b), entry->photo, &name, err));
    TSRI_TRY(tsr_mask_format(b->ctx, a, &bytes, &size_bytes, err));
    st = save_under(b, name, bytes, size_bytes, err);
done:
    tsr_free(b->ctx, bytes);
    tsri_free(memory_of(b), name);
    return st;
}

/* Save layers/<photo>.tif if that was asked; the view must be settled. The label map is let go of. */
static tsr_status save_layers(const struct batch *b, const batch_entry *entry, tsr_assessment *a, tsr_error *err)
{
    const picture_options *pictures = &b->pictures;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *name = NULL;
    tsr_status st = TSR_OK;
    if (pictures->layer_count == 0) {
        return TSR_OK;
    }
    pictures_anonymise(pictures, entry->photo, a);
    TSRI_TRY(tsri_path_join(memory_of(b), "layers", entry->photo, ".tif", &name, err));
    TSRI_TRY(tsr_layers_format(b->ctx, a, pictures->layers, pictures->layer_count, &bytes, &size_bytes, err));
    st = save_under(b, name, bytes, size_bytes, err);
done:
    tsr_assessment_drop_labels(a);
    tsr_free(b->ctx, bytes);
    tsri_free(memory_of(b), name);
    return st;
}

/* The photo's own part: read and assess. A failure here is the photo's line. */
static tsr_status assess_photo(const struct batch *b, const batch_entry *entry, tsr_assessment **out, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *path = NULL;
    tsr_assess_params params = b->options.assess;
    params.view = entry->view;
    tsr_status st = TSR_OK;
    if (entry->fault) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%s", entry->fault);
    }
    TSRI_TRY(tsri_path_join(memory_of(b), b->root, entry->photo, "", &path, err));
    TSRI_TRY(check_inside(b, path, err));
    TSRI_TRY(tsri_file_read(memory_of(b), path, tsr_context_limits(b->ctx)->max_file_bytes, &bytes, &size_bytes, err));
    st = tsr_photo_assess(b->worker, bytes, size_bytes, &params, out, err);
done:
    tsri_free(memory_of(b), bytes);
    tsri_free(memory_of(b), path);
    return st;
}

/* One photo from file to result and mask; *out is NULL where it was not read. @return not TSR_OK only where the results cannot be
 * kept or written. */
static tsr_status run_entry(struct batch *b, batch_entry *entry, tsr_assessment **out, tsr_error *err)
{
    tsr_error fault = {0};
    *out = NULL;
    entry->read = assess_photo(b, entry, out, &fault) == TSR_OK;
    if (!entry->read) {
        return batch_list_copy_text(&b->list, fault.message, &entry->message, err);
    }
    entry->result = *tsr_assessment_result(*out);
    entry->timing = tsr_assessment_timing(*out);
    entry->has_mask = !b->no_masks;
    tsr_status st = entry->has_mask ? save_mask(b, entry, *out, err) : TSR_OK;
    if (b->pictures.layer_count == 0) { /* else they are needed once the view is settled */
        tsr_assessment_drop_labels(*out);
    }
    return st;
}

/* The views of a case's few photos are named together once all are assessed; what hangs on a view is then measured
 * anew, and the layers are written. */
static tsr_status name_views(struct batch *b, batch_entry *const *entries, tsr_assessment **kept, size_t count, tsr_error *err)
{
    tsr_photo_result *results[MOST_KEPT] = {NULL};
    tsr_status st = TSR_OK;
    for (size_t i = 0; i < count; i++) {
        results[i] = kept[i] ? &entries[i]->result : NULL;
    }
    tsr_case_name_views(results, count);
    for (size_t i = 0; st == TSR_OK && i < count; i++) {
        if (kept[i]) {
            st = tsr_assessment_name_view(b->worker, kept[i], &entries[i]->result.view, err);
            entries[i]->result = *tsr_assessment_result(kept[i]);
            entries[i]->timing = tsr_assessment_timing(kept[i]);
            st = st == TSR_OK ? save_layers(b, entries[i], kept[i], err) : st;
        }
    }
    return st;
}

/* All photos of a case. */
static tsr_status run_case(struct batch *b, batch_entry *const *entries, size_t count, batch_progress *progress, tsr_error *err)
{
    tsr_assessment *kept[MOST_KEPT] = {NULL};
    bool keep = count <= MOST_KEPT;
    tsr_status st = TSR_OK;
    for (size_t i = 0; st == TSR_OK && i < count; i++) {
        st = run_entry(b, entries[i], &kept[keep ? i : 0], err);
        if (!keep) {
            st = st == TSR_OK && kept[0] ? save_layers(b, entries[i], kept[0], err) : st;
            tsr_assessment_destroy(&kept[0]);
        }
        batch_progress_step(progress, !entries[i]->read);
    }
    if (st == TSR_OK && keep) {
        st = name_views(b, entries, kept, count, err);
    }
    for (size_t i = 0; i < MOST_KEPT; i++) {
        tsr_assessment_destroy(&kept[i]);
    }
    return st;
}

static int run(struct batch *b)
{
    tsr_error err = {0};
    batch_progress progress;
    bool all_read = true, all_assessable = true;
    if (open_list(b, &err) != TSR_OK) {
        complain("%s: %s", b->manifest ? b->manifest : b->root, err.message);
        return EXIT_FAILED;
    }
    tsr_status st = batch_outputs_open(&b->outputs, b->ctx, b->output, b->force, &err);
    batch_progress_start(&progress, b->list.count);
    for (size_t c = 0; st == TSR_OK && c < b->list.case_count; c++) {
        size_t first = b->list.case_start[c];
        st = run_case(b, b->list.grouped + first, b->list.case_start[c + 1] - first, &progress, &err);
    }
    for (size_t i = 0; i < b->list.count; i++) {
        const batch_entry *entry = &b->list.entries[i];
        all_read = all_read && entry->read;
        all_assessable = all_assessable && (!entry->read || entry->result.status == TSR_PHOTO_OK);
    }
    if (st == TSR_OK) {
        st = batch_outputs_commit(&b->outputs, &b->list, !b->no_masks, &err);
        batch_progress_end(&progress);
    }
    if (st != TSR_OK) {
        batch_outputs_abandon(&b->outputs);
        complain("%s: %s", b->output, err.message);
        return EXIT_FAILED;
    }
    return !all_read ? EXIT_FAILED : all_assessable ? EXIT_ASSESSED : EXIT_NOT_ASSESSABLE;
}

int cmd_batch(int argc, char **argv)
{
    struct batch b = {0};
    tsr_context *ctx = NULL;
    int code = EXIT_USAGE;
    if (!take_options(argc, argv, &b, &code)) {
        return code;
    }
    if (!engine_open(&b.options, &ctx, &b.worker)) {
        return EXIT_FAILED;
    }
    b.ctx = ctx;
    code = run(&b);
    batch_list_release(&b.list);
    tsri_free(memory_of(&b), b.root_made);
    engine_close(&ctx, &b.worker);
    return code;
}
