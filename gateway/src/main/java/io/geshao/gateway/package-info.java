@NullMarked
package io.geshao.gateway;

import org.jspecify.annotations.NullMarked;
