/* SPDX-License-Identifier: Apache-2.0
 * tonsure export: the results of a finished batch as tables for other programs. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"
#include "app/export/export.h"
#include "base/fail.h"
#include "base/lines.h"

static const char HELP[] =
    "Usage: tonsure export OUT -o DIR [--format csv|hdf5|dicom|dicom-seg] [--fields NAME,...] [--ids KEYFILE]\n"
    "       tonsure export --list-fields\n\n"
    "Turns the results of tonsure batch in OUT into tables: one row a photo and one a case, a column a value.\n"
    "  csv        DIR/photos.csv, DIR/cases.csv, and DIR/dictionary.csv with each column's unit and definition\n"
    "  hdf5       DIR/results.h5: the same column by column, for 10^5 photos and more\n"
    "  dicom      DIR/ID.dcm: each mask as a secondary capture; needs --ids and Debian's package dcmtk\n"
    "  dicom-seg  DIR/ID.seg.dcm: each mask as a Segmentation object of hair, bare scalp and skin; needs the same\n"
    "Besides DIR/export.json, which tells what they were made of.\n\n"
    "  -o, --output DIR      folder for the tables\n"
    "  --format FORMAT       csv, hdf5, dicom or dicom-seg (default csv)\n"
    "  --fields NAME,...     these fields alone, in this order\n"
    "  --list-fields         print the fields with units and definitions\n"
    "  --ids KEYFILE         replace names of photos and cases by keyed hashes; a file of 16 random bytes or more\n"
    "  -h, --help            this text\n";

enum { OPTION_FORMAT = OPTION_FIRST_OWN, OPTION_FIELDS, OPTION_LIST_FIELDS, OPTION_IDS };
enum { LEAST_KEY_BYTES = 16 };

static const uint64_t MAX_LINE_BYTES = UINT64_C(64) << 20, MAX_RUN_BYTES = UINT64_C(1) << 30, MAX_KEY_BYTES = UINT64_C(1) << 20;
static const char *const FORMATS[FORMAT_COUNT] = {"csv", "hdf5", "dicom", "dicom-seg"};
static const char *const FILES[TABLE_COUNT] = {"photos.jsonl", "cases.jsonl"};

struct export_job {
    const char *results, *folder, *fields, *key_path;
    export_format format;
    bool keyed;
    tsri_id_key key;
    export_plan plan;
    export_provenance provenance;
    export_csv csv;
    export_columns *columns;
};

static bool is_dicom(export_format format)
{
    return format == FORMAT_DICOM || format == FORMAT_DICOM_SEG;
}

static void list_fields(void)
{
    static const char *const NAMES[TABLE_COUNT] = {"photos", "cases"};
    for (int t = 0; t < TABLE_COUNT; t++) {
        size_t count;
        const export_field *fields = export_fields((export_table)t, &count);
        (void)printf("%s%s\n", t ? "\n" : "", NAMES[t]);
        for (size_t i = 0; i < count; i++) {
            (void)printf("  %-22s %-14s %s%s\n", fields[i].name, fields[i].unit, fields[i].definition,
                         fields[i].kind == FIELD_QUANTITY ? " (with _lo and _hi)" : "");
        }
    }
}

static tsr_status read_key(struct export_job *job, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char mark[TSRI_ID_HEX_CHARS + 1];
    if (!job->key_path) {
        return TSR_OK;
    }
    tsr_status st = tsri_file_read(tsri_memory_default(), job->key_path, MAX_KEY_BYTES, &bytes, &size_bytes, err);
    if (st == TSR_OK && size_bytes < LEAST_KEY_BYTES) {
        st = tsri_fail(err, TSR_E_FORMAT, "the key file has %zu bytes, fewer than %d: names could be guessed", size_bytes,
                       LEAST_KEY_BYTES);
    }
    if (st == TSR_OK) {
        tsri_id_key_derive(bytes, size_bytes, &job->key);
        tsri_id_hex(&job->key, "mark", "", mark);
        memcpy(job->provenance.key_mark, mark, sizeof job->provenance.key_mark - 1);
        job->keyed = true;
    }
    tsri_free(tsri_memory_default(), bytes);
    return st;
}

static tsr_status hash_run(struct export_job *job, tsr_error *err)
{
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_path_join(tsri_memory_default(), job->results, "run.json", "", &path, err);
    if (st == TSR_OK && tsri_file_read(tsri_memory_default(), path, MAX_RUN_BYTES, &bytes, &size_bytes, NULL) == TSR_OK) {
        tsri_sha256_hex(bytes, size_bytes, job->provenance.run_sha256);
    }
    tsri_free(tsri_memory_default(), bytes);
    tsri_free(tsri_memory_default(), path);
    return st;
}

/* The words of a list, joined into a text of its own. */
static tsr_status join_words(const tsri_json *list, tsri_arena *arena, const char **out, tsr_error *err)
{
    size_t room = 1;
    char *text = NULL;
    for (size_t i = 0; i < tsri_json_count(list); i++) {
        const char *word = tsri_json_text(tsri_json_item(list, i));
        room += word ? strlen(word) + 1 : 0;
    }
    tsr_status st = tsri_arena_alloc(arena, room, 1, &text, err);
    if (st != TSR_OK) {
        return st;
    }
    char *to = text;
    for (size_t i = 0; i < tsri_json_count(list); i++) {
        const char *word = tsri_json_text(tsri_json_item(list, i));
        if (word) {
            to = stpcpy(stpcpy(to, to == text ? "" : " "), word);
        }
    }
    *out = text;
    return TSR_OK;
}

