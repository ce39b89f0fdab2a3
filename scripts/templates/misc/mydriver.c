// SPDX-License-Identifier: GPL-2.0
/* mydriver: a character device that keeps one message, to begin a driver with. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "mydriver.h"

/**
 * mydriver_store() - keep a message in place of the one before
 * @driver: the device's state
 * @message: allocated by kmalloc(); on success it belongs to @driver
 * @length: its bytes, 1 to MYDRIVER_LENGTH_MAX
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINVAL if @length is out of range.
 */
int mydriver_store(struct mydriver *driver, char *message, size_t length)
{
	char *old;

	if (!length || length > MYDRIVER_LENGTH_MAX)
		return -EINVAL;
	mutex_lock(&driver->lock);
	old = driver->message;
	driver->message = message;
	driver->length = length;
	mutex_unlock(&driver->lock);
	kfree(old);
	return 0;
}
EXPORT_SYMBOL_GPL(mydriver_store);

/**
 * mydriver_load() - copy a part of the message
 * @driver: the device's state
 * @pos: the first byte wanted, from 0
 * @to: receives the bytes
 * @length: bytes wanted
 *
 * Context: process context, may sleep.
 * Return: the bytes that were copied, 0 at the end of the message.
 */
size_t mydriver_load(struct mydriver *driver, size_t pos, char *to, size_t length)
{
	size_t got = 0;

	mutex_lock(&driver->lock);
	if (pos < driver->length) {
		got = min(length, driver->length - pos);
		memcpy(to, driver->message + pos, got);
	}
	mutex_unlock(&driver->lock);
	return got;
}
EXPORT_SYMBOL_GPL(mydriver_load);

/**
 * mydriver_clear() - free the message
 * @driver: the device's state
 *
 * Context: process context, may sleep.
 */
void mydriver_clear(struct mydriver *driver)
{
	mutex_lock(&driver->lock);
	kfree(driver->message);
	driver->message = NULL;
	driver->length = 0;
	mutex_unlock(&driver->lock);
}
EXPORT_SYMBOL_GPL(mydriver_clear);

static struct mydriver mydriver = {
	.lock = __MUTEX_INITIALIZER(mydriver.lock),
};

static ssize_t message_read(struct file *file, char __user *to, size_t length, loff_t *pos)
{
	char *part;
	size_t got;

	length = min_t(size_t, length, MYDRIVER_LENGTH_MAX);
	part = kmalloc(length, GFP_KERNEL);
	if (!part)
		return -ENOMEM;
	got = mydriver_load(&mydriver, *pos, part, length);
	/* The lock is not held here: a copy to user space may wait for a page. */
	if (copy_to_user(to, part, got)) {
		kfree(part);
		return -EFAULT;
	}
	kfree(part);
	*pos += got;
	return got;
}

static ssize_t message_write(struct file *file, const char __user *from, size_t length,
			     loff_t *pos)
{
	char *message;
	int err;

	if (length > MYDRIVER_LENGTH_MAX)
		return -EMSGSIZE;
	message = memdup_user(from, length);
	if (IS_ERR(message))
		return PTR_ERR(message);
	err = mydriver_store(&mydriver, message, length);
	if (err) {
		kfree(message);
		return err;
	}
	return length;
}

static const struct file_operations mydriver_fops = {
	.owner = THIS_MODULE,
	.read = message_read,
	.write = message_write,
	.llseek = default_llseek,
};

static struct miscdevice mydriver_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mydriver",
	.fops = &mydriver_fops,
};

static int __init mydriver_init(void)
{
	int err = misc_register(&mydriver_device);

	if (err) {
		pr_err("no device: error %d\n", err);
		return err;
	}
	pr_info("/dev/mydriver created\n");
	return 0;
}
module_init(mydriver_init);

static void __exit mydriver_exit(void)
{
	misc_deregister(&mydriver_device);
	mydriver_clear(&mydriver);
	pr_info("/dev/mydriver removed\n");
}
module_exit(mydriver_exit);

MODULE_DESCRIPTION("mydriver: a character device that keeps one message");
MODULE_LICENSE("GPL");
