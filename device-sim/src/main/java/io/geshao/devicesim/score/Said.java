package io.geshao.devicesim.score;

import java.util.List;

/** What the platform said, as far as it is judged. All times are the centre's wall clock. */
public record Said(List<CaseSeen> cases, List<AlertSeen> alerts, List<RejectionSeen> rejections) {
    public Said {
        cases = List.copyOf(cases);
        alerts = List.copyOf(alerts);
        rejections = List.copyOf(rejections);
    }

    public record CaseSeen(String number, String classCode, String scope, long openedMillis) {}

    /** @param id one per episode */
    public record AlertSeen(String id, String rule, String scope, long raisedMillis) {}

    /** @param device as far as the platform could tell; may be empty */
    public record RejectionSeen(String device, String reason, long receivedMillis) {}
}
