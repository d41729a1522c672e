/**
 * Residents' requests in the words of Open311 GeoReport v2: a <b>service</b> is a class of case that people may report, a
 * <b>service request</b> is such a report. JSON and XML say the same; names and codes are the standard's, not ours.
 *
 * <p>Not here: what becomes of a report ({@code casework.port.ServiceDesk}).
 */
@NullMarked
package io.geshao.console.open311;

import org.jspecify.annotations.NullMarked;
