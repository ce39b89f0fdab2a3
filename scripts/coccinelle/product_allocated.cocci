// SPDX-License-Identifier: GPL-2.0
/// An allocation whose size is a product
///
//# The product may overflow, and less is allocated than is used: kmalloc_array(), kcalloc(), array_size().
//
virtual report

@product@
identifier alloc =~ "^(kmalloc|kzalloc|kvmalloc|kvzalloc|vmalloc|vzalloc|devm_kmalloc|devm_kzalloc)$";
expression a, b;
constant c, d;
position p;
@@

(
 alloc(c * d, ...)
|
 alloc(sizeof(...) * c, ...)
|
 alloc(c * sizeof(...), ...)
|
 alloc@p(a * b, ...)
)

@managed@
identifier alloc =~ "^devm_k[mz]alloc$";
expression dev, a, b;
constant c;
position p;
@@

(
 alloc(dev, sizeof(...) * c, ...)
|
 alloc(dev, c * sizeof(...), ...)
|
 alloc@p(dev, a * b, ...)
)

@script:python depends on report@
p << product.p;
alloc << product.alloc;
@@

coccilib.report.print_report(p[0], "%s() of a product may overflow: kmalloc_array(), kcalloc() or array_size()" % alloc)

@script:python depends on report@
p << managed.p;
alloc << managed.alloc;
@@

coccilib.report.print_report(p[0], "%s() of a product may overflow: devm_kmalloc_array(), devm_kcalloc()" % alloc)
