/**
 * Device profiles (型号档案) as people write them: {@code profiles.yaml} of a registry, and the <b>shipped</b> ones for the
 * models whose codecs the gateway has. A <b>fault</b> is one thing that is wrong in a file, with its place.
 *
 * <p>Not here: what a profile means ({@code core.registry}) and the codecs ({@code gateway}).
 */
@NullMarked
package io.geshao.profiles;

import org.jspecify.annotations.NullMarked;
