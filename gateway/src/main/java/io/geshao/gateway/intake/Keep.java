package io.geshao.gateway.intake;

import io.geshao.gateway.spool.AppendResult;
import io.geshao.gateway.spool.SpoolEntry;
import java.util.List;
import java.util.function.Consumer;

/** The spool as the intake sees it. */
@FunctionalInterface
public interface Keep {
    /**
     * Keeps all the entries of one message, or none.
     *
     * @param done called once, on any thread, never before the commit
     */
    void appendAll(List<SpoolEntry> entries, Consumer<AppendResult> done);

    /** Whether it is worth offering again what there was no room for. */
    default boolean hasRoom() {
        return true;
    }
}
