package io.geshao.console;

import io.geshao.casework.ServiceRequest;
import io.geshao.casework.ServiceRequest.Draft;
import io.geshao.casework.ServiceRequest.Service;
import io.geshao.casework.port.ServiceDesk;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service desk in memory with one service; what is reported stays open until a test closes it. */
final class FakeServiceDesk implements ServiceDesk {
    static final Service BIN = new Service(
            "R-1",
            Map.of("zh", "垃圾满溢", "en", "Overflowing bin"),
            Map.of("zh", "垃圾桶装满 & 溢出", "en", "A bin is full"),
            Map.of("zh", "环境卫生", "en", "Sanitation"));

    final List<ServiceRequest> requests = new ArrayList<>();
    final List<Draft> drafts = new ArrayList<>();

    @Override
    public synchronized List<Service> services() {
        return List.of(BIN);
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Asia/Shanghai");
    }

    @Override
    public synchronized String report(String account, Draft draft) {
        if (!draft.serviceCode().equals(BIN.code())) {
            throw new RefusedException(RefusedException.Reason.NO_SUCH_SERVICE, "no service " + draft.serviceCode());
        }
        drafts.add(draft);
        String id = "yuhua-" + (100 + requests.size());
        requests.add(request(id, false, FakePlatform.NOW - 10 + requests.size(), draft));
        return id;
    }

    private static ServiceRequest request(String id, boolean closed, long atMillis, Draft draft) {
        return new ServiceRequest(
                id,
                closed,
                closed ? Map.of("zh", "已清运", "en", "Emptied") : Map.of(),
                draft.serviceCode(),
                BIN.name(),
                draft.description(),
                Map.of("zh", "环卫", "en", "Sanitation"),
                atMillis,
                atMillis,
                null,
                draft.address(),
                draft.latitude() == null ? 0 : draft.latitude(),
                draft.longitude() == null ? 0 : draft.longitude());
    }

    synchronized void close(String id) {
        requests.replaceAll(request -> request.id().equals(id)
                ? request(id, true, request.requestedMillis(), drafts.get(requests.indexOf(request)))
                : request);
    }

    @Override
    public synchronized Optional<ServiceRequest> find(String id) {
        return requests.stream().filter(request -> request.id().equals(id)).findFirst();
    }

    @Override
    public synchronized List<ServiceRequest> list(Filter filter, int limit) {
        return requests.stream()
                .filter(request ->
                        filter.serviceCode() == null || filter.serviceCode().equals(request.serviceCode()))
                .filter(request -> filter.closed() == null || filter.closed() == request.closed())
                .filter(request -> request.requestedMillis() >= filter.fromMillis()
                        && request.requestedMillis() < filter.toMillis())
                .sorted(Comparator.comparingLong(ServiceRequest::requestedMillis)
                        .reversed())
                .limit(limit)
                .toList();
    }
}
