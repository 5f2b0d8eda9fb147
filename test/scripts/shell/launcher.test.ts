import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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
});
