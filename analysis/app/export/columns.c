/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables as HDF5: a group a table, a dataset a column, with unit and definition as attributes. Numbers are 64-bit floats, unknown
 * ones NaN (the format has no null); texts are UTF-8, unknown ones empty. Rows are gathered into blocks, so that memory does not
 * grow with the table. No times are kept: the same results give the same bytes. */
#include <hdf5.h>
#include <math.h>
#include <string.h>

#include "app/export/export.h"
#include "base/fail.h"

enum { BLOCK_ROWS = 8192 }; /* 64 kB a column: a chunk of the file, and few enough to be held for a hundred columns */

struct column_store {
    hid_t dataset;
    double *numbers;
    const char **texts;
};

struct table_store {
    struct column_store *columns;
    tsri_arena texts; /* of the block */
    size_t filled;
    hsize_t written;
};

struct export_columns {
    const export_plan *plan;
    tsri_file_writer place; /* gives the temporary name and the renaming; HDF5 writes into the same file */
    hid_t file, text_type;
    tsri_arena arena;
    struct table_store tables[TABLE_COUNT];
};

static tsr_status fault(tsr_error *err, const char *what)
{
    return tsri_fail(err, TSR_E_BACKEND, "HDF5 cannot %s", what);
}

static bool put_attribute(hid_t object, const char *name, const char *text)
{
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    bool good = H5Tset_size(type, strlen(text) + 1) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0;
    const hid_t attribute = good ? H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT) : H5I_INVALID_HID;
    good = attribute >= 0 && H5Awrite(attribute, type, text) >= 0;
    if (attribute >= 0) {
        (void)H5Aclose(attribute);
    }
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    return good;
}

static bool create_dataset(export_columns *e, hid_t group, const export_column *column, struct column_store *store)
{
    const hsize_t none = 0, unlimited = H5S_UNLIMITED, chunk = BLOCK_ROWS;
    const hid_t space = H5Screate_simple(1, &none, &unlimited), options = H5Pcreate(H5P_DATASET_CREATE);
    bool good = H5Pset_chunk(options, 1, &chunk) >= 0 && H5Pset_obj_track_times(options, false) >= 0;
    if (!column->text) {
        good = good && H5Pset_shuffle(options) >= 0;
    }
    good = good && H5Pset_deflate(options, 4) >= 0;
    store->dataset = good ? H5Dcreate2(group, column->name, column->text ? e->text_type : H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                       options, H5P_DEFAULT)
                          : H5I_INVALID_HID;
    (void)H5Pclose(options);
    (void)H5Sclose(space);
    return store->dataset >= 0 && put_attribute(store->dataset, "unit", column->field->unit) &&
           put_attribute(store->dataset, "definition", column->field->definition) &&
           put_attribute(store->dataset, "path", column->path);
}

