# Sourced by ./starling, ./verify and the benchmarks: sets JAVA_HOME to a JDK 25 or newer.
# Looks in this order: JAVA_HOME, the java on the PATH, the usual folders for JDKs.

# Prints the feature release of the JDK in folder $1, or 0 if the folder has no JDK with a compiler.
jdk_feature_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
}

find_jdk() {
  local candidate java_on_path release
  java_on_path=$(command -v java || true)
  [ -z "$java_on_path" ] || java_on_path=$(dirname "$(dirname "$(readlink -f "$java_on_path")")")
  for candidate in "${JAVA_HOME:-}" "$java_on_path" \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    release=$(jdk_feature_release "$candidate")
    if [ "${release:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "starling: no JDK 25 or newer found: install one (for example Temurin 25) or set JAVA_HOME" >&2
  return 1
}

find_jdk
