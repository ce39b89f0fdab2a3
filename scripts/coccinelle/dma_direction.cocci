// SPDX-License-Identifier: GPL-2.0
/// Memory that is unmapped in another direction than it was mapped
///
//# The direction says what is copied or flushed; CONFIG_DMA_API_DEBUG finds those that run.
//
virtual report

@mapped@
expression dev, handle, direction;
identifier map =~ "^dma_map_(single|page)$";
@@

handle = map(dev, ..., direction)

@unmapped@
expression dev, mapped.handle, other;
identifier unmap =~ "^dma_unmap_(single|page)$";
position p;
@@

unmap@p(dev, handle, ..., other)

@script:python depends on report@
p << unmapped.p;
direction << mapped.direction;
other << unmapped.other;
@@

if direction != other:
    coccilib.report.print_report(p[0], "unmapped as %s what was mapped as %s" % (other, direction))
