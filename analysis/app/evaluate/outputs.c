/* SPDX-License-Identifier: Apache-2.0
 * The table on stdout, agreement.json, the plots. */
#include <stdio.h>
#include <string.h>

#include "app/evaluate/evaluate.h"
#include "base/fail.h"
#include "base/file.h"

enum { CELL_CHARS = 40 };

/* "4.2 (3.1 to 5.5)", a dash where it is not known. */
static const char *show(char text[CELL_CHARS], tsr_estimate e, double factor, int decimals)
{
    if (!e.known) {
        (void)snprintf(text, CELL_CHARS, "-");
    } else if (e.has_interval) {
        (void)snprintf(text, CELL_CHARS, "%.*f (%.*f to %.*f)", decimals, e.value * factor, decimals, e.lo * factor, decimals,
                       e.hi * factor);
    } else {
        (void)snprintf(text, CELL_CHARS, "%.*f", decimals, e.value * factor);
    }
    return text;
}

static void print_head(const evaluate_measure_info *info, double level)
{
    static const char *const COLUMNS[] = {
        [TSR_AGREEMENT_NUMBERS] = "mean error             bias                    ICC(2,1)               in interval",
        [TSR_AGREEMENT_GRADES] = "kappa, quadratic       kappa, linear           exact                  within one",
        [TSR_AGREEMENT_CLASSES] = "kappa                  exact",
        [TSR_AGREEMENT_SCORES] = "mean                   median",
    };
    (void)printf("\n%s (%s)%s%s; %.0f %% intervals\n", info->title, info->name, info->unit[0] ? ", in " : "", info->unit,
                 100 * level);
    (void)printf("  %-24s %5s %5s %8s  %s\n", "", "n", "cases", "left out", COLUMNS[info->kind]);
}

static void print_row(const tsr_agreement_row *row, const evaluate_measure_info *info)
{
    char name[80], a[CELL_CHARS], b[CELL_CHARS], c[CELL_CHARS], d[CELL_CHARS];
    (void)snprintf(name, sizeof name, "%s%s%s", row->group_column ? row->group_column : "all", row->group_column ? " " : "",
                   row->group_column ? row->group[0] ? row->group : "(empty)" : "");
    (void)printf("  %-24.24s %5zu %5zu %8zu  ", name, row->compared, row->cases, row->labelled - row->compared);
    switch (row->kind) {
    case TSR_AGREEMENT_NUMBERS:
        (void)printf("%-22s %-23s %-22s %s\n", show(a, row->numbers.mean_abs_error, info->factor, info->decimals),
                     show(b, row->numbers.bias, info->factor, info->decimals), show(c, row->numbers.icc, 1, 2),
                     show(d, row->numbers.in_range, 1, 2));
        return;
    case TSR_AGREEMENT_GRADES:
        (void)printf("%-22s %-23s %-22s %s\n", show(a, row->grades.kappa_quadratic, 1, 2),
                     show(b, row->grades.kappa_linear, 1, 2), show(c, row->grades.exact, 1, 2),
                     show(d, row->grades.within_one, 1, 2));
        return;
    case TSR_AGREEMENT_CLASSES:
        (void)printf("%-22s %s\n", show(a, row->grades.kappa, 1, 2), show(b, row->grades.exact, 1, 2));
        return;
    case TSR_AGREEMENT_SCORES:
        (void)printf("%-22s %s\n", show(a, row->scores.mean, 1, info->decimals),
                     show(b, (tsr_estimate){.value = row->scores.median, .known = row->scores.mean.known}, 1, info->decimals));
        return;
    }
}

