package io.geshao.casework;

import io.geshao.core.Severity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message to one person by one channel, as others see it.
 *
 * @param id ascending in the order of writing
 * @param key the same at every attempt, and shown to the receiver: who gets it twice can tell
 * @param number the case, empty for a digest or a test
 * @param step of the ladder, or what else it is for; (case, step, person, channel) is unique
 * @param person id of the person
 * @param personName by language tag
 * @param channel by what way
 * @param sender name of the configured channel
 * @param text what is said, by language tag
 * @param attempts how often a send was begun
 * @param detail what the provider said last, empty if nothing; never a secret
 * @param dueMillis not before this time
 * @param sentMillis when the provider took it, or null
 */
public record NoticeView(
        long id,
        String key,
        NoticeKind kind,
        String number,
        String step,
        Severity severity,
        boolean drill,
        String person,
        Map<String, String> personName,
        @Nullable Post post,
        Channel channel,
        String sender,
        Map<String, String> text,
        NoticeState state,
        NoticeReason reason,
        int attempts,
        String detail,
        long createdMillis,
        long dueMillis,
        long updatedMillis,
        @Nullable Long sentMillis) {
    public NoticeView {
        personName = Map.copyOf(personName);
        text = Map.copyOf(text);
    }
}
