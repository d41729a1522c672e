/**
 * <b>Contracts</b> (契约): what every implementation of a port must do, as tests that each of them extends. A port that
 * only one module fills has its contract beside it.
 */
@NullMarked
package io.geshao.testkit.contract;

import org.jspecify.annotations.NullMarked;
