// SPDX-License-Identifier: GPL-2.0
/* The product is checked, or a constant. */
struct entry *make(size_t nr, char **name)
{
	*name = kmalloc(4 * sizeof(struct entry), GFP_KERNEL);
	return kmalloc_array(nr, sizeof(struct entry), GFP_KERNEL);
}
