// SPDX-License-Identifier: GPL-2.0
/// The flags of a memory area written directly
///
//# Since 6.3 the area's lock must be taken: vm_flags_set(), vm_flags_clear(), vm_flags_mod().
//
virtual report

@written@
struct vm_area_struct *vma;
expression flags;
position p;
@@

(
 vma->vm_flags@p |= flags
|
 vma->vm_flags@p &= flags
|
 vma->vm_flags@p = flags
)

@script:python depends on report@
p << written.p;
@@

coccilib.report.print_report(p[0], "vm_flags written directly: vm_flags_set(), vm_flags_clear() or vm_flags_mod()")
