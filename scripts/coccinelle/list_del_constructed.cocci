// SPDX-License-Identifier: GPL-2.0
/// An object of a cache with a constructor is freed with a poisoned list head
///
//# The constructor runs once per object, not per allocation: what is freed must be as it was constructed.
//
virtual report

@initialize:python@
@@

def say(p, constructor):
    coccilib.report.print_report(p[0], "list_del() poisons what %s() constructed, and the object is freed: list_del_init()" % constructor)

@constructed@
expression cache, name, size, align, flags;
identifier constructor != NULL;
@@

cache = kmem_cache_create(name, size, align, flags, constructor)

@described@
expression cache, name, size, flags;
identifier args, constructor;
@@

(
struct kmem_cache_args args = { .ctor = constructor, };
|
args.ctor = constructor
)
...
cache = kmem_cache_create(name, size, &args, flags)

@poisoned exists@
expression constructed.cache, object;
identifier member;
position p;
@@

list_del@p(&object->member)
... when != INIT_LIST_HEAD(&object->member)
kmem_cache_free(cache, object)

@poisoned_too exists@
expression described.cache, object;
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

say(p, constructor)

@script:python depends on report@
p << poisoned_too.p;
constructor << described.constructor;
@@

say(p, constructor)
