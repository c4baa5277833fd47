/**
 * A title as values: clips, members, clusters, blend groups and their measured quality. No input or output. Open
 * {@link dev.starling.swarm.title.Title} first.
 */
@NullMarked
package dev.starling.swarm.title;

import org.jspecify.annotations.NullMarked;
