// SPDX-License-Identifier: GPL-2.0
/*
 * mmap-demo: chapter 5.8, mmap. A device for each kind of memory, so that a
 * program that knows nothing of us can open, map, read and write it, and two
 * more:
 *
 *   /dev/mmap-demo-page        the plain form, see page_device.c
 *   /dev/mmap-demo             single pages, mapped at once
 *   /dev/mmap-demo-vmalloc     vmalloc memory
 *   /dev/mmap-demo-fault       single pages, when first touched
 *   /dev/mmap-demo-contiguous  physically contiguous, by page frame number
 *   /dev/mmap-demo-ring        two rings, see mmap_demo.h and loopback.c
 *   /dev/mmap-demo-pin         memory of a process, see pin_device.c
 *
 * Which kind is chosen by the name, so there is no state to get wrong. Open,
 * close, lseek, read, write, mmap and fsync work as for a file of fixed size;
 * the ring is a stream with poll and ioctls. Errors: mmap EINVAL private, EPERM
 * executable, ENXIO beyond the end, EACCES more than the file was opened for,
 * or to write what the kernel alone writes; write ENOSPC at the end; ioctl
 * ENOTTY where there is none.
 *
 * In debugfs:
 *
 *   pages, vmalloc, fault, contiguous
 *           write a size: the device gets a fresh buffer of that size. Files
 *           that are open keep the one they have (EINVAL, E2BIG, ENOMEM)
 *   stats   buffers, their pages and mappings
 *
 * Module parameter: size, of the buffers in bytes, 1 to 4194304.
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "buffer.h"
#include "loopback.h"
#include "mapping.h"
#include "mmap_demo.h"
#include "page_device.h"
#include "pin_device.h"

static unsigned int size = SZ_64K;
module_param(size, uint, 0444);
MODULE_PARM_DESC(size, "bytes of each buffer (1 to 4194304, default 65536)");

/**
 * struct demo_device - a device of one kind of memory
 * @misc: its name in /dev
 * @file: its file in debugfs
 * @how: how it is mapped, in a few words
 * @memory: the kind
 * @lock: protects @buffer
 * @buffer: what the next open gets
 */
struct demo_device {
	struct miscdevice misc;
	const char *file;
	const char *how;
	enum kmemlab_memory memory;
	struct mutex lock; /* buffer */
	struct kmemlab_buffer *buffer;
};

static struct kmemlab_loopback loopback;
static struct dentry *demo_dir;

static int buffer_open(struct inode *inode, struct file *file)
{
	/* misc_open() has left it there. */
	struct demo_device *device =
		container_of(file->private_data, struct demo_device, misc);

	mutex_lock(&device->lock);
	kmemlab_buffer_get(device->buffer);
	file->private_data = device->buffer;
	mutex_unlock(&device->lock);
	return 0;
}

/* After the last close and the last munmap: a mapping holds the file. */
static int buffer_release(struct inode *inode, struct file *file)
{
	kmemlab_buffer_put(file->private_data);
	return 0;
}

static loff_t buffer_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence,
				 kmemlab_buffer_size(file->private_data));
}

static ssize_t buffer_read(struct kiocb *iocb, struct iov_iter *to)
{
	ssize_t done = kmemlab_buffer_read(iocb->ki_filp->private_data,
					   iocb->ki_pos, to);

	if (done > 0)
		iocb->ki_pos += done;
	return done;
}

static ssize_t buffer_write(struct kiocb *iocb, struct iov_iter *from)
{
	ssize_t done = kmemlab_buffer_write(iocb->ki_filp->private_data,
					    iocb->ki_pos, from);

	if (done > 0)
		iocb->ki_pos += done;
	return done;
}

/* There is nothing to be written back; msync() asks all the same. */
static const struct file_operations buffer_fops = {
	.owner = THIS_MODULE,
	.open = buffer_open,
	.release = buffer_release,
	.llseek = buffer_llseek,
	.read_iter = buffer_read,
	.write_iter = buffer_write,
	.fsync = noop_fsync,
	BUFFER_MMAP_HOOK,
};

#define DEMO_DEVICE(_name, _file, _memory, _how) {			\
	.misc = {							\
		.minor = MISC_DYNAMIC_MINOR,				\
		.name = _name,						\
		.fops = &buffer_fops,					\
		.mode = 0600,						\
	},								\
	.file = _file,							\
	.how = _how,							\
	.memory = _memory,						\
}

