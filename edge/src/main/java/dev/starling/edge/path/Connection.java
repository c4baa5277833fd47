package dev.starling.edge.path;

import dev.starling.swarm.steer.TcpInfo;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;

/** A client's TCP connection as the kernel sees it. */
public interface Connection {
    /** What the kernel knows of it now; empty where it tells nothing: not on Linux, or the connection is closed. */
    Optional<TcpInfo> tcpInfo();

    /** The connection of a channel. */
    static Connection of(Channel channel) {
        return () -> {
            if (!(channel instanceof EpollSocketChannel epoll) || !epoll.isActive()) {
                return Optional.empty();
            }
            Optional<TcpInfo> info = TcpInfoReader.read(epoll.fd().intValue());
            // The descriptor may have been closed and given to another socket meanwhile; then this says so.
            return epoll.isActive() ? info : Optional.empty();
        };
    }
}
