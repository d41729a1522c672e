package io.geshao.alerting.rule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a catalogue as texts, by name: to put one in place of another, and to find one by its rule. */
public final class RuleTexts {
    private static final Pattern ID = Pattern.compile("(?m)^id:\\s*[\"']?([A-Za-z0-9]+)");

    private final Map<String, String> texts;

    private RuleTexts(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * Reads all {@code *.yaml} files of a folder.
     *
     * @throws IOException if the folder or a file cannot be read
     */
    public static RuleTexts read(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".yaml"))::iterator) {
                texts.put(String.valueOf(file.getFileName()), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return new RuleTexts(texts);
    }

    /** The rule id that a text declares, or empty. */
    public static Optional<String> idIn(String text) {
        Matcher id = ID.matcher(text);
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    /** The same with another file, instead of any that declares the same rule. */
    public RuleTexts with(String name, String text) {
        Map<String, String> changed = new TreeMap<>(texts);
        Optional<String> id = idIn(text);
        if (id.isPresent()) {
            changed.values().removeIf(other -> idIn(other).equals(id));
        }
        changed.put(name, text);
        return new RuleTexts(changed);
    }

    /** By file name. */
    public Map<String, String> byFile() {
        return Map.copyOf(texts);
    }

    /** The text of the rule of that id, or empty. */
    public Optional<String> of(String id) {
        return texts.values().stream()
                .filter(text -> idIn(text).filter(id::equals).isPresent())
                .findFirst();
    }
}
