@NullMarked
package io.geshao.standalone;

import org.jspecify.annotations.NullMarked;
