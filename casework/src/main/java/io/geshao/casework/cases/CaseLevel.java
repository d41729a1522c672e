package io.geshao.casework.cases;

import io.geshao.core.Grade;
import java.util.Optional;

/**
 * Who leads a case (牵头层级), lowest first: ordinary ones the community or street, larger ones a department of the district,
 * great ones the leaders of the district together. Source: level-by-level assignment (逐级交办) of the domain reference.
 */
public enum CaseLevel {
    COMMUNITY("社区", "Community", Grade.IV),
    STREET("街道", "Street office", Grade.IV),
    DISTRICT_DEPARTMENT("区主管部门", "District department", Grade.III),
    DISTRICT_LEADERS("区领导会办", "District leaders", Grade.II),
    CITY("市级", "City", Grade.I);

    private final String zh;
    private final String en;
    private final Grade grade;

    CaseLevel(String zh, String en, Grade grade) {
        this.zh = zh;
        this.en = en;
        this.grade = grade;
    }

    /** The lowest level that may lead a case of that grade. */
    public static CaseLevel of(Grade grade) {
        return switch (grade) {
            case IV -> COMMUNITY;
            case III -> DISTRICT_DEPARTMENT;
            case II -> DISTRICT_LEADERS;
            case I -> CITY;
        };
    }

    /** Exactly one level up, or empty at the top. */
    public Optional<CaseLevel> up() {
        return this == CITY ? Optional.empty() : Optional.of(values()[ordinal() + 1]);
    }

    /** The grade that goes with this level. */
    public Grade grade() {
        return grade;
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }
}
