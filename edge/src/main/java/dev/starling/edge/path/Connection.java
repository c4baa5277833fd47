package dev.starling.edge.path;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.swarm.steer.TcpInfo;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Objects;
import java.util.Optional;

/** A client's TCP connection. */
public interface Connection {
    /** The kernel's current statistics; empty on systems other than Linux, or if the connection is closed. */
    Optional<TcpInfo> tcpInfo();

    /** The connection of a request. */
    static Connection of(ServiceRequestContext context) {
        return of(channel(context));
    }

    /** The channel of a request. */
    static Channel channel(ServiceRequestContext context) {
        return Objects.requireNonNull(
                context.log().ensureAvailable(RequestLogProperty.SESSION).channel());
    }

    /** The connection of a channel. */
    static Connection of(Channel channel) {
        return new OfChannel(channel);
    }

    /** Its statistics now. */
    default Looked look() {
        return new Looked(this, tcpInfo());
    }

    /** A connection, and its statistics at a moment. */
    record Looked(Connection connection, Optional<TcpInfo> tcpInfo) {}

    /** Two of one channel are equal. */
    record OfChannel(Channel channel) implements Connection {
        @Override
        public Optional<TcpInfo> tcpInfo() {
            if (!(channel instanceof EpollSocketChannel epoll) || !epoll.isActive()) {
                return Optional.empty();
            }
            Optional<TcpInfo> info = TcpInfoReader.read(epoll.fd().intValue());
            // Meanwhile the descriptor may have been closed and reused for another socket; check again.
            return epoll.isActive() ? info : Optional.empty();
        }
    }
}
