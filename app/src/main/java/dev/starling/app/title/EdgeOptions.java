package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.PathLab;
import dev.starling.edge.PolicyFile;
import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs an edge; starts and runs it. */
final class EdgeOptions {
    private static final int MAX_TELEMETRY_DAYS = 3_650;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on; 0 picks a free port.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Local address to listen on; 0.0.0.0 listens on all IPv4 addresses, :: on all.")
    private String host;

    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "What clients may use, such as connections-per-address=5000; repeatable.",
                "  docs/cli.md lists the names, the defaults and their reasons"
            })
    private Map<String, Integer> limits = Map.of();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Prices and horizons of the steering, or a learned policy, as JSON; read again when",
                "the file changes.",
                "  Default: those that ship"
            })
    private @Nullable Path policy;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR,…",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Networks of the proxies in front, whose Forwarded or X-Forwarded-For tells the client's address.",
                "  Default: none"
            })
    private @Nullable String trustedProxies;

    @Option(
            names = "--telemetry",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Record each clip and what viewers experience in this DuckDB file, without their addresses.",
                "  Default: record nothing"
            })
    private @Nullable Path telemetry;

    @Option(
            names = "--telemetry-days",
            paramLabel = "N",
            defaultValue = "30",
            description = "Days after which records are deleted.")
    private int telemetryDays;

    private @Nullable TelemetryWriter writer;

    @Option(
            names = "--levels",
            paramLabel = "LEVELS",
            defaultValue = "gop,frame,slice,coefficient",
            description = {
                "What clips may be blended from, comma-separated: gop (whole members, always allowed),",
                "  frame (tails and lower members), slice (rows of slices), coefficient (requantised members)."
            })
    private String levels;

    @Option(
            names = "--path-lab",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Let viewers play over artificial paths, in their own sessions. Always on for demo.",
                "  Default: off"
            })
    private boolean pathLab;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Starts an edge at the port and host of the options.
     *
     * @param shelf the packages to serve; packages that appear later are served too
     * @param always whether the edge has a path lab even without the option
     * @throws CommandException if the address cannot be used
     */
    EdgeServer start(PackageShelf shelf, PathLab always) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535: " + port);
        }
        InetSocketAddress address = new InetSocketAddress(resolve(host), port);
        if (telemetryDays < 1 || telemetryDays > MAX_TELEMETRY_DAYS) {
            throw new ParameterException(
                    spec.commandLine(), "--telemetry-days must be 1 to " + MAX_TELEMETRY_DAYS + ": " + telemetryDays);
        }
        EdgeSettings settings = EdgeSettings.DEFAULT
                .withLimits(limits())
                .withPolicy(policy())
                .withLevels(levels())
                .withProxies(proxies())
                .withTelemetry(telemetry())
                .withPathLab(pathLab ? PathLab.ON : always);
        try {
            return EdgeServer.start(shelf, address, settings, InstantSource.system(), new SecureRandom());
        } catch (BindException e) {
            closeTelemetry();
            throw new CommandException(e.getMessage() + "; choose another with --port or --host");
        }
    }

    private EdgeLimits limits() {
        EdgeLimits configured = EdgeLimits.DEFAULT;
        for (Map.Entry<String, Integer> option : limits.entrySet()) {
            EdgeLimit limit = EdgeLimit.labelled(option.getKey())
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--limit " + option.getKey() + ": no such limit; there are "
                                    + Arrays.stream(EdgeLimit.values())
                                            .map(EdgeLimit::label)
                                            .collect(Collectors.joining(", "))));
            try {
                configured = configured.with(limit, option.getValue());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--limit " + e.getMessage());
            }
        }
        return configured;
    }

    private Telemetry telemetry() {
        Path file = telemetry;
        if (file == null) {
            return Telemetry.NONE;
        }
        try {
            TelemetryWriter opened = TelemetryWriter.open(file, Duration.ofDays(telemetryDays), InstantSource.system());
            writer = opened;
            return opened;
        } catch (IOException e) {
            throw new CommandException("--telemetry " + e.getMessage());
        }
    }

    private void closeTelemetry() {
        TelemetryWriter opened = writer;
        if (opened != null) {
            opened.close();
        }
    }

    private TrustedProxies proxies() {
        String list = trustedProxies;
        try {
            return list == null ? TrustedProxies.NONE : TrustedProxies.parse(list);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--trusted-proxies: " + e.getMessage());
        }
    }

    private Levels levels() {
        try {
            return Levels.parse(levels);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--levels: " + e.getMessage());
        }
    }

    private Supplier<Policy> policy() throws IOException {
        Path file = policy;
        if (file == null) {
            return () -> StaticPolicy.DEFAULT;
        }
        CommandFiles.requireExisting(file);
        try {
            return PolicyFile.open(file, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new CommandException("--policy " + file + ": " + e.getMessage());
        }
    }

    /**
     * Prints the URL of an edge, and runs it until the process is ended.
     *
     * @param what the start of the line that ends with the URL
     */
    void run(EdgeServer edge, String what) throws IOException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            edge.close();
            closeTelemetry();
            stopped.countDown();
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println(what + " at " + url(edge.port()));
        out.println("Press Ctrl-C to stop.");
        out.flush();
        stopped.await();
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getAllByName(host)[0];
        } catch (UnknownHostException e) {
            throw new CommandException("--host " + host + ": no such host");
        }
    }

    /** A URL that works on this machine and, if the edge listens on other addresses too, on other machines. */
    private String url(int boundPort) throws IOException {
        InetAddress address = resolve(host);
        String shown = address.isAnyLocalAddress() ? reachableHost() : isLiteral(address) ? text(address) : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + boundPort + "/";
    }

    /** Whether the option is an IP address, not a name. */
    private boolean isLiteral(InetAddress address) {
        return host.contains(":") || host.equals(address.getHostAddress());
    }

    /** The address of this machine that others most likely reach: IPv4 before IPv6, no loopback or link-local ones. */
    private static String reachableHost() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(EdgeOptions::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .sorted(Comparator.comparingInt(address -> address instanceof Inet4Address ? 0 : 1))
                .map(EdgeOptions::text)
                .findFirst()
                .orElse("localhost");
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isVirtual();
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** An address in a URL: the percent sign before a zone is encoded (RFC 6874). */
    private static String text(InetAddress address) {
        return address.getHostAddress().replace("%", "%25");
    }
}
