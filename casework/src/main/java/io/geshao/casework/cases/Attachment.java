package io.geshao.casework.cases;

/**
 * A photo or file of a case, without its bytes.
 *
 * @param size in bytes
 * @param sha256 of the bytes, lower-case hex
 */
public record Attachment(
        String id, String name, String mediaType, int size, String sha256, long atMillis, String actor) {
    public static final int MAX_BYTES = 5 * 1024 * 1024;
    public static final int MAX_PER_CASE = 50;
}
