/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FFI_H
#define SCHAIN_FFI_H
/**
 * @file ffi.h
 * The bridge to existing C functions, for products that link it in.
 */
#include "plugin.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup ffi Bridge to existing functions
 * The plugin "ffi" makes an enricher of a function that a product has already,
 * by a description in YAML: doc/ffi.md. It is installed as a shared object,
 * ffi.so; for products that load none it is in the static library
 * libsupplychain-ffi-1.a, which needs libffi, libfyaml and libsupplychain-1.
 * @{
 */

/** The plugin, for schain_plugins_add(). Constant. @since 1.0 */
SCHAIN_API const schain_plugin *schain_ffi_plugin(void);

/** @} */
SCHAIN_END_DECLS
#endif
