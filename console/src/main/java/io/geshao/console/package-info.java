@NullMarked
package io.geshao.console;

import org.jspecify.annotations.NullMarked;
