package dev.starling.app.title;

import dev.starling.app.command.CommandException;
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
            description = "Address to listen on; 0.0.0.0 listens on all addresses.")
    private String host;

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
        InetSocketAddress address = new InetSocketAddress(resolve(host), port);
        try {
            return EdgeServer.start(shelf, address, InstantSource.system(), new SecureRandom());
        } catch (BindException e) {
            throw new CommandException(e.getMessage() + "; choose another with --port or --host");
        }
    }

    /**
     * Prints the URL of an edge, and runs it until the process is ended.
     *
     * @param what the start of the line that ends with the URL
     */
    void run(EdgeServer edge, String what) throws InterruptedException {
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

    /** The URL to open in a browser on this machine. */
    private String url(int boundPort) {
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + boundPort + "/";
    }
}
