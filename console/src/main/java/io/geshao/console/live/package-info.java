/**
 * The live stream (实时推送). One <b>follower</b> (跟随器) reads the alert log and the case log for all <b>clients</b>
 * (客户端); a <b>position</b> (位置) says how far each of the two logs has been seen.
 *
 * <p>Not here: deciding what is worth telling; everything in the logs is.
 */
@NullMarked
package io.geshao.console.live;

import org.jspecify.annotations.NullMarked;
