/* SPDX-License-Identifier: Apache-2.0 */
#include "page.h"

/* openssl dgst -sha256 -binary FILE | base64 */
const char page_style_hash[] = "sha256-H27d2WnoO0lJoYpRgmDiF93wI0y3461wHwbXMGpTkMU=";
const char page_script_hash[] = "sha256-PjRB/prcjfSdMhjjknq4Ee40rg0pK5zfoZGBDnYkd2c=";

void page_write(FILE *stream, const char *const *lines)
{
	for (; *lines; lines++) {
		fputs(*lines, stream);
		putc('\n', stream);
	}
}
