// SPDX-License-Identifier: GPL-2.0
/// The result of a bulk allocation compared with a number
///
//# It is all or nothing; since 7.2 it is a bool, and "less than" is then wrong without a warning.
//
virtual report

@direct@
expression list args;
expression nr;
position p;
@@

(
 kmem_cache_alloc_bulk(args) <@p nr
|
 kmem_cache_alloc_bulk(args) <=@p nr
|
 kmem_cache_alloc_bulk(args) !=@p nr
)

@stored exists@
expression list args;
expression nr;
expression result;
position p;
@@

result = kmem_cache_alloc_bulk(args)
... when != result = ...
(
 result <@p nr
|
 result <=@p nr
|
 result !=@p nr
)

@script:python depends on report@
p << direct.p;
@@

coccilib.report.print_report(p[0], "kmem_cache_alloc_bulk() gives all or nothing: test for 0")

@script:python depends on report@
p << stored.p;
@@

coccilib.report.print_report(p[0], "kmem_cache_alloc_bulk() gives all or nothing: test for 0")