static struct demo_device devices[KMEMLAB_MEMORIES] = {
	DEMO_DEVICE("mmap-demo", "pages", KMEMLAB_PAGES, "single pages, at once"),
	DEMO_DEVICE("mmap-demo-vmalloc", "vmalloc", KMEMLAB_VMALLOC, "vmalloc memory, at once"),
	DEMO_DEVICE("mmap-demo-fault", "fault", KMEMLAB_ON_FAULT, "single pages, on fault"),
	DEMO_DEVICE("mmap-demo-contiguous", "contiguous", KMEMLAB_CONTIGUOUS,
		    "contiguous, by page frame number"),
};

static int ring_open(struct inode *inode, struct file *file)
{
	kmemlab_buffer_get(loopback.buffer);
	file->private_data = loopback.buffer;
	return stream_open(inode, file);
}

static bool nonblock(const struct kiocb *iocb)
{
	return (iocb->ki_filp->f_flags & O_NONBLOCK) ||
	       (iocb->ki_flags & IOCB_NOWAIT);
}

static ssize_t ring_read(struct kiocb *iocb, struct iov_iter *to)
{
	return kmemlab_loopback_read(&loopback, to, nonblock(iocb));
}

static ssize_t ring_write(struct kiocb *iocb, struct iov_iter *from)
{
	return kmemlab_loopback_write(&loopback, from, nonblock(iocb));
}

static __poll_t ring_poll(struct file *file, struct poll_table_struct *wait)
{
	poll_wait(file, &loopback.wait, wait);
	return kmemlab_loopback_events(&loopback);
}

/* First: no eventfd is signalled for a file that is gone. */
static int ring_release(struct inode *inode, struct file *file)
{
	kmemlab_loopback_clear_eventfd(&loopback, file);
	return buffer_release(inode, file);
}

static long copy_layout(void __user *to)
{
	struct mmap_demo_layout layout;

	kmemlab_loopback_layout(&loopback, &layout);
	return copy_to_user(to, &layout, sizeof(layout)) ? -EFAULT : 0;
}

static long set_eventfd(struct file *file, const s32 __user *from)
{
	s32 fd;

	if (get_user(fd, from))
		return -EFAULT;
	if (fd != -1)
		return kmemlab_loopback_set_eventfd(&loopback, file, fd);
	kmemlab_loopback_clear_eventfd(&loopback, file);
	return 0;
}

