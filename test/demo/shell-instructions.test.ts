import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedWorld } from '../../sandbox/demo/seed.ts';
import { shellInstructions } from '../../sandbox/demo/shell-instructions.ts';
import type { World } from '../../sandbox/demo/world.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';

let lines: string[];
let world: World;
beforeAll(async () => {
  const sandbox = await startSandbox({ seed: 'crossing' });
  world = await seedWorld(sandbox, { seed: 'crossing', users: 30 });
  lines = shellInstructions({ sandbox, world, directory: '/tmp/poolferry-sandbox-AbCdEf' });
  await sandbox.close();
});

describe('what the sandbox tells a person to type', () => {
  it('has no line over 80 columns', () => {
    // A folder's name has the length that it has.
    const ours = lines.filter((line) => !line.startsWith('alias '));

    expect(ours.filter((line) => line.length > 80)).toEqual([]);
  });

  it('leaves nothing of the own AWS account in the shell', () => {
    expect(lines).toContain('unset AWS_PROFILE AWS_SESSION_TOKEN');
    expect(lines).toContain('export AWS_CONFIG_FILE=/dev/null');
  });

  it('signs somebody in by a command that a shell takes as it stands', () => {
    const from = lines.findIndex((line) => line.trimStart().startsWith('curl'));
    const command = lines.slice(from, from + 6).join('\n');
    const shell = spawnSync('sh', ['-c', `curl() { printf '%s\\n---\\n' "$@"; }\n${command}`], {
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      encoding: 'utf8',
    });

    const typed = shell.stdout.split('\n---\n');
    expect(typed[1]).toBe('http://127.0.0.1:1');
    const { AuthParameters, ClientId } = JSON.parse(typed[typed.indexOf('-d') + 1] ?? '');
    const person = world.people.find(({ attributes }) => attributes.email?.toLowerCase() === AuthParameters.USERNAME);
    expect(ClientId).toBe(world.target.appClientId);
    expect(AuthParameters.PASSWORD).toBe(person?.password);
  });
});
