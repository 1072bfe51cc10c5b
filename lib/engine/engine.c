/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/engine.h>
