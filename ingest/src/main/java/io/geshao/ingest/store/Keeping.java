package io.geshao.ingest.store;

import io.geshao.core.config.Settings;

/**
 * How long things are kept, and how far back rows are counted. Daily roll-ups stay for good.
 *
 * @param rawDays readings themselves, and the lineage of their batches
 * @param hourlyDays hourly roll-ups
 * @param rejectionDays dead letters with their bytes
 * @param ledgerDays lines of the ledger, gaps and gateways' reports
 * @param openDays how many days that are over stay in the writer's table before they are moved into messages
 * @param auditHours for how many hours back stored rows are counted and held against the ledger; 0 for none
 */
public record Keeping(int rawDays, int hourlyDays, int rejectionDays, int ledgerDays, int openDays, int auditHours) {
    static final Keeping USUAL = new Keeping(90, 730, 90, 730, 1, 6);

    public static Keeping read(Settings in) {
        return new Keeping(
                in.number("retention.raw.days", USUAL.rawDays, 1, 36_500),
                in.number("retention.hourly.days", USUAL.hourlyDays, 1, 36_500),
                in.number("retention.rejections.days", USUAL.rejectionDays, 1, 36_500),
                in.number("retention.ledger.days", USUAL.ledgerDays, 8, 36_500),
                in.number("retention.open.days", USUAL.openDays, 1, 36_500),
                in.number("ledger.audit.hours", USUAL.auditHours, 0, 168));
    }
}
