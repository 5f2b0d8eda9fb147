import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../core/errors.ts';
import type { Command } from '../../../scripts/commands/command.ts';
import { runsCommand } from '../../../scripts/commands/runs.ts';
import { exampleCommands, moveCommand, waitCommand } from '../../support/example-commands.ts';
import { type CommandLineSettings, runCommandLine } from '../../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const pools = {
  source: { userPoolId: 'eu-west-1_OldPool1', region: 'eu-west-1' },
  target: { userPoolId: 'eu-central-1_NewPool1' },
};

/** Says which settings reached it. */
const showCommand: Command = {
  ...moveCommand,
  name: 'show',
  options: [{ flags: '--only <name...>', description: 'Names.' }],
  writesToAws: false,
  needs: ['source'],
  run: async ({ config, options, arguments: given }) => ({
    exitCode: 0,
    json: { source: config.source, target: config.target, options, arguments: given },
    summary: [],
  }),
};

const packCommand: Command = { ...showCommand, name: 'pack', arguments: [] };
const packUpCommand: Command = { ...packCommand, name: 'pack up' };

type Settings = Partial<CommandLineSettings> & { readonly config?: unknown; readonly configText?: string | Buffer };

const run = async (commandLine: string, { config = pools, configText, ...settings }: Settings = {}) => {
  const workingDirectory = await makeTemporaryDirectory();
  await writeFile(join(workingDirectory, 'poolferry.config.json'), configText ?? JSON.stringify(config));
  return runCommandLine({
    argv: commandLine === '' ? [] : commandLine.split(' '),
    commands: [...exampleCommands, showCommand, packCommand, packUpCommand, runsCommand],
    workingDirectory,
    ...settings,
  });
};

