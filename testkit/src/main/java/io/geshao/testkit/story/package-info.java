/**
 * Acceptance tests as <b>stories</b> (场景): what devices said and what people did at which minute, and what must or must
 * not be the case then. A story plays on a <b>stage</b> (舞台): any platform that offers the ports and a fake ticker.
 */
@NullMarked
package io.geshao.testkit.story;

import org.jspecify.annotations.NullMarked;
