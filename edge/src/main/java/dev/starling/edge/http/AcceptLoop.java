package dev.starling.edge.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread that accepts an edge's connections, on Linux. It ends as soon as the edge has closed its port: Netty's own
 * waits two seconds for further tasks, and nothing gives it any.
 */
public final class AcceptLoop extends MultiThreadIoEventLoopGroup {
    /** @param name of the thread */
    public AcceptLoop(String name) {
        super(1, new DefaultThreadFactory(name), EpollIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
