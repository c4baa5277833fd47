package dev.starling.edge;

import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.manifest.IFrameLinks;
import dev.starling.edge.manifest.Rendition;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Cluster;

/**
 * Links to the named plans and trick-mode segments of one edition of a title.
 *
 * @param base the path of the document that holds the links
 * @param title the id of the title
 */
record PlanLinks(String base, String title, String edition) implements IFrameLinks {
    @Override
    public String toInit(BlendGroupId group) {
        return RelativeLinks.between(base, new Route.PlanInit(title, edition, group).path());
    }

    @Override
    public String toSegments(Rendition.Rung rung, String placeholder) {
        return RelativeLinks.between(
                base, RouteTable.writeSegments(new Route.IFrameSegment(title, edition, rung.number(), 0), placeholder));
    }

    @Override
    public String toMember(int clip, Cluster cluster) {
        NamedSegments.Name name = new NamedSegments.Name(
                edition, cluster.group(), clip, cluster.id().value());
        return RelativeLinks.between(base, new Route.Plan(title, name).path());
    }
}