static tsr_status create_table(export_columns *e, export_table table, tsr_error *err)
{
    static const char *const NAMES[TABLE_COUNT] = {"photos", "cases"};
    struct table_store *t = &e->tables[table];
    const size_t count = e->plan->counts[table];
    tsr_status st = TSR_OK;
    const hid_t group = H5Gcreate2(e->file, NAMES[table], H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (group < 0) {
        return fault(err, "make a group");
    }
    tsri_arena_init(&t->texts, tsri_memory_default());
    TSRI_TRY(tsri_arena_alloc(&e->arena, count, sizeof *t->columns, &t->columns, err));
    for (size_t c = 0; c < count; c++) {
        t->columns[c].dataset = H5I_INVALID_HID;
    }
    for (size_t c = 0; c < count; c++) {
        const export_column *column = &e->plan->columns[table][c];
        if (!create_dataset(e, group, column, &t->columns[c])) {
            st = fault(err, "make a dataset");
            goto done;
        }
        if (column->text) {
            TSRI_TRY(tsri_arena_alloc(&e->arena, BLOCK_ROWS, sizeof(char *), &t->columns[c].texts, err));
        } else {
            TSRI_TRY(tsri_arena_alloc(&e->arena, BLOCK_ROWS, sizeof(double), &t->columns[c].numbers, err));
        }
    }
done:
    (void)H5Gclose(group);
    return st;
}

static tsr_status create_file(export_columns *e, const export_provenance *provenance, tsr_error *err)
{
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* it would print by itself */
    e->text_type = H5Tcopy(H5T_C_S1);
    if (H5Tset_size(e->text_type, H5T_VARIABLE) < 0 || H5Tset_cset(e->text_type, H5T_CSET_UTF8) < 0) {
        return fault(err, "make a type");
    }
    e->file = H5Fcreate(e->place.temporary, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (e->file < 0 || !put_attribute(e->file, "tonsure", tsr_version()) ||
        !put_attribute(e->file, "run_sha256", provenance->run_sha256) ||
        !put_attribute(e->file, "key_mark", provenance->key_mark)) {
        return fault(err, "make the file");
    }
    for (int t = 0; t < TABLE_COUNT; t++) {
        tsr_status st = e->plan->counts[t] ? create_table(e, (export_table)t, err) : TSR_OK;
        if (st != TSR_OK) {
            return st;
        }
    }
    return TSR_OK;
}

tsr_status export_columns_open(
    const export_plan *plan, const char *folder, const export_provenance *provenance, export_columns **out, tsr_error *err)
{
    export_columns *e = NULL;
    char *path = NULL;
    tsr_status st = TSR_OK;
    *out = NULL;
    TSRI_TRY(tsri_alloc_zero(tsri_memory_default(), 1, sizeof *e, &e, err));
    e->plan = plan;
    e->file = e->text_type = H5I_INVALID_HID;
    tsri_arena_init(&e->arena, tsri_memory_default());
    TSRI_TRY(tsri_path_join(tsri_memory_default(), folder, "results.h5", "", &path, err));
    TSRI_TRY(tsri_file_writer_open(&e->place, tsri_memory_default(), path, err));
    TSRI_TRY(create_file(e, provenance, err));
    *out = e;
    e = NULL;
done:
    export_columns_close(&e);
    tsri_free(tsri_memory_default(), path);
    return st;
}

static bool append_block(const struct column_store *store, bool text, hid_t text_type, hsize_t from, hsize_t count)
{
    const hsize_t size = from + count;
    if (H5Dset_extent(store->dataset, &size) < 0) {
        return false;
    }
    const hid_t there = H5Dget_space(store->dataset), here = H5Screate_simple(1, &count, NULL);
    bool good = H5Sselect_hyperslab(there, H5S_SELECT_SET, &from, NULL, &count, NULL) >= 0;
    good = good && (text ? H5Dwrite(store->dataset, text_type, here, there, H5P_DEFAULT, store->texts)
                         : H5Dwrite(store->dataset, H5T_NATIVE_DOUBLE, here, there, H5P_DEFAULT, store->numbers)) >= 0;
    (void)H5Sclose(here);
    (void)H5Sclose(there);
    return good;
}

static tsr_status flush_block(export_columns *e, export_table table, tsr_error *err)
{
    struct table_store *t = &e->tables[table];
    for (size_t c = 0; t->filled && c < e->plan->counts[table]; c++) {
        if (!append_block(&t->columns[c], e->plan->columns[table][c].text, e->text_type, t->written, t->filled)) {
            return fault(err, "write: is the disk full?");
        }
    }
    t->written += t->filled;
    t->filled = 0;
    tsri_arena_release(&t->texts);
    return TSR_OK;
}

tsr_status export_columns_row(export_columns *e, export_table table, const export_cell *cells, tsr_error *err)
{
    struct table_store *t = &e->tables[table];
    for (size_t c = 0; c < e->plan->counts[table]; c++) {
        if (!e->plan->columns[table][c].text) {
            t->columns[c].numbers[t->filled] = cells[c].known ? cells[c].number : (double)NAN;
            continue;
        }
        const char *text = cells[c].known ? cells[c].text : "";
        char *copy = NULL;
        tsr_status st = tsri_arena_alloc(&t->texts, strlen(text) + 1, 1, &copy, err);
        if (st != TSR_OK) {
            return st;
        }
        strcpy(copy, text);
        t->columns[c].texts[t->filled] = copy;
    }
    return ++t->filled == BLOCK_ROWS ? flush_block(e, table, err) : TSR_OK;
}

/* Close every handle; whether HDF5 had no fault in it. */
static bool close_handles(export_columns *e)
{
    bool good = true;
    for (int t = 0; t < TABLE_COUNT; t++) {
        for (size_t c = 0; e->tables[t].columns && c < e->plan->counts[t]; c++) {
            hid_t *dataset = &e->tables[t].columns[c].dataset;
            good = (*dataset < 0 || H5Dclose(*dataset) >= 0) && good;
            *dataset = H5I_INVALID_HID;
        }
    }
    good = (e->text_type < 0 || H5Tclose(e->text_type) >= 0) && good;
    good = (e->file < 0 || H5Fclose(e->file) >= 0) && good;
    e->text_type = e->file = H5I_INVALID_HID;
    return good;
}

tsr_status export_columns_commit(export_columns *e, tsr_error *err)
{
    for (int t = 0; t < TABLE_COUNT; t++) {
        tsr_status st = e->plan->counts[t] ? flush_block(e, (export_table)t, err) : TSR_OK;
        if (st != TSR_OK) {
            return st;
        }
    }
    return close_handles(e) ? tsri_file_writer_commit(&e->place, err) : fault(err, "close the file: is the disk full?");
}

void export_columns_close(export_columns **columns)
{
    export_columns *e = *columns;
    if (!e) {
        return;
    }
    (void)close_handles(e);
    tsri_file_writer_abandon(&e->place);
    for (int t = 0; t < TABLE_COUNT; t++) {
        tsri_arena_release(&e->tables[t].texts);
    }
    tsri_arena_release(&e->arena);
    tsri_free(tsri_memory_default(), e);
    *columns = NULL;
}
