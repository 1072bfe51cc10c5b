/* SPDX-License-Identifier: Apache-2.0 */
/* Policy files: what is the same in a build with YAML and in one without. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "base/file.h"
#include "policy/load.h"

schain_status schain_policy_load(schain_policy *policy, schain_string yaml, const char *name,
                                 schain_error *error)
{
	if (!policy || (yaml.length && !yaml.data))
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or document is NULL");
#ifdef HAVE_YAML
	return schain__yaml_load(policy, yaml, name ? name : "", error);
#else
	(void)name;
	return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build reads no policy files");
#endif
}

schain_status schain_policy_load_file(schain_policy *policy, const char *path, schain_error *error)
{
	schain__buffer text;
	schain_status status;

	if (!policy || !path)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or path is NULL");
	schain__buffer_init(&text, policy->memory);
	status = schain__file_read(path, &text, error);
	if (!status)
		status = schain_policy_load(policy, schain__buffer_string(&text), path, error);
	schain__buffer_dispose(&text);
	return status;
}
