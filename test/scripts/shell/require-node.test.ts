import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: it is plain JavaScript, because any Node must be able to read it.
import { findBroughtNode, isSupportedNode, unsupportedNodeMessage } from '../../../scripts/require-node.js';
import { linesOver } from '../../support/golden.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const launcher = fileURLToPath(new URL('../../../scripts/poolferry.js', import.meta.url));
/** Makes a Node take itself for an older one. */
const posingAsOld = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})',
];
const hasBroughtNode = findBroughtNode() !== undefined;

/** The launcher where no Node came along. */
const launcherAlone = async () => {
  const directory = await makeTemporaryDirectory();
  await mkdir(join(directory, 'scripts'));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  for (const name of ['poolferry.js', 'require-node.js']) {
    await copyFile(
      fileURLToPath(new URL(`../../../scripts/${name}`, import.meta.url)),
      join(directory, 'scripts', name),
    );
  }
  return { directory, path: join(directory, 'scripts', 'poolferry.js') };
};

const runOld = (path: string, ...argv: readonly string[]) =>
  spawnSync(process.execPath, [...posingAsOld, path, ...argv], { encoding: 'utf8' });

describe('a Node', () => {
  it.each([
    ['20.20.2', false],
    ['23.11.0', false],
    ['24.0.0', true],
    ['100.1.0', true],
  ])('of version %s is new enough: %s', (version, isNewEnough) => {
    expect(isSupportedNode(version)).toBe(isNewEnough);
  });

  it('comes along only for platforms that have one', () => {
    expect(findBroughtNode('sunos', 'sparc')).toBeUndefined();
  });
});

describe('a Node that is too old', () => {
  it('is told so within 80 columns, with the way out', () => {
    const message = unsupportedNodeMessage('20.20.2', 'darwin-arm64');

    expect(message).toContain('needs Node 24 or newer; this is Node 20.20.2 on darwin-arm64');
    expect(message).toContain('nvm install 24');
    expect(linesOver(message)).toEqual([]);
  });

  it('without another one ends in that sentence, and with --json in a document', async () => {
    const { path } = await launcherAlone();

    expect(runOld(path, 'runs')).toMatchObject({ status: 1, stdout: '', stderr: unsupportedNodeMessage('20.1.0') });
    expect(JSON.parse(runOld(path, 'runs', '--json').stdout)).toMatchObject({ error: { code: 'node-too-old' } });
  });

  it('names the one that came along when that cannot be started', async () => {
    const { directory, path } = await launcherAlone();
    const brought = join(directory, 'node_modules', `node-${process.platform}-${process.arch}`);
    await mkdir(brought, { recursive: true });
    await writeFile(join(brought, 'package.json'), '{}');

    const { status, stderr } = runOld(path, 'runs');

    expect(status).toBe(1);
    expect(stderr).toContain(`${join(brought, 'bin', 'node')}: spawn`);
    expect(stderr).toContain('needs Node 24 or newer');
  });

  it.runIf(hasBroughtNode)('hands over to the one that came along, arguments and exit code included', () => {
    expect(runOld(launcher, 'doctor', '--json')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('"not-built-yet"'),
    });
  });

  it.skipIf(process.platform === 'win32')('passes SIGTERM on to it, and its exit code back', async () => {
    const { directory, path } = await launcherAlone();
    const brought = join(directory, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
    await mkdir(brought, { recursive: true });
    await writeFile(join(brought, '..', 'package.json'), '{}');
    // It ends by itself, so that a signal that gets lost fails the test and keeps nothing waiting.
    const stand =
      "#!/bin/sh\ntrap 'echo told to stop; exit 130' TERM\necho ready\nfor i in $(seq 100); do sleep 0.1; done\n";
    await writeFile(join(brought, 'node'), stand, { mode: 0o755 });

    const child = spawn(process.execPath, [...posingAsOld, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk;
      if (heard === 'ready\n') child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');

    expect({ code, heard }).toEqual({ code: 130, heard: 'ready\ntold to stop\n' });
  });
});
