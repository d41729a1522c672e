/**
 * The HTTP rim. An <b>endpoint</b> (端点) is a method and a path with the <b>permission</b> (权限) it needs; a <b>call</b>
 * (调用) is one request as an endpoint sees it, an <b>answer</b> (应答) what goes back, a <b>refusal</b> (拒绝) a named
 * reason why not. A <b>document</b> (文档) is content that stays the same: the page, a library, the map.
 *
 * <p>Not here: what any endpoint answers.
 */
@NullMarked
package io.geshao.console.http;

import org.jspecify.annotations.NullMarked;
