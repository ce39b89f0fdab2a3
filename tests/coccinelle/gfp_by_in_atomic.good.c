// SPDX-License-Identifier: GPL-2.0
/* The caller knows. */
void *get(size_t bytes, gfp_t gfp)
{
	return kmalloc(bytes, gfp);
}
