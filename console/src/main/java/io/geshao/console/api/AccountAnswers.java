package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk;
import io.geshao.console.auth.LocalAccount;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts: who may come in, what they may do and where. Whoever keeps accounts does so in the own subtree only. */
public final class AccountAnswers {
    private static final Set<String> FIELDS = Set.of("name", "roles", "place", "unit", "person", "active", "password");
    private static final int MIN_PASSWORD = 12;
    private static final int MAX_PASSWORD = 256;
    private static final int MAX_PLACE = 200;
    private static final int MAX_CODE = 64;

    private final AccountDesk desk;

    public AccountAnswers(AccountDesk desk) {
        this.desk = desk;
    }

    public Answer list(Call call) {
        call.query().finish();
        List<Account> seen = desk.list().stream()
                .filter(account -> call.sees(account.place()))
                .toList();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Account account : seen) {
                write(out, account);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** Adds an account or replaces what it may do; without a password it keeps its own. */
    public Answer save(Call call) {
        call.query().finish();
        JsonNode body = call.body(FIELDS);
        Account wished;
        try {
            wished = new Account(
                    Call.text(body, "name", MAX_CODE),
                    roles(body.path("roles")),
                    Call.text(body, "place", MAX_PLACE),
                    Call.text(body, "unit", MAX_CODE),
                    body.has("person") ? Call.text(body, "person", MAX_CODE) : "",
                    !body.has("active") || body.path("active").asBoolean(),
                    false);
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("name", "is not that of an account: " + e.getMessage());
        }
        boolean inReach = call.sees(wished.place())
                && desk.find(wished.name())
                        .map(before -> call.sees(before.account().place()))
                        .orElse(true);
        if (!inReach) {
            throw Refusal.of(Reason.NOT_YOUR_PLACE, "the account lies outside the subtree you look after");
        }
        desk.save(wished, password(body), call.account());
        return Answer.json(out -> write(out, wished));
    }

    private static @Nullable String password(JsonNode body) {
        if (!body.has("password")) {
            return null;
        }
        String password = Call.text(body, "password", MAX_PASSWORD);
        if (password.length() < MIN_PASSWORD) {
            throw Refusal.parameter("password", "has less than " + MIN_PASSWORD + " characters");
        }
        return LocalAccount.hash(password.toCharArray());
    }

    private static Set<Role> roles(JsonNode names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (JsonNode name : names) {
            try {
                roles.add(Role.valueOf(name.asText()));
            } catch (IllegalArgumentException e) {
                throw Refusal.parameter("roles", "holds something that is not a role");
            }
        }
        if (roles.isEmpty() || !names.isArray()) {
            throw Refusal.parameter("roles", "must be a list of at least one role");
        }
        return roles;
    }

    private static void write(JsonGenerator out, Account account) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", account.name());
        out.writeArrayFieldStart("roles");
        for (String role : account.roles().stream().map(Role::name).sorted().toList()) {
            out.writeString(role);
        }
        out.writeEndArray();
        out.writeStringField("place", account.place());
        out.writeStringField("unit", account.unit());
        out.writeStringField("person", account.person());
        out.writeBooleanField("active", account.active());
        out.writeBooleanField("demo", account.demo());
        out.writeEndObject();
    }
}
