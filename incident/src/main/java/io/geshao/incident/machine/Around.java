package io.geshao.incident.machine;

import io.geshao.incident.flow.CaseFile;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an action may need beside its case.
 *
 * @param target the case that {@code target} names, or null if there is none
 * @param attachments ids of the case's attachments
 * @param newNumber number for a case that is split off
 */
public record Around(@Nullable CaseFile target, Set<String> attachments, String newNumber) {
    public Around {
        attachments = Set.copyOf(attachments);
    }
}
