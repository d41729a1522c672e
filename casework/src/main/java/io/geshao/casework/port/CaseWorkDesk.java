package io.geshao.casework.port;

import io.geshao.casework.Actor;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.NewReport;
import io.geshao.core.CaseView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cases to be found, read and worked on by people. Blocking; any thread. What is done is committed when it returns. */
public interface CaseWorkDesk {
    /** The cases of a page that the actor may see: those in the actor's place. */
    List<CaseView> list(CaseFilter filter, Actor actor);

    /** One case as the actor may see it; empty if there is none or it is not the actor's to see. */
    Optional<CaseSheet> sheet(String number, Actor actor);

    /**
     * Does an action.
     *
     * @param parameters by field name; blank ones count as absent
     * @throws RefusedException if the case machine refuses it; nothing has changed then
     */
    CaseView act(String number, Actor actor, CaseAction action, Map<String, String> parameters);

    /** Takes a report: joins the case that is about the same, or opens one. */
    CaseView report(NewReport report, Actor actor);

    /**
     * Adds a photo or a file.
     *
     * @throws RefusedException if there is no such case, or the file is not acceptable
     */
    Attachment attach(String number, Actor actor, String name, String mediaType, byte[] bytes);

    /** An attachment with its bytes, or empty if the case has none of that id or is not the actor's to see. */
    Optional<Content> attachment(String number, String id, Actor actor);

    /** The hash chains of the timelines, checked from their first entries: one line for each community. */
    List<Chain> verify();

    /** An attachment with what it holds. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(Attachment about, byte[] bytes) {}

    /**
     * What a check of a community's chain found.
     *
     * @param finding {@code INTACT} or what is broken
     * @param firstBroken number of the first broken entry; 0 if there is none
     */
    record Chain(String community, String finding, long entries, long firstBroken, String lastHash) {}

    /** An action refused by name. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final CaseRefusal refusal;
        private final String detail;

        public RefusedException(CaseRefusal refusal, String detail) {
            super(refusal.en() + (detail.isEmpty() ? "" : ": " + detail));
            this.refusal = refusal;
            this.detail = detail;
        }

        public CaseRefusal refusal() {
            return refusal;
        }

        /** Name of the parameter or what else it is about; may be empty. */
        public String detail() {
            return detail;
        }
    }
}
