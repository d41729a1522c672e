package io.geshao.incident;

import io.geshao.casework.Actor;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.NewReport;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.core.CaseView;
import io.geshao.core.registry.Place;
import io.geshao.core.time.Ticker;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.machine.Around;
import io.geshao.incident.machine.CaseMachine;
import io.geshao.incident.machine.Reports;
import io.geshao.incident.machine.Sheets;
import io.geshao.incident.machine.Verdict;
import io.geshao.incident.store.AttachmentStore;
import io.geshao.incident.store.CaseSearch;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.CaseTransaction;
import io.geshao.incident.store.Ledger;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The desk of case work over the store: the machine decides inside the writing transaction. Any thread. */
final class StoredCaseWork implements CaseWorkDesk {
    private static final Set<String> TYPES =
            Set.of("image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain", "audio/mpeg", "video/mp4");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/\\\\\"]{1,120}");

    private final CaseStore store;
    private final CaseSearch search;
    private final AttachmentStore attachments;
    private final Ledger ledger;
    private final Supplier<Machinery> machinery;
    private final Ticker ticker;
    private final Runnable committed;

    /** @param committed called on the acting thread after each commit */
    StoredCaseWork(
            DataSource database, CaseStore store, Supplier<Machinery> machinery, Ticker ticker, Runnable committed) {
        this.store = store;
        this.search = new CaseSearch(database);
        this.attachments = new AttachmentStore(database);
        this.ledger = new Ledger(database);
        this.machinery = machinery;
        this.ticker = ticker;
        this.committed = committed;
    }

    @Override
    public List<CaseView> list(CaseFilter filter, Actor actor) {
        return search.list(filter, actor, ticker.epochMillis());
    }

    @Override
    public Optional<CaseSheet> sheet(String number, Actor actor) {
        return store.find(number)
                .filter(file -> Sheets.sees(file, actor))
                .map(file -> machinery.get().sheets().sheet(file, attachments.of(number), actor, ticker.epochMillis()));
    }

    @Override
    public CaseView act(String number, Actor actor, CaseAction action, Map<String, String> parameters) {
        Set<String> files = attachments.of(number).stream().map(Attachment::id).collect(Collectors.toSet());
        CaseView after = store.write(transaction -> {
            long now = ticker.epochMillis();
            CaseFile file = transaction
                    .find(number)
                    .filter(found -> Sheets.sees(found, actor) || Sheets.isCalled(found, actor))
                    .orElseThrow(() -> new RefusedException(CaseRefusal.NO_SUCH_CASE, number));
            CaseFile target = action == CaseAction.MERGE
                    ? transaction.find(parameters.getOrDefault("target", "")).orElse(null)
                    : null;
            String newNumber = action == CaseAction.SPLIT
                    ? transaction.nextNumber(file.view().community().value(), day(now))
                    : "";
            Around around = new Around(target, files, newNumber);
            Verdict verdict = machinery.get().machine().act(file, action, actor, parameters, around, now);
            return saved(transaction, verdict, now);
        });
        committed.run();
        return after;
    }

    private String day(long now) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(Instant.ofEpochMilli(now)
                .atZone(machinery.get().calendar().zone())
                .toLocalDate());
    }

    private static CaseView saved(CaseTransaction transaction, Verdict verdict, long now) {
        verdict.refused().ifPresent(refusal -> {
            throw new RefusedException(refusal, verdict.detail());
        });
        verdict.steps().forEach(step -> transaction.save(step, now));
        String number = verdict.step().file().view().number();
        // The last step of the case itself: a whistle's report has two.
        return verdict.steps().stream()
                .map(Step::file)
                .map(CaseFile::view)
                .filter(view -> view.number().equals(number))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Override
    public CaseView report(NewReport report, Actor actor) {
        Reports reports = machinery.get().reports();
        reports.refuses(report, actor).ifPresent(refusal -> {
            throw new RefusedException(refusal, "");
        });
        CaseView after = store.write(transaction -> {
            long now = ticker.epochMillis();
            Optional<CaseFile> same = report.classCode().isEmpty()
                    ? Optional.empty()
                    : transaction.alike(
                            report.classCode(), report.place(), false, now - CaseMachine.SAME_REPORT_MILLIS);
            if (same.isPresent()) {
                return saved(transaction, reports.join(same.get(), report, actor, now), now);
            }
            String number =
                    transaction.nextNumber(Place.communityOf(report.place()).value(), day(now));
            return saved(transaction, reports.open(number, report, actor, now), now);
        });
        committed.run();
        return after;
    }

    @Override
    public Attachment attach(String number, Actor actor, String name, String mediaType, byte[] bytes) {
        if (store.find(number).filter(file -> Sheets.sees(file, actor)).isEmpty()) {
            throw new RefusedException(CaseRefusal.NO_SUCH_CASE, number);
        }
        if (bytes.length == 0
                || !TYPES.contains(mediaType)
                || !NAME.matcher(name).matches()) {
            throw new RefusedException(CaseRefusal.ATTACHMENT_TYPE, mediaType);
        }
        if (bytes.length > Attachment.MAX_BYTES) {
            throw new RefusedException(CaseRefusal.ATTACHMENT_TOO_LARGE, name);
        }
        if (attachments.of(number).size() >= Attachment.MAX_PER_CASE) {
            throw new RefusedException(CaseRefusal.TOO_MANY_ATTACHMENTS, number);
        }
        return attachments.add(number, name, mediaType, bytes, actor.account(), ticker.epochMillis());
    }

    @Override
    public Optional<Content> attachment(String number, String id, Actor actor) {
        return store.find(number)
                .filter(file -> Sheets.sees(file, actor))
                .flatMap(file -> attachments.find(number, id));
    }

    @Override
    public List<Chain> verify() {
        List<Chain> chains = new ArrayList<>();
        ledger.communities().forEach(community -> {
            Ledger.Verdict verdict = ledger.verify(community);
            chains.add(new Chain(
                    community.value(),
                    verdict.finding().name(),
                    verdict.entries(),
                    verdict.firstBroken(),
                    verdict.lastHash()));
        });
        return chains;
    }
}
