package io.geshao.devicesim.community;

import io.geshao.core.registry.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The people of a generated town, as the tables that {@code geshao people import} reads: units, workers with posts and
 * rosters from a day on, households and residents, named by what they do. Numbers begin with 999, which nobody has.
 */
public final class PeoplePlan {
    private static final String DEMO_NUMBER = "999";
    private static final int HOUSEHOLDS_PER_UNIT = 12;
    private static final List<String[]> UNITS = List.of(
            new String[] {"FIRE", "消防救援", "Fire and rescue"},
            new String[] {"POLICE", "公安", "Police"},
            new String[] {"HEALTH", "卫生健康", "Health authority"},
            new String[] {"PROPERTY", "物业", "Property management"},
            new String[] {"STREET", "街道办事处", "Street office"},
            new String[] {"ENFORCE", "综合执法", "City enforcement"},
            new String[] {"SANIT", "环卫单位", "Sanitation unit"},
            new String[] {"MUNI", "市政养护", "Municipal maintenance"},
            new String[] {"GREEN", "园林绿化", "Parks and greenery"},
            new String[] {"WATER", "供水单位", "Water supplier"},
            new String[] {"DRAIN", "排水单位", "Drainage unit"},
            new String[] {"HEATGAS", "供热供气单位", "Heat and gas supplier"},
            new String[] {"PLATFORM", "平台运维", "Platform operations"},
            new String[] {"OWNER", "产权单位", "Owner of the facility"});

    private final List<Place> places;
    private final LocalDate today;
    private final List<String> units = new ArrayList<>();
    private final List<String> persons = new ArrayList<>();
    private final List<String> posts = new ArrayList<>();
    private final List<String> rosters = new ArrayList<>();
    private final List<String> households = new ArrayList<>();
    private final List<String> residents = new ArrayList<>();
    private final List<String> things = new ArrayList<>();
    private int number;

    private PeoplePlan(List<Place> places, LocalDate today) {
        this.places = places;
        this.today = today;
    }

    /** @param today voice numbers were verified the day before, rosters are valid from here on */
    public static PeoplePlan of(CommunityPlan plan, LocalDate today) {
        PeoplePlan people = new PeoplePlan(plan.places(), today);
        people.staff();
        people.house();
        return people;
    }

    /** Workers only: households of a scale are stated with its grids. */
    static PeoplePlan ofPlaces(List<Place> places, LocalDate today) {
        PeoplePlan people = new PeoplePlan(places, today);
        people.staff();
        return people;
    }

    private static String code(Place place) {
        return place.path().substring(place.path().lastIndexOf('/') + 1);
    }

    private void staff() {
        for (String[] unit : UNITS) {
            units.add(row(unit[0], "", unit[0], unit[1], unit[2], ""));
            post(
                    person(unit[0].toLowerCase(Locale.ROOT) + "-duty", unit[1] + "值班", unit[2] + " on call", unit[0]),
                    "DEPARTMENT_ON_CALL",
                    "",
                    unit[0],
                    1);
            post(
                    person(unit[0].toLowerCase(Locale.ROOT) + "-lead", unit[1] + "负责人", unit[2] + " leader", unit[0]),
                    "DEPARTMENT_LEADER",
                    "",
                    unit[0],
                    1);
        }
        Map<String, Integer> nightGroups = new TreeMap<>();
        for (Place place : places) {
            switch (place.level()) {
                case "district" ->
                    post(
                            body(place, "centre", "指挥中心值班", "command centre duty"),
                            "DISTRICT_CENTRE",
                            place.path(),
                            "",
                            1);
                case "street" ->
                    post(body(place, "street", "应急办值班", "emergency office duty"), "STREET_OFFICE", place.path(), "", 1);
                case "community" -> community(place);
                case "grid" -> grid(place, nightGroups);
                default -> {
                    // buildings and units have no staff of their own but groups
                }
            }
        }
    }

    /** Somebody of the body that a place has, such as its street office. */
    private String body(Place place, String role, String zh, String en) {
        String unit = unitOf(place);
        return person(unit.toLowerCase(Locale.ROOT) + "-" + role, place.nameZh() + zh, place.nameEn() + " " + en, unit);
    }

    private String unitOf(Place place) {
        String code = "U-" + place.path().replace('/', '-');
        if (units.stream().noneMatch(unit -> unit.startsWith(code + ","))) {
            units.add(row(code, "", "STREET", place.nameZh(), place.nameEn(), place.path()));
        }
        return code;
    }

    private void community(Place place) {
        post(body(place, "head", "负责人", "head"), "COMMUNITY_HEAD", place.path(), "", 1);
        post(body(place, "deputy", "副职", "deputy"), "COMMUNITY_DEPUTY", place.path(), "", 1);
        post(body(place, "guard", "微型消防站", "micro fire station"), "BUILDING_GUARD", place.path(), "", 1);
        for (int i = 0; i < 3; i++) {
            String desk = body(place, "desk" + (i + 1), "值班员" + (i + 1), "duty desk " + (i + 1));
            shift(
                    place,
                    "BASE",
                    "DUTY_DESK",
                    place.path(),
                    desk,
                    "RESIDENT",
                    "3@" + today.plusDays(i - 1L),
                    "08:00",
                    "08:00");
        }
    }

