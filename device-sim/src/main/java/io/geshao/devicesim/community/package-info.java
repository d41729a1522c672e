/**
 * The virtual community: a <b>street plan</b> (街道平面) of streets, grids, blocks, footprints, a river and green areas in
 * metres, <b>warped</b> so that nothing is square; the <b>plan</b> (社区方案) of places and devices on it; and the files it
 * is written to. Not here: what the devices send.
 */
@NullMarked
package io.geshao.devicesim.community;

import org.jspecify.annotations.NullMarked;
