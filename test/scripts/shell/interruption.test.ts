import { describe, expect, it } from 'vitest';
import { waitCommand } from '../../support/example-commands.ts';
import { startChildScript } from '../../support/run-child-script.ts';
import { createFakeSignals, runCommandLine } from '../../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const start = (workingDirectory: string, ...argv: readonly string[]) =>
  startChildScript('interruptible-command-line.ts', ['wait', ...argv], workingDirectory);

describe('a command that is told to stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s unwinds, exits 130, says how to continue, and continues',
    async (signal) => {
      const directory = await makeTemporaryDirectory();

      const first = start(directory);
      await first.said('Waiting.');
      first.kill(signal);
      const stopped = await first.ended;
      const second = start(directory);
      await second.said('Waiting again.');
      second.kill(signal);

      expect(stopped).toMatchObject({ code: 130, signal: null });
      expect(stopped.stderr).toMatch(/To continue, run:\n\n {2}poolferry wait\n$/);
      expect((await second.ended).code).toBe(130);
    },
  );

  it('twice exits at once, and the next process takes its run over', async () => {
    const directory = await makeTemporaryDirectory();

    const deaf = start(directory, '--deaf', '--json');
    await deaf.said('Waiting.');
    deaf.kill('SIGINT');
    await deaf.said('Press Ctrl-C again');
    deaf.kill('SIGINT');
    const stopped = await deaf.ended;
    const next = start(directory);
    await next.said('Waiting again.');
    next.kill('SIGINT');

    expect(stopped).toMatchObject({ code: 130, signal: null });
    expect(stopped.stderr).toMatch(/To continue, run:\n\n {2}poolferry wait --deaf --json\n$/);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ error: { code: 'interrupted' } });
    expect((await next.ended).code).toBe(130);
  });

  it('says so in the one document that --json prints', async () => {
    const workingDirectory = await makeTemporaryDirectory();
    const signals = createFakeSignals();
    const clock = {
      nowMs: () => 0,
      monotonicMs: () => 0,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          signals.raise('SIGINT');
        }),
    };

    const outcome = await runCommandLine({
      argv: ['wait', '--json'],
      commands: [waitCommand],
      workingDirectory,
      signals,
      clock,
    });

    expect(outcome.exitCode).toBe(130);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: 'interrupted' } });
  });
});
