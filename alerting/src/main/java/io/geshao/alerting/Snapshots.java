package io.geshao.alerting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** From what an engine holds to what a snapshot holds. */
final class Snapshots {
    private Snapshots() {}

    static List<EngineState.DeviceState> devices(Collection<DeviceMemory> devices) {
        List<EngineState.DeviceState> states = new ArrayList<>(devices.size());
        for (DeviceMemory device : devices) {
            List<EngineState.CellState> cells = new ArrayList<>();
            for (World world : device.worlds()) {
                for (Cell cell : world.cells()) {
                    if (cell != null && cell.eventMillis != Cell.NEVER) {
                        cells.add(new EngineState.CellState(
                                cell.metric.name(),
                                world.drill,
                                cell.value,
                                cell.eventMillis,
                                cell.sequence,
                                cell.previousMillis,
                                cell.previousValue,
                                cell.settledMillis,
                                cell.overdue,
                                cell.past(),
                                cell.memory()));
                    }
                }
            }
            if (device.heardMillis != Cell.NEVER || !cells.isEmpty()) {
                states.add(new EngineState.DeviceState(device.device.id().value(), device.heardMillis, cells));
            }
        }
        return states;
    }

    static List<EngineState.GatewayState> gateways(Collection<GatewayMemory> gateways) {
        return gateways.stream()
                .map(gateway -> new EngineState.GatewayState(gateway.id, gateway.heardMillis, gateway.backMillis))
                .toList();
    }

    static List<EngineState.WatchState> watches(Collection<Watch> watches) {
        return watches.stream()
                .map(watch -> new EngineState.WatchState(
                        watch.key.rule(),
                        watch.key.scope(),
                        watch.key.drill(),
                        watch.device.device.id().value(),
                        watch.state,
                        watch.members.values().stream()
                                .map(member -> new EngineState.MemberState(
                                        member.device().device.id().value(), member.sinceMillis(), member.before()))
                                .toList(),
                        watch.beside))
                .toList();
    }
}
