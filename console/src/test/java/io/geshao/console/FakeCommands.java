package io.geshao.console;

import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command desk in memory: keeps orders, knows them again by their key, refuses what the real one refuses. */
final class FakeCommands implements CommandDesk {
    private final List<Command> commands = new ArrayList<>(); // guarded by this

    @Override
    public synchronized Command order(Order order) {
        order.action().faultOf(order.arguments()).ifPresent(fault -> {
            throw new RefusedException(RefusedException.Reason.BAD_ARGUMENTS, fault);
        });
        for (Command known : commands) {
            if (known.order().device().equals(order.device())
                    && known.order().key().equals(order.key())) {
                if (known.order().arguments().equals(order.arguments())) {
                    return known;
                }
                throw new RefusedException(RefusedException.Reason.KEY_REUSED, "the key stands for another");
            }
        }
        long number = commands.size() + 1;
        Step queued = new Step(State.QUEUED, FakePlatform.NOW, "", "");
        long version = order.action() == Action.CONFIGURE ? number : 0;
        Command command =
                new Command(number, "c" + number, order, FakePlatform.NOW, version, State.QUEUED, List.of(queued));
        commands.add(command);
        return command;
    }

    @Override
    public synchronized Optional<Command> find(String id) {
        return commands.stream().filter(command -> command.id().equals(id)).findFirst();
    }

    @Override
    public synchronized List<Command> of(DeviceId device, @Nullable Long beforeNumber, int limit) {
        return commands.stream()
                .filter(command -> command.order().device().equals(device))
                .filter(command -> beforeNumber == null || command.number() < beforeNumber)
                .sorted(Comparator.comparingLong(Command::number).reversed())
                .limit(limit)
                .toList();
    }
}
