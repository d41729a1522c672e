package io.geshao.incident.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A file is refused; every fault at once, so that nobody mends line by line. The message is one line per fault. */
public final class FaultyFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public FaultyFileException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }

    /**
     * What is wrong with one line.
     *
     * @param line from 1
     */
    public record Fault(String file, int line, String reason) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + reason;
        }
    }

    /** Gathers the faults of one file; one thread. */
    public static final class Collector {
        private final String file;
        private final List<Fault> faults = new ArrayList<>();

        public Collector(String file) {
            this.file = file;
        }

        public Collector add(int line, String reason) {
            faults.add(new Fault(file, line, reason));
            return this;
        }

        public List<Fault> faults() {
            return List.copyOf(faults);
        }

        public FaultyFileException exception() {
            return new FaultyFileException(
                    faults.stream().sorted(Comparator.comparingInt(Fault::line)).toList());
        }

        public void refuseIfAny() {
            if (!faults.isEmpty()) {
                throw exception();
            }
        }
    }
}
