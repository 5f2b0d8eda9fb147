import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { linesOver } from '../../support/golden.ts';

const cli = fileURLToPath(new URL('../../../scripts/cli.ts', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

describe('the program', () => {
  it('runs from its source, and knows its version', () => {
    expect(execFileSync(process.execPath, [cli, '--version']).toString()).toBe(`${version}\n`);
  });

  it('gives its exit code, and nothing on stdout when it refuses', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'doctor'], { encoding: 'utf8' });

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('is not built yet');
  });

  it('does not fall over when its reader goes away', () => {
    const script = `"${process.execPath}" "${cli}" --help | true; echo "\${PIPESTATUS[0]}"`;

    expect(spawnSync('bash', ['-c', script], { encoding: 'utf8' })).toMatchObject({ stdout: '0\n', stderr: '' });
  });

  it.skipIf(process.platform !== 'linux').each([['--version'], ['runs', '--json']])(
    'does not end well when what it printed could not be written (%s %s)',
    (...argv) => {
      const full = openSync('/dev/full', 'w');

      const { status, stderr } = spawnSync(process.execPath, [cli, ...argv], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
        cwd: tmpdir(),
      });
      closeSync(full);

      expect(status).toBe(1);
      expect(stderr).toContain('The disk is full.');
    },
  );

  it('ends in a sentence, and with --json in a document, even where it fails before any command', () => {
    const script = `d=$(mktemp -d); cd "$d"; rmdir "$d"; exec "${process.execPath}" "${cli}" runs --json`;

    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ENOENT' } });
    expect(stderr).toMatch(/^Error: ENOENT/);
    expect(linesOver(stderr)).toEqual([]);
  });
});
