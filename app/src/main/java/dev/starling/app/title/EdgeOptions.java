package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.edge.EdgeLimits;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.PolicyFile;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
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
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs an edge; starts and runs it. */
final class EdgeOptions {
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
            names = "--connections-per-address",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Connections that one IP address may have; more where a proxy passes all viewers on.")
    private int connectionsPerAddress;

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
            names = "--levels",
            paramLabel = "LEVELS",
            defaultValue = "gop,frame,slice,coefficient",
            description = {
                "What clips may be blended from, comma-separated: gop (whole members, always allowed),",
                "  frame (tails and lower members), slice (rows of slices), coefficient (requantised members)."
            })
    private String levels;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Starts an edge at the port and host of the options.
     *
     * @param shelf the packages to serve; packages that appear later are served too
     * @throws CommandException if the address cannot be used
     */
    EdgeServer start(PackageShelf shelf) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535: " + port);
        }
        if (connectionsPerAddress < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--connections-per-address must be at least 1: " + connectionsPerAddress);
        }
        InetSocketAddress address = new InetSocketAddress(resolve(host), port);
        EdgeLimits limits = EdgeLimits.DEFAULT.withConnectionsPerAddress(connectionsPerAddress);
        try {
            return EdgeServer.start(
                    shelf, address, limits, policy(), levels(), InstantSource.system(), new SecureRandom());
        } catch (BindException e) {
            throw new CommandException(e.getMessage() + "; choose another with --port or --host");
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
