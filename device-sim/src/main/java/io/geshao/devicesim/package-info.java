@NullMarked
package io.geshao.devicesim;

import org.jspecify.annotations.NullMarked;
