/**
 * What alerting keeps: <b>episodes</b> (告警), the <b>transition log</b> (变迁) in one total order, people's
 * <b>commands</b> (指令), and one <b>snapshot</b> (快照) per community. SQL stores here; it never decides.
 */
@NullMarked
package io.geshao.alerting.store;

import org.jspecify.annotations.NullMarked;
