/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/vision.h"

#include <cstdarg>
#include <cstdint>
#include <cstring>
#include <exception>
#include <new>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>

extern "C" {
#include "base/fail.h"
}

namespace
{

/* OpenCV's own threads and messages are switched off once a process; parallelism is across photos. */
void quiet_single_thread()
{
    static const bool once = [] {
        cv::setNumThreads(1);
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        cv::redirectError([](int, const char *, const char *, const char *, int, void *) { return 0; });
        return true;
    }();
    (void)once;
}

/* Run a body; whatever it throws becomes a status with the thrower's text. */
template <typename Body> tsr_status guard(const char *name, tsr_error *err, Body body) noexcept
{
    try {
        quiet_single_thread();
        return body();
    } catch (const cv::Exception &e) {
        const tsr_status code = e.code == cv::Error::StsNoMem ? TSR_E_NOMEM : TSR_E_BACKEND;
        return tsri_fail_backend(err, code, e.code, "%s: opencv: %s", name, e.err.c_str());
    } catch (const std::bad_alloc &) {
        return tsri_fail(err, TSR_E_NOMEM, "%s: no memory", name);
    } catch (const std::exception &e) {
        return tsri_fail(err, TSR_E_BACKEND, "%s: %s", name, e.what());
    } catch (...) {
        return tsri_fail(err, TSR_E_BACKEND, "%s: unknown exception", name);
    }
}

bool plausible(const void *data, int32_t width_px, int32_t height_px, int32_t channels, std::size_t stride_bytes)
{
    return data && width_px > 0 && height_px > 0 && channels >= 1 && channels <= 4 &&
           stride_bytes >= static_cast<std::size_t>(width_px) * static_cast<std::size_t>(channels);
}

template <typename View> bool plausible(const View &v)
{
    return plausible(v.data, v.width_px, v.height_px, v.channels, v.stride_bytes);
}

bool plausible(const tsri_span_f32 &s)
{
    return s.data && s.width_px > 0 && s.height_px > 0;
}

template <typename A, typename B> bool same_size(const A &a, const B &b)
{
    return a.width_px == b.width_px && a.height_px == b.height_px;
}

/* The one place where const is cast away: cv::Mat has no read-only form. */
cv::Mat in_view(const tsr_view_u8 &v)
{
    return cv::Mat(v.height_px, v.width_px, CV_8UC(v.channels), const_cast<std::uint8_t *>(v.data), v.stride_bytes);
}

cv::Mat out_view(const tsri_span_u8 &v)
{
    return cv::Mat(v.height_px, v.width_px, CV_8UC(v.channels), v.data, v.stride_bytes);
}

tsr_status still_ours(const cv::Mat &mat, const void *data, const char *name, tsr_error *err)
{
    return mat.data == data ? TSR_OK : tsri_fail(err, TSR_E_INTERNAL, "%s: opencv replaced the output's memory", name);
}

} // namespace

extern "C" {

tsr_status tsr_cv_resize_u8(tsr_view_u8 in, tsri_span_u8 out, tsr_error *err) noexcept
{
    if (!plausible(in) || !plausible(out) || in.channels != out.channels) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "resize of %d x %d x %d to %d x %d x %d", in.width_px, in.height_px, in.channels,
                         out.width_px, out.height_px, out.channels);
    }
    return guard("resize", err, [&] {
        cv::Mat dst = out_view(out);
        const bool shrinks = out.width_px < in.width_px || out.height_px < in.height_px;
        cv::resize(in_view(in), dst, dst.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
        return still_ours(dst, out.data, "resize", err);
    });
}

tsr_status tsr_cv_gaussian_u8(tsr_view_u8 in, int kernel_px, double sigma_px, tsri_span_u8 out, tsr_error *err) noexcept
{
    if (!plausible(in) || !plausible(out) || !same_size(in, out) || in.channels != out.channels) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "gaussian of %d x %d x %d into %d x %d x %d", in.width_px, in.height_px,
                         in.channels, out.width_px, out.height_px, out.channels);
    }
    if (kernel_px < 3 || kernel_px % 2 == 0 || !(sigma_px > 0)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "kernel %d px must be odd and at least 3, sigma %g px above 0", kernel_px,
                         sigma_px);
    }
    return guard("gaussian", err, [&] {
        cv::Mat dst = out_view(out);
        cv::GaussianBlur(in_view(in), dst, cv::Size(kernel_px, kernel_px), sigma_px, sigma_px, cv::BORDER_REFLECT_101);
        return still_ours(dst, out.data, "gaussian", err);
    });
}

tsr_status tsr_cv_morphology_u8(tsr_view_u8 in, tsri_morphology kind, int diameter_px, tsri_span_u8 out, tsr_error *err) noexcept
{
    if (!plausible(in) || !plausible(out) || !same_size(in, out) || in.channels != 1 || out.channels != 1) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "morphology of %d x %d x %d into %d x %d x %d", in.width_px, in.height_px,
                         in.channels, out.width_px, out.height_px, out.channels);
    }
    if (diameter_px < 3 || diameter_px % 2 == 0) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "kernel %d px must be odd and at least 3", diameter_px);
    }
    return guard("morphology", err, [&] {
        cv::Mat dst = out_view(out);
        const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(diameter_px, diameter_px));
        cv::morphologyEx(in_view(in), dst, kind == TSRI_MORPHOLOGY_OPEN ? cv::MORPH_OPEN : cv::MORPH_CLOSE, kernel);
        return still_ours(dst, out.data, "morphology", err);
    });
}

tsr_status tsr_cv_distance_u8(tsr_view_u8 in, tsri_span_f32 out, tsr_error *err) noexcept
{
    if (!plausible(in) || in.channels != 1 || !plausible(out) || !same_size(in, out)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "distance of %d x %d x %d into %d x %d", in.width_px, in.height_px, in.channels,
                         out.width_px, out.height_px);
    }
    return guard("distance", err, [&] {
        cv::Mat dst(out.height_px, out.width_px, CV_32FC1, out.data);
        cv::distanceTransform(in_view(in), dst, cv::DIST_L2, cv::DIST_MASK_PRECISE, CV_32F);
        return still_ours(dst, out.data, "distance", err);
    });
}

tsr_status tsr_cv_components_u8(
    tsr_view_u8 in, int32_t *out_ids, tsri_component *out, int32_t max_count, int32_t *out_count, tsr_error *err) noexcept
{
    if (!plausible(in) || in.channels != 1 || !out_ids || !out_count || max_count < 0 || (max_count > 0 && !out)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "components of %d x %d x %d, at most %d", in.width_px, in.height_px, in.channels,
                         max_count);
    }
    return guard("components", err, [&] {
        cv::Mat ids(in.height_px, in.width_px, CV_32SC1, out_ids), stats, centroids;
        const int32_t found = cv::connectedComponentsWithStats(in_view(in), ids, stats, centroids, 8, CV_32S) - 1;
        for (int32_t i = 0; i < found && i < max_count; i++) {
            const int *row = stats.ptr<int>(i + 1);
            out[i] = {row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP], row[cv::CC_STAT_WIDTH], row[cv::CC_STAT_HEIGHT],
                      row[cv::CC_STAT_AREA]};
        }
        *out_count = found;
        return still_ours(ids, out_ids, "components", err);
    });
}

} /* extern "C" */
