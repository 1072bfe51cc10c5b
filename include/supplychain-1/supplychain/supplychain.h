/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SUPPLYCHAIN_H
#define SCHAIN_SUPPLYCHAIN_H
/**
 * @file supplychain.h
 * All headers of the core library.
 */
#include "base.h"
#include "claim.h"
#include "engine.h"
#include "error.h"
#include "event.h"
#include "format.h"
#include "isolation.h"
#include "known.h"
#include "object.h"
#include "plugin.h"
#include "plugins.h"
#include "policy.h"
#include "report.h"
#include "store.h"
#include "verdict.h"
#include <supplychain/version.h>
#endif
