package io.geshao.console;

import io.geshao.console.api.AdmissionAnswers;
import io.geshao.console.api.RuleAnswers;
import io.geshao.console.http.Endpoint;
import io.geshao.console.http.Front;
import io.geshao.console.http.Permission;
import java.util.List;

/** Routes of what cases are judged by: versions of rules, previews of deadlines, requests for admission. */
final class RuleRoutes {
    private RuleRoutes() {}

    static List<Endpoint> of(Front front, ConsolePorts.Casework ports) {
        RuleAnswers rules = new RuleAnswers(ports.rules());
        AdmissionAnswers admissions = new AdmissionAnswers(ports.admissions());
        String kind = "/api/v1/rulebook/{kind}";
        String admission = "/api/v1/admissions/{id}";
        return List.of(
                new Endpoint("GET", kind, Permission.VIEW, front.blocking(rules::versions)),
                new Endpoint(
                        "POST", kind, Permission.KEEP_RULES, RuleAnswers.MAX_BODY_BYTES, front.blocking(rules::load)),
                new Endpoint("GET", kind + "/{version}", Permission.VIEW, front.blocking(rules::text)),
                new Endpoint(
                        "POST", kind + "/{version}/withdraw", Permission.KEEP_RULES, front.blocking(rules::withdraw)),
                new Endpoint("GET", "/api/v1/classes", Permission.VIEW, front.blocking(rules::classes)),
                new Endpoint("GET", "/api/v1/responsibility", Permission.VIEW, front.blocking(rules::duties)),
                new Endpoint("GET", "/api/v1/responsibility/gaps", Permission.VIEW, front.blocking(rules::gaps)),
                new Endpoint(
                        "GET", "/api/v1/public/responsibility", Permission.NOBODY, front.blocking(rules::published)),
                new Endpoint("GET", "/api/v1/deadlines/preview", Permission.VIEW, front.blocking(rules::preview)),
                new Endpoint("GET", "/api/v1/admissions", Permission.VIEW, front.blocking(admissions::list)),
                new Endpoint("POST", "/api/v1/admissions", Permission.ADMIT, front.blocking(admissions::apply)),
                new Endpoint("GET", admission, Permission.VIEW, front.blocking(admissions::one)),
                new Endpoint("POST", admission + "/{action}", Permission.ADMIT, front.blocking(admissions::take)));
    }
}
