/**
 * Response plans (预案) in PostgreSQL: versions that never change, which case began with which, and what of it was done.
 *
 * <p>Not here: what a plan is ({@code casework.plan}).
 */
@NullMarked
package io.geshao.incident.plan.store;

import org.jspecify.annotations.NullMarked;
