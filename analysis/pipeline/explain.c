/* SPDX-License-Identifier: Apache-2.0
 *
 * A result explained: what was measured with its range, and every rule behind the verdict and the plan with its source. Works on
 * the result file alone, also one that another build has written: what it does not know is left out. */
#include <jansson.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "tonsure/assess.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* "  name: value (lo to hi)"; factor 100 for per cent. Nothing where it is not known. */
static void put_range(tsri_text *w, const char *name, const json_t *q, double factor, const char *unit)
{
    if (json_is_number(json_object_get(q, "value"))) {
        tsri_text_printf(w, "  %s: %.6g%s (%.6g to %.6g)\n", name, factor * json_number_value(json_object_get(q, "value")), unit,
                         factor * json_number_value(json_object_get(q, "lo")),
                         factor * json_number_value(json_object_get(q, "hi")));
    }
}

static void put_measures(tsri_text *w, const json_t *root)
{
    const json_t *coverage = json_object_get(root, "coverage"), *salt = json_object_get(root, "salt"), *zone;
    const char *name;
    tsri_text_put(w, "Measured\n");
    put_range(w, "bare scalp", json_object_get(coverage, "bare_fraction"), 100, " %");
    put_range(w, "bare area", json_object_get(coverage, "bare_cm2"), 1, " cm2");
    if (*text_of(json_object_get(coverage, "bare_cm2"), "basis")) {
        tsri_text_printf(w, "    basis: %s\n", text_of(json_object_get(coverage, "bare_cm2"), "basis"));
    }
    json_object_foreach((json_t *)json_object_get(coverage, "zones"), name, zone)
    {
        char line[96];
        (void)snprintf(line, sizeof line, "bare, %.20s (%.8s view)", name, text_of(zone, "view"));
        put_range(w, line, json_object_get(zone, "bare_fraction"), 100, " %");
    }
    if (json_is_number(json_object_get(salt, "lo"))) {
        tsri_text_printf(w, "  SALT: %.6g to %.6g\n", json_number_value(json_object_get(salt, "lo")),
                         json_number_value(json_object_get(salt, "hi")));
    }
}

static void put_grade(tsri_text *w, const json_t *root)
{
    const json_t *norwood = json_object_get(json_object_get(root, "pattern"), "norwood"), *p;
    const char *grade;
    if (!json_is_object(norwood)) {
        return;
    }
    tsri_text_printf(w, "Norwood-Hamilton %s%s\n ", text_of(norwood, "stage"),
                     *text_of(norwood, "assumes") ? ", if the person is a man" : "");
    json_object_foreach((json_t *)json_object_get(norwood, "probabilities"), grade, p)
    {
        tsri_text_printf(w, " grade %s %.0f %%", grade, 100 * json_number_value(p));
    }
    tsri_text_put(w, "\n");
}

static void put_finding(tsri_text *w, const json_t *root)
{
    const json_t *finding = json_object_get(root, "finding"), *p, *reason;
    const char *label;
    size_t i;
    if (!json_is_object(finding)) {
        return;
    }
    tsri_text_printf(w, "Finding: %s\n", text_of(finding, "label"));
    json_object_foreach((json_t *)json_object_get(finding, "probabilities"), label, p)
    {
        tsri_text_printf(w, "  %s: %.0f %%\n", label, 100 * json_number_value(p));
    }
    json_array_foreach(json_object_get(finding, "reasons"), i, reason)
    {
        tsri_text_printf(w, "  because: %s\n", json_string_value(reason) ? json_string_value(reason) : "");
    }
}

