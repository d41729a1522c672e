/**
 * What tests share: the <b>fake ticker</b> (假时钟), <b>house rules</b> for every module, builders, the timeline language,
 * contract kits for ports and <b>databases</b> to run against. Test scope only; nothing here ships.
 */
@NullMarked
package io.geshao.testkit;

import org.jspecify.annotations.NullMarked;
