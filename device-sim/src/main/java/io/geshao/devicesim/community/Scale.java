package io.geshao.devicesim.community;

import io.geshao.core.registry.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How large a generated town is where no devices are wanted, only places and people to plan with: the reference district
 * of the domain reference (7 streets, 41 communities, 265 grids, 318,000 residents), or a city of 4,351 communities.
 */
public enum Scale {
    DISTRICT(1, 7, 41, 265, 318_000),
    CITY(12, 140, 4_351, 26_106, 30_000_000);

    private static final int BUILDINGS_PER_GRID = 4;

    private final int districts;
    private final int streets;
    private final int communities;
    private final int grids;
    private final int residents;

    Scale(int districts, int streets, int communities, int grids, int residents) {
        this.districts = districts;
        this.streets = streets;
        this.communities = communities;
        this.grids = grids;
        this.residents = residents;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Scale of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Buildings are laid out for a district only: a city of them would be a table nobody reads. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        int street = 0;
        int community = 0;
        int grid = 0;
        for (int d = 0; d < districts; d++) {
            String district = String.format(Locale.ROOT, "9902%02d", d + 1);
            add(places, district, "参考区" + (d + 1), "Reference District " + (d + 1), d, 0);
            for (int lastStreet = share(streets, d + 1, districts); street < lastStreet; street++) {
                String streetPath = district + String.format(Locale.ROOT, "/%03d", street + 1);
                add(places, streetPath, "街道" + (street + 1), "Subdistrict " + (street + 1), d, street);
                for (int last = share(communities, street + 1, streets); community < last; community++) {
                    String communityPath = streetPath + String.format(Locale.ROOT, "/c%04d", community + 1);
                    add(
                            places,
                            communityPath,
                            "社区" + (community + 1),
                            "Community " + (community + 1),
                            street,
                            community);
                    int first = grid;
                    for (int lastGrid = share(grids, community + 1, communities); grid < lastGrid; grid++) {
                        layGrid(places, communityPath, community + 1, grid - first + 1, grid);
                    }
                }
            }
        }
        return places;
    }

    private void layGrid(List<Place> places, String community, int number, int gridNumber, int grid) {
        String path = community + String.format(Locale.ROOT, "/g%02d", gridNumber);
        String zh = "社区" + number + "第" + gridNumber + "网格";
        String en = "Community " + number + " Grid " + gridNumber;
        add(places, path, zh, en, number, grid);
        for (int b = 1; this == DISTRICT && b <= BUILDINGS_PER_GRID; b++) {
            int building = (gridNumber - 1) * BUILDINGS_PER_GRID + b;
            add(
                    places,
                    path + String.format(Locale.ROOT, "/b%02d", building),
                    "社区" + number + " " + building + "栋",
                    "Community " + number + " Building " + building,
                    number,
                    grid * BUILDINGS_PER_GRID + b);
        }
    }

    /** Residents of the n-th grid, from 0; they add up to the town's. */
    int residentsOf(int grid) {
        return share(residents, grid + 1, grids) - share(residents, grid, grids);
    }

    /** How many of {@code total} lie in the first {@code part} of {@code parts} equal parts. */
    private static int share(int total, int part, int parts) {
        return (int) ((long) total * part / parts);
    }

    private static void add(List<Place> places, String path, String zh, String en, int row, int column) {
        double longitude = 100 + (column % 500) * 0.004 + row % 7 * 0.0001;
        double latitude = 20 + (column / 500) * 0.004;
        places.add(new Place(path, zh, en, longitude, latitude));
    }
}