/* "Name grade (lo to hi)", or why there is none. A grade is a text or a number. */
static void put_scale(tsri_text *w, const char *name, const json_t *range, const char *assumes, const char *reason)
{
    static const char *const KEYS[] = {"grade", "lo", "hi"};
    static const char *const BEFORE[] = {" ", " (", " to "};
    if (!json_is_object(range)) {
        return;
    }
    tsri_text_put(w, name);
    for (int i = 0; i < 3; i++) {
        const json_t *grade = json_object_get(range, KEYS[i]);
        tsri_text_put(w, BEFORE[i]);
        if (json_is_integer(grade)) {
            tsri_text_printf(w, "%d", (int)json_integer_value(grade));
        } else {
            tsri_text_put(w, json_is_string(grade) ? json_string_value(grade) : "not told");
        }
    }
    tsri_text_printf(w, ")%s%s%s%s\n", *assumes ? ", if the person is " : "", *assumes ? "a woman" : "", *reason ? ": " : "",
                     reason);
}

static void put_scales(tsri_text *w, const json_t *root)
{
    static const char *const FEMALE[][2] = {{"ludwig", "Ludwig"}, {"sinclair", "Sinclair"}};
    const json_t *pattern = json_object_get(root, "pattern"), *basp = json_object_get(pattern, "basp");
    put_scale(w, "BASP, basic", json_object_get(basp, "basic"), "", text_of(basp, "reason"));
    put_scale(w, "BASP, F", json_object_get(basp, "frontal"), "", "");
    put_scale(w, "BASP, V", json_object_get(basp, "vertex"), "", "");
    for (int i = 0; i < 2; i++) {
        const json_t *scale = json_object_get(pattern, FEMALE[i][0]);
        put_scale(w, FEMALE[i][1], json_object_get(scale, "range"), text_of(scale, "assumes"), text_of(scale, "reason"));
    }
}

/* Rules with what they do, their text, id, tag and source. */
static void put_rules(tsri_text *w, const json_t *rules, const char *id_key)
{
    size_t i;
    const json_t *rule;
    json_array_foreach(rules, i, rule)
    {
        const char *effect = text_of(rule, "effect");
        tsri_text_printf(w, "  %s%s%s\n    [%s; %s] %s\n", effect, *effect ? ": " : "", text_of(rule, "text"),
                         text_of(rule, id_key), text_of(rule, "tag"), text_of(rule, "source"));
    }
}

static void put_plan(tsri_text *w, const json_t *plan)
{
    static const char *const FIGURES[] = {"area_cm2", "dots",           "hours", "sessions",       "session_hours",
                                          "gap_days", "later_gap_days", "price", "touch_up_price", "longevity_years"};
    if (!json_is_object(plan)) {
        return;
    }
    tsri_text_printf(w, "Plan%s%s\n", *text_of(plan, "gap") ? ": none, " : "", text_of(plan, "gap"));
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        put_range(w, FIGURES[i], json_object_get(plan, FIGURES[i]), 1, "");
    }
    put_rules(w, json_object_get(plan, "sources"), "rule");
}

tsr_status
tsr_result_explain(const tsr_allocator *allocator, const char *text, size_t size_bytes, char **out_text, tsr_error *err)
{
    json_error_t fault;
    tsri_text w;
    *out_text = NULL;
    json_t *root = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (!json_is_object(root) || !json_object_get(root, "coverage") || !json_object_get(root, "candidacy")) {
        tsr_status st =
            root ? tsri_fail(err, TSR_E_FORMAT, "this is no result of tonsure assess: it has no coverage or no candidacy")
                 : tsri_fail(err, TSR_E_FORMAT, "not JSON: line %d: %s", fault.line, fault.text);
        json_decref(root);
        return st;
    }
    const json_t *candidacy = json_object_get(root, "candidacy");
    tsri_text_init(&w, allocator, err);
    put_measures(&w, root);
    put_finding(&w, root);
    put_grade(&w, root);
    put_scales(&w, root);
    if (json_is_object(candidacy)) {
        tsri_text_printf(&w, "Candidacy: %s\n", text_of(candidacy, "verdict"));
        put_rules(&w, json_object_get(candidacy, "rules"), "id");
    }
    put_plan(&w, json_object_get(root, "plan"));
    json_decref(root);
    if (w.st == TSR_OK) {
        *out_text = w.buffer.data;
    } else {
        tsri_buffer_release(&w.buffer);
    }
    return w.st;
}
