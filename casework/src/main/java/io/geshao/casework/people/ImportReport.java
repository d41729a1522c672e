package io.geshao.casework.people;

import java.util.List;

/**
 * What an import did, or everything that is wrong with it: with faults nothing was stored.
 *
 * @param rows how many rows or features were read
 * @param faults one a line: file, line and reason
 * @param notes what was stored all the same and should be looked at, such as gaps in a roster
 */
public record ImportReport(int rows, List<String> faults, List<String> notes) {
    public ImportReport {
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    public boolean isStored() {
        return faults.isEmpty();
    }
}
