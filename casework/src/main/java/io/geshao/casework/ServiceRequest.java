package io.geshao.casework;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resident's request as the public sees it: what it is, where, and what became of it; nothing about who asked. Source:
 * Open311 GeoReport v2.
 *
 * @param id number of the case; after a merge (并案) still the number that was given out
 * @param closed whether it is over
 * @param statusNotes what became of it, by language tag; empty while nothing did
 * @param serviceCode class of the case
 * @param agency unit in charge, by language tag
 * @param expectedMillis when it is to be done, or null while nobody has said
 */
public record ServiceRequest(
        String id,
        boolean closed,
        Map<String, String> statusNotes,
        String serviceCode,
        Map<String, String> serviceName,
        String description,
        Map<String, String> agency,
        long requestedMillis,
        long updatedMillis,
        @Nullable Long expectedMillis,
        String address,
        double latitude,
        double longitude) {
    public ServiceRequest {
        statusNotes = Map.copyOf(statusNotes);
        serviceName = Map.copyOf(serviceName);
        agency = Map.copyOf(agency);
    }

    /**
     * Something residents can ask for: a class of case that people may report.
     *
     * @param group what it is sorted under, by language tag
     */
    public record Service(
            String code, Map<String, String> name, Map<String, String> description, Map<String, String> group) {
        public Service {
            name = Map.copyOf(name);
            description = Map.copyOf(description);
            group = Map.copyOf(group);
        }
    }

    /**
     * What a resident sends.
     *
     * @param latitude WGS 84 degrees, with {@code longitude}; or null if only an address was given
     * @param address in the resident's words, or empty
     * @param contact how to tell the outcome: phone or e-mail, or empty; personal data
     * @param mediaUrl a picture somewhere else, or empty; never fetched
     */
    public record Draft(
            String serviceCode,
            @Nullable Double latitude,
            @Nullable Double longitude,
            String address,
            String description,
            String name,
            String contact,
            String mediaUrl) {}
}
