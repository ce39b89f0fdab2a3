// SPDX-License-Identifier: GPL-2.0
/* Sleeps with the lock held. */
int add(struct table *table)
{
	struct entry *entry;

	spin_lock(&table->lock);
	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry)
		list_add(&entry->node, &table->entries);
	spin_unlock(&table->lock);
	return entry ? 0 : -ENOMEM;
}
