package io.geshao.profiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with one file, all of it: somebody who writes a file wants to hear it at once. One thread. */
final class Faults {
    private final String file;
    private final List<Fault> found = new ArrayList<>();

    private record Fault(int line, int column, String what) {}

    Faults(String file) {
        this.file = file;
    }

    void at(Node where, String what) {
        at(where.line, where.column, what);
    }

    void at(int line, int column, String what) {
        found.add(new Fault(line, column, what));
    }

    int count() {
        return found.size();
    }

    /** @throws IllegalArgumentException with one line a fault, in the order of the file, if there is any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(found.stream()
                    .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                    .map(fault -> file + ":" + fault.line() + ":" + fault.column() + ": " + fault.what())
                    .collect(Collectors.joining("\n")));
        }
    }
}
