package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.WholeNumberConverter;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import picocli.CommandLine.Option;

/** Where an edge listens. */
final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "Port to listen on; 0 picks a free port.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Local address to listen on; 0.0.0.0 listens on all IPv4 addresses, :: on all.")
    private String host;

    static final class PortConverter extends WholeNumberConverter {
        PortConverter() {
            super(0, 65_535);
        }
    }

    /**
     * The address to listen on.
     *
     * @throws CommandException if the host is unknown
     */
    InetSocketAddress address() {
        return new InetSocketAddress(resolve(), port);
    }

    /** A URL that works on this machine and, if the edge listens on other addresses too, on other machines. */
    String url(int boundPort) throws IOException {
        InetAddress address = resolve();
        String shown = address.isAnyLocalAddress() ? reachableHost() : isLiteral(address) ? text(address) : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + boundPort + "/";
    }

    private InetAddress resolve() {
        try {
            return InetAddress.getAllByName(host)[0];
        } catch (UnknownHostException e) {
            throw new CommandException("--host " + host + ": no such host");
        }
    }

    /** Whether the option is an IP address, not a name. */
    private boolean isLiteral(InetAddress address) {
        return host.contains(":") || host.equals(address.getHostAddress());
    }

    /** The address of this machine that others most likely reach: IPv4 before IPv6, no loopback or link-local ones. */
    private static String reachableHost() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(ListenOptions::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .sorted(Comparator.comparingInt(address -> address instanceof Inet4Address ? 0 : 1))
                .map(ListenOptions::text)
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