/* Why labels were left out, in one line. */
static void print_left(const tsr_agreement_row *row)
{
    const struct {
        const char *why;
        size_t count;
    } parts[] = {{"undetermined", row->undetermined},
                 {"not among the results", row->missing},
                 {"photo not read", row->failed},
                 {"class not in the label", row->absent}};
    const char *between = "  of ";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count) {
            if (between[2] == 'o') {
                (void)printf("%s%zu labels left out: ", between, row->labelled);
                between = "";
            }
            (void)printf("%s%zu %s", between, parts[i].count, parts[i].why);
            between = ", ";
        }
    }
    if (between[0] == ',') {
        (void)putchar('\n');
    }
}

void evaluate_table_print(const evaluate_figures *figures)
{
    for (size_t i = 0; i < figures->report.row_count; i++) {
        const tsr_agreement_row *row = &figures->rows[i];
        const evaluate_measure_info *info = &EVALUATE_MEASURES[figures->measures[i]];
        if (!row->group_column) {
            print_head(info, figures->report.params.level);
        }
        print_row(row, info);
        if (!row->group_column) {
            if (row->kind == TSR_AGREEMENT_NUMBERS && row->numbers.loa_lo.known) {
                char lo[CELL_CHARS], hi[CELL_CHARS];
                (void)printf("  limits of agreement: %s and %s\n", show(lo, row->numbers.loa_lo, info->factor, info->decimals),
                             show(hi, row->numbers.loa_hi, info->factor, info->decimals));
            }
            print_left(row);
        }
    }
}

static tsr_status
save(const char *folder, const char *name, const char *suffix, const void *bytes, size_t size_bytes, tsr_error *err)
{
    const tsr_allocator *memory = tsri_memory_default();
    char *path = NULL;
    tsr_status st = tsri_path_join(memory, folder, name, suffix, &path, err);
    if (st == TSR_OK) {
        st = tsri_file_save(memory, path, bytes, size_bytes, err);
    }
    tsri_free(memory, path);
    return st;
}

static tsr_status save_plots(const evaluate_figures *figures, size_t i, const char *folder, tsr_error *err)
{
    static const char *const SUFFIXES[] = {[TSR_PLOT_PNG] = ".png", [TSR_PLOT_PDF] = ".pdf"};
    const tsr_agreement_row *row = &figures->rows[i];
    const evaluate_measure_info *info = &EVALUATE_MEASURES[figures->measures[i]];
    const tsr_plot_words words = {info->title, info->unit, info->scale, info->factor, info->decimals};
    const bool numbers = row->kind == TSR_AGREEMENT_NUMBERS;
    if (row->kind == TSR_AGREEMENT_SCORES || row->compared < (numbers ? 2U : 1U)) {
        return TSR_OK;
    }
    for (int format = TSR_PLOT_PNG; format <= TSR_PLOT_PDF; format++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        tsr_status st = numbers
                            ? tsr_agreement_plot_numbers(NULL, figures->pairs[i], row->compared, &row->numbers, &words,
                                                         (tsr_plot_format)format, &bytes, &size_bytes, err)
                            : tsr_agreement_plot_grades(NULL, figures->pairs[i], row->compared, row->classes, row->class_count,
                                                        &words, (tsr_plot_format)format, &bytes, &size_bytes, err);
        if (st == TSR_OK) {
            st = save(folder, row->measure, SUFFIXES[format], bytes, size_bytes, err);
        }
        tsri_free(tsri_memory_default(), bytes);
        if (st != TSR_OK) {
            return st;
        }
    }
    return TSR_OK;
}

tsr_status evaluate_files_save(const evaluate_figures *figures, const char *folder, tsr_error *err)
{
    char *json = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_make_folders(tsri_memory_default(), folder, err));
    TSRI_TRY(tsr_agreement_json_format(NULL, &figures->report, &json, err));
    for (size_t i = 0; i < figures->report.row_count; i++) {
        if (!figures->rows[i].group_column) {
            TSRI_TRY(save_plots(figures, i, folder, err));
        }
    }
    st = save(folder, "agreement.json", "", json, strlen(json), err);
done:
    tsri_free(tsri_memory_default(), json);
    return st;
}
