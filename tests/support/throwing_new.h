/* SPDX-License-Identifier: Apache-2.0
 * support/throwing_new.h - an operator new that throws on demand, so that a test can make a C++ library fail in any way. */
#ifndef TSR_TEST_THROWING_NEW_H
#define TSR_TEST_THROWING_NEW_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum throwing_new_kind {
    THROW_NOTHING,
    THROW_BAD_ALLOC,
    THROW_OPENCV, /* cv::Exception of code -215, "boom" */
    THROW_OPENCV_NO_MEMORY,
    THROW_RUNTIME_ERROR, /* std::runtime_error "boom" */
    THROW_NUMBER,        /* an int: nobody's exception */
    THROW_KINDS
} throwing_new_kind;

/** The next operator new of the program throws so, then all is as before. */
void throw_from_next_new(throwing_new_kind kind);

/** Did it throw since it was last asked to? */
int new_has_thrown(void);

#ifdef __cplusplus
}
#endif
#endif
