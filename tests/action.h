/* SPDX-License-Identifier: GPL-2.0 */
/* 6.5: a clean-up that is registered right after what it is for. Needs kmemlab.h before it. */
#ifndef KMEMLAB_TESTS_ACTION_H
#define KMEMLAB_TESTS_ACTION_H

#include <kunit/test.h>

#if kernel_before(6, 5)
#include <kunit/resource.h>

struct kmemlab_action {
	void (*function)(void *context);
	void *context;
};

static inline int kmemlab_action_init(struct kunit_resource *resource, void *action)
{
	resource->data = action;
	return 0;
}

static inline void kmemlab_action_run(struct kunit_resource *resource)
{
	struct kmemlab_action *action = resource->data;

	action->function(action->context);
}

static inline int kunit_add_action_or_reset(struct kunit *test, void (*function)(void *context),
					    void *context)
{
	struct kmemlab_action *action = kunit_kmalloc(test, sizeof(*action), GFP_KERNEL);

	if (action) {
		*action = (struct kmemlab_action) { function, context };
		if (kunit_alloc_resource(test, kmemlab_action_init, kmemlab_action_run,
					 GFP_KERNEL, action))
			return 0;
	}
	function(context);
	return -ENOMEM;
}
#endif

/* A function of one pointer as an action: a cast between function types is no call (CFI). */
#ifndef KUNIT_DEFINE_ACTION_WRAPPER
#define KUNIT_DEFINE_ACTION_WRAPPER(wrapper, function, type)	\
	static void wrapper(void *context)			\
	{							\
		function((type)context);			\
	}
#endif

#endif /* KMEMLAB_TESTS_ACTION_H */
