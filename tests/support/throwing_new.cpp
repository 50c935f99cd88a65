/* SPDX-License-Identifier: Apache-2.0 */
#include "support/throwing_new.h"

#include <cstdlib>
#include <new>
#include <stdexcept>

#include <opencv2/core.hpp>

static throwing_new_kind armed = THROW_NOTHING;
static int thrown = 0;

void throw_from_next_new(throwing_new_kind kind)
{
    armed = kind;
    thrown = 0;
}

int new_has_thrown(void)
{
    return thrown;
}

/* Disarmed before it throws: an exception's text is made by operator new as well. */
static void throw_if_armed()
{
    const throwing_new_kind kind = armed;
    armed = THROW_NOTHING;
    thrown += kind != THROW_NOTHING;
    switch (kind) {
    case THROW_BAD_ALLOC:
        throw std::bad_alloc();
    case THROW_OPENCV:
        throw cv::Exception(cv::Error::StsAssert, "boom", "function", "file", 1);
    case THROW_OPENCV_NO_MEMORY:
        throw cv::Exception(cv::Error::StsNoMem, "boom", "function", "file", 1);
    case THROW_RUNTIME_ERROR:
        throw std::runtime_error("boom");
    case THROW_NUMBER:
        throw 42;
    case THROW_NOTHING:
    case THROW_KINDS:
        break;
    }
}

/* Visible to the libraries, which then use these instead of the C++ library's. */
#define REPLACED __attribute__((visibility("default")))

REPLACED void *operator new(std::size_t size_bytes)
{
    throw_if_armed();
    void *block = std::malloc(size_bytes ? size_bytes : 1);
    if (!block) {
        throw std::bad_alloc();
    }
    return block;
}

REPLACED void operator delete(void *block) noexcept
{
    std::free(block);
}

REPLACED void operator delete(void *block, std::size_t) noexcept
{
    std::free(block);
}
