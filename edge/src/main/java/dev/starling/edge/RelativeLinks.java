package dev.starling.edge;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.manifest.Links;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Session;
import dev.starling.edge.session.SessionId;

/**
 * Links to a session's renditions of one title.
 *
 * @param base the path of the document that holds the links
 * @param title the id of the title
 */
record RelativeLinks(String base, String title, SessionId session) implements Links {
    @Override
    public String to(Rendition rendition, Part part) {
        return relative(new Route.Media(title, session, rendition, part).path());
    }

    @Override
    public String toSegments(Rendition rendition, String placeholder) {
        return relative(
                RouteTable.writeSegments(new Route.Media(title, session, rendition, new Part.Segment(0)), placeholder));
    }

    @Override
    public String toIFrames(Rendition.Rung rung) {
        return relative(new Route.IFrames(title, rung.number()).path());
    }

    /**
     * The same links with how the clips are delivered, so that an edge that does not know the session delivers them in
     * the same way.
     */
    static Links telling(Delivery delivery, Links links) {
        return switch (delivery) {
            case STREAMED -> links;
            case REDIRECTED -> new Redirected(links);
        };
    }

    /** Links that ask for redirects. */
    private record Redirected(Links links) implements Links {
        private static final String QUERY = "?" + Delivery.ARGUMENT + "=" + Delivery.REDIRECT;

        @Override
        public String to(Rendition rendition, Part part) {
            return links.to(rendition, part) + QUERY;
        }

        @Override
        public String toSegments(Rendition rendition, String placeholder) {
            return links.toSegments(rendition, placeholder) + QUERY;
        }

        @Override
        public String toIFrames(Rendition.Rung rung) {
            return links.toIFrames(rung);
        }
    }

    private String relative(String path) {
        return between(base, path);
    }

    /**
     * The relative reference from one path to another (RFC 3986, 4.2): it also holds where a proxy puts a prefix before
     * both.
     */
    static String between(String base, String path) {
        int common = 0;
        for (int i = 0; i < Math.min(base.length(), path.length()) && base.charAt(i) == path.charAt(i); i++) {
            common = path.charAt(i) == '/' ? i + 1 : common;
        }
        long up = base.chars().skip(common).filter(it -> it == '/').count();
        return "../".repeat((int) up) + path.substring(common);
    }

    /** Where the same viewer gets the same manifest again, relative to where it was asked for. */
    static String ofManifest(ServiceRequestContext context, Session session) {
        QueryParams arguments = context.queryParams().toBuilder()
                .set("session", session.id().value())
                .build();
        String path = context.path();
        return path.substring(path.lastIndexOf('/') + 1) + "?" + arguments.toQueryString();
    }
}
