/* SPDX-License-Identifier: Apache-2.0
 * Tables as CSV with their data dictionary. What is not known is an empty field. */
#include <string.h>

#include "app/export/export.h"
#include "base/csv.h"
#include "base/fail.h"

static const char *const NAMES[TABLE_COUNT] = {"photos.csv", "cases.csv"};

/* Write a text of which each part has been put, and release it. */
static tsr_status write_text(tsri_file_writer *file, tsri_text *text, tsr_error *err)
{
    tsr_status st = text->st == TSR_OK ? tsri_file_writer_write(file, text->buffer.data, text->buffer.size_bytes, err) : text->st;
    tsri_buffer_release(&text->buffer);
    return st;
}

static tsr_status open_table(export_csv *csv, export_table table, tsr_error *err)
{
    char *path = NULL;
    tsri_text head;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(tsri_memory_default(), csv->folder, NAMES[table], "", &path, err));
    TSRI_TRY(tsri_file_writer_open(&csv->files[table], tsri_memory_default(), path, err));
    tsri_text_init(&head, tsri_memory_default(), err);
    for (size_t c = 0; c < csv->plan->counts[table]; c++) {
        tsri_text_printf(&head, "%s%s", c ? "," : "", csv->plan->columns[table][c].name);
    }
    tsri_text_put(&head, "\n");
    st = write_text(&csv->files[table], &head, err);
done:
    tsri_free(tsri_memory_default(), path);
    return st;
}

tsr_status export_csv_open(export_csv *csv, const export_plan *plan, const char *folder, tsr_error *err)
{
    tsr_status st = TSR_OK;
    *csv = (export_csv){.plan = plan, .folder = folder};
    for (int t = 0; st == TSR_OK && t < TABLE_COUNT; t++) {
        st = plan->counts[t] ? open_table(csv, (export_table)t, err) : TSR_OK;
    }
    return st;
}

tsr_status export_csv_row(export_csv *csv, export_table table, const export_cell *cells, tsr_error *err)
{
    tsri_text row;
    tsri_text_init(&row, tsri_memory_default(), err);
    for (size_t c = 0; c < csv->plan->counts[table]; c++) {
        tsri_text_put(&row, c ? "," : "");
        if (cells[c].known && csv->plan->columns[table][c].text) {
            tsri_csv_put(&row, cells[c].text);
        } else if (cells[c].known) {
            tsri_text_printf(&row, "%.10g", cells[c].number);
        }
    }
    tsri_text_put(&row, "\n");
    return write_text(&csv->files[table], &row, err);
}

static tsr_status write_dictionary(const export_csv *csv, tsr_error *err)
{
    static const char *const TABLES[TABLE_COUNT] = {"photos", "cases"};
    tsri_text text;
    char *path = NULL;
    tsr_status st = tsri_path_join(tsri_memory_default(), csv->folder, "dictionary.csv", "", &path, err);
    if (st != TSR_OK) {
        return st;
    }
    tsri_text_init(&text, tsri_memory_default(), err);
    tsri_text_put(&text, "table,column,type,unit,definition,path\n");
    for (int t = 0; t < TABLE_COUNT; t++) {
        for (size_t c = 0; c < csv->plan->counts[t]; c++) {
            const export_column *column = &csv->plan->columns[t][c];
            const size_t length = strlen(column->name), own = strlen(column->field->name);
            const char *end = length == own                     ? ""
                              : column->name[length - 1] == 'o' ? "lower end of the 90 % interval of: "
                                                                : "upper end of the 90 % interval of: ";
            tsri_text_printf(&text, "%s,%s,%s,%s,", TABLES[t], column->name, column->text ? "text" : "number",
                             column->field->unit);
            tsri_text_put(&text, "\"");
            tsri_text_printf(&text, "%s%s\",%s\n", end, column->field->definition, column->path);
        }
    }
    st = text.st == TSR_OK ? tsri_file_save(tsri_memory_default(), path, text.buffer.data, text.buffer.size_bytes, err) : text.st;
    tsri_buffer_release(&text.buffer);
    tsri_free(tsri_memory_default(), path);
    return st;
}

tsr_status export_csv_commit(export_csv *csv, tsr_error *err)
{
    tsr_status st = TSR_OK;
    for (int t = 0; st == TSR_OK && t < TABLE_COUNT; t++) {
        st = csv->plan->counts[t] ? tsri_file_writer_commit(&csv->files[t], err) : TSR_OK;
    }
    return st == TSR_OK ? write_dictionary(csv, err) : st;
}

void export_csv_abandon(export_csv *csv)
{
    for (int t = 0; t < TABLE_COUNT; t++) {
        tsri_file_writer_abandon(&csv->files[t]);
    }
}
