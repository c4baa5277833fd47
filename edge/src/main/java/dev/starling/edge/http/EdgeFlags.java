package dev.starling.edge.http;

import com.linecorp.armeria.common.FlagsProvider;

/** Armeria's settings that apply to the whole process. A service provider, so the class is public. */
public final class EdgeFlags implements FlagsProvider {
    @Override
    public int priority() {
        return 0;
    }

    /**
     * Closes HTTP/1 connections at once after their last response. Armeria's default of 3 s leaves the close to the
     * client, but clients of HTTP/1.0 and of {@code Connection: close} wait for the server's.
     */
    @Override
    public Long defaultHttp1ConnectionCloseDelayMillis() {
        return 0L;
    }

    /** A query is data: {@code ?title=..%2Fx} names no file. Paths with two dots are refused as before. */
    @Override
    public Boolean allowDoubleDotsInQueryString() {
        return true;
    }

    /** A title may have a semicolon in its name, which is a character like others (RFC 3986, 3.3). */
    @Override
    public Boolean allowSemicolonInPathComponent() {
        return true;
    }
}
