#!/bin/sh
# Renews YASGUI from npm: one pinned version, whose tarball must have the pinned hash, and the licences of
# all that its bundle holds (named by its source map). To take another version, change the two lines below.
set -eu
version=4.6.2
integrity=sha512-Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw==
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm pack --silent "@zazuko/yasgui@$version" > /dev/null
found=sha512-$(openssl dgst -sha512 -binary zazuko-yasgui-*.tgz | openssl base64 -A)
if [ "$found" != "$integrity" ]; then
  echo "renew.sh: the tarball of version $version has the hash $found; nothing was changed" >&2
  exit 1
fi
tar -xzf zazuko-yasgui-*.tgz
npm init --yes > /dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "./zazuko-yasgui-$version.tgz" > /dev/null
node - "$place" "$version" > LICENSE <<'JAVASCRIPT'
const fs = require('fs');
const [place, version] = process.argv.slice(2);
const MIT = fs.readFileSync(`${place}/node_modules/papaparse/LICENSE`, 'utf8').replace(/^[^]*?Permission is/, 'Permission is');
const bundled = new Set(['datatables.net-dt']); // its styles: a source map of scripts does not name them
for (const source of JSON.parse(fs.readFileSync('package/build/yasgui.min.js.map')).sources) {
  const name = source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/);
  if (name) bundled.add(name[1]);
}
function text(name) {
  const folder = `${place}/node_modules/${name}`;
  const about = JSON.parse(fs.readFileSync(`${folder}/package.json`));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file && about.license !== 'MIT') throw new Error(`${name}: no licence text`);
  const author = about.author && (about.author.name || about.author);
  const words = file ? fs.readFileSync(`${folder}/${file}`, 'utf8') : `MIT License\n\nCopyright (c) ${author}\n\n${MIT}`;
  return `${name} ${about.version} (${about.license || 'MIT'})\n\n${words.replaceAll('\r', '').trim()}\n`;
}
const own = `YASGUI: @zazuko/yasgui, @zazuko/yasqe, @zazuko/yasr and @zazuko/yasgui-utils ${version} (MIT)\n\n` +
  `The MIT License (MIT)\n\nCopyright (c) Triply (https://triply.cc) and Zazuko GmbH\n\n${MIT.trim()}\n`;
const line = `\n${'-'.repeat(80)}\n\n`;
process.stdout.write([own, ...[...bundled].sort().map(text)].join(line));
JAVASCRIPT
for file in yasgui.min.js yasgui.min.css; do
  # Without the source map that is not shipped, browsers would ask for it.
  sed -e '/^\/[/*]# sourceMappingURL=/d' -e 's|/\*# sourceMappingURL=[^*]*\*/||' "package/build/$file" > "$here/$file"
done
cp LICENSE "$here/LICENSE"
cd "$here"
sha256sum yasgui.min.js yasgui.min.css LICENSE > SHA256SUMS
echo "renew.sh: YASGUI $version"
