package io.geshao.incident.list;

import io.geshao.incident.clock.TimeLimit;
import java.util.List;
import java.util.Map;

/**
 * One class of case: when one may be filed, when it may be closed, how long that may take. Source: a city's
 * filing-and-closing standard (立结案标准), or the starter table of this project.
 *
 * @param version of the whole table
 * @param big the main category (大类)
 * @param small the category (小类) with a code that is unique in the table, such as {@code E04-96}
 * @param condition order of the condition inside the small category, from 1
 * @param opening filing standard by language tag
 * @param closing closing standard by language tag
 * @param limitText the limit as the standard writes it
 * @param roles codes of the units that may lead or help, the usual lead first
 * @param rules ids of the alarm rules that may open it; none: people only
 */
public record CaseClass(
        String code,
        String version,
        Category big,
        Category small,
        int condition,
        Map<String, String> opening,
        Map<String, String> closing,
        String limitText,
        TimeLimit limit,
        List<String> roles,
        List<String> rules) {
    public CaseClass {
        opening = Map.copyOf(opening);
        closing = Map.copyOf(closing);
        roles = List.copyOf(roles);
        rules = List.copyOf(rules);
    }

    /** A level of the two-level list. */
    public record Category(String code, Map<String, String> name) {
        public Category {
            name = Map.copyOf(name);
        }
    }

    /** Whether code, a name or the filing standard has the words, whatever their case. */
    boolean mentions(String lowerCaseWords) {
        return code.toLowerCase(java.util.Locale.ROOT).contains(lowerCaseWords)
                || has(big.name(), lowerCaseWords)
                || has(small.name(), lowerCaseWords)
                || has(opening, lowerCaseWords);
    }

    private static boolean has(Map<String, String> texts, String words) {
        return texts.values().stream()
                .anyMatch(text -> text.toLowerCase(java.util.Locale.ROOT).contains(words));
    }
}
