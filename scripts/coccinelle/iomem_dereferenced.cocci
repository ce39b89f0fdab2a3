// SPDX-License-Identifier: GPL-2.0
/// Registers accessed like memory
///
//# The compiler and the CPU may then do what a device cannot take; sparse finds those whose type is __iomem still.
//
virtual report

@mapped@
expression regs;
identifier map =~ "^(devm_|pci_|pcim_|of_|devm_of_|devm_platform_)?(ioremap|iomap)";
@@

regs = map(...)

@accessed@
expression mapped.regs;
type T;
expression offset;
position p;
@@

(
 *@p(T *)regs
|
 *@p(T *)(regs + offset)
|
 ((T *)regs)[offset]@p
|
 *@p regs
|
 regs[offset]@p
|
 memcpy@p(regs, ...)
|
 memcpy@p(offset, regs, ...)
|
 memset@p(regs, ...)
)

@script:python depends on report@
p << accessed.p;
@@

coccilib.report.print_report(p[0], "registers accessed like memory: readl(), writel(), memcpy_toio(), memcpy_fromio(), memset_io()")
