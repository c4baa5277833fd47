/**
 * Encoding profiles. Open {@link dev.starling.swarm.profile.Profile} first: its structural genes
 * ({@link dev.starling.swarm.profile.StructuralGenes}) decide which members can be blended, its free genes
 * ({@link dev.starling.swarm.profile.Tuning}) how well it spends its bits.
 */
@NullMarked
package dev.starling.swarm.profile;

import org.jspecify.annotations.NullMarked;
