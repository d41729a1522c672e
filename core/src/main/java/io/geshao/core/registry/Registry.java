package io.geshao.core.registry;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that exists, as one immutable value; a change of the registry is a new value. Read from files by
 * {@link RegistryFiles}.
 */
public final class Registry {
    private final Map<DeviceId, Device> devices;
    private final Map<String, Place> places;
    private final Map<String, String> tokenHashes;

    /**
     * @param tokenHashes identity (device or radio gateway) to the lower-case hex SHA-256 of its token
     */
    public Registry(Collection<Place> places, Collection<Device> devices, Map<String, String> tokenHashes) {
        Map<String, Place> byPath = new LinkedHashMap<>();
        for (Place place : places) {
            if (byPath.put(place.path(), place) != null) {
                throw new IllegalArgumentException("place " + place.path() + " stands twice");
            }
        }
        Map<DeviceId, Device> byId = new LinkedHashMap<>();
        for (Device device : devices) {
            if (!byPath.containsKey(device.place())) {
                throw new IllegalArgumentException("device " + device.id() + ": no place '" + device.place() + "'");
            }
            if (byId.put(device.id(), device) != null) {
                throw new IllegalArgumentException("device " + device.id() + " stands twice");
            }
        }
        this.places = byPath;
        this.devices = byId;
        this.tokenHashes = Map.copyOf(tokenHashes);
    }

    public Optional<Device> device(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    public Collection<Device> devices() {
        return List.copyOf(devices.values());
    }

    public Optional<Place> place(String path) {
        return Optional.ofNullable(places.get(path));
    }

    public Collection<Place> places() {
        return List.copyOf(places.values());
    }

    /** The communities that have places, in the order of the file. */
    public List<CommunityId> communities() {
        return places.values().stream()
                .filter(place -> place.level().equals("community"))
                .map(place -> Place.communityOf(place.path()))
                .toList();
    }

    /** Whether the token is that identity's; compares in constant time. */
    public boolean authenticates(String identity, byte[] token) {
        String expected = tokenHashes.get(identity);
        return expected != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII),
                        hashOf(token).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the identity may publish readings of the device: as itself, or as the radio gateway it hangs on. */
    public boolean mayPublish(String identity, Device device) {
        return identity.equals(device.id().value())
                || (!device.gateway().isEmpty() && identity.equals(device.gateway()));
    }

    /** Lower-case hex SHA-256 of a token, as the credential file holds it. Tokens are random, so no salt is needed. */
    public static String hashOf(byte[] token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
