/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/report.h>

#include "frozen.h"

VALUE(SCHAIN_REPORT_COLOR, 1u);
VALUE(SCHAIN_REPORT_LINES, 2u);
VALUE(SCHAIN_REPORT_ASCII, 4u);
VALUE(SCHAIN_REPORT_BRIEF, 8u);
