// SPDX-License-Identifier: GPL-2.0
/// GFP flags picked by asking whether the context is atomic
///
//# in_atomic() sees no spinlock on a kernel without preemption counts: the caller knows, and says.
//
virtual report

@asked@
identifier ask =~ "^(in_atomic|in_interrupt|irqs_disabled|in_irq|in_softirq|in_hardirq|preemptible)$";
expression e1, e2;
position p;
@@

(
 ask@p() ? GFP_ATOMIC : e1
|
 ask@p() ? e1 : GFP_ATOMIC
|
 ask@p() || e1 ? GFP_ATOMIC : e2
|
 e1 || ask@p() ? GFP_ATOMIC : e2
)

@decided@
identifier ask =~ "^(in_atomic|in_interrupt|irqs_disabled|in_irq|in_softirq|in_hardirq|preemptible)$";
expression e;
statement S;
position p;
@@

(
 if (ask@p()) e = GFP_ATOMIC; else S
|
 if (ask@p()) e |= GFP_ATOMIC; else S
|
 if (ask@p()) e = GFP_ATOMIC;
|
 if (ask@p()) { e = GFP_ATOMIC; }
)

@script:python depends on report@
p << asked.p;
ask << asked.ask;
@@

coccilib.report.print_report(p[0], "%s() to pick GFP flags: let the caller pass them" % ask)

@script:python depends on report@
p << decided.p;
ask << decided.ask;
@@

coccilib.report.print_report(p[0], "%s() to pick GFP flags: let the caller pass them" % ask)
