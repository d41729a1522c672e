# One image for every process of Geshao: the class named first in "command" decides which one it is.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B -q -DskipTests -pl standalone -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --create-home --home-dir /var/lib/geshao geshao \
 && mkdir -p /registry && chown geshao /registry
COPY --from=build /src/standalone/target/lib /opt/geshao/lib
COPY --from=build /src/standalone/target/standalone.jar /opt/geshao/lib/
COPY --from=build /src/rules /opt/geshao/rules
USER geshao
WORKDIR /var/lib/geshao
VOLUME ["/var/lib/geshao", "/registry"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-cp", "/opt/geshao/lib/*"]
CMD ["io.geshao.standalone.Main", "help"]
