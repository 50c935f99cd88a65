# SPDX-License-Identifier: Apache-2.0
# Every library the project builds on, once. Names of Debian packages are in scripts/setup.
find_package(PkgConfig REQUIRED)
foreach(dep jpeg=libjpeg png=libpng tiff=libtiff-4>=4.5 webp=libwebp exif=libexif lcms=lcms2 jansson=jansson sodium=libsodium zlib=zlib deflate=libdeflate xxhash=libxxhash cairo=cairo lapacke=lapacke)
    string(REGEX REPLACE "=.*$" "" name ${dep})
    string(REGEX REPLACE "^[a-z]+=" "" module ${dep})
    pkg_check_modules(TSR_${name} REQUIRED IMPORTED_TARGET ${module})
    add_library(tsr_dep_${name} ALIAS PkgConfig::TSR_${name})
endforeach()

# Loaded when they are needed (base/library.h): their headers alone are.
foreach(dep heif=libheif pango=pangocairo)
    string(REGEX REPLACE "=.*$" "" name ${dep})
    string(REGEX REPLACE "^[a-z]+=" "" module ${dep})
    pkg_check_modules(TSR_${name} REQUIRED ${module})
    add_library(tsr_dep_${name} INTERFACE)
    target_include_directories(tsr_dep_${name} SYSTEM INTERFACE ${TSR_${name}_INCLUDE_DIRS})
endforeach()

# OpenBLAS without threads, also where Debian's alternatives name the one with: its pool would take a core at every start, and
# nothing solved here is large. OpenCV's core asks for BLAS and LAPACK too, and finds these by the program's RPATH (RUNPATH does not
# count for what libraries need). It comes first, so that its 14,000 symbols are looked up in one library and not in forty.
find_library(OPENBLAS_LIBRARY openblas PATH_SUFFIXES openblas-serial REQUIRED)
find_path(OPENBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-serial REQUIRED)
get_filename_component(OPENBLAS_DIR ${OPENBLAS_LIBRARY} DIRECTORY)
set(CMAKE_SKIP_RPATH ON) # CMake's own would end in a colon while building, which means the current folder
add_library(tsr_dep_openblas INTERFACE)
target_include_directories(tsr_dep_openblas SYSTEM INTERFACE ${OPENBLAS_INCLUDE})
target_link_libraries(tsr_dep_openblas INTERFACE ${OPENBLAS_LIBRARY})
target_link_options(tsr_dep_openblas INTERFACE LINKER:--disable-new-dtags,-rpath,${OPENBLAS_DIR})

# OpenCV's core and imgproc alone come without a CMake config, XNNPACK without any.
add_library(tsr_dep_opencv INTERFACE)
target_include_directories(tsr_dep_opencv SYSTEM INTERFACE /usr/include/opencv4)
target_link_libraries(tsr_dep_opencv INTERFACE opencv_imgproc opencv_core)

find_path(XNNPACK_INCLUDE xnnpack.h REQUIRED)
find_library(XNNPACK_LIBRARY XNNPACK REQUIRED)
find_library(PTHREADPOOL_LIBRARY pthreadpool REQUIRED)
add_library(tsr_dep_xnnpack INTERFACE)
target_include_directories(tsr_dep_xnnpack SYSTEM INTERFACE ${XNNPACK_INCLUDE})
target_link_libraries(tsr_dep_xnnpack INTERFACE ${XNNPACK_LIBRARY} ${PTHREADPOOL_LIBRARY} pthread)

# HDF5's shared library loads libcurl and thirty more for files in the cloud; the static one needs none of them (docs/adr/0010).
pkg_check_modules(TSR_hdf5 REQUIRED hdf5)
find_library(HDF5_STATIC_LIBRARY NAMES libhdf5_serial.a REQUIRED)
find_library(SZ_LIBRARY sz REQUIRED)
add_library(tsr_dep_hdf5 INTERFACE)
target_include_directories(tsr_dep_hdf5 SYSTEM INTERFACE ${TSR_hdf5_INCLUDE_DIRS})
target_link_libraries(tsr_dep_hdf5 INTERFACE ${HDF5_STATIC_LIBRARY} ${SZ_LIBRARY} tsr_dep_zlib m dl)
