/**
 * A title as values: clips, members, clusters, blend groups and what was measured of them. No input or output. Open
 * {@link dev.starling.swarm.title.Title} first.
 */
@NullMarked
package dev.starling.swarm.title;

import org.jspecify.annotations.NullMarked;
