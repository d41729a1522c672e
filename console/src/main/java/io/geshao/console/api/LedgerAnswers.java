package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.json.CoreJson;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.ConservationLedger.Key;
import io.geshao.core.port.ConservationLedger.Line;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.GapRow;
import io.geshao.core.port.TelemetryQuery.GatewayState;
import io.geshao.core.port.TelemetryQuery.RejectionFilter;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of everything that gateways answered for: the ledger, rejections, declared gaps, and the gateways. */
public final class LedgerAnswers {
    private static final List<String> STATES = List.of("all", "unbalanced");
    private static final List<String> REASONS =
            Arrays.stream(RejectionReason.values()).map(Enum::name).toList();
    /** A gateway reports every few seconds; after this long without a report something is wrong with it or its way. */
    private static final long SILENT_MILLIS = 60_000;

    private final TelemetryQuery telemetry;
    private final ConservationLedger ledger;
    private final Ticker ticker;

    public LedgerAnswers(TelemetryQuery telemetry, ConservationLedger ledger, Ticker ticker) {
        this.telemetry = telemetry;
        this.ledger = ledger;
        this.ticker = ticker;
    }

    public Answer ledger(Call call) {
        Query query = call.query();
        boolean unbalanced = "unbalanced".equals(query.oneOf("state", STATES));
        String gateway = gateway(query);
        List<String> after = query.after("ledger", 4);
        int limit = query.limit(200, 999);
        query.finish();
        if (unbalanced && after != null) {
            throw Refusal.parameter("after", "does not go with state=unbalanced, which is one page");
        }
        Key before = after == null
                ? null
                : new Key(after.get(0), after.get(1), lane(after.get(2)), Token.number(after.get(3)));
        List<Line> found = unbalanced
                ? ledger.unbalanced().stream()
                        .filter(line -> gateway == null || line.key().gateway().equals(gateway))
                        .limit(limit)
                        .toList()
                : ledger.lines(gateway, before, limit + 1);
        Page<Line> page = Page.of(
                found,
                limit,
                line -> Token.of(
                        "ledger",
                        line.key().gateway(),
                        line.key().spool(),
                        line.key().lane().name(),
                        line.key().hourMillis()));
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Line line : page.items()) {
                write(out, line);
            }
            out.writeEndArray();
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private static Lane lane(String name) {
        try {
            return Lane.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("after", "is not the next of a page of this list");
        }
    }

    private static void write(JsonGenerator out, Line line) throws IOException {
        out.writeStartObject();
        out.writeStringField("gateway", line.key().gateway());
        out.writeStringField("spool", line.key().spool());
        out.writeStringField("lane", CoreJson.wireName(line.key().lane()));
        out.writeNumberField("hourMillis", line.key().hourMillis());
        out.writeNumberField("acknowledged", line.acknowledged());
        out.writeNumberField("gatewayDuplicates", line.gatewayDuplicates());
        out.writeNumberField("inFlight", line.inFlight());
        out.writeNumberField("givenUp", line.givenUp());
        out.writeNumberField("stored", line.stored());
        out.writeNumberField("duplicates", line.duplicates());
        out.writeNumberField("rejected", line.rejected());
        out.writeNumberField("declared", line.declared());
        out.writeNumberField("ahead", line.ahead());
        out.writeNumberField("difference", line.difference());
        CoreJson.number(out, "reportedMillis", line.reportedMillis() == 0 ? null : line.reportedMillis());
        out.writeStringField("verdict", line.verdict().name());
        out.writeStringField("cause", line.cause().name());
        out.writeEndObject();
    }

    public Answer rejections(Call call) {
        Query query = call.query();
        String reason = query.oneOf("reason", REASONS);
        String device = query.text("device", 128);
        String gateway = gateway(query);
        List<String> after = query.after("rejections", 1);
        int limit = query.limit(100, 500);
        query.finish();
        Page<RejectionRow> page = Page.of(
                telemetry
                        .forCaller(call.client())
                        .rejections(new RejectionFilter(reason, device, gateway), number(after), limit + 1),
                limit,
                row -> Token.of("rejections", row.number()));
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (RejectionRow row : page.items()) {
                out.writeStartObject();
                out.writeNumberField("number", row.number());
                out.writeStringField("gateway", row.gateway());
                out.writeStringField("reason", row.reason());
                CoreJson.string(out, "device", row.device());
                CoreJson.string(out, "metric", row.metric());
                out.writeStringField("source", row.source());
                out.writeStringField("detail", row.detail());
                out.writeNumberField("receivedMillis", row.receivedMillis());
                out.writeStringField("rawHex", row.rawHex());
                out.writeEndObject();
            }
            out.writeEndArray();
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private static @Nullable Long number(@Nullable List<String> after) {
        return after == null ? null : Token.number(after.get(0));
    }

    private static @Nullable String gateway(Query query) {
        String gateway = query.text("gateway", 64);
        if (gateway != null && !DeviceId.isValid(gateway)) {
            throw Refusal.parameter("gateway", "is not the name of a gateway");
        }
        return gateway;
    }

    public Answer gaps(Call call) {
        Query query = call.query();
        String gateway = gateway(query);
        List<String> after = query.after("gaps", 1);
        int limit = query.limit(100, 500);
        query.finish();
        Page<GapRow> page = Page.of(
                telemetry.forCaller(call.client()).gaps(gateway, number(after), limit + 1),
                limit,
                row -> Token.of("gaps", row.number()));
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (GapRow row : page.items()) {
                out.writeStartObject();
                out.writeNumberField("number", row.number());
                out.writeStringField("gateway", row.gateway());
                out.writeStringField("spool", row.spool());
                out.writeStringField("lane", row.lane());
                out.writeNumberField("first", row.first());
                out.writeNumberField("last", row.last());
                out.writeNumberField("fromMillis", row.fromMillis());
                out.writeNumberField("toMillis", row.toMillis());
                out.writeNumberField("readings", row.readings());
                out.writeNumberField("rejections", row.rejections());
                out.writeStringField("cause", row.cause());
                out.writeEndObject();
            }
            out.writeEndArray();
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    /** All of them: a city has a few hundred, and each is one row. */
    public Answer gateways(Call call) {
        call.query().finish();
        List<GatewayState> states = telemetry.forCaller(call.client()).gateways();
        List<Line> unbalanced = ledger.unbalanced();
        long now = ticker.epochMillis();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (GatewayState state : states) {
                out.writeStartObject();
                out.writeStringField("gateway", state.gateway());
                out.writeStringField("status", now - state.heardMillis() <= SILENT_MILLIS ? "online" : "silent");
                out.writeNumberField("heardMillis", state.heardMillis());
                out.writeNumberField(
                        "unbalanced",
                        unbalanced.stream()
                                .filter(line -> line.key().gateway().equals(state.gateway()))
                                .count());
                numbers(out, "inFlight", new TreeMap<>(state.inFlight()));
                numbers(out, "figures", new TreeMap<>(state.figures()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void numbers(JsonGenerator out, String field, TreeMap<String, Long> numbers) throws IOException {
        out.writeObjectFieldStart(field);
        for (var entry : numbers.entrySet()) {
            out.writeNumberField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }
}