static long ring_ioctl(struct file *file, unsigned int command,
		       unsigned long argument)
{
	ssize_t moved;

	switch (command) {
	case MMAP_DEMO_KICK:
		moved = kmemlab_loopback_kick(&loopback);
		return min_t(ssize_t, moved, 0);
	case MMAP_DEMO_RESET:
		return kmemlab_loopback_reset(&loopback);
	case MMAP_DEMO_LAYOUT:
		return copy_layout((void __user *)argument);
	case MMAP_DEMO_EVENTFD:
		return set_eventfd(file, (void __user *)argument);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations ring_fops = {
	.owner = THIS_MODULE,
	.open = ring_open,
	.release = ring_release,
	.read_iter = ring_read,
	.write_iter = ring_write,
	.poll = ring_poll,
	.unlocked_ioctl = ring_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	BUFFER_MMAP_HOOK,
};

static struct miscdevice ring_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mmap-demo-ring",
	.fops = &ring_fops,
	.mode = 0600,
};

/* debugfs: a device's buffer is replaced, never resized while in use. */
static int size_get(void *data, u64 *bytes)
{
	struct demo_device *device = data;

	mutex_lock(&device->lock);
	*bytes = kmemlab_buffer_size(device->buffer);
	mutex_unlock(&device->lock);
	return 0;
}

static int size_set(void *data, u64 bytes)
{
	struct demo_device *device = data;
	struct kmemlab_buffer *fresh;

	if (bytes > KMEMLAB_BUFFER_MAX)
		return -E2BIG;
	fresh = kmemlab_buffer_alloc(device->memory, bytes);
	if (IS_ERR(fresh))
		return PTR_ERR(fresh);
	mutex_lock(&device->lock);
	swap(device->buffer, fresh);
	mutex_unlock(&device->lock);
	kmemlab_buffer_put(fresh);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(size_fops, size_get, size_set, "%llu\n");

static void show_buffer(struct seq_file *seq, const char *name,
			struct kmemlab_buffer *buffer)
{
	seq_printf(seq, "%-21s pages %4lu present %4lu opens %u mappings %d\n",
		   name, buffer->nr_pages, kmemlab_buffer_present(buffer),
		   kref_read(&buffer->refs) - 1,
		   atomic_read(&buffer->mappings));
}

static int stats_show(struct seq_file *seq, void *unused)
{
	struct demo_device *device;

	for (device = devices; device < devices + ARRAY_SIZE(devices);
	     device++) {
		mutex_lock(&device->lock);
		show_buffer(seq, device->misc.name, device->buffer);
		mutex_unlock(&device->lock);
	}
	show_buffer(seq, ring_device.name, loopback.buffer);
	seq_printf(seq, "buffers %ld\n", kmemlab_buffers_live());
	seq_printf(seq, "looped_bytes %ld\n",
		   atomic_long_read(&loopback.moved));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static void create_files(void)
{
	struct demo_device *device;

	demo_dir = debugfs_create_dir("mmap_demo", NULL);
	for (device = devices; device < devices + ARRAY_SIZE(devices); device++)
		debugfs_create_file(device->file, 0600, demo_dir, device,
				    &size_fops);
	debugfs_create_file("stats", 0400, demo_dir, NULL, &stats_fops);
}

static int add_device(struct demo_device *device)
{
	int err;

	mutex_init(&device->lock);
	device->buffer = kmemlab_buffer_alloc(device->memory, size);
	if (IS_ERR(device->buffer))
		return PTR_ERR(device->buffer);
	err = misc_register(&device->misc);
	if (err) {
		kmemlab_buffer_put(device->buffer);
		return err;
	}
	pr_info("/dev/%s: %lu pages, %s\n", device->misc.name,
		device->buffer->nr_pages, device->how);
	return 0;
}

static void remove_devices(unsigned int nr)
{
	while (nr--) {
		misc_deregister(&devices[nr].misc);
		kmemlab_buffer_put(devices[nr].buffer);
	}
}

static int add_devices(void)
{
	unsigned int nr;
	int err;

	for (nr = 0; nr < ARRAY_SIZE(devices); nr++) {
		err = add_device(&devices[nr]);
		if (err) {
			remove_devices(nr);
			return err;
		}
	}
	return 0;
}

static int add_ring(void)
{
	int err = kmemlab_loopback_init(&loopback);

	if (err)
		return err;
	err = misc_register(&ring_device);
	if (err) {
		kmemlab_loopback_exit(&loopback);
		return err;
	}
	pr_info("/dev/%s: %lu pages, two rings of %u bytes\n", ring_device.name,
		loopback.buffer->nr_pages, KMEMLAB_LOOPBACK_SIZE);
	return 0;
}

static void remove_ring(void)
{
	misc_deregister(&ring_device);
	kmemlab_loopback_exit(&loopback);
}

static int __init mmap_demo_init(void)
{
	int err = page_device_init();

	if (err)
		return err;
	pr_info("/dev/mmap-demo-page: %d pages, the plain form\n",
		PAGE_DEVICE_PAGES);
	err = add_devices();
	if (err)
		goto err_page_device;
	err = add_ring();
	if (err)
		goto err_devices;
	err = pin_device_init();
	if (err)
		goto err_ring;
	pr_info("/dev/mmap-demo-pin: pins memory of a process\n");
	create_files();
	return 0;

err_ring:
	remove_ring();
err_devices:
	remove_devices(ARRAY_SIZE(devices));
err_page_device:
	page_device_exit();
	return err;
}

static void __exit mmap_demo_exit(void)
{
	debugfs_remove(demo_dir);
	pin_device_exit();
	remove_ring();
	remove_devices(ARRAY_SIZE(devices));
	page_device_exit();
	pr_info("all devices removed, %ld buffers left\n",
		kmemlab_buffers_live());
}

module_init(mmap_demo_init);
module_exit(mmap_demo_exit);

MODULE_DESCRIPTION("5.8 mmap: memory and a ring shared with user space");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
