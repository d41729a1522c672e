package io.geshao.console.http;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.Assessment;
import io.geshao.casework.port.RuleBook;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CommandDesk;

/** Why a request is refused; the name is what the API says, with the HTTP status that goes with it. */
public enum Reason {
    BAD_PARAMETER(400),
    BAD_BODY(400),
    BAD_ARGUMENTS(400),
    BAD_REQUEST(400),
    NOT_AUTHENTICATED(401),
    BAD_CREDENTIALS(401),
    CSRF_HEADER_MISSING(403),
    NOT_YOUR_ROLE(403),
    NOT_YOUR_PLACE(403),
    NOT_A_LEADER(403),
    NO_SUCH_PATH(404),
    NO_SUCH_DEVICE(404),
    NO_SUCH_CASE(404),
    NO_SUCH_ALERT(404),
    NO_SUCH_SILENCE(404),
    NO_SUCH_PERSON(404),
    NO_SUCH_ROSTER(404),
    NO_SUCH_ABSENCE(404),
    NO_SUCH_CALL_LIST(404),
    NO_SUCH_MESSAGE(404),
    NO_SUCH_PLAN(404),
    NO_SUCH_STEP(404),
    NO_SUCH_VERSION(404),
    NO_SUCH_CLASS(404),
    NO_SUCH_ADMISSION(404),
    NO_SUCH_REPORT(404),
    NO_SUCH_INTERVIEW(404),
    METHOD_NOT_ALLOWED(405),
    NO_SUCH_ATTACHMENT(404),
    ALREADY_ACKNOWLEDGED(409),
    ALREADY_CLOSED(409),
    ALREADY_DONE(409),
    CASE_CLOSED(409),
    CLASS_TAKEN(409),
    ALERT_STILL_ACTIVE(409),
    CAUSE_MISSING(409),
    TEXT_MISSING(409),
    ALREADY_EXPIRED(409),
    KEY_REUSED(409),
    ALREADY_ACKED(409),
    ACK_FIRST(409),
    STILL_ACTIVE(409),
    NOT_LATCHED(409),
    NOT_OPEN(409),
    NO_SUCH_SCOPE(409),
    TOO_WIDE(409),
    TOO_LONG(409),
    REASON_MISSING(409),
    WORK_ORDER_MISSING(409),
    SAME_PERSON(409),
    ALREADY_DECIDED(409),
    WORDS_MISSING(409),
    FONT_MISSING(409),
    ALREADY_IN_FORCE(409),
    ALREADY_ENDED(409),
    TOO_MANY_SILENCES(409),
    FAULTY_FILE(409),
    VERSION_TAKEN(409),
    DAY_TAKEN(409),
    DAY_IN_THE_PAST(409),
    BAD_LIMIT(409),
    NOT_IN_THIS_STATE(409),
    /** The case machine refuses; the answer carries its own name for it. */
    CASE_REFUSED(409),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    TOO_MANY_ATTEMPTS(429),
    TOO_MANY_UNDER_WAY(429),
    INTERNAL(500),
    OVERLOADED(503),
    TOO_MANY_STREAMS(503),
    STORE_UNAVAILABLE(503),
    QUERY_TOO_LONG(504);

    private final int status;

    Reason(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** A refusal of the command desk under its own name. */
    public static Reason of(CommandDesk.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }

    /** A refusal about silences under its own name. */
    public static Reason of(AlertControl.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }

    /** A refusal of the rule book under its own name. */
    public static Reason of(RuleBook.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }

    /** A refusal of the admission desk under its own name. */
    public static Reason of(AdmissionDesk.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }

    /** A refusal of a decision about an interview under its own name. */
    public static Reason of(Assessment.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }

    /** A refusal of the case desk under its own name. */
    public static Reason of(CaseDesk.RefusedException.Reason refused) {
        return valueOf(refused.name());
    }
}
