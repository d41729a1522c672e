package io.geshao.incident.store;

import io.geshao.core.CommunityId;
import io.geshao.incident.flow.HashChain;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Checks that nobody has touched the timelines: recomputes a community's hash chain from its first entry. Any thread. */
public final class Ledger {
    private final Jdbi jdbi;

    public Ledger(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** What a check found. */
    public enum Finding {
        INTACT,
        /** A number is missing or out of order: an entry was taken out or put in. */
        NUMBER_MISSING,
        /** What was said is not what was hashed. */
        PAYLOAD_CHANGED,
        /** The entry does not name the entry before it. */
        LINK_BROKEN,
        /** Time, actor, kind or case is not what was hashed. */
        ENTRY_CHANGED,
        /** The chain is shorter or longer than its recorded end. */
        END_MISMATCH
    }

    /**
     * The result for one chain.
     *
     * @param entries how many were checked, the broken one included
     * @param firstBroken number of the first broken entry in the chain; 0 if there is none
     * @param lastHash of the last good entry
     */
    public record Verdict(CommunityId community, Finding finding, long entries, long firstBroken, String lastHash) {}

    /** Every community that has a chain. */
    public List<CommunityId> communities() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select community from incident.chain_head union select community from incident.case_event"
                                + " order by 1")
                .mapTo(String.class)
                .map(CommunityId::new)
                .list());
    }

    public Verdict verify(CommunityId community) {
        // One snapshot, so that entries and chain end belong together while others go on writing.
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> verify(handle, community));
    }

    private static Verdict verify(Handle handle, CommunityId community) {
        long number = 0;
        String last = HashChain.ORIGIN;
        try (ResultIterator<Entry> entries = handle.createQuery(
                        "select chain_number, number, kind, at_millis, actor, reason, text_zh, text_en,"
                                + " payload_hash, previous_hash, hash from incident.case_event where community = :community"
                                + " order by chain_number")
                .bind("community", community.value())
                .setFetchSize(1_000)
                .map((row, context) -> new Entry(
                        new HashChain.Link(
                                community.value(),
                                row.getLong("chain_number"),
                                row.getLong("at_millis"),
                                row.getString("actor"),
                                row.getString("kind"),
                                row.getString("number"),
                                row.getString("payload_hash"),
                                row.getString("previous_hash")),
                        HashChain.payloadHash(
                                Map.of("zh", row.getString("text_zh"), "en", row.getString("text_en")),
                                row.getString("reason")),
                        row.getString("hash")))
                .iterator()) {
            while (entries.hasNext()) {
                Entry entry = entries.next();
                number++;
                Finding finding = judge(entry, number, last);
                if (finding != Finding.INTACT) {
                    return new Verdict(community, finding, number, number, last);
                }
                last = entry.hash();
            }
        }
        String end = handle.createQuery(
                        "select chain_number || ' ' || hash from incident.chain_head where community = :c")
                .bind("c", community.value())
                .mapTo(String.class)
                .findOne()
                .orElse("0 " + HashChain.ORIGIN);
        return end.equals(number + " " + last)
                ? new Verdict(community, Finding.INTACT, number, 0, last)
                : new Verdict(community, Finding.END_MISMATCH, number, number + 1, last);
    }

    private static Finding judge(Entry entry, long expectedNumber, String previousHash) {
        HashChain.Link link = entry.link();
        if (link.chainNumber() != expectedNumber) {
            return Finding.NUMBER_MISSING;
        }
        if (!link.previousHash().equals(previousHash)) {
            return Finding.LINK_BROKEN;
        }
        if (!link.payloadHash().equals(entry.payloadHash())) {
            return Finding.PAYLOAD_CHANGED;
        }
        return HashChain.hash(link).equals(entry.hash()) ? Finding.INTACT : Finding.ENTRY_CHANGED;
    }

    private record Entry(HashChain.Link link, String payloadHash, String hash) {}
}
