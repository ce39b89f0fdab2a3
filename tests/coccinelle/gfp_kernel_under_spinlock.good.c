// SPDX-License-Identifier: GPL-2.0
/* Allocates before it takes the lock; under it, does not sleep. */
int add(struct table *table)
{
	struct entry *entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	struct entry *spare;

	if (!entry)
		return -ENOMEM;
	spin_lock(&table->lock);
	list_add(&entry->node, &table->entries);
	spare = kmalloc(sizeof(*spare), GFP_NOWAIT);
	spin_unlock(&table->lock);
	table->spare = spare ?: kmalloc(sizeof(*spare), GFP_KERNEL);
	return 0;
}
