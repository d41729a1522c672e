package io.geshao.profiles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** As much of JSON Schema 2020-12 as our schemas use; a word it does not know is an error. One thread. */
final class MiniSchema {
    private static final Set<String> PROSE = Set.of("$schema", "title", "description", "$defs");

    private final JsonNode root;
    private final List<String> faults = new ArrayList<>();

    private MiniSchema(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the document, each with its path; empty if nothing is. */
    static List<String> faults(JsonNode schema, JsonNode document) {
        MiniSchema run = new MiniSchema(schema);
        run.check(schema, document, "");
        return run.faults;
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        for (Map.Entry<String, JsonNode> word : schema.properties()) {
            JsonNode says = word.getValue();
            switch (word.getKey()) {
                case "$ref" -> check(root.at(says.asText().substring(1)), value, at);
                case "type" -> require(isOf(says.asText(), value), at, "is no " + says.asText());
                case "enum" -> require(contains(says, value), at, "is none of " + says);
                case "pattern" ->
                    require(
                            Pattern.compile(says.asText())
                                    .matcher(value.asText())
                                    .find(),
                            at,
                            "does not match " + says.asText());
                case "required" -> says.forEach(name -> require(value.has(name.asText()), at, "lacks " + name));
                case "anyOf" -> require(anyOf(says, value), at, "is none of the forms there are");
                case "items" -> value.forEach(item -> check(says, item, at + "/item"));
                case "minItems" -> require(value.size() >= says.asInt(), at, "is too short");
                case "maxItems" -> require(value.size() <= says.asInt(), at, "is too long");
                case "properties" -> properties(says, value, at);
                case "propertyNames" ->
                    value.fieldNames()
                            .forEachRemaining(name -> check(
                                    says, com.fasterxml.jackson.databind.node.TextNode.valueOf(name), at + "/" + name));
                case "additionalProperties" -> others(schema, says, value, at);
                default -> {
                    if (!PROSE.contains(word.getKey())) {
                        throw new IllegalArgumentException("the schema says '" + word.getKey() + "'");
                    }
                }
            }
        }
    }

    private void properties(JsonNode properties, JsonNode value, String at) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (value.has(property.getKey())) {
                check(property.getValue(), value.get(property.getKey()), at + "/" + property.getKey());
            }
        }
    }

    private void others(JsonNode schema, JsonNode says, JsonNode value, String at) {
        Set<String> others = new TreeSet<>();
        value.fieldNames().forEachRemaining(others::add);
        schema.path("properties").fieldNames().forEachRemaining(others::remove);
        for (String name : others) {
            if (says.isBoolean()) {
                require(says.asBoolean(), at, "has no field '" + name + "'");
            } else {
                check(says, value.get(name), at + "/" + name);
            }
        }
    }

    private boolean anyOf(JsonNode forms, JsonNode value) {
        for (JsonNode form : forms) {
            MiniSchema trial = new MiniSchema(root);
            trial.check(form, value, "");
            if (trial.faults.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    private void require(boolean holds, String at, String fault) {
        if (!holds) {
            faults.add(at + " " + fault);
        }
    }
}
