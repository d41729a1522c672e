package io.geshao.incident.machine;

import io.geshao.casework.cases.CaseField;
import io.geshao.casework.cases.CaseField.Kind;
import io.geshao.casework.cases.CaseRefusal;
import java.util.List;

/** The fields of the table. */
final class Fields {
    static final CaseField REASON = must("reason", Kind.TEXT, CaseRefusal.REASON_MISSING);
    static final CaseField QUESTION = must("question", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField FINDING = must("finding", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField TEXT = must("text", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField OWNER = must("unit", Kind.UNIT, CaseRefusal.OWNER_NOT_CLEAR);
    static final CaseField CONTENT = must("content", Kind.TEXT, CaseRefusal.CONTENT_NOT_CLEAR);
    static final CaseField DEADLINE = must("limit", Kind.LIMIT, CaseRefusal.DEADLINE_NOT_CLEAR);
    static final CaseField STANDARD = must("standard", Kind.TEXT, CaseRefusal.STANDARD_NOT_CLEAR);
    static final CaseField CONDITION = must("condition", Kind.TEXT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField CLASS = may("class", Kind.CLASS);
    static final CaseField ADMISSION = may("admission", Kind.TEXT);
    static final CaseField UNIT = must("unit", Kind.UNIT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField PROPOSED_UNIT = must("proposed", Kind.UNIT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField FROM_UNIT = must("from", Kind.UNIT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField TASK = must("task", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField LIMIT = must("limit", Kind.LIMIT, CaseRefusal.DEADLINE_NOT_CLEAR);
    static final CaseField TARGET = must("target", Kind.CASE, CaseRefusal.PARAMETER_MISSING);
    static final CaseField REPORTER = must("reporter", Kind.REPORTER, CaseRefusal.PARAMETER_MISSING);
    static final CaseField REPORTERS = may("reporters", Kind.TEXT);
    static final CaseField HANDLER = must("handler", Kind.ACCOUNT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField RESULT = must("result", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField PHOTO = must("photo", Kind.ATTACHMENT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField MISSING = must("missing", Kind.TEXT, CaseRefusal.REASON_MISSING);
    static final CaseField OPINION = must("opinion", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField CAUSE = must("cause", Kind.TEXT, CaseRefusal.CAUSE_MISSING);
    static final CaseField MET =
            new CaseField("met", Kind.CHOICE, true, CaseRefusal.STANDARD_NOT_CLEAR, List.of("yes"));
    static final CaseField RATING =
            new CaseField("rating", Kind.CHOICE, true, CaseRefusal.PARAMETER_MISSING, List.of("1", "2", "3", "4", "5"));
    static final CaseField UNTIL = must("until", Kind.TIME, CaseRefusal.DEADLINE_NOT_CLEAR);
    static final CaseField MEASURE = must("measure", Kind.TEXT, CaseRefusal.PARAMETER_MISSING);
    static final CaseField URGENCY = new CaseField(
            "urgency", Kind.CHOICE, true, CaseRefusal.PARAMETER_MISSING, List.of("emergency", "urgent", "ordinary"));
    static final CaseField LONGITUDE = may("longitude", Kind.NUMBER);
    static final CaseField LATITUDE = may("latitude", Kind.NUMBER);
    static final CaseField CODE = may("code", Kind.PLACE);
    static final CaseField GRADE =
            new CaseField("grade", Kind.CHOICE, false, CaseRefusal.PARAMETER_MISSING, List.of("III", "II", "I"));
    static final CaseField DEMAND = must("demand", Kind.TEXT, CaseRefusal.TEXT_MISSING);
    static final CaseField DECISION =
            new CaseField("decision", Kind.CHOICE, true, CaseRefusal.PARAMETER_MISSING, List.of("approve", "refuse"));

    private Fields() {}

    private static CaseField must(String name, Kind kind, CaseRefusal missing) {
        return new CaseField(name, kind, true, missing, List.of());
    }

    private static CaseField may(String name, Kind kind) {
        return new CaseField(name, kind, false, CaseRefusal.PARAMETER_MISSING, List.of());
    }
}
