package io.geshao.casework.cases;

/**
 * What somebody reports (上报). Shape: texts, empty where not known.
 *
 * @param source who found it; never {@link CaseSource#SENSOR}
 * @param place path of a place, from the community down
 * @param classCode class of the case, or empty for "unknown"
 * @param words what was seen, in the reporter's own words
 * @param account of the reporter, or empty: a resident with an account is told the outcome there
 * @param name of the reporter, as given
 * @param contact phone or address to tell the outcome to; personal data
 * @param unit code of the department to call, if the report is a whistle
 * @param urgency of the whistle: {@code emergency}, {@code urgent} or {@code ordinary}
 */
public record NewReport(
        CaseSource source,
        String place,
        String classCode,
        String words,
        String account,
        String name,
        String contact,
        String unit,
        String urgency) {}
