@NullMarked
package io.geshao.incident;

import org.jspecify.annotations.NullMarked;
