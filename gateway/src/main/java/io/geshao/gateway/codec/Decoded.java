package io.geshao.gateway.codec;

import io.geshao.core.RejectionReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one body. Either {@link #messages} has something, or {@link #refused} says why not. A batch can hold
 * both good and refused elements: then it is accepted, and {@link #refusals} lists the others. A body that is fine and
 * meant for somebody else leaves {@linkplain #isNothing nothing} at all.
 *
 * @param messages what was understood, in the order of the body
 * @param refusals whole messages that were not: one if the body was refused, else the bad elements of a batch
 * @param refused the first refusal's reason if nothing was understood, else null
 * @param detail one sentence for the sender, empty if nothing was refused
 * @param unknownKeys top-level keys that were passed over
 */
public record Decoded(
        List<Message> messages,
        List<Refusal> refusals,
        @Nullable RejectionReason refused,
        String detail,
        int unknownKeys) {
    public Decoded {
        messages = List.copyOf(messages);
        refusals = List.copyOf(refusals);
    }

    static Decoded of(List<Message> messages, List<Refusal> refusals, int unknownKeys) {
        boolean none = messages.isEmpty();
        return new Decoded(
                messages,
                refusals,
                none ? refusals.get(0).reason() : null,
                refusals.isEmpty() ? "" : refusals.get(0).detail(),
                unknownKeys);
    }

    /** A body without a fault and without anything for us. */
    static Decoded nothing() {
        return new Decoded(List.of(), List.of(), null, "", 0);
    }

    /** Whether there is neither a message nor a refusal. */
    public boolean isNothing() {
        return messages.isEmpty() && refusals.isEmpty();
    }

    /** Whether something was understood, all of it, and there is nothing to complain of. */
    public boolean isFlawless() {
        if (!refusals.isEmpty()) {
            return false;
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).drops().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** A body of which nothing is understood. */
    public static Decoded refused(RejectionReason reason, String detail) {
        return of(List.of(), List.of(new Refusal(reason, detail, Refusal.NO_SEQ, List.of())), 0);
    }
}
