package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.CoreJson;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Command;
import io.geshao.core.port.CommandDesk.Order;
import io.geshao.core.port.CommandDesk.Step;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What devices are told to do, and what became of it. The actor of an order is the account that gives it. */
public final class CommandAnswers {
    private static final Set<String> FIELDS = Set.of("action", "arguments", "expiresInSeconds", "key");
    private static final List<String> ACTIONS =
            Arrays.stream(Action.values()).map(Action::wireName).toList();
    private static final int MAX_KEY = 64;
    private static final int MAX_ARGUMENTS = 32;
    private static final int MAX_NAME = 80;
    private static final long USUAL_EXPIRY_S = 60;
    private static final long LONGEST_EXPIRY_S = 30 * 86_400L;

    private final CommandDesk desk;
    private final Registry registry;
    private final Ticker ticker;

    public CommandAnswers(CommandDesk desk, Registry registry, Ticker ticker) {
        this.desk = desk;
        this.registry = registry;
        this.ticker = ticker;
    }

    public Answer order(Call call) {
        call.query().finish();
        Device device = device(call);
        JsonNode body = call.body(FIELDS);
        String name = Call.text(body, "action", MAX_KEY);
        Action action = Action.of(name)
                .orElseThrow(() -> Refusal.parameter("action", "must be one of " + String.join(", ", ACTIONS)));
        String key = Call.text(body, "key", MAX_KEY);
        if (key.isBlank()) {
            throw Refusal.parameter("key", "must not be empty");
        }
        Order order = new Order(
                device.id(),
                device.community(),
                action,
                arguments(body.path("arguments")),
                expiry(action, body.path("expiresInSeconds")),
                key,
                call.account());
        Command command;
        try {
            command = desk.order(order);
        } catch (CommandDesk.RefusedException e) {
            throw Refusal.of(Reason.of(e.reason()), String.valueOf(e.getMessage()));
        }
        return Answer.json(202, out -> {
            out.writeStartObject();
            out.writeFieldName("command");
            write(out, command);
            out.writeEndObject();
        });
    }

    public Answer list(Call call) {
        Query query = call.query();
        Device device = device(call);
        Long before = query.number("before", 1, Long.MAX_VALUE);
        int limit = query.limit(50, 200);
        query.finish();
        List<Command> found = desk.of(device.id(), before, limit);
        Long next =
                found.size() < limit ? null : (Long) found.get(found.size() - 1).number();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Command command : found) {
                write(out, command);
            }
            out.writeEndArray();
            CoreJson.number(out, "next", next);
            out.writeEndObject();
        });
    }

    private Device device(Call call) {
        String id = call.path("id");
        if (!DeviceId.isValid(id)) {
            throw Refusal.parameter("id", "is not a device id");
        }
        return registry.device(new DeviceId(id))
                .filter(device -> call.sees(device.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_DEVICE, "there is no device " + id));
    }

    private long expiry(Action action, JsonNode given) {
        if (given.isMissingNode()) {
            return action == Action.CONFIGURE ? CommandDesk.NEVER : ticker.epochMillis() + USUAL_EXPIRY_S * 1_000;
        }
        if (!given.canConvertToLong() || given.longValue() < 1 || given.longValue() > LONGEST_EXPIRY_S) {
            throw Refusal.parameter("expiresInSeconds", "must be a number from 1 to " + LONGEST_EXPIRY_S);
        }
        return ticker.epochMillis() + given.longValue() * 1_000;
    }

    private static Map<String, Double> arguments(JsonNode given) {
        if (!given.isObject() || given.size() > MAX_ARGUMENTS) {
            throw Refusal.parameter("arguments", "must be an object of at most " + MAX_ARGUMENTS + " fields");
        }
        Map<String, Double> arguments = new TreeMap<>();
        given.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean isKnownType = value.isBoolean() || value.isNumber();
            if (!isKnownType || field.getKey().length() > MAX_NAME) {
                throw Refusal.parameter("arguments", "must hold numbers and truth values");
            }
            arguments.put(field.getKey(), value.isBoolean() ? (value.booleanValue() ? 1.0 : 0.0) : value.doubleValue());
        });
        return arguments;
    }

    private static void write(JsonGenerator out, Command command) throws IOException {
        Order order = command.order();
        out.writeStartObject();
        out.writeStringField("id", command.id());
        out.writeNumberField("number", command.number());
        out.writeStringField("device", order.device().value());
        out.writeStringField("action", order.action().wireName());
        out.writeObjectFieldStart("arguments");
        for (Map.Entry<String, Double> argument : new TreeMap<>(order.arguments()).entrySet()) {
            if (order.action().isBoolean(argument.getKey())) {
                out.writeBooleanField(argument.getKey(), argument.getValue() != 0);
            } else {
                out.writeNumberField(argument.getKey(), argument.getValue());
            }
        }
        out.writeEndObject();
        out.writeNumberField("version", command.version());
        out.writeStringField("state", command.state().name());
        out.writeStringField("actor", order.actor());
        out.writeStringField("key", order.key());
        out.writeNumberField("orderedMillis", command.orderedMillis());
        CoreJson.number(
                out, "expiresMillis", order.expiresMillis() >= CommandDesk.NEVER ? null : (Long) order.expiresMillis());
        out.writeArrayFieldStart("steps");
        for (Step step : command.steps()) {
            out.writeStartObject();
            out.writeStringField("state", step.state().name());
            out.writeNumberField("atMillis", step.atMillis());
            out.writeStringField("gateway", step.gateway());
            out.writeStringField("reason", step.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
