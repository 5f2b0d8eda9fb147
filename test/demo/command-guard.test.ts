import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../support/is-alive.ts';

const guard = fileURLToPath(new URL('../../sandbox/demo/command-guard.ts', import.meta.url));

const runGuarded = (program: string): ChildProcess => {
  const child = spawn(process.execPath, [guard, '--eval', program, 'given'], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

const outputOf = async (child: ChildProcess): Promise<string> => {
  const chunks: string[] = [];
  for await (const chunk of child.stdout ?? []) chunks.push(String(chunk));
  return chunks.join('');
};

it('passes on what the command writes and how it ends', async () => {
  const child = runGuarded('process.stdout.write(process.argv[1]); process.exitCode = 3');
  const [output, [code]] = await Promise.all([outputOf(child), once(child, 'close')]);

  expect([output, code]).toEqual(['given', 3]);
});

it('ends by the signal that ended the command', async () => {
  const child = runGuarded("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)");

  await expect(once(child, 'close')).resolves.toEqual([null, 'SIGKILL']);
});

it('ends a command that goes on, once whoever started it is gone', async () => {
  const child = runGuarded('console.log(process.pid); setInterval(() => {}, 1000)');
  const [line] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  const pid = Number(String(line));
  expect(isAlive(pid)).toBe(true);

  child.stdin?.destroy();
  await once(child, 'close');

  while (isAlive(pid)) await sleep(20);
});
