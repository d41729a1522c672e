package io.geshao.gateway.downlink;

import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Line;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A centre in memory that answers as the real one does: nothing until there is news, the same again if it is asked again. */
final class FakeCentre implements Line {
    private final List<Object> news =
            new ArrayList<>(); // guarded by this; an errand, or the id of one that is withdrawn
    private final List<Report> reports = new ArrayList<>(); // guarded by this
    private @Nullable CompletableFuture<News> waiting; // guarded by this
    private long askedFrom; // guarded by this
    private boolean away; // guarded by this

    synchronized void order(Errand errand) {
        news.add(errand);
        answer();
    }

    synchronized void withdraw(String id) {
        news.add(id);
        answer();
    }

    synchronized void goAway() {
        away = true;
        answer();
    }

    synchronized void comeBack() {
        away = false;
    }

    synchronized List<Report> reports() {
        return List.copyOf(reports);
    }

    @Override
    public synchronized CompletionStage<News> after(long position, String registry) {
        waiting = new CompletableFuture<>();
        askedFrom = position;
        CompletableFuture<News> answer = waiting;
        answer();
        return answer;
    }

    private void answer() {
        CompletableFuture<News> asked = waiting;
        if (asked == null) {
            return;
        }
        if (away) {
            waiting = null;
            asked.completeExceptionally(new IllegalStateException("nobody there"));
        } else if (askedFrom < news.size()) {
            waiting = null;
            List<Errand> errands = new ArrayList<>();
            List<String> withdrawn = new ArrayList<>();
            for (Object one : news.subList((int) askedFrom, news.size())) {
                if (one instanceof Errand errand) {
                    errands.add(errand);
                } else {
                    withdrawn.add((String) one);
                }
            }
            asked.complete(new News(news.size(), errands, withdrawn, ""));
        }
    }

    @Override
    public synchronized CompletionStage<Void> report(List<Report> told) {
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody there"));
        }
        reports.addAll(told);
        return CompletableFuture.completedFuture(null);
    }
}
