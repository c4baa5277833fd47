/**
 * Measures profile families on training clips, for evolution, clustering and the search for a quality target. Open
 * {@link dev.starling.farm.train.TrainingFarm} first.
 */
@NullMarked
package dev.starling.farm.train;

import org.jspecify.annotations.NullMarked;
