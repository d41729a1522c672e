package io.geshao.casework.port;

import io.geshao.casework.CapBulletin;
import java.util.List;
import java.util.Optional;

/** What was published about emergencies for other systems, as CAP 1.2. */
public interface CapFeed {
    /** Newest first, before a position; {@code Long.MAX_VALUE} starts at the newest. */
    List<CapBulletin> before(long position, int limit);

    Optional<CapBulletin> find(String identifier);
}
