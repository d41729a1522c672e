package io.geshao.casework.port;

import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.Thing;
import java.util.List;
import java.util.Optional;

/**
 * The people-room-thing archive (人房物事). What it answers is personal data: whoever shows it masks it for those who may
 * not see it, and every look is logged with the account that looked. Blocking, any thread.
 */
public interface ArchiveDesk {
    /**
     * Residents of a building, unit or grid.
     *
     * @param needingHelp only those who need help in an emergency
     * @param by account of who looks
     */
    List<Resident> residents(String place, boolean needingHelp, String by);

    List<Thing> things(String place);

    /** A list of all residents of a place, to be called. */
    CallList callList(String place, String purpose, String by);

    /** Lists at and below a place, the newest first. */
    List<CallList> callLists(String place);

    /** Place of a list, or empty if there is none. */
    Optional<CallList> list(long id);

    List<CallLine> lines(long list, String by);

    /** Writes down what came of a call; false if the resident is not on the list. */
    boolean called(long list, String resident, CallLine.Result result, String note, String by);
}
