package io.geshao.casework.cases;

import java.util.List;
import java.util.Optional;

/**
 * One thing an action carries. Shape: a text each; numbers and times as decimal digits, times in milliseconds since the
 * epoch, coordinates in WGS 84 degrees.
 *
 * @param name key of the parameter
 * @param must whether the action is refused without it
 * @param missing the refusal if it must be there and is not
 * @param choices the words allowed, if the kind is {@link Kind#CHOICE}
 */
public record CaseField(String name, Kind kind, boolean must, CaseRefusal missing, List<String> choices) {
    public CaseField {
        choices = List.copyOf(choices);
    }

    /** What kind of input it is. */
    public enum Kind {
        TEXT,
        /** Name of an account. */
        ACCOUNT,
        /** Code of a unit. */
        UNIT,
        /** Code of a case class. */
        CLASS,
        /** Number of a case. */
        CASE,
        /** Id of a reporter of the case. */
        REPORTER,
        /** Path of a place. */
        PLACE,
        TIME,
        NUMBER,
        /** A limit such as {@code 4 work_hour}. */
        LIMIT,
        CHOICE,
        /** Id of an attachment of the case. */
        ATTACHMENT
    }

    /** The refusal for what was given, if it is not of this kind. */
    public Optional<CaseRefusal> refuses(String given) {
        boolean fits =
                switch (kind) {
                    case TIME -> given.matches("\\d{1,15}");
                    case NUMBER -> given.matches("-?\\d{1,9}(\\.\\d{1,9})?");
                    case LIMIT ->
                        given.matches("[1-9]\\d{0,4} (work_hour|work_day|urgent_minute|urgent_hour|urgent_day)");
                    case CHOICE -> choices.contains(given);
                    case ACCOUNT, UNIT, CLASS, CASE, REPORTER, PLACE, ATTACHMENT -> given.length() <= 200;
                    case TEXT -> given.length() <= 2_000;
                };
        return fits ? Optional.empty() : Optional.of(CaseRefusal.PARAMETER_NOT_UNDERSTOOD);
    }
}
