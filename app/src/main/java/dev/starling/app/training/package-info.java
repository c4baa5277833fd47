/**
 * The commands that find profiles and clusters: {@code evolve}, then {@code cluster}, then {@code assign}. Open
 * {@link dev.starling.app.training.EvolveCommand} first; {@code docs/evolution.md} explains the method.
 */
@NullMarked
package dev.starling.app.training;

import org.jspecify.annotations.NullMarked;
