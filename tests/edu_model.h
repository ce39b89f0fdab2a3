/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_TESTS_EDU_MODEL_H
#define KMEMLAB_TESTS_EDU_MODEL_H

#include <linux/types.h>

/**
 * struct edu_model_faults - what is wrong with the model
 * @id: EDU_ID reads as this; 0: as an edu's
 * @gone: the device is not there any more: all ones
 * @stuck: computations never end
 * @mute: interrupts are lost
 * @hasty: an interrupt comes although the device is still busy, and another one after
 */
struct edu_model_faults {
	u32 id;
	bool gone;
	bool stuck;
	bool mute;
	bool hasty;
};

void edu_model_reset(void);
void edu_model_break(const struct edu_model_faults *faults);
void __iomem *edu_model_map(void);
int edu_model_irq(void);

#endif /* KMEMLAB_TESTS_EDU_MODEL_H */
