package io.geshao.ingest.downlink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Line;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.ingest.downlink.RegistryShelf.Snapshot;
import io.geshao.ingest.http.GatewayGate;
import io.geshao.ingest.http.GatewayGate.Admission;
import io.geshao.ingest.http.GatewayGate.Decision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What gateways ask for over HTTP, beside bringing batches: errands, by a request that waits until there is news; the
 * word on them; their registry; and, once, to be let in. docs/downlink.md has the shapes.
 */
public final class DownEndpoint implements Consumer<Router> {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final String BASE = "/uplink/v1/";
    private static final String GATEWAY = "geshao.gateway";
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_REPORTS = 1_000;

    private final Vertx vertx;
    private final Downlink downlink;
    private final GatewayGate gate;
    private final @Nullable Roster roster;

    /** @param roster null if gateways share a secret: they are then not provisioned, and given no registry */
    public DownEndpoint(Vertx vertx, Downlink downlink, GatewayGate gate, @Nullable Roster roster) {
        this.vertx = vertx;
        this.downlink = downlink;
        this.gate = gate;
        this.roster = roster;
    }

    @Override
    public void accept(Router router) {
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MAX_BODY);
        router.get(BASE + "down").handler(this::letIn).handler(this::down);
        router.get(BASE + "registry").handler(this::letIn).handler(this::registry);
        // A route of its own, before the one that reads the body: a stranger's body is not read.
        router.post(BASE + "receipts").handler(this::letIn);
        router.post(BASE + "receipts").handler(bodies).handler(this::receipts);
        router.post(BASE + "provision").handler(bodies).handler(this::provision);
    }

    /** As itself, or, where the secret is shared, under the name it gives. */
    private void letIn(RoutingContext context) {
        Admission admission = gate.admit(context);
        String named = context.request().getParam("gateway", "");
        if (admission.decision() == Decision.WRONG_TOKEN) {
            refuse(context, 401, "WRONG_TOKEN");
        } else if (!DeviceId.isValid(named)) {
            refuse(context, 400, "BAD_GATEWAY_NAME");
        } else if (!admission.mayActAs(named)) {
            refuse(context, 403, "NOT_YOUR_NAME");
        } else {
            context.put(GATEWAY, named);
            context.next();
        }
    }

    private Line line(String gateway) {
        Roster list = roster;
        if (list == null) {
            return downlink.line(gateway, Set.of(), () -> "");
        }
        Set<CommunityId> communities =
                list.gateway(gateway).map(GatewayTable.Entry::communities).orElse(Set.of());
        return downlink.line(gateway, communities, () -> list.registryOf(gateway)
                .map(Snapshot::version)
                .orElse(""));
    }

    private void down(RoutingContext context) {
        long after;
        try {
            after = Long.parseLong(context.request().getParam("after", "0"));
        } catch (NumberFormatException e) {
            refuse(context, 400, "BAD_POSITION");
            return;
        }
        String registry = context.request().getParam("registry", "");
        String gateway = context.get(GATEWAY);
        Future.fromCompletionStage(line(gateway).after(after, registry), vertx.getOrCreateContext())
                .onComplete(
                        news -> answer(context, write(news)),
                        away -> refuse(context, 503, "NOT_NOW: " + away.getMessage()));
    }

    private static byte[] write(News news) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("position", news.position());
            out.writeStringField("registry", news.registry());
            out.writeArrayFieldStart("errands");
            for (Errand errand : news.errands()) {
                out.writeStartObject();
                out.writeStringField("id", errand.id());
                out.writeStringField("device", errand.device().value());
                out.writeStringField("community", errand.community().value());
                out.writeStringField("action", errand.action().wireName());
                out.writeObjectFieldStart("arguments");
                for (Map.Entry<String, Double> argument : errand.arguments().entrySet()) {
                    out.writeNumberField(argument.getKey(), argument.getValue());
                }
                out.writeEndObject();
                out.writeNumberField("version", errand.version());
                out.writeNumberField("expires", errand.expiresMillis());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("withdrawn");
            for (String id : news.withdrawn()) {
                out.writeString(id);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private void receipts(RoutingContext context) {
        Optional<List<Report>> reports = reports(context.body().buffer());
        if (reports.isEmpty()) {
            refuse(context, 400, "BAD_SHAPE");
            return;
        }
        String gateway = context.get(GATEWAY);
        Future.fromCompletionStage(line(gateway).report(reports.get()), vertx.getOrCreateContext())
                .onComplete(
                        done -> context.response().setStatusCode(204).end(),
                        away -> refuse(context, 503, "NOT_STORED: " + away.getMessage()));
    }

    private static Optional<List<Report>> reports(@Nullable Buffer body) {
        List<Report> reports = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(body == null ? new byte[0] : body.getBytes());
            for (JsonNode one : root.path("reports")) {
                reports.add(new Report(
                        one.path("id").asText(),
                        new DeviceId(one.path("device").asText()),
                        State.valueOf(one.path("state").asText()),
                        one.path("reason").asText(),
                        one.path("at").asLong()));
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // a gateway of ours writes no such thing
        }
        return reports.size() <= MAX_REPORTS ? Optional.of(reports) : Optional.empty();
    }

    private void registry(RoutingContext context) {
        String gateway = context.get(GATEWAY);
        Snapshot snapshot = roster == null ? null : roster.registryOf(gateway).orElse(null);
        if (snapshot == null) {
            refuse(context, 404, "NO_REGISTRY: gateways are not provisioned here");
            return;
        }
        String tag = '"' + snapshot.version() + '"';
        context.response().putHeader(HttpHeaders.ETAG, tag);
        if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else {
            answer(context, snapshot.body());
        }
    }

    private void provision(RoutingContext context) {
        Roster list = roster;
        if (list == null) {
            refuse(context, 404, "NOT_PROVISIONED_HERE: gateways share a secret");
            return;
        }
        Buffer body = context.body().buffer();
        String authorization = Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .orElse("");
        String gateway;
        String hash;
        try {
            JsonNode root = JSON.readTree(body == null ? new byte[0] : body.getBytes());
            gateway = root.path("gateway").asText();
            hash = root.path("credential_sha256").asText();
        } catch (JsonProcessingException e) {
            refuse(context, 400, "BAD_SHAPE");
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        if (!hash.matches("[0-9a-f]{64}")) {
            refuse(context, 400, "BAD_SHAPE");
            return;
        }
        vertx.executeBlocking(() -> list.provision(authorization, gateway, hash))
                .onComplete(
                        outcome -> {
                            if (outcome == Roster.Provisioning.PROVISIONED) {
                                context.response().setStatusCode(204).end();
                            } else {
                                refuse(context, 403, outcome.name());
                            }
                        },
                        away -> refuse(context, 503, "NOT_NOW: " + away.getMessage()));
    }

    private static void answer(RoutingContext context, byte[] json) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(json));
    }

    private static void refuse(RoutingContext context, int status, String reason) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(reason);
    }
}
