/**
 * The <b>ledger</b> (台账): which data points were put on the line and which of them the platform acknowledged, and its
 * <b>audit</b> against what is stored. Not here: how the stored points are read.
 */
@NullMarked
package io.geshao.devicesim.ledger;

import org.jspecify.annotations.NullMarked;
