/**
 * Where the farm keeps what it has made, each result under the hash of everything that decides it. Open
 * {@link dev.starling.farm.store.ResultStore} first.
 */
@NullMarked
package dev.starling.farm.store;

import org.jspecify.annotations.NullMarked;
