/**
 * The rules by which stock players choose rungs and abandon requests, as their sources have them. Open
 * {@link dev.starling.lab.player.PlayerRule} first.
 */
@NullMarked
package dev.starling.lab.player;

import org.jspecify.annotations.NullMarked;
