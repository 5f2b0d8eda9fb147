// Plain JavaScript that any Node can parse: it runs before we know that this Node can run TypeScript.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const oldestMajor = 24;

/** True when this process can run poolferry itself: TypeScript as it is, and the APIs of Node 24. */
export const isSupportedNode = (version = process.versions.node) => Number.parseInt(version, 10) >= oldestMajor;

/** The Node that came along with the installation as an optional package, if this platform has one. */
export const findBroughtNode = (platform = process.platform, arch = process.arch) => {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${platform}-${arch}/package.json`);
    return join(dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
};

/** What to tell a person whose Node is too old and whose platform got no newer one with the installation. */
export const unsupportedNodeMessage = (
  version = process.versions.node,
  platform = `${process.platform}-${process.arch}`,
) =>
  [
    `poolferry needs Node ${oldestMajor} or newer; this is Node ${version} on ${platform}.`,
    'On linux-x64 and linux-arm64 `npm ci` (or `npm install`) brings Node 24 along',
    'as an optional package, unless it runs with --omit=optional. Elsewhere install',
    'Node 24 yourself, for example with `nvm install 24`.',
    '',
  ].join('\n');
