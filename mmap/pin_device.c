// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/mmap-demo-pin: a file pins memory of a process, until it is told to
 * unpin it or is closed. A process that dies closes its files. Only if another
 * process has the same file does the memory stay pinned, and counted for a
 * process that is gone: with many files from one process to its children, a
 * user gets past the limit. The device is for root alone; a driver for all
 * users would refuse another process than the one that opened the file, or
 * count for the user.
 */
#include "../kmemlab.h"

#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mmap_demo.h"
#include "pin_device.h"
#include "user_pages.h"

/**
 * struct pin_file - an open file
 * @lock: protects @user
 * @user: what is pinned; no pages if nothing is
 */
struct pin_file {
	struct mutex lock; /* user */
	struct user_pages user;
};

static int pin_open(struct inode *inode, struct file *file)
{
	struct pin_file *pin = kzalloc_obj(*pin);

	if (!pin)
		return -ENOMEM;
	mutex_init(&pin->lock);
	file->private_data = pin;
	return 0;
}

static int pin_release(struct inode *inode, struct file *file)
{
	struct pin_file *pin = file->private_data;

	if (pin->user.pages)
		user_pages_unpin(&pin->user);
	kfree(pin);
	return 0;
}

static long pin_memory(struct pin_file *pin, void __user *argument)
{
	struct mmap_demo_pin memory;

	if (copy_from_user(&memory, argument, sizeof(memory)))
		return -EFAULT;
	if (pin->user.pages)
		return -EBUSY;
	return user_pages_pin(&pin->user, memory.addr, memory.length);
}

static long fill_memory(struct pin_file *pin, const u32 __user *from)
{
	u32 value;

	if (get_user(value, from))
		return -EFAULT;
	if (value > U8_MAX)
		return -EINVAL;
	if (!pin->user.pages)
		return -ENXIO;
	user_pages_fill(&pin->user, value);
	return 0;
}

static long unpin_memory(struct pin_file *pin)
{
	if (!pin->user.pages)
		return -ENXIO;
	user_pages_unpin(&pin->user);
	return 0;
}

static long pin_ioctl(struct file *file, unsigned int command,
		      unsigned long argument)
{
	struct pin_file *pin = file->private_data;
	long result = -ENOTTY;

	mutex_lock(&pin->lock);
	switch (command) {
	case MMAP_DEMO_PIN:
		result = pin_memory(pin, (void __user *)argument);
		break;
	case MMAP_DEMO_FILL:
		result = fill_memory(pin, (void __user *)argument);
		break;
	case MMAP_DEMO_UNPIN:
		result = unpin_memory(pin);
		break;
	}
	mutex_unlock(&pin->lock);
	return result;
}

static const struct file_operations pin_fops = {
	.owner = THIS_MODULE,
	.open = pin_open,
	.release = pin_release,
	.unlocked_ioctl = pin_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice pin_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mmap-demo-pin",
	.fops = &pin_fops,
	.mode = 0600,
};

/**
 * pin_device_init() - register the device
 *
 * Context: process context, may sleep.
 * Return: 0 or an error of misc_register().
 */
int pin_device_init(void)
{
	return misc_register(&pin_device);
}

/**
 * pin_device_exit() - unregister the device
 *
 * Nothing is pinned: an open file holds the module.
 *
 * Context: process context, may sleep.
 */
void pin_device_exit(void)
{
	misc_deregister(&pin_device);
}
