package io.geshao.console;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.plan.CasePlan;
import io.geshao.casework.plan.ResponsePlan;
import io.geshao.casework.plan.ResponsePlan.PlanStep;
import io.geshao.casework.port.PlanDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One plan for fires; every case has it. */
final class FakePlans implements PlanDesk {
    private final List<Version> versions = new ArrayList<>(List.of(new Version(
            new ResponsePlan(
                    "fire",
                    1,
                    Set.of("EM-01"),
                    Map.of("zh", "火灾", "en", "Fire"),
                    List.of(
                            new PlanStep(1, Map.of("zh", "拨打119", "en", "Call 119"), Role.DESK, 1),
                            new PlanStep(2, Map.of("zh", "到场", "en", "Go there"), Role.COL, 3))),
            FakePlatform.NOW,
            "SYS",
            "ships")));
    private final List<CasePlan.Done> done = new ArrayList<>();

    @Override
    public synchronized List<ResponsePlan> plans() {
        return List.of(versions.get(0).plan());
    }

    @Override
    public synchronized List<Version> versions(String code) {
        return code.equals("fire") ? List.copyOf(versions) : List.of();
    }

    @Override
    public synchronized ResponsePlan revise(Actor actor, ResponsePlan draft, String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING, "say why");
        }
        ResponsePlan next =
                new ResponsePlan(draft.code(), versions.size() + 1, draft.classes(), draft.name(), draft.steps());
        versions.add(0, new Version(next, FakePlatform.NOW, actor.account(), reason));
        return next;
    }

    @Override
    public synchronized Optional<CasePlan> ofCase(String number) {
        return Optional.of(
                new CasePlan(number, versions.get(versions.size() - 1).plan(), FakePlatform.NOW - 100_000, done));
    }

    @Override
    public synchronized CasePlan done(Actor actor, String number, int step, String note) {
        if (step > 2) {
            throw new RefusedException(Reason.NO_SUCH_STEP, "no step " + step);
        }
        if (done.stream().anyMatch(one -> one.step() == step)) {
            throw new RefusedException(Reason.ALREADY_DONE, "done before");
        }
        done.add(new CasePlan.Done(step, FakePlatform.NOW, actor.account(), note));
        return ofCase(number).orElseThrow();
    }
}
