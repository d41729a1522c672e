@NullMarked
package io.geshao.bench;

import org.jspecify.annotations.NullMarked;