/* One cell of a line; texts that are not the line's own come from the row's arena. */
static tsr_status take_cell(const struct export_job *job,
                            const export_column *column,
                            const tsri_json *line,
                            tsri_arena *arena,
                            export_cell *out,
                            tsr_error *err)
{
    const tsri_json *value = tsri_json_at(line, column->path);
    char *id = NULL;
    tsr_status st = TSR_OK;
    *out = (export_cell){0};
    switch (column->field->kind) {
    case FIELD_QUANTITY:
    case FIELD_NUMBER:
        out->known = tsri_json_number(value, &out->number);
        return TSR_OK;
    case FIELD_COUNT:
        out->known = value != NULL;
        out->number = (double)tsri_json_count(value);
        return TSR_OK;
    case FIELD_WORDS:
        st = join_words(value, arena, &out->text, err);
        out->known = st == TSR_OK;
        return st;
    case FIELD_TEXT:
    case FIELD_ID:
        out->text = tsri_json_text(value);
        out->known = out->text != NULL;
    }
    if (out->known && job->keyed && column->field->kind == FIELD_ID) {
        st = tsri_arena_alloc(arena, TSRI_ID_HEX_CHARS + 1, 1, &id, err);
        if (st == TSR_OK) {
            tsri_id_hex(&job->key, column->field->name, out->text, id);
            out->text = id;
        }
    }
    return st;
}

static tsr_status write_row(struct export_job *job, export_table table, const tsri_json *line, export_cell *cells, tsr_error *err)
{
    tsri_arena arena;
    tsr_status st = TSR_OK;
    tsri_arena_init(&arena, tsri_memory_default());
    if (!tsri_json_text(tsri_json_at(line, "status"))) {
        return tsri_fail(err, TSR_E_FORMAT, "a line has no \"status\": these are no results of tonsure batch");
    }
    if (job->format == FORMAT_DICOM_SEG) {
        return export_dicom_segments(job->results, job->folder, &job->key, line, err);
    }
    if (job->format == FORMAT_DICOM) {
        return export_dicom_capture(job->results, job->folder, &job->key, line, err);
    }
    for (size_t c = 0; c < job->plan.counts[table]; c++) {
        TSRI_TRY(take_cell(job, &job->plan.columns[table][c], line, &arena, &cells[c], err));
    }
    st = job->format == FORMAT_HDF5 ? export_columns_row(job->columns, table, cells, err)
                                    : export_csv_row(&job->csv, table, cells, err);
done:
    tsri_arena_release(&arena);
    return st;
}

static tsr_status write_table(struct export_job *job, export_table table, tsr_error *err)
{
    tsri_lines lines = {0};
    tsri_json *line = NULL;
    export_cell *cells = NULL;
    char *path = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc(tsri_memory_default(), job->plan.counts[table], sizeof *cells, &cells, err));
    TSRI_TRY(tsri_path_join(tsri_memory_default(), job->results, FILES[table], "", &path, err));
    TSRI_TRY(tsri_lines_open(&lines, tsri_memory_default(), path, MAX_LINE_BYTES, err));
    for (bool more = true;;) {
        TSRI_TRY(tsri_lines_next(&lines, &more, err));
        if (!more) {
            break;
        }
        TSRI_TRY(tsri_json_parse(lines.line.data, lines.line.size_bytes, &line, err));
        TSRI_TRY(write_row(job, table, line, cells, err));
        tsri_json_destroy(&line);
    }
done:
    if (st != TSR_OK && st != TSR_E_NOMEM) {
        char message[160];
        (void)snprintf(message, sizeof message, "%.150s", err->message);
        (void)tsri_fail(err, st, "%s, line %zu: %s", FILES[table], lines.number, message);
    }
    tsri_json_destroy(&line);
    tsri_lines_close(&lines);
    tsri_free(tsri_memory_default(), path);
    tsri_free(tsri_memory_default(), cells);
    return st;
}

