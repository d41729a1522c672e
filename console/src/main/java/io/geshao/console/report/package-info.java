/**
 * Reports (通报) as people take them away: a <b>page</b> to read and print, a <b>sheet</b> (CSV) for a spreadsheet and a PDF with
 * its Chinese font inside. All are made of the same tables.
 *
 * <p>Not here: what a report says ({@code casework.score}).
 */
@NullMarked
package io.geshao.console.report;

import org.jspecify.annotations.NullMarked;
