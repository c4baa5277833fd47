package dev.starling.edge.manifest;

import java.time.Instant;

/**
 * How a player reads the media presentation description of a growing title again. Nobody knows when more of the title
 * will be there.
 *
 * @param location where it is read again, in the same session (ISO/IEC 23009-1, 5.15.2): a URI relative to the
 *     description
 * @param opened when the viewer's session began: the same in all descriptions that a player gets
 * @param now when the description is written
 */
public record Refresh(String location, Instant opened, Instant now) {}
