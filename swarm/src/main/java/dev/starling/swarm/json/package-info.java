/** JSON as all our files use it: strict to read, indented to write. Open {@link dev.starling.swarm.json.StrictJson}. */
@NullMarked
package dev.starling.swarm.json;

import org.jspecify.annotations.NullMarked;
