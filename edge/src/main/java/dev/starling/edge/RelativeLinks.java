package dev.starling.edge;

import dev.starling.edge.manifest.Links;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
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
        return relative(RouteTable.writeSegments(title, session, rendition, placeholder));
    }

    private String relative(String path) {
        String folder = base.substring(0, base.lastIndexOf('/') + 1);
        if (!path.startsWith(folder)) {
            throw new IllegalArgumentException(path + " is not below " + folder);
        }
        return path.substring(folder.length());
    }
}
