// SPDX-License-Identifier: GPL-2.0
/// An object of a cache with a constructor is freed with a poisoned list head
///
//# The constructor runs once per object, not per allocation: what is freed must be as it was constructed.
//
virtual report

@constructed@
expression cache, name, size, align, flags;
identifier constructor != NULL;
@@

cache = kmem_cache_create(name, size, align, flags, constructor)

@poisoned exists@
expression constructed.cache, object;
identifier member;
position p;
@@

list_del@p(&object->member)
... when != INIT_LIST_HEAD(&object->member)
kmem_cache_free(cache, object)

@script:python depends on report@
p << poisoned.p;
constructor << constructed.constructor;
@@

coccilib.report.print_report(p[0], "list_del() poisons what %s() constructed, and the object is freed: list_del_init()" % constructor)
