package io.geshao.devicesim.scenario;

import io.geshao.devicesim.community.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Picks the devices of a scenario by a seed, so that no two parts share a device, a zone or, for bins, a grid: what
 * happens in one scope then has one cause.
 */
final class Cast {
    private final List<VirtualDevice> shuffled;
    private final Set<String> taken = new HashSet<>();

    Cast(List<VirtualDevice> devices, long seed) {
        shuffled = new ArrayList<>(devices);
        Collections.shuffle(shuffled, new Random(seed));
    }

    /** A radio gateway nobody has a part behind; its devices get none any more. */
    String gateway(String community) {
        VirtualDevice any = first(
                device -> in(device, community) && !device.device().gateway().isEmpty());
        taken.add(any.device().gateway());
        return any.device().gateway();
    }

    VirtualDevice one(String community, Model model) {
        return one(device -> in(device, community) && device.model() == model);
    }

    VirtualDevice one(Predicate<VirtualDevice> wanted) {
        VirtualDevice device = first(wanted);
        take(device);
        return device;
    }

    /** The devices of one zone. */
    record Zone(List<VirtualDevice> devices) {
        List<VirtualDevice> all(Model model) {
            return devices.stream().filter(device -> device.model() == model).toList();
        }
    }

    /** All devices of a zone that has at least so many of each model. */
    Zone zone(String community, Map<Model, Integer> atLeast) {
        Map<String, List<VirtualDevice>> zones = new LinkedHashMap<>();
        for (VirtualDevice device : shuffled) {
            if (in(device, community) && !device.device().zone().isEmpty()) {
                zones.computeIfAbsent(device.device().zone(), zone -> new ArrayList<>())
                        .add(device);
            }
        }
        for (List<VirtualDevice> members : zones.values()) {
            Zone zone = new Zone(members);
            boolean enough = atLeast.entrySet().stream()
                    .allMatch(need -> zone.all(need.getKey()).size() >= need.getValue());
            if (enough && members.stream().noneMatch(this::isTaken)) {
                members.forEach(this::take);
                return zone;
            }
        }
        throw new IllegalStateException("no free zone in " + community + " with " + atLeast);
    }

    private VirtualDevice first(Predicate<VirtualDevice> wanted) {
        return shuffled.stream()
                .filter(device -> !isTaken(device))
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the community has nobody left for a part"));
    }

    private boolean isTaken(VirtualDevice device) {
        return taken.contains(device.id().value())
                || taken.contains(device.device().gateway())
                || taken.contains(zoneKey(device))
                || taken.contains(gridKey(device));
    }

    private void take(VirtualDevice device) {
        taken.add(device.id().value());
        if (!device.device().zone().isEmpty()) {
            taken.add(zoneKey(device));
        }
        if (device.model() == Model.BIN_LORA) {
            taken.add(gridKey(device));
        }
    }

    private static String zoneKey(VirtualDevice device) {
        String zone = device.device().zone();
        return zone.isEmpty() ? "zone none" : "zone " + device.device().community() + "/" + zone;
    }

    private static String gridKey(VirtualDevice device) {
        return device.model() == Model.BIN_LORA ? "grid " + device.device().place() : "grid none";
    }

    private static boolean in(VirtualDevice device, String community) {
        return device.device().community().value().equals(community);
    }
}
