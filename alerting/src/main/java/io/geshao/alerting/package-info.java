@NullMarked
package io.geshao.alerting;

import org.jspecify.annotations.NullMarked;
