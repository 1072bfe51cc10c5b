# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += doc/symbols-in-versions
EXTRA_DIST += doc/verdict-json.md
