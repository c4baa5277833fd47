package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.Operations;
import dev.starling.edge.PathLab;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that runs an edge, in groups; starts and runs it. */
final class EdgeOptions {
    @Mixin
    private ListenOptions listen;

    @Mixin
    private ClientOptions clients;

    @Mixin
    private SteeringOptions steering;

    @Mixin
    private RecordOptions records;

    @Mixin
    private AdminOptions admin;

    @Mixin
    private UploadOptions uploads;

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
     * @param needs what uploads need; empty if what is served is not a folder
     * @throws CommandException if the address cannot be used
     */
    EdgeServer start(PackageShelf shelf, PathLab always, Optional<UploadOptions.Needs> needs) throws IOException {
        InetSocketAddress address = listen.address();
        EdgeSettings settings = settings().withPathLab(pathLab ? PathLab.ON : always);
        try {
            Optional<Uploads> opened = uploads.open(needs, settings.limits());
            settings = (opened.isPresent() ? settings.withUploads(opened.get()) : settings)
                    .withTelemetry(records.telemetry())
                    .withOperations(settings.operations().withAccessLog(records.accessLog()));
            return EdgeServer.start(shelf, address, settings, InstantSource.system(), new SecureRandom());
        } catch (BindException e) {
            uploads.close();
            records.close();
            throw new CommandException(e.getMessage() + "; choose another with --port or --host");
        } catch (IOException | RuntimeException e) {
            uploads.close();
            records.close();
            throw e;
        }
    }

    /**
     * Reads all files that the options name, and starts nothing.
     *
     * @param needs as for {@link #start}
     * @throws IOException if a file cannot be read
     * @throws CommandException if a value or a file is wrong
     */
    void check(Optional<UploadOptions.Needs> needs) throws IOException {
        var _ = listen.address();
        var _ = settings();
        uploads.check(needs);
        records.check();
    }

    private EdgeSettings settings() throws IOException {
        return EdgeSettings.DEFAULT
                .withLimits(clients.limits())
                .withProxies(clients.proxies())
                .withPolicy(steering.policy())
                .withLevels(steering.levels())
                .withOperations(Operations.NONE
                        .withAdminToken(admin.token())
                        .withTls(listen.tls())
                        .withEvolution(admin.evolution()));
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
            uploads.close();
            records.close();
            stopped.countDown();
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println(what + " at " + listen.url(edge.port()));
        out.println("Press Ctrl-C to stop.");
        out.flush();
        stopped.await();
    }
}
