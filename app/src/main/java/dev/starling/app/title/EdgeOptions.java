package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.edge.AdminToken;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.Operations;
import dev.starling.edge.PathLab;
import dev.starling.edge.upload.FolderEncodes;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
     * What an edge has even without the option for it.
     *
     * @param pathLab whether it has a path lab
     * @param secret the secret of its admin token, unless a file is named; empty if it has none then
     * @param files what it records and shows
     */
    record Always(PathLab pathLab, Optional<String> secret, Files files) {
        /** Nothing. */
        static final Always NOTHING = new Always(PathLab.OFF, Optional.empty(), Files.NONE);
    }

    /**
     * The files that an edge has unless options name others.
     *
     * @param telemetry where it records
     * @param profiles what the dashboard shows; it may not be there yet
     */
    record Files(Optional<Path> telemetry, Optional<Path> profiles) {
        /** None. */
        static final Files NONE = new Files(Optional.empty(), Optional.empty());
    }

    /** Whether operators have a token of their own. */
    boolean hasAdminToken() {
        return admin.hasToken();
    }

    /**
     * Starts an edge at the port and host of the options.
     *
     * @param shelf the packages to serve; packages that appear later are served too
     * @param always what the edge has even without options
     * @param needs what uploads need; empty if what is served is not a folder
     * @throws CommandException if the address cannot be used
     */
    EdgeServer start(PackageShelf shelf, Always always, Optional<UploadOptions.Needs> needs) throws IOException {
        InetSocketAddress address = listen.address();
        EdgeSettings settings = settings(always.files()).withPathLab(pathLab ? PathLab.ON : always.pathLab());
        if (!hasAdminToken()) {
            settings = settings.withOperations(
                    settings.operations().withAdminToken(always.secret().map(AdminToken::of)));
        }
        try {
            Optional<Uploads> opened = uploads.open(needs, settings.limits());
            settings = (opened.isPresent() ? settings.withUploads(opened.get()) : settings)
                    .withTelemetry(records.telemetry(always.files().telemetry(), this::warn))
                    .withOperations(settings.operations()
                            .withAccessLog(records.accessLog())
                            .withEncodes(needs.map(it -> new FolderEncodes(it.titles()))));
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
        var _ = settings(Files.NONE);
        uploads.check(needs);
        records.check();
    }

    private EdgeSettings settings(Files files) throws IOException {
        return EdgeSettings.DEFAULT
                .withLimits(clients.limits())
                .withProxies(clients.proxies())
                .withPolicy(steering.policy())
                .withLevels(steering.levels())
                .withOperations(Operations.NONE
                        .withAdminToken(admin.token())
                        .withTls(listen.tls())
                        .withEvolution(admin.evolution(files.profiles(), this::warn)));
    }

    /**
     * Prints the URL of an edge.
     *
     * @param what the start of the line that ends with the URL
     */
    void announce(EdgeServer edge, String what) throws IOException {
        print(what + " at " + listen.url(edge.port()));
    }

    /**
     * Prints the URLs of an edge's page and dashboard with the secret of its token. It is in the fragment, which
     * browsers send to nobody (RFC 9110, 4.1); the page keeps it in the tab and takes it out of the address.
     *
     * @param what the start of the line that ends with the URL of the page
     */
    void announce(EdgeServer edge, String what, String secret) throws IOException {
        String url = listen.url(edge.port());
        print(what + " at " + url + "#token=" + secret);
        print("Its dashboard is at " + url + "dashboard#token=" + secret);
    }

    /** Prints where an edge records, if it does. */
    void announceRecords() {
        records.file().ifPresent(it -> print("It records what viewers get in " + it));
    }

    private void warn(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Runs an edge until the process is ended. */
    void run(EdgeServer edge) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            edge.close();
            uploads.close();
            records.close();
            stopped.countDown();
        }));
        print("Press Ctrl-C to stop.");
        stopped.await();
    }
}
