/**
 * The farm: a title in, a swarm package out. Open {@link dev.starling.farm.Farm} first; then {@code TitleWork} (the
 * whole title), {@code ClipWork} (one clip), {@link dev.starling.farm.task.Task} (the pieces of work) and
 * {@link dev.starling.farm.store.ResultStore} (where all that is finished is kept).
 */
@NullMarked
package dev.starling.farm;

import org.jspecify.annotations.NullMarked;
