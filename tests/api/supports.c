/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the library says of each feature that it is given. */
#include <supplychain/supplychain.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("%s %d\n", argv[i], schain_supports(argv[i]));
	return 0;
}
