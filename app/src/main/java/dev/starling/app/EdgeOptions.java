package dev.starling.app;

import dev.starling.edge.EdgeServer;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where an edge listens: the options of every command that runs one, and the running. */
final class EdgeOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port to listen on; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 is every one. Default: ${DEFAULT-VALUE}.")
    private String host;

    /**
     * Starts an edge where the options say.
     *
     * @param shelf the packages; what appears there later is served too
     * @throws CommandException if the address cannot be used
     */
    EdgeServer start(CommandSpec spec, PackageShelf shelf) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535: " + port);
        }
        InetSocketAddress address = new InetSocketAddress(resolve(host), port);
        try {
            return EdgeServer.start(shelf, address, InstantSource.system(), new SecureRandom());
        } catch (BindException e) {
            throw new CommandException(e.getMessage() + "; choose another with --port or --host");
        }
    }

    /** Tells where an edge is, and runs it until the process is told to end. */
    void run(CommandSpec spec, EdgeServer edge, String what) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            edge.close();
            stopped.countDown();
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println(what + " at " + url(edge.port()));
        out.println("Stop with Ctrl-C.");
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

    /** An address to open: of every address, the loopback one. */
    private String url(int boundPort) {
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + boundPort + "/";
    }
}
