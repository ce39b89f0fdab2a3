// SPDX-License-Identifier: GPL-2.0
/// A DMA mapping that is used without having been checked
///
//# A mapping fails when addresses or bounce buffers run out (Documentation/core-api/dma-api-howto.rst).
//
virtual report

@unchecked exists@
expression dev, handle;
identifier map =~ "^dma_map_(single|page|resource)(_attrs)?$";
position p;
@@

handle = map@p(dev, ...)
... when != dma_mapping_error(dev, handle)
    when forall

@checked exists@
expression dev, handle;
identifier map =~ "^dma_map_(single|page|resource)(_attrs)?$";
position unchecked.p;
@@

handle = map@p(dev, ...)
... when any
dma_mapping_error(dev, handle)

@script:python depends on report && !checked@
p << unchecked.p;
map << unchecked.map;
@@

coccilib.report.print_report(p[0], "%s() without dma_mapping_error() on its result" % map)
