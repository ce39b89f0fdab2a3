// SPDX-License-Identifier: GPL-2.0
/// Memory that is unmapped in another direction than it was mapped
///
//# The direction says what is copied or flushed; CONFIG_DMA_API_DEBUG finds those that run.
//# A function that maps and unmaps is judged alone, for another one may use the same name.
//
virtual report

@initialize:python@
@@

maps = {}

@mapped@
expression dev, handle, direction;
identifier map =~ "^dma_map_(single|page)$";
position m;
@@

handle = map@m(dev, ..., direction)

@script:python@
m << mapped.m;
handle << mapped.handle;
direction << mapped.direction;
@@

maps.setdefault((m[0].file, m[0].current_element, handle), set()).add(direction)

@unmapped@
expression dev, mapped.handle, other;
identifier unmap =~ "^dma_unmap_(single|page)$";
position p;
@@

unmap@p(dev, handle, ..., other)

@script:python depends on report@
p << unmapped.p;
handle << mapped.handle;
direction << mapped.direction;
other << unmapped.other;
@@

here = maps.get((p[0].file, p[0].current_element, handle), {direction})
if other not in here:
    coccilib.report.print_report(p[0], "unmapped as %s what was mapped as %s" % (other, direction))
