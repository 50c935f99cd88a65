/* SPDX-License-Identifier: Apache-2.0
 *
 * The slider page. Pictures are data URLs and the page forbids itself any other source, so it works and stays offline. The slider
 * is an ordinary range input: keys, touch and screen readers work as they do everywhere. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "image/encode.h"
#include "output/simulate_frames.h"

enum { PAGE_LONG_SIDE_PX = 1024 };

/* Language and title stand between the parts of the head. */
static const char HEAD[] =
    "\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'\">\n"
    "<title>";

static const char STYLE[] =
    "</title>\n<style>\n"
    ":root{color-scheme:light dark;--ink:#1a1a1a;--faint:#5f6368;--ground:#fff;--line:#dadce0}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#eee;--faint:#b6babf;--ground:#17181a;--line:#45484c}}\n"
    "*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\n"
    "main{max-width:66rem;margin:0 auto;padding:1rem}h1{font-size:1.4rem;margin:.2rem 0 .8rem}\n"
    ".stage{position:relative;width:fit-content;max-width:100%;margin:0 auto;line-height:0;border-radius:8px;overflow:hidden}\n"
    ".stage img{display:block;width:auto;height:auto;max-width:100%;max-height:70vh}\n"
    ".stage .after{position:absolute;inset:0;width:100%;height:100%;max-height:none;clip-path:inset(0 0 0 var(--at,50%))}\n"
    ".stage .edge{position:absolute;top:0;bottom:0;left:var(--at,50%);width:3px;margin-left:-1px;background:#fff;"
    "box-shadow:0 0 0 1px #0006}\n"
    ".stage input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:ew-resize}\n"
    ".stage:focus-within{outline:3px solid #0072b2;outline-offset:3px}\n"
    ".frame{width:fit-content;max-width:100%;margin:0 "
    "auto}.ends{display:flex;justify-content:space-between;gap:1rem;margin:.4rem 0;color:var(--faint)}\n"
    "fieldset{border:1px solid var(--line);border-radius:8px;margin:.8rem 0;padding:.4rem .8rem}\n"
    "label{display:inline-block;margin:.2rem 1rem .2rem 0;padding:.3rem 0}.note{color:var(--faint);margin:.3rem 0}\n"
    "[hidden]{display:none!important}@media print{.stage input,fieldset,.ends{display:none}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

static const char SCRIPT[] =
    "<script>\n'use strict';\nconst stage=document.querySelector('.stage'),slider=stage.querySelector('input');\n"
    "const edge=()=>{stage.style.setProperty('--at',slider.value+'%');"
    "slider.setAttribute('aria-valuetext',";

static const char SCRIPT_REST[] =
    "');};\n"
    "slider.addEventListener('input',edge);edge();\n"
    "const show=n=>stage.querySelectorAll('.after').forEach(i=>{i.hidden=i.dataset.session!==n;});\n"
    "const chosen=document.querySelector('input[name=session]:checked');if(chosen)show(chosen.value);\n"
    "document.querySelectorAll('input[name=session]').forEach(r=>r.addEventListener('change',()=>show(r.value)));\n</script>\n";

/* The share that the slider tells is filled in by the page itself. */
static void put_script(tsri_text *text, const tsr_simulation *s)
{
    const char *share = tsri_sim_say(s, TSRI_TEXT_SIMULATION_EDGE_SHARE), *slot = strstr(share, "{0}");
    tsri_text_put(text, SCRIPT);
    if (slot > share) {
        tsri_text_printf(text, "'%.*s'+", (int)(slot - share), share);
    }
    tsri_text_printf(text, "(100-slider.value)+'%s", slot + strlen("{0}"));
    tsri_text_put(text, SCRIPT_REST);
}

static tsri_phrase with_sessions(const tsr_simulation *s, tsri_text_key key, int32_t session)
{
    return tsri_phrase_with(s->info.language, key, tsri_sim_count(s, session).text, tsri_sim_count(s, s->info.sessions).text,
                            NULL, NULL);
}

static tsr_status put_picture(tsri_text *text, const tsr_simulation *s, int32_t session, tsr_error *err)
{
    tsri_image picture = {0};
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_sim_marked(s, session, PAGE_LONG_SIDE_PX, &picture, err));
    TSRI_TRY(tsri_png_encode(tsri_image_view(&picture), TSRI_PNG_LEVEL_RUNS, s->memory, &bytes, &size_bytes, err));
    if (session == 0) {
        tsri_text_printf(text, "<img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/png;base64,", (int)picture.width_px,
                         (int)picture.height_px, tsri_sim_say(s, TSRI_TEXT_SIMULATION_ALT_BEFORE));
    } else {
        tsri_text_printf(text, "<img class=\"after\" data-session=\"%d\"%s alt=\"%s\" src=\"data:image/png;base64,", (int)session,
                         session < s->info.sessions ? " hidden" : "",
                         with_sessions(s, TSRI_TEXT_SIMULATION_ALT_AFTER, session).text);
    }
    tsri_text_put_base64(text, bytes, size_bytes);
    tsri_text_put(text, "\">\n");
