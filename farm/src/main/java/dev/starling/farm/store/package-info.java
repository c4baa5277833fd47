/**
 * Inputs, results and packages, in folders and object stores. Open {@link dev.starling.farm.store.Storage} first; then
 * {@code ResultStore}, which keeps each result under the hash of everything that decides it ({@code ContentKey}).
 */
@NullMarked
package dev.starling.farm.store;

import org.jspecify.annotations.NullMarked;