describe('the command line', () => {
  it.each(['', '--help', '-h', 'help'])(
    'explains itself for "poolferry %s" on stdout, with exit code 0',
    async (argv) => {
      const outcome = await run(argv);

      expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
      expect(outcome.stdout).toContain('Usage: poolferry <command>');
    },
  );

  it.each(['move --help', 'help move', '--help move', 'move --out x -h', 'move --nonsense --help'])(
    'explains a command for "poolferry %s"',
    async (argv) => {
      expect((await run(argv)).stdout).toContain('poolferry move --out report --execute');
    },
  );

  it.each([
    ['mvoe', 'poolferry move'],
    ['count itms', 'poolferry count items'],
    ['pack upp', 'poolferry pack up'],
    ['statsu', 'poolferry status'],
    ['--execute --yes mvoe', 'poolferry move'],
  ])('answers the unknown command "%s" with "%s"', async (given, nearest) => {
    const outcome = await run(given);

    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toMatch(new RegExp(`Did you mean: ${nearest}\n$`));
  });

  it.each(['a', 'xyz'])('proposes nothing for "%s", which has nothing of a name', async (given) => {
    expect((await run(given)).stderr).toMatch(/See: poolferry --help\n$/);
  });

  it('complains once about a required option that lacks its value', async () => {
    const { stdout } = await run('move --json --out');

    expect(JSON.parse(stdout).error.problems).toEqual(['--out: needs a value']);
  });

  it.each(['xyzzy', '--nonsense', 'xyzzy --execute'])('refuses "%s" with exit code 2', async (given) => {
    expect(await run(given)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it.each(['doctor', 'purge remap-1 --execute', 'groups x', 'copy-table --help'])(
    'says that "%s" is not built yet, with exit code 2',
    async (given) => {
      const outcome = await run(given);

      expect(outcome).toMatchObject({ exitCode: 2, stdout: '' });
      expect(outcome.stderr).toContain('is not built yet');
    },
  );

  it.each([
    ['show --limit', '--limit: unknown option'],
    ['move --out', '--out: needs a value'],
    ['move --out --execute', '--out: needs a value, but "--execute" follows'],
    ['move --out x --limit=1.5', '--limit: "1.5" is not a whole number'],
    ['move --out x --execute=yes', '--execute: takes no value'],
    ['move --out x --jsn=yes', '--jsn: unknown option; did you mean "--json"?'],
    ['show --execute', '--execute: unknown option'],
    ['count items --out x', '--out: unknown option'],
    ['move --out=', '--out: needs a value'],
    ['show a b', '"b": is one argument too many'],
  ])('refuses "%s": %s', async (given, complaint) => {
    const outcome = await run(given);

    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr.replaceAll(/\s+/g, ' ')).toContain(complaint);
  });

  it('takes options before and behind the command, with = or without, and arguments behind --', async () => {
    const outcome = await run('--json --source-region=eu-north-1 show --only a b --only c -- --odd-name');

    expect(JSON.parse(outcome.stdout)).toMatchObject({
      source: { region: 'eu-north-1' },
      options: { only: ['a', 'b', 'c'] },
      arguments: { list: '--odd-name' },
    });
  });

  it('does not take the value of an option for the command of that name', async () => {
    const outcome = await run('--source-profile show --json show --only show show');

    expect(JSON.parse(outcome.stdout)).toMatchObject({
      source: { profile: 'show' },
      options: { only: ['show', 'show'] },
    });
  });

  it('blames nothing else on an option without its value', async () => {
    const { stdout } = await run('show --config --json');

    expect(JSON.parse(stdout).error.problems).toEqual(['--config: needs a value, but "--json" follows']);
  });

  it('prints what is for people on stderr and data on stdout', async () => {
    expect(await run('print')).toMatchObject({ stderr: 'Here it is.\n', stdout: 'Zoë \u001b[31m\n' });
    expect((await run('print', { terminal: true })).stdout).toBe('Zoë \\u{1b}[31m\n');
    expect(await run('print --quiet')).toMatchObject({ stderr: '', stdout: 'Zoë \u001b[31m\n' });
  });

  it.each([
    'print',
    'show',
    'runs',
    '--help',
    'move --help',
    '--version',
    'move --out x',
    'move --out x --execute --yes',
    'move --out x --execute',
    'move --out x --fail expected',
    'move --out x --fail unexpected --debug',
    'move',
    'mvoe',
    'doctor',
    '--nonsense',
  ])('prints exactly one document, free of escapes, for "%s --json"', async (given) => {
    for (const terminal of [false, true]) {
      const { stdout } = await run(`${given} --json`, { terminal });

      expect(() => JSON.parse(stdout)).not.toThrow();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });

  it.each([
    ['what came of a command', async () => ({ exitCode: 0, json: { done: true }, summary: [] }) as const, 0],
    ['why a command failed', () => Promise.reject(new RefusedError('No.', { code: 'no' })), 2],
  ])('says %s also when its run cannot be closed', async (_what, end, exitCode) => {
    const workingDirectory = await makeTemporaryDirectory();
    const losing: Command = {
      ...waitCommand,
      name: 'lose',
      async run(context) {
        await context.runs.open({ command: 'lose', inputHashes: {}, options: {} }, 'report');
        await rm(join(workingDirectory, '.poolferry'), { recursive: true });
        return end();
      },
    };

    const outcome = await runCommandLine({ argv: ['lose', '--json'], commands: [losing], workingDirectory });

    expect(outcome.exitCode).toBe(exitCode);
    expect(JSON.parse(outcome.stdout)).toMatchObject(exitCode === 0 ? { done: true } : { error: { code: 'no' } });
    expect(outcome.stderr).toContain('Warning: A run could not be closed: ENOENT');
  });

  it('shows stack traces only with --debug', async () => {
    expect((await run('move --out x --fail unexpected')).stderr).not.toContain('at move.ts:42');
    expect((await run('move --out x --fail unexpected --debug')).stderr).toContain('at move.ts:42');
    expect((await run('move --out x --fail expected --debug')).stderr).toContain(
      'caused by Error: the key does not fit',
    );
  });
});

describe('consent', () => {
  const moved = '"leftovers": 0';

  it('is never given by anything but --execute', async () => {
    for (const given of ['move --out x --json', 'move --out x --yes --json']) {
      const outcome = await run(given, { terminal: true, typed: 'yes' });

      expect(outcome).toMatchObject({ exitCode: 0 });
      expect(outcome.stdout).not.toContain(moved);
      expect(outcome.stderr.trimEnd().split('\n').at(-1)).toBe(`  poolferry ${given} --execute`);
    }
  });

  it('puts --execute before a bare --, where it is still an option', async () => {
    const outcome = await run('move --out x -- --list');

    expect(outcome.stderr).toMatch(/ {2}poolferry move --out x --execute -- --list\n$/);
  });

  it('is asked for once on a terminal, and runs only on "yes"', async () => {
    expect(await run('move --out x --execute', { terminal: true, typed: 'yes' })).toMatchObject({ exitCode: 0 });
    for (const typed of ['y', 'no', '', 'yes please']) {
      const outcome = await run('move --out x --execute', { terminal: true, typed });

      expect(outcome.exitCode).toBe(2);
      expect(outcome.stderr).not.toContain('Moving');
    }
  });

  it('is not asked for with --yes, elsewhere than on a terminal, or in CI', async () => {
    for (const settings of [{ terminal: true, environment: { CI: 'true' } }, { terminal: false }]) {
      expect((await run('move --out x --execute', settings)).stderr).not.toContain('Type yes');
    }
    expect((await run('move --out x --execute --yes', { terminal: true })).stderr).not.toContain('Type yes');
  });

  it('is refused rather than asked for with --json on a terminal', async () => {
    const outcome = await run('move --out x --execute --json', { terminal: true, typed: 'yes' });

    expect(outcome.exitCode).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: 'not-confirmed' } });
  });

  it('shows the plan even with --quiet when it stops there or asks', async () => {
    expect((await run('move --out x --quiet')).stderr).toContain('Plan');
    expect((await run('move --out x --quiet --execute --yes')).stderr).toBe('');
  });

  it('names an endpoint override in the target line and in the plan, without its password', async () => {
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: 'http://someone:secret@db.example:8000' };

    const { stderr } = await run('move --out x', { environment });

    expect(stderr.match(/AWS_ENDPOINT_URL_DYNAMODB\W+http:\/\/db\.example:8000/g)).toHaveLength(2);
    expect(stderr).not.toContain('secret');
  });
});