static tsr_status write_provenance(const struct export_job *job, tsr_error *err)
{
    char text[512], *path = NULL;
    const char *run = job->provenance.run_sha256, *mark = job->provenance.key_mark, *quote = run[0] ? "\"" : "",
               *ticks = mark[0] ? "\"" : "";
    const int length =
        snprintf(text, sizeof text, "{\"tonsure\": \"%s\", \"format\": \"%s\", \"run_sha256\": %s%s%s, \"key_mark\": %s%s%s}\n",
                 tsr_version(), FORMATS[job->format], quote, run[0] ? run : "null", quote, ticks, mark[0] ? mark : "null", ticks);
    tsr_status st = tsri_path_join(tsri_memory_default(), job->folder, "export.json", "", &path, err);
    if (st == TSR_OK) {
        st = tsri_file_save(tsri_memory_default(), path, text, (size_t)length, err);
    }
    tsri_free(tsri_memory_default(), path);
    return st;
}

static tsr_status run(struct export_job *job, tsr_error *err)
{
    tsr_status st = TSR_OK;
    TSRI_TRY(read_key(job, err));
    TSRI_TRY(hash_run(job, err));
    TSRI_TRY(tsri_make_folders(tsri_memory_default(), job->folder, err));
    if (job->format == FORMAT_HDF5) {
        TSRI_TRY(export_columns_open(&job->plan, job->folder, &job->provenance, &job->columns, err));
    } else if (job->format == FORMAT_CSV) {
        TSRI_TRY(export_csv_open(&job->csv, &job->plan, job->folder, err));
    }
    for (int t = 0; t < TABLE_COUNT; t++) {
        if (job->plan.counts[t] && (!is_dicom(job->format) || t == TABLE_PHOTOS)) {
            TSRI_TRY(write_table(job, (export_table)t, err));
        }
    }
    if (job->format == FORMAT_HDF5) {
        TSRI_TRY(export_columns_commit(job->columns, err));
    } else if (job->format == FORMAT_CSV) {
        TSRI_TRY(export_csv_commit(&job->csv, err));
    }
    st = write_provenance(job, err);
done:
    export_columns_close(&job->columns);
    export_csv_abandon(&job->csv);
    tsri_id_key_clear(&job->key);
    return st;
}

static bool take_format(const char *name, export_format *out)
{
    for (int f = 0; f < FORMAT_COUNT; f++) {
        if (strcmp(name, FORMATS[f]) == 0) {
            *out = (export_format)f;
            return true;
        }
    }
    complain("--format takes csv, hdf5, dicom or dicom-seg, not \"%s\"", name);
    return false;
}

/* @return false to leave with *out_exit. */
static bool take_options(int argc, char **argv, struct export_job *job, int *out_exit)
{
    static const struct option LONG[] = {
        {"output", required_argument, NULL, 'o'},
        {"format", required_argument, NULL, OPTION_FORMAT},
        {"fields", required_argument, NULL, OPTION_FIELDS},
        {"list-fields", no_argument, NULL, OPTION_LIST_FIELDS},
        {"ids", required_argument, NULL, OPTION_IDS},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    *out_exit = EXIT_ASSESSED;
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        switch (code) {
        case 'h':
            (void)fputs(HELP, stdout);
            return false;
        case OPTION_LIST_FIELDS:
            list_fields();
            return false;
        case 'o':
            job->folder = optarg;
            break;
        case OPTION_FORMAT:
            if (!take_format(optarg, &job->format)) {
                *out_exit = EXIT_USAGE;
                return false;
            }
            break;
        case OPTION_FIELDS:
            job->fields = optarg;
            break;
        case OPTION_IDS:
            job->key_path = optarg;
            break;
        default:
            *out_exit = EXIT_USAGE;
            return false;
        }
    }
    if (optind + 1 != argc || !job->folder || !job->folder[0]) {
        (void)fputs(HELP, stderr);
        *out_exit = EXIT_USAGE;
        return false;
    }
    if (is_dicom(job->format) && (!job->key_path || job->fields)) {
        complain("--format %s needs --ids, since a case becomes a PatientID, and takes no --fields", FORMATS[job->format]);
        *out_exit = EXIT_USAGE;
        return false;
    }
    job->results = argv[optind];
    return true;
}

int cmd_export(int argc, char **argv)
{
    struct export_job job = {0};
    tsr_error err = {0};
    int code;
    if (!take_options(argc, argv, &job, &code)) {
        return code;
    }
    tsr_status st = export_plan_make(job.fields, &job.plan, &err);
    code = st == TSR_E_INVALID_ARG ? EXIT_USAGE : EXIT_FAILED;
    if (st == TSR_OK) {
        st = run(&job, &err);
    }
    export_plan_release(&job.plan);
    if (st != TSR_OK) {
        complain("%s", err.message);
        return code;
    }
    return EXIT_ASSESSED;
}
