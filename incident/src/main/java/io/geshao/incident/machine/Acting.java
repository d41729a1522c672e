package io.geshao.incident.machine;

import io.geshao.casework.cases.CaseRefusal;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.flow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One action while it happens: what was given, the case as it becomes, and what the effect decided. One thread. */
final class Acting {
    final Move move;
    final Situation at;
    final Map<String, String> given;
    final Around around;
    final CaseDraft draft;
    /** Steps of other cases that belong to it. */
    final List<Step> further = new ArrayList<>();

    /** Whether the case stays where it is although the row leads elsewhere. */
    boolean stays;

    EventKind says;

    @Nullable
    Map<String, String> text;

    @Nullable
    CaseRefusal refusal;

    String detail = "";

    Acting(Move move, Situation at, Map<String, String> given, Around around) {
        this.move = move;
        this.at = at;
        this.given = given;
        this.around = around;
        this.draft = new CaseDraft(at.file());
        this.says = move.says();
    }

    /** A parameter that must be there and is: it has been checked. */
    String must(String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalStateException(move.action() + " was let through without " + name);
        }
        return value;
    }

    String may(String name) {
        return given.getOrDefault(name, "");
    }

    String actor() {
        return at.actor().account();
    }

    String unit() {
        return at.actor().unit();
    }

    long now() {
        return at.nowMillis();
    }

    void refuse(CaseRefusal why, String about) {
        refusal = why;
        detail = about;
    }

    /** The case stays, and the timeline tells this instead. */
    void stay(EventKind kind) {
        stays = true;
        says = kind;
    }
}