describe('the configuration', () => {
  const problemsOf = async (commandLine: string, settings: Settings) => {
    const outcome = await run(`${commandLine} --json`, settings);
    expect(outcome.exitCode).toBe(2);
    return (JSON.parse(outcome.stdout) as { error: { problems: string[] } }).error.problems;
  };

  it('gives way to flags, value by value', async () => {
    const outcome = await run('show --source-profile old --target-user-pool-id eu-west-3_Flag1 --json');

    expect(JSON.parse(outcome.stdout)).toMatchObject({
      source: { ...pools.source, profile: 'old' },
      target: { userPoolId: 'eu-west-3_Flag1' },
    });
  });

  it('is not needed where flags say everything', async () => {
    const workingDirectory = await makeTemporaryDirectory();

    const outcome = await run('show --source-user-pool-id eu-west-3_Flag1 --json', { workingDirectory });

    expect(outcome.exitCode).toBe(0);
    expect(await readdir(workingDirectory)).toEqual([]);
  });

  it('blames the flag for what came from a flag', async () => {
    const problems = await problemsOf('show --source-user-pool-id nonsense', {});

    expect(problems).toEqual([expect.stringMatching(/^--source-user-pool-id: a user pool id looks like/)]);
  });

  it('reports problems of usage, of the file and of what is missing together', async () => {
    const problems = await problemsOf('move --limit few --excute', { config: { users: { mfaa: {} }, extra: 1 } });

    expect(problems.map((problem) => problem.replace(/[:;] .*/, ''))).toEqual([
      '--limit',
      '--excute',
      '--out',
      ...['users.mfaa', 'extra', '"source" is required by move, or --source-user-pool-id'].map(
        () => 'poolferry.config.json',
      ),
      'poolferry.config.json',
    ]);
  });

  it.each([
    ['{"source": {"userPoolId": "a_1"}, "source": {}}', 'line 1, column 35: "source" is given twice'],
    ['{\n  "source" 1\n}', 'line 2, column 12: colon expected'],
    ['', 'line 1, column 1: value expected'],
    ['{"__proto__": {"source": {"userPoolId": "a_1"}}}', '__proto__: unknown key'],
    ['{"source": {"__proto__": {"userPoolId": "a_1"}}}', 'source.__proto__: unknown key'],
    ['[]', 'the file: '],
  ])('refuses %s', async (configText, complaint) => {
    const problems = await problemsOf('show', { configText });

    expect(problems.join('\n')).toContain(`poolferry.config.json: ${complaint}`);
  });

  it('may begin with a byte order mark and hold comments', async () => {
    const configText = `\ufeff// pools\n${JSON.stringify(pools)} /* end */`;

    expect(await run('show', { configText })).toMatchObject({ exitCode: 0 });
  });

  it('that was named must exist', async () => {
    expect(await problemsOf('show --config other.json', {})).toEqual(['other.json: there is no such file']);
  });

  it('must be UTF-8, and says so rather than finding mistakes in what it is not', async () => {
    const configText = Buffer.from(`\ufeff${JSON.stringify(pools)}`, 'utf16le');

    expect(await problemsOf('show', { configText })).toEqual(['poolferry.config.json: is not UTF-8 text']);
  });

  it('that cannot be read says so', async () => {
    const workingDirectory = await makeTemporaryDirectory();
    const outcome = await run('show --config . --json', { workingDirectory });

    expect(outcome.stdout).toContain('cannot be read (EISDIR)');
  });

  describe('of tables', () => {
    const config = {
      ...pools,
      tables: [
        { name: 'Todo-abc123', owners: [{ path: 'owner' }] },
        { name: 'Receipt', owners: [{ path: 'owner' }] },
      ],
    };

    it('is narrowed by --table', async () => {
      const outcome = await run('count items --table Receipt --json', { config });

      expect(JSON.parse(outcome.stdout)).toEqual({ tables: ['Receipt'] });
    });

    it('answers an unknown table with the nearest one', async () => {
      expect(await problemsOf('count items --table Receit', { config })).toEqual([
        '--table: "Receit" is not configured; did you mean "Receipt"?',
      ]);
    });

    it('must name one where a command needs one', async () => {
      for (const without of [pools, { ...pools, tables: [] }]) {
        expect(await problemsOf('count items', { config: without })).toEqual([
          expect.stringContaining('"tables" is required by count items'),
        ]);
      }
    });
  });
});
