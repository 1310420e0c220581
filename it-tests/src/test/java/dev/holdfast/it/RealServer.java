package dev.holdfast.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The packaged server with every real archive on it. */
final class RealServer {
    private RealServer() {}

    static HoldfastProcess start(Path directory) throws Exception {
        Path users = Files.writeString(directory.resolve("users"), "ada = lovelace, jolokia\nbob = bridge\n");
        Map<String, String> environment =
                Map.of("JAVA_OPTS", "-Djdk.net.hosts.file=" + RealArchives.hostsFile(directory));
        return HoldfastProcess.start(
                        environment,
                        HoldfastProcess.LAUNCHER,
                        "run",
                        "--http=0",
                        "--ajp=0",
                        "--admin=off",
                        "--strict",
                        "--users=" + users,
                        "/jsp=" + RealArchives.jsp(directory),
                        "/async=" + RealArchives.asyncRest(),
                        "/jolokia=" + RealArchives.jolokia(),
                        "/hawtio=" + RealArchives.hawtio(),
                        "/simple=" + RealArchives.simple())
                .awaitReady();
    }
}