    private void grid(Place grid, Map<String, Integer> nightGroups) {
        String communityPath = grid.path().substring(0, grid.path().lastIndexOf('/'));
        Place community = places.stream()
                .filter(place -> place.path().equals(communityPath))
                .findFirst()
                .orElseThrow();
        String unit = unitOf(community).toLowerCase(Locale.ROOT);
        String code = code(grid);
        String day = member(unit + "-" + code + "-a", grid, "网格员甲", "worker A", community);
        String other = member(unit + "-" + code + "-b", grid, "网格员乙", "worker B", community);
        int group = nightGroups.merge(communityPath, 1, Integer::sum);
        String night = unit + "-night" + (group + 2) / 3;
        if (group % 3 == 1) {
            member(night, community, "夜班" + (group + 2) / 3, "night " + (group + 2) / 3, community);
        }
        shift(community, "BASE", "GRID_WORKER", grid.path(), day, "PATROLLING", "DAILY", "08:00", "20:00");
        shift(community, "NIGHT", "GRID_WORKER", grid.path(), night, "ROTATING", "DAILY", "20:00", "08:00");
        shift(community, "WEEKEND", "GRID_WORKER", grid.path(), other, "PATROLLING", "WEEKENDS", "08:00", "20:00");
        places.stream()
                .filter(place -> place.path().startsWith(grid.path() + "/")
                        && place.level().equals("building"))
                .findFirst()
                .ifPresent(building -> post(
                        member(unit + "-" + code + "-group", building, "自管小组", "self-managed group", community),
                        "SELF_MANAGED_GROUP",
                        building.path(),
                        "",
                        1));
    }

    private String member(String id, Place at, String zh, String en, Place community) {
        return person(id, at.nameZh() + zh, at.nameEn() + " " + en, unitOf(community));
    }

    private String person(String id, String zh, String en, String unit) {
        number++;
        String voice = DEMO_NUMBER + String.format(Locale.ROOT, "%08d", number);
        persons.add(
                row(id, zh, en, unit, "yes", voice, today.minusDays(1).toString(), id, voice, "", "", "", "", "", ""));
        return id;
    }

    private void post(String person, String post, String place, String unit, int rank) {
        posts.add(row(person, post, place, unit, Integer.toString(rank), "", ""));
    }

    private void shift(
            Place community,
            String layer,
            String post,
            String place,
            String person,
            String mode,
            String days,
            String start,
            String end) {
        rosters.add(row(
                code(community),
                community.path(),
                today.minusDays(1).toString(),
                layer,
                post,
                place,
                "GENERAL",
                "",
                person,
                mode,
                days,
                start,
                end));
    }

    /** A dozen households per unit, two residents each; one in ten needs help. */
    private void house() {
        for (Place unit : places) {
            if (!unit.level().equals("unit")) {
                continue;
            }
            for (int i = 1; i <= HOUSEHOLDS_PER_UNIT; i++) {
                String household = String.format(Locale.ROOT, "%d%02d", (i + 1) / 2, (i + 1) % 2 + 1);
                households.add(row(unit.path(), household, "2"));
                int serial = households.size();
                if (serial % 5 == 0) {
                    String need = serial % 20 == 0 ? "BEDRIDDEN" : serial % 10 == 0 ? "LIVES_ALONE" : "";
                    residents.add(row(
                            "r" + serial,
                            unit.path(),
                            household,
                            household + "室住户",
                            DEMO_NUMBER + String.format(Locale.ROOT, "%08d", 10_000_000 + serial),
                            need,
                            ""));
                }
            }
            things.add(row(unit.path(), "ext-1", "EXTINGUISHER", "一层灭火器", "Extinguisher, ground floor", ""));
        }
    }

    private static String row(String... cells) {
        return String.join(",", cells); // no generated text holds a comma
    }

    /** Writes the tables, in the order in which they are imported: {@code 1-units.csv} and so on. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "1-units.csv", "code,parent,role,name_zh,name_en,place", units);
        write(
                folder,
                "2-persons.csv",
                "id,name_zh,name_en,unit,active,voice,voice_verified,push,sms,wecom,dingtalk,feishu,email,webhook,mqtt",
                persons);
        write(folder, "3-posts.csv", "person,post,place,unit,rank,from,to", posts);
        write(
                folder,
                "4-rosters.csv",
                "roster,roster_place,valid_from,layer,post,place,kind,unit,person,mode,days,start,end",
                rosters);
        write(folder, "5-households.csv", "place,household,residents", households);
        write(folder, "6-residents.csv", "id,place,household,name,phone,needs,note", residents);
        write(folder, "7-things.csv", "place,code,kind,name_zh,name_en,note", things);
    }

    private static void write(Path folder, String file, String header, List<String> rows) throws IOException {
        Files.writeString(folder.resolve(file), header + "\n" + String.join("\n", rows) + (rows.isEmpty() ? "" : "\n"));
    }
}
