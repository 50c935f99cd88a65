/* SPDX-License-Identifier: Apache-2.0
 * app/export/export.h - the parts of tonsure export: what columns there are, who is hidden, where rows go. */
#ifndef TSR_APP_EXPORT_H
#define TSR_APP_EXPORT_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json_read.h"

typedef enum export_table { TABLE_PHOTOS, TABLE_CASES, TABLE_COUNT } export_table;

typedef enum export_kind {
    FIELD_TEXT,
    FIELD_NUMBER,
    FIELD_QUANTITY, /* three columns: the value, its interval's ends _lo and _hi */
    FIELD_COUNT,    /* length of a list */
    FIELD_WORDS,    /* a list of words, joined by spaces */
    FIELD_ID        /* a name, replaced where names are hidden */
} export_kind;

/** A field of the results: where it stands in a line, and its entry in the data dictionary. */
typedef struct export_field {
    const char *name, *path;
    export_kind kind;
    const char *unit, *definition;
} export_field;

/** All fields of a table, in their order. */
const export_field *export_fields(export_table table, size_t *out_count);

/** The field whose name is nearest to a mistyped one; NULL where none is near. */
const char *export_field_nearest(const char *name, size_t length);

/** A column that is written: a field or one of a quantity's three. Texts live in the plan's arena. */
typedef struct export_column {
    const export_field *field;
    const char *name, *path; /* path: of a quantity's part */
    bool text;
} export_column;

typedef struct export_plan {
    tsri_arena arena;
    export_column *columns[TABLE_COUNT];
    size_t counts[TABLE_COUNT];
} export_plan;

/** Columns of the named fields ("a,b,c"), of all for NULL. @return TSR_OK; TSR_E_INVALID_ARG no such field; TSR_E_NOMEM. */
TSR_NODISCARD tsr_status export_plan_make(const char *fields, export_plan *plan, tsr_error *err);
void export_plan_release(export_plan *plan);

/** One value of a row; text is borrowed for the call that is given it. */
typedef struct export_cell {
    bool known;
    double number;
    const char *text;
} export_cell;

/** What goes into every format's files beside the rows. */
typedef struct export_provenance {
    char run_sha256[65]; /* "" where there is no run.json */
    char key_mark[9];    /* tells whether two exports had the same key; "" without one */
} export_provenance;

/* CSV: photos.csv, cases.csv, dictionary.csv. */
typedef struct export_csv {
    tsri_file_writer files[TABLE_COUNT];
    const export_plan *plan;
    const char *folder;
} export_csv;

TSR_NODISCARD tsr_status export_csv_open(export_csv *csv, const export_plan *plan, const char *folder, tsr_error *err);
TSR_NODISCARD tsr_status export_csv_row(export_csv *csv, export_table table, const export_cell *cells, tsr_error *err);
TSR_NODISCARD tsr_status export_csv_commit(export_csv *csv, tsr_error *err);
void export_csv_abandon(export_csv *csv);

typedef enum export_format { FORMAT_CSV, FORMAT_HDF5, FORMAT_DICOM, FORMAT_DICOM_SEG, FORMAT_COUNT } export_format;

/* HDF5: results.h5, a group a table, a dataset a column. */
typedef struct export_columns export_columns;

TSR_NODISCARD tsr_status export_columns_open(
    const export_plan *plan, const char *folder, const export_provenance *provenance, export_columns **out, tsr_error *err);
TSR_NODISCARD tsr_status export_columns_row(export_columns *columns,
                                            export_table table,
                                            const export_cell *cells,
                                            tsr_error *err);
TSR_NODISCARD tsr_status export_columns_commit(export_columns *columns, tsr_error *err);
void export_columns_close(export_columns **columns);

/**
 * Write the mask of a photo's line as a secondary capture, folder/ID.dcm, or as a Segmentation object, folder/ID.seg.dcm; ID is
 * the photo's keyed hash. Nothing is written for a photo without a mask.
 *
 * @return TSR_OK; TSR_E_BACKEND dcmtk's program is not there or failed; TSR_E_IO; TSR_E_FORMAT; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status
export_dicom_capture(const char *results, const char *folder, const tsri_id_key *key, const tsri_json *line, tsr_error *err);
TSR_NODISCARD tsr_status
export_dicom_segments(const char *results, const char *folder, const tsri_id_key *key, const tsri_json *line, tsr_error *err);

#endif
