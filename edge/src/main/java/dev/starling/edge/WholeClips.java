package dev.starling.edge;

import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.delivery.WholeDelivery;
import dev.starling.edge.http.KeptContent;
import dev.starling.edge.manifest.Manifests;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.path.Connection;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Session;
import dev.starling.edge.session.Sessions;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.title.Member;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clips of sessions that paths carry before anything could be decided again, for clients of HTTP/1.1. Such a clip
 * is planned, made and sent on the event loop of its connection. A request that turns out to need more is recorded, and
 * {@link EdgeService} answers it.
 */
final class WholeClips {
    private static final AttributeKey<Recorded> RECORDED = AttributeKey.valueOf(WholeClips.class, "recorded");
    private static final AttributeKey<Last> LAST = AttributeKey.valueOf(WholeClips.class, "last");

    private final Catalog catalog;
    private final Sessions sessions;
    private final ClipService clips;
    private final ClientData clients;
    private final PathLab pathLab;

    WholeClips(Catalog catalog, Sessions sessions, ClipService clips, ClientData clients, PathLab pathLab) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.clips = clips;
        this.clients = clients;
        this.pathLab = pathLab;
    }

    /** The latest clip of a connection. It has one timer for all its clips. */
    private static final class Last {
        private @Nullable WholeDelivery delivery;
        private boolean timed;

        /** Measures the path until the client has acknowledged the clip, or requests the next one. */
        void measure(Channel channel) {
            WholeDelivery waiting = delivery;
            if (waiting == null || timed) {
                return;
            }
            if (!channel.isActive()) {
                waiting.end();
            }
            waiting.nextLook().ifPresent(wait -> {
                timed = true;
                var _ = channel.eventLoop()
                        .schedule(() -> look(channel, waiting), wait.toNanos(), TimeUnit.NANOSECONDS);
            });
        }

        /**
         * A clip that came after the one that waited is looked at later: a near client requests the next one before.
         */
        private void look(Channel channel, WholeDelivery waited) {
            timed = false;
            if (delivery != null && delivery.isHandedOver()) {
                if (delivery == waited) {
                    delivery.look();
                }
                measure(channel);
            }
        }

        void end(Connection.Looked path) {
            if (delivery != null) {
                delivery.look(path);
                delivery.end();
                delivery = null;
            }
        }
    }

    /** A request that was recorded and not answered. */
    private record Recorded(Route.Media asked, ClipService.Asked clip) {}

    /** Takes the record of a request that was not answered here: it must not be recorded again. */
    static Optional<ClipService.Asked> recorded(Channel channel, Route.Media asked) {
        @Nullable Recorded recorded = channel.attr(RECORDED).getAndSet(null);
        return Optional.ofNullable(recorded)
                .filter(it -> it.asked().equals(asked))
                .map(Recorded::clip);
    }

    /**
     * The segment of a clip.
     *
     * @return empty if it is not sent in one piece, or something must be waited for
     */
    Optional<KeptSegments.Segment> find(Route.Media asked, ClientData.Head head, Channel channel) {
        long start = System.nanoTime();
        channel.attr(RECORDED).set(null);
        Connection.Looked path = Connection.of(channel).look();
        last(channel).end(path);
        if (pathLab == PathLab.ON
                || !(asked.part() instanceof Part.Segment(int index))
                || !(asked.rendition() instanceof Rendition.Video video)
                || Delivery.of(head.query().get(Delivery.ARGUMENT)) != Delivery.STREAMED) {
            return Optional.empty();
        }
        Optional<PublishedTitle> title = catalog.findOpen(asked.title());
        Optional<Session> session = sessions.find(asked.session());
        if (title.isEmpty()
                || session.isEmpty()
                || !mayBeWhole(title.get(), index, session.get())
                || !Manifests.exists(title.get().tracks(), video)) {
            return Optional.empty();
        }
        Cmcd told = clients.tell(session.get(), head);
        ClipService.Asked clip = clips.ask(title.get(), index, video, session.get(), told);
        channel.attr(RECORDED).set(new Recorded(asked, clip));
        return clips.whole(clip, path, Duration.ofNanos(System.nanoTime() - start))
                .map(whole -> new KeptSegments.Segment(
                        whole.headers(), whole.delivery().body(), ended -> follow(whole, channel, ended)));
    }

    /** Whether at least one member of a clip would be sent in one piece. */
    private static boolean mayBeWhole(PublishedTitle title, int index, Session session) {
        if (index >= title.title().clips().size()
                || session.delivery() != Delivery.STREAMED
                || session.edition(title.id())
                        .filter(it -> !it.equals(title.edition()))
                        .isPresent()) {
            return false;
        }
        OptionalDouble bitsPerSecond = session.path().currentBitsPerSecond();
        for (Member member : title.title().clips().get(index).members()) {
            if (ClipSteering.isOneChunk(member.bytes(), bitsPerSecond)) {
                return true;
            }
        }
        return false;
    }

    private static void follow(ClipService.Whole whole, Channel channel, CompletableFuture<KeptContent.Ended> ended) {
        channel.attr(RECORDED).set(null);
        WholeDelivery delivery = whole.delivery();
        Last last = last(channel);
        last.delivery = delivery;
        whole.reports().accept(delivery.planned());
        var _ = ended.thenAccept(how -> {
            switch (how) {
                case SENT -> {
                    whole.reports().accept(delivery.sent());
                    last.measure(channel);
                }
                case BROKEN_OFF -> {
                    whole.reports().accept(delivery.aborted());
                    delivery.end();
                }
            }
        });
    }

    private static Last last(Channel channel) {
        @Nullable Last known = channel.attr(LAST).get();
        if (known != null) {
            return known;
        }
        Last last = new Last();
        channel.attr(LAST).set(last);
        return last;
    }
}
