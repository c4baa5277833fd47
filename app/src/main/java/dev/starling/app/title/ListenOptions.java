package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.WholeNumberConverter;
import dev.starling.edge.TlsFiles;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
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

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Serve HTTPS with this certificate, followed by the intermediate ones, as PEM; with",
                "  --tls-key. Read again when the file changes. Default: serve cleartext"
            })
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "The private key of the certificate: PKCS #8 as PEM, without password.")
    private @Nullable Path tlsKey;

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

    /**
     * Reads the certificate and its key; empty if the edge serves cleartext.
     *
     * @throws IOException if a file cannot be read
     * @throws CommandException if one file is missing or bad
     */
    Optional<TlsFiles> tls() throws IOException {
        Path certificate = tlsCertificate;
        Path key = tlsKey;
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new CommandException("--tls-certificate and --tls-key need each other; name both files");
        }
        try {
            return Optional.of(TlsFiles.open(certificate, key, InstantSource.system()));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--tls-certificate, --tls-key: " + e.getMessage());
        }
    }

    /** A URL that works on this machine and, if the edge listens on other addresses too, on other machines. */
    String url(int boundPort) throws IOException {
        InetAddress address = resolve();
        String shown = address.isAnyLocalAddress() ? reachableHost() : isLiteral(address) ? text(address) : host;
        String scheme = tlsCertificate == null ? "http://" : "https://";
        return scheme + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + boundPort + "/";
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
