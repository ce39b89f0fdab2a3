// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's side of the experiments that compare a process with the kernel. Some of the
 * actions are mistakes on purpose: it is for virtual machines alone.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

static struct dentry *dir;
static DEFINE_SPINLOCK(lock);

/* More than the page allocator has in one piece, which is 4 MiB on a PC. */
#define TOO_LARGE (8UL << 20)

static int too_large(unsigned long arg)
{
	void *memory = kmalloc(TOO_LARGE, GFP_KERNEL | __GFP_NOWARN);

	pr_info("kmalloc() of %lu KiB: %s\n", TOO_LARGE >> 10, memory ? "memory" : "NULL");
	kfree(memory);
	return memory ? -EINVAL : 0;
}

/*
 * Allocates pages, @want at most, with flags that neither kill nor warn, and frees them: how
 * many there were.
 */
static unsigned long allocate_and_free(gfp_t gfp, unsigned long want)
{
	struct page *page, *next;
	unsigned long got = 0;
	LIST_HEAD(pages);

	while (got < want && (page = alloc_page(gfp | __GFP_NORETRY | __GFP_NOWARN))) {
		list_add(&page->lru, &pages);
		got++;
	}
	list_for_each_entry_safe(page, next, &pages, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	return got;
}

static int take_all(unsigned long arg)
{
	unsigned long nr = allocate_and_free(GFP_KERNEL, ULONG_MAX);

	pr_info("alloc_page() until NULL: %lu MiB allocated and freed, nothing was killed\n",
		nr >> (20 - PAGE_SHIFT));
	return nr ? 0 : -ENOMEM;
}

/* A mistake on purpose. */
static int sleep_under_a_spinlock(unsigned long arg)
{
	spin_lock(&lock);
	msleep(20);
	spin_unlock(&lock);
	return 0;
}

static int sleep_without_a_lock(unsigned long arg)
{
	msleep(20);
	pr_info("msleep() with nothing held: fine\n");
	return 0;
}

static int copy_from_a_process(unsigned long arg)
{
	char byte;
	bool failed = copy_from_user(&byte, (const char __user *)arg, 1);

	pr_info("copy_from_user(): %s\n", failed ? "failed, EFAULT for the process" : "a byte");
	return failed ? -EFAULT : 0;
}

/* A mistake on purpose: the address is the process's. */
static int read_from_a_process(unsigned long arg)
{
	pr_info("the kernel has read the byte %d by itself\n", READ_ONCE(*(char *)arg));
	return 0;
}

static int touch_vmalloc(unsigned long arg)
{
	unsigned long before = current->min_flt;
	char *memory = vmalloc(256 * PAGE_SIZE);
	int i;

	if (!memory)
		return -ENOMEM;
	for (i = 0; i < 256; i++)
		memory[i * PAGE_SIZE] = 1;
	pr_info("256 pages of vmalloc() memory touched: %lu page faults\n",
		current->min_flt - before);
	vfree(memory);
	return 0;
}

/* A mistake on purpose: after vmalloc() memory lies a page that is not mapped. */
static int beyond_vmalloc(unsigned long arg)
{
	char *memory = vmalloc(PAGE_SIZE);

	if (!memory)
		return -ENOMEM;
	pr_info("the byte after is %d\n", READ_ONCE(memory[PAGE_SIZE]));
	vfree(memory);
	return 0;
}

static int fault_in_copy(unsigned long arg)
{
	unsigned long before = current->min_flt;
	bool failed = clear_user((char __user *)arg, 1);

	pr_info("clear_user() of a page that was never touched: %s, %lu page fault\n",
		failed ? "failed" : "done", current->min_flt - before);
	return failed ? -EFAULT : 0;
}

static int allocate(unsigned long mib, gfp_t gfp, const char *name)
{
	unsigned long want = mib << (20 - PAGE_SHIFT);
	unsigned long got = allocate_and_free(gfp, want);

	pr_info("%s: %s of %lu MiB\n", name, got == want ? "all" : "not all", mib);
	return got == want ? 0 : -ENOMEM;
}

static int allocate_plain(unsigned long arg)
{
	return allocate(arg, GFP_KERNEL, "GFP_KERNEL");
}

static int allocate_accounted(unsigned long arg)
{
	return allocate(arg, GFP_KERNEL_ACCOUNT, "GFP_KERNEL_ACCOUNT");
}

static const struct {
	const char *name;
	int (*function)(unsigned long arg);
} actions[] = {
	{ "too-large", too_large },
	{ "take-all", take_all },
	{ "sleep-under-a-spinlock", sleep_under_a_spinlock },
	{ "sleep-without-a-lock", sleep_without_a_lock },
	{ "copy-from-a-process", copy_from_a_process },
	{ "read-from-a-process", read_from_a_process },
	{ "touch-vmalloc", touch_vmalloc },
	{ "beyond-vmalloc", beyond_vmalloc },
	{ "fault-in-copy", fault_in_copy },
	{ "allocate", allocate_plain },
	{ "allocate-accounted", allocate_accounted },
};

/* "ACTION" or "ACTION NUMBER". */
static ssize_t do_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	char line[64], *name, *number = line;
	unsigned long arg = 0;
	size_t i;
	int err;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, count))
		return -EFAULT;
	line[count] = 0;
	strim(line);
	name = strsep(&number, " ");
	if (number && kstrtoul(number, 0, &arg))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (strcmp(name, actions[i].name))
			continue;
		err = actions[i].function(arg);
		return err ?: count;
	}
	return -EINVAL;
}

static const struct file_operations do_fops = {
	.owner = THIS_MODULE,
	.write = do_write,
};

static int __init two_worlds_init(void)
{
	dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("do", 0200, dir, NULL, &do_fops);
	return 0;
}
module_init(two_worlds_init);

static void __exit two_worlds_exit(void)
{
	debugfs_remove_recursive(dir);
}
module_exit(two_worlds_exit);

MODULE_DESCRIPTION("kmemlab: the kernel's side of the experiments");
MODULE_LICENSE("GPL");
