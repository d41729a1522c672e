package io.geshao.incident;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.ServiceRequest;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.cases.NewReport;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.core.CaseView;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ResponsibilityList;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Residents' requests over the case desk: a report is a case of source resident, or joins the case about the same. What is
 * public of it says nothing about who reported. Any thread.
 */
final class ResidentRequests implements ServiceDesk {
    private static final double EARTH_METRES = 6_371_000;
    /** Farther from every place than this, a point is not in this community at all. */
    private static final double FARTHEST_METRES = 2_000;
    /** The finest level a resident's report is placed at; a flat is nobody's business in public. */
    private static final Set<String> LEVELS = Set.of("community", "grid", "building");

    private final CaseWorkDesk cases;
    private final Supplier<ResponsibilityList> list;
    private final Supplier<WorkCalendar> calendar;
    private final Registry registry;
    private final Ticker ticker;

    ResidentRequests(
            CaseWorkDesk cases,
            Supplier<ResponsibilityList> list,
            Supplier<WorkCalendar> calendar,
            Registry registry,
            Ticker ticker) {
        this.cases = cases;
        this.list = list;
        this.calendar = calendar;
        this.registry = registry;
        this.ticker = ticker;
    }

    @Override
    public ZoneId zone() {
        return calendar.get().zone();
    }

    /** City-management classes of the list in force; what endangers lives is for 119 and 120, not for a form. */
    @Override
    public List<ServiceRequest.Service> services() {
        Map<String, ServiceRequest.Service> services = new LinkedHashMap<>();
        ResponsibilityList now = list.get();
        LocalDate today =
                Instant.ofEpochMilli(ticker.epochMillis()).atZone(zone()).toLocalDate();
        List<ResponsibilityList.Row> rows =
                now.on(today).map(version -> now.rows(version, today)).orElse(List.of());
        for (ResponsibilityList.Row row : rows) {
            String code = row.classCode();
            if (!code.startsWith("EM-") && !code.startsWith("MT-")) {
                services.putIfAbsent(
                        code, new ServiceRequest.Service(code, row.className(), row.closing(), row.unit()));
            }
        }
        return List.copyOf(services.values());
    }

    @Override
    public String report(String account, ServiceRequest.Draft draft) {
        if (services().stream().noneMatch(service -> service.code().equals(draft.serviceCode()))) {
            throw new RefusedException(
                    RefusedException.Reason.NO_SUCH_SERVICE, "no service '" + draft.serviceCode() + "'");
        }
        Place place = place(draft)
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Reason.NO_SUCH_PLACE, "no place of this platform is there"));
        String words = draft.description();
        if (!draft.address().isEmpty()) {
            words = (words + " " + draft.address()).strip();
        }
        if (!draft.mediaUrl().isEmpty()) {
            words = words + " " + draft.mediaUrl();
        }
        NewReport report = new NewReport(
                CaseSource.RESIDENT,
                place.path(),
                draft.serviceCode(),
                words.isBlank() ? "-" : words,
                account,
                draft.name(),
                draft.contact(),
                "",
                "");
        return cases.report(report, new Actor(account, Set.of(Role.RES), "", ""))
                .number();
    }

    /** The place of an address that is named like one, else the finest one near the point. */
    private Optional<Place> place(ServiceRequest.Draft draft) {
        Optional<Place> named = registry.places().stream()
                .filter(place -> LEVELS.contains(place.level()))
                .filter(place -> draft.address().equals(place.path())
                        || draft.address().equals(place.nameZh())
                        || draft.address().equals(place.nameEn()))
                .findFirst();
        Double latitude = draft.latitude();
        Double longitude = draft.longitude();
        if (named.isPresent() || latitude == null || longitude == null) {
            return named;
        }
        return registry.places().stream()
                .filter(place -> LEVELS.contains(place.level()))
                .map(place -> Map.entry(place, metres(place, latitude, longitude)))
                .filter(near -> near.getValue() <= FARTHEST_METRES)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private static double metres(Place place, double latitude, double longitude) {
        double north = Math.toRadians(latitude - place.latitude());
        double east = Math.toRadians(longitude - place.longitude()) * Math.cos(Math.toRadians(latitude));
        return EARTH_METRES * Math.hypot(north, east);
    }

    @Override
    public Optional<ServiceRequest> find(String id) {
        Optional<CaseSheet> asked = cases.sheet(id, Actor.SYS).filter(ResidentRequests::isResidents);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        CaseSheet now = asked.get();
        for (int hops = 0; now.mergedInto() != null && hops < 8; hops++) {
            Optional<CaseSheet> next = cases.sheet(now.mergedInto(), Actor.SYS);
            if (next.isEmpty()) {
                break;
            }
            now = next.get();
        }
        return Optional.of(request(id, asked.get(), now));
    }

    private static boolean isResidents(CaseSheet sheet) {
        return sheet.reporters().stream().anyMatch(reporter -> reporter.source() == CaseSource.RESIDENT);
    }

    @Override
    public List<ServiceRequest> list(Filter filter, int limit) {
        List<ServiceRequest> found = new ArrayList<>();
        CaseFilter wanted = new CaseFilter(
                filter.closed() == null ? null : Boolean.valueOf(!filter.closed()),
                null,
                filter.serviceCode(),
                Set.of(),
                null,
                null,
                null,
                CaseSource.RESIDENT,
                null,
                null,
                false,
                null,
                null,
                filter.fromMillis(),
                filter.toMillis(),
                null,
                null,
                Math.min(limit, CaseFilter.MAX_LIMIT));
        for (CaseView view : cases.list(wanted, Actor.SYS)) {
            find(view.number()).ifPresent(found::add);
        }
        found.sort(Comparator.comparingLong(ServiceRequest::requestedMillis).reversed());
        return found;
    }

    /**
     * @param asked the case the number was given out for
     * @param now the case it goes on in, often the same
     */
    private static ServiceRequest request(String id, CaseSheet asked, CaseSheet now) {
        CaseView view = now.view();
        CaseSheet.@Nullable Reporter resident = asked.reporters().stream()
                .filter(reporter -> reporter.source() == CaseSource.RESIDENT)
                .findFirst()
                .orElse(null);
        String told = resident == null ? null : resident.told();
        return new ServiceRequest(
                id,
                !view.isOpen(),
                view.isOpen() ? Map.of() : notes(view, told),
                view.classCode(),
                view.className(),
                resident == null ? "" : resident.words(),
                view.unit(),
                asked.reportedMillis(),
                view.updatedMillis(),
                view.deadlineMillis(),
                view.placeName().getOrDefault("zh", view.place()),
                view.point().latitude(),
                view.point().longitude());
    }

    private static Map<String, String> notes(CaseView view, @Nullable String told) {
        String words = told != null ? told : view.closeCause();
        return words == null ? Map.of() : Map.of("zh", words, "en", words);
    }
}
