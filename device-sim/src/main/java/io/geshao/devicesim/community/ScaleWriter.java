package io.geshao.devicesim.community;

import io.geshao.core.registry.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** Writes a town of a scale as a registry folder without devices, and its people's tables beside it. */
public final class ScaleWriter {
    private ScaleWriter() {}

    /** Returns how many places it wrote. */
    public static int write(Scale scale, Path folder, LocalDate today) throws IOException {
        Files.createDirectories(folder);
        List<Place> places = scale.places();
        StringBuilder table = new StringBuilder("path\tname_zh\tname_en\tlongitude\tlatitude\n");
        StringBuilder features = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[\n");
        int grid = 0;
        for (Place place : places) {
            table.append(String.format(
                    Locale.ROOT,
                    "%s\t%s\t%s\t%.7f\t%.7f%n".replace("%n", "\n"),
                    place.path(),
                    place.nameZh(),
                    place.nameEn(),
                    place.longitude(),
                    place.latitude()));
            if (place.level().equals("grid")) {
                int residents = scale.residentsOf(grid);
                features.append(grid == 0 ? "" : ",\n")
                        .append(String.format(
                                Locale.ROOT,
                                "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.7f,%.7f]},"
                                        + "\"properties\":{\"path\":\"%s\",\"name_zh\":\"%s\",\"name_en\":\"%s\","
                                        + "\"households\":%d,\"residents\":%d,\"unit_grid\":\"%s%05d\"}}",
                                place.longitude(),
                                place.latitude(),
                                place.path(),
                                place.nameZh(),
                                place.nameEn(),
                                residents / 3,
                                residents,
                                place.path().substring(0, 6),
                                grid + 1));
                grid++;
            }
        }
        Files.writeString(folder.resolve("places.tsv"), table);
        Files.writeString(
                folder.resolve("devices.tsv"),
                "device\tprofile\tplace\tzone\tgateway\tlongitude\tlatitude\tname_zh\tname_en\n");
        Files.writeString(folder.resolve("credentials.tsv"), "identity\ttoken_sha256\n");
        Path people = folder.resolve("people");
        if (scale == Scale.DISTRICT) {
            PeoplePlan.ofPlaces(places, today).writeTo(people);
        }
        Files.createDirectories(people);
        Files.writeString(people.resolve("0-places.geojson"), features.append("\n]}\n"));
        return places.size();
    }
}
