package io.geshao.console.open311;

import io.geshao.casework.ServiceRequest;
import io.geshao.casework.ServiceRequest.Service;
import io.geshao.casework.port.ServiceDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Endpoint;
import io.geshao.console.http.Front;
import io.geshao.console.http.Permission;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.core.time.Ticker;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Open311 GeoReport v2 over the service desk, in JSON and XML. Source: the GeoReport v2 specification of Open311. What it
 * offers without a key is public; to report needs an account, by HTTP Basic, where others use an {@code api_key}.
 */
public final class GeoReport {
    private static final String BASE = "/open311/v2/";
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final ServiceDesk desk;
    private final Ticker ticker;

    public GeoReport(ServiceDesk desk, Ticker ticker) {
        this.desk = desk;
        this.ticker = ticker;
    }

    private interface Question {
        Answer answer(Call call, Format format);
    }

    /** Every route twice: {@code .json} and {@code .xml}. */
    public List<Endpoint> endpoints(Front front) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Format format : Format.values()) {
            String end = format == Format.JSON ? ".json" : ".xml";
            endpoints.add(route(front, "GET", BASE + "services" + end, Permission.NOBODY, format, this::services));
            endpoints.add(
                    route(front, "GET", BASE + "services/{code}" + end, Permission.NOBODY, format, this::service));
            endpoints.add(route(front, "GET", BASE + "requests" + end, Permission.NOBODY, format, this::requests));
            endpoints.add(route(front, "POST", BASE + "requests" + end, Permission.WORK, format, this::report));
            endpoints.add(route(front, "GET", BASE + "requests/{id}" + end, Permission.NOBODY, format, this::request));
        }
        return endpoints;
    }

    private static Endpoint route(
            Front front, String method, String path, Permission permission, Format format, Question question) {
        return new Endpoint(method, path, permission, front.blocking(call -> {
            try {
                return question.answer(call, format);
            } catch (GeoReportError e) {
                return error(format, e.status(), e.description());
            } catch (Refusal e) {
                return error(format, e.reason().status(), String.valueOf(e.getMessage()));
            } catch (ServiceDesk.RefusedException e) {
                return error(format, 400, e.reason() + ": " + e.getMessage());
            }
        }));
    }

    private static Answer error(Format format, int status, String description) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("code", status);
        fields.put("description", description);
        return format.write(status, "errors", "error", List.of(fields));
    }

    private Answer services(Call call, Format format) {
        jurisdiction(call.query());
        call.query().finish();
        List<Map<String, @Nullable Object>> records =
                desk.services().stream().map(GeoReport::fields).toList();
        return format.write(200, "services", "service", records);
    }

    /** Our services have no further attributes, and a definition exists only for those that do. */
    private Answer service(Call call, Format format) {
        jurisdiction(call.query());
        call.query().finish();
        String code = call.path("code");
        boolean known =
                desk.services().stream().anyMatch(service -> service.code().equals(code));
        throw new GeoReportError(
                404,
                known ? "service " + code + " has no attributes beside those of every request" : "no service " + code);
    }

    private Answer requests(Call call, Format format) {
        Query query = call.query();
        jurisdiction(query);
        String ids = query.text("service_request_id", 2_000);
        String service = query.text("service_code", 64);
        String from = query.text("start_date", 40);
        String to = query.text("end_date", 40);
        String status = query.oneOf("status", List.of("open", "closed", "open,closed", "closed,open"));
        query.finish();
        List<ServiceRequest> found;
        if (ids != null) {
            found = new ArrayList<>();
            for (String id : ids.split(",", -1)) {
                desk.find(id.strip()).ifPresent(found::add);
            }
        } else {
            long end = to == null ? ticker.epochMillis() + 1 : millis("end_date", to);
            long start = from == null ? end - LONGEST.toMillis() : millis("start_date", from);
            if (start > end || end - start > LONGEST.toMillis()) {
                throw new GeoReportError(400, "start_date and end_date enclose at most " + LONGEST.toDays() + " days");
            }
            Boolean closed = status == null || status.contains(",") ? null : Boolean.valueOf(status.equals("closed"));
            found = desk.list(new ServiceDesk.Filter(service, closed, start, end), MOST);
        }
        return format.write(
                200,
                "service_requests",
                "request",
                found.stream().map(this::fields).toList());
    }

    private Answer request(Call call, Format format) {
        jurisdiction(call.query());
        call.query().finish();
        ServiceRequest request = desk.find(call.path("id"))
                .orElseThrow(() -> new GeoReportError(404, "no service request " + call.path("id")));
        return format.write(200, "service_requests", "request", List.of(fields(request)));
    }

    private Answer report(Call call, Format format) {
        call.query().finish();
        Form form = Form.read(call.contentType(), call.body());
        String service = form.text("service_code");
        if (service.isEmpty()) {
            throw new GeoReportError(400, "service_code was not provided");
        }
        Double latitude = form.degrees("lat", 90);
        Double longitude = form.degrees("long", 180);
        String address = form.text("address_string").isEmpty() ? form.text("address_id") : form.text("address_string");
        if ((latitude == null || longitude == null) && address.isEmpty()) {
            throw new GeoReportError(400, "lat and long, or address_string, must be provided");
        }
        String contact = form.text("phone").isEmpty() ? form.text("email") : form.text("phone");
        String id = desk.report(
                call.account(),
                new ServiceRequest.Draft(
                        service,
                        latitude,
                        longitude,
                        address,
                        form.text("description"),
                        (form.text("last_name") + " " + form.text("first_name")).strip(),
                        contact,
                        form.text("media_url")));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("service_request_id", id);
        fields.put("service_notice", "如有生命危险请立即拨打119或120。 If lives are in danger, call 119 or 120 at once.");
        fields.put("account_id", null);
        return format.write(201, "service_requests", "request", List.of(fields));
    }

    /** One platform is one jurisdiction; clients send the name they know, and it changes nothing. */
    private static void jurisdiction(Query query) {
        query.text("jurisdiction_id", 128);
    }

    private static Map<String, @Nullable Object> fields(Service service) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("service_code", service.code());
        fields.put("service_name", said(service.name()));
        fields.put("description", said(service.description()));
        fields.put("metadata", false);
        fields.put("type", "realtime");
        fields.put("keywords", service.name().getOrDefault("en", ""));
        fields.put("group", said(service.group()));
        return fields;
    }

    private Map<String, @Nullable Object> fields(ServiceRequest request) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("service_request_id", request.id());
        fields.put("status", request.closed() ? "closed" : "open");
        fields.put("status_notes", request.statusNotes().isEmpty() ? null : said(request.statusNotes()));
        fields.put("service_name", said(request.serviceName()));
        fields.put("service_code", request.serviceCode());
        fields.put("description", request.description());
        fields.put("agency_responsible", said(request.agency()));
        fields.put("service_notice", null);
        fields.put("requested_datetime", time(request.requestedMillis()));
        fields.put("updated_datetime", time(request.updatedMillis()));
        Long expected = request.expectedMillis();
        fields.put("expected_datetime", expected == null ? null : time(expected));
        fields.put("address", request.address());
        fields.put("address_id", null);
        fields.put("zipcode", null);
        fields.put("lat", request.latitude());
        fields.put("long", request.longitude());
        fields.put("media_url", null);
        return fields;
    }

    private static @Nullable String said(Map<String, String> words) {
        return words.getOrDefault("zh", words.get("en"));
    }

    private String time(long millis) {
        return TIME.format(
                Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).atZone(desk.zone()));
    }

    private static long millis(String name, String text) {
        try {
            // A form turns the plus of an offset into a blank; nobody means a blank in a time.
            return OffsetDateTime.parse(text.replace(' ', '+'), TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new GeoReportError(400, name + " must be a time such as 2026-03-02T10:00:00+08:00");
        }
    }
}
