/**
 * The database (数据库) of a console that runs alone: the pool behind the ports, and what its faults mean.
 *
 * <p>Not here: any query; those belong to the modules that own the tables.
 */
@NullMarked
package io.geshao.console.store;

import org.jspecify.annotations.NullMarked;
