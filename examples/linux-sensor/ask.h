/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_ASK_H
#define SENSOR_ASK_H
/* The plugins that are asked about files and destinations. */
#include <supplychain/supplychain.h>

/* Opens those that the YAML file names, isolated as it says. NULL after a message on standard error. */
schain_plugins *ask_open(const char *file);
#endif
