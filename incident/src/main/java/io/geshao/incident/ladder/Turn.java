package io.geshao.incident.ladder;

import io.geshao.casework.Channel;
import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a ladder came to, to be committed as one.
 *
 * @param ladder after it
 * @param tellings who is told of what
 * @param noted what is written down
 * @param cancel why everything of the case that waits to be sent is cancelled, or null if it is not
 * @param offDuty ids of people who are not told any more
 * @param lapsed whether alerting is to be told that the acknowledgement no longer holds
 * @param gaps posts that nobody fills who could be reached (M5)
 */
public record Turn(
        Ladder ladder,
        List<Telling> tellings,
        List<Note> noted,
        @Nullable NoticeReason cancel,
        Set<String> offDuty,
        boolean lapsed,
        List<Post> gaps) {
    public Turn {
        tellings = List.copyOf(tellings);
        noted = List.copyOf(noted);
        offDuty = Set.copyOf(offDuty);
        gaps = List.copyOf(gaps);
    }

    static Turn of(Ladder ladder, Note... noted) {
        return new Turn(ladder, List.of(), List.of(noted), null, Set.of(), false, List.of());
    }

    Turn cancelling(NoticeReason reason) {
        return new Turn(ladder, tellings, noted, reason, offDuty, lapsed, gaps);
    }

    /** Somebody is told of something, by every one of the channels. */
    public record Telling(String step, NoticeKind kind, Recipient person, List<Channel> channels) {
        public Telling {
            channels = List.copyOf(channels);
        }
    }

    /** A line of what the ladder did. */
    public record Note(String step, Outcome outcome, List<String> people) {
        public Note {
            people = List.copyOf(people);
        }

        static Note of(String step, Outcome outcome) {
            return new Note(step, outcome, List.of());
        }
    }
}
