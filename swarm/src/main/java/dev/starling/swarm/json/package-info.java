/** The JSON of all our files: read strictly, written indented. Open {@link dev.starling.swarm.json.StrictJson}. */
@NullMarked
package dev.starling.swarm.json;

import org.jspecify.annotations.NullMarked;