done:
    tsri_free(s->memory, bytes);
    tsri_image_release(&picture);
    return st;
}

static void put_sessions(tsri_text *text, const tsr_simulation *s)
{
    const int32_t sessions = s->info.sessions;
    tsri_text_printf(text, "<fieldset>\n<legend>%s</legend>\n", tsri_sim_say(s, TSRI_TEXT_SIMULATION_SESSIONS));
    for (int32_t i = 1; i <= sessions; i++) {
        tsri_text_printf(text, "<label><input type=\"radio\" name=\"session\" value=\"%d\"%s> %s</label>\n", (int)i,
                         i == sessions ? " checked" : "", with_sessions(s, TSRI_TEXT_SIMULATION_SESSION, i).text);
    }
    tsri_text_put(text, "</fieldset>\n");
}

static void put_notes(tsri_text *text, const tsr_simulation *s)
{
    const tsr_simulation_info *info = &s->info;
    char seed[24];
    tsri_text_printf(text, "<p><strong>%s</strong> %s</p>\n", tsri_sim_say(s, TSRI_TEXT_SIMULATION_SAID),
                     tsri_sim_say(s, TSRI_TEXT_SIMULATION_WARNING));
    for (int i = 0; i < TSR_SIMULATION_NOTE_COUNT; i++) {
        if (info->notes & (uint32_t)1 << i) {
            tsri_text_printf(text, "<p class=\"note\">%s</p>\n",
                             tsri_sim_say(s, (tsri_text_key)(TSRI_TEXT_SIMULATION_NOTE_ASSUMED_SCALE + i)));
        }
    }
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)info->seed);
    tsri_text_printf(text, "<p class=\"note\">%s</p>\n",
                     tsri_phrase_with(info->language, TSRI_TEXT_SIMULATION_PAGE_FOOT, tsr_version(),
                                      tsri_sim_say(s, (tsri_text_key)(TSRI_TEXT_SIMULATION_STYLE_BUZZ + (int)info->style)),
                                      tsri_sim_count(s, info->dots[info->sessions - 1]).text, seed)
                         .text);
}

static void put_head(tsri_text *text, const tsr_simulation *s)
{
    tsri_text_printf(text, "<!doctype html>\n<html lang=\"%s", tsri_language_code(s->info.language));
    tsri_text_put(text, HEAD);
    tsri_text_put(text, tsri_sim_say(s, TSRI_TEXT_SIMULATION_PAGE_TITLE));
    tsri_text_put(text, STYLE);
    tsri_text_printf(text, "<h1>%s</h1>\n", tsri_sim_say(s, TSRI_TEXT_SIMULATION_PAGE_HEADING));
}

tsr_status tsr_simulation_page_format(
    const tsr_context *ctx, const tsr_simulation *s, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_text text;
    tsr_status st = TSR_OK;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsri_text_init(&text, tsr_context_allocator(ctx), err);
    put_head(&text, s);
    tsri_text_put(&text, "<div class=\"frame\"><div class=\"stage\">\n");
    for (int32_t session = 0; session <= s->info.sessions; session++) {
        TSRI_TRY(put_picture(&text, s, session, err));
    }
    tsri_text_printf(&text,
                     "<span class=\"edge\"></span>\n<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"%s\">\n"
                     "</div>\n<p class=\"ends\"><span>%s</span><span>%s</span><span>%s</span></p></div>\n",
                     tsri_sim_say(s, TSRI_TEXT_SIMULATION_EDGE), tsri_sim_say(s, TSRI_TEXT_SIMULATION_END_BEFORE),
                     tsri_sim_say(s, TSRI_TEXT_SIMULATION_END_HINT), tsri_sim_say(s, TSRI_TEXT_SIMULATION_END_AFTER));
    if (s->info.sessions > 1) {
        put_sessions(&text, s);
    }
    put_notes(&text, s);
    put_script(&text, s);
    tsri_text_put(&text, "</main>\n</body>\n</html>\n");
    TSRI_TRY(text.st);
    *out_bytes = (uint8_t *)text.buffer.data;
    *out_size_bytes = text.buffer.size_bytes;
    text.buffer.data = NULL;
done:
    tsri_buffer_release(&text.buffer);
    return st;
}
