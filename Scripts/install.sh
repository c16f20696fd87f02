# Sourced by the other scripts: installs the Debian packages that the build and the tests need, when they are missing.
# One list, here: a package that is not named here is not there on a fresh machine.
packages=(
  libicu-dev            # Unicode: normalisation, boundaries, case
  libsentencepiece-dev  # subword models
  libopenblas-dev       # products whose two sides are both fresh
  zlib1g-dev            # .gz text
)

install_packages() {
  local missing=() package
  for package in "${packages[@]}" "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "install: run as root, or install sudo: need ${missing[*]}" >&2; return 1; }
    root=(sudo)
  fi
  echo "install: apt-get install ${missing[*]}"
  "${root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
  command -v swift >/dev/null || {
    echo "install: no 'swift' in PATH: install Swift 6.0 or later from https://www.swift.org/install/linux/" >&2
    return 1
  }
}
