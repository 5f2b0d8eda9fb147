import { describe, expect, it } from 'vitest';
import { notBuiltYet } from '../../../scripts/commands/not-built-yet.ts';
import { registry } from '../../../scripts/commands/registry.ts';
import { findCommand } from '../../../scripts/shell/find-command.ts';
import { parseOptions } from '../../../scripts/shell/parse-options.ts';
import { splitShellWords } from '../../../scripts/terminal/shell-words.ts';
import { linesOver } from '../../support/golden.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const commands = registry.commands.map((command) => ({ name: command.name, command }));

describe('the registered commands', () => {
  it('have names of their own, and none that is promised for later', () => {
    const names = [...registry.commands, ...notBuiltYet].map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('have second words that are named when the first stands alone', () => {
    expect(() => findCommand(['ledger'], registry)).toThrow(
      '"poolferry ledger" needs another word: show, release, forget, reconcile.',
    );
  });

  it.each(commands)('$name has help that fits a terminal', async ({ name }) => {
    for (const terminal of [false, true]) {
      const argv = [...name.split(' '), '--help'];
      const outcome = await runCommandLine({
        argv,
        terminal,
        commands: registry.commands,
        workingDirectory: await makeTemporaryDirectory(),
      });

      expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
      expect(linesOver(outcome.stdout)).toEqual([]);
    }
  });

  it.each(commands)('$name has examples that the command line accepts', ({ name, command }) => {
    expect(command.examples).not.toEqual([]);
    for (const example of command.examples) {
      const [program, ...argv] = splitShellWords(example.command);
      const found = findCommand(argv, registry);

      expect(program).toBe('poolferry');
      expect(found).toMatchObject({ kind: 'built', command: { name } });
      if (found.kind === 'built') expect(parseOptions(found.command, found.rest).problems).toEqual([]);
    }
  });
});
