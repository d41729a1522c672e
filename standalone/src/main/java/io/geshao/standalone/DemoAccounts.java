package io.geshao.standalone;

import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One account for each role of the demo community, with passwords made at every start. */
final class DemoAccounts {
    static final String FILE = "demo-accounts.tsv";
    private static final String DISTRICT = "990107";
    private static final String COMMUNITY = DISTRICT + "/003/yuhua";
    private static final String GRID = COMMUNITY + "/g01";

    private record Wish(String name, Role role, String place, String unit, String person) {}

    private static final List<Wish> WISHES = List.of(
            new Wish("worker", Role.COL, GRID, "U-990107-003-yuhua", "u-990107-003-yuhua-g01-a"),
            new Wish("desk", Role.DESK, COMMUNITY, "U-990107-003-yuhua", "u-990107-003-yuhua-desk1"),
            new Wish("head", Role.COM, COMMUNITY, "U-990107-003-yuhua", "u-990107-003-yuhua-head"),
            new Wish("acceptor", Role.ACC, DISTRICT, "", ""),
            new Wish("dispatcher", Role.DSP, DISTRICT, "", ""),
            new Wish("sanitation", Role.UNIT, DISTRICT, "SANIT", "sanit-lead"),
            new Wish("handler", Role.HND, DISTRICT, "SANIT", "sanit-duty"),
            new Wish("supervisor", Role.SUP, DISTRICT, "", ""),
            new Wish("leader", Role.LEAD, DISTRICT, "", ""),
            new Wish("operator", Role.OPS, "", "PLATFORM", "platform-duty"),
            new Wish("resident", Role.RES, COMMUNITY, "", ""));

    private DemoAccounts() {}

    /** Makes them, and writes name, role, place and password to {@link #FILE}; returns a line for each. */
    static List<String> make(AccountDesk desk, Path registry) throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Wish wish : WISHES) {
            String password = Passwords.generate();
            desk.save(
                    new Account(wish.name, Set.of(wish.role), wish.place, wish.unit, wish.person, true, true),
                    Passwords.hash(password),
                    "demo");
            rows.add(String.join("\t", wish.name, wish.role.name(), wish.place, password));
            lines.add(String.format("%-11s %-5s %s", wish.name, wish.role, password));
        }
        Files.writeString(registry.resolve(FILE), "account\trole\tplace\tpassword\n" + String.join("\n", rows) + "\n");
        return lines;
    }
}
