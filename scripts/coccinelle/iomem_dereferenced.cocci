// SPDX-License-Identifier: GPL-2.0
/// Registers accessed like memory
///
//# The compiler and the CPU may then do what a device cannot take; sparse finds those whose type is kept.
//
virtual report

@accessed@
void __iomem *regs;
type T;
expression offset;
position p;
@@

(
 *@p(T *)regs
|
 *@p(T *)(regs + offset)
|
 ((T *)regs)@p[offset]
|
 memcpy@p(regs, ...)
|
 memcpy@p(..., regs, ...)
|
 memset@p(regs, ...)
)

@typed@
type T;
T __iomem *regs;
expression offset;
position p;
@@

(
 *@p regs
|
 regs@p[offset]
)

@script:python depends on report@
p << accessed.p;
@@

coccilib.report.print_report(p[0], "__iomem accessed like memory: readl(), writel(), memcpy_toio(), memcpy_fromio(), memset_io()")

@script:python depends on report@
p << typed.p;
@@

coccilib.report.print_report(p[0], "__iomem accessed like memory: readl(), writel(), memcpy_toio(), memcpy_fromio(), memset_io()")
