import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { exampleCommands } from '../../support/example-commands.ts';
import { expectGolden } from '../../support/golden.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const goodConfig = `{
  // comments are allowed, and so is the last comma
  "source": { "userPoolId": "eu-west-1_OldPool1", "region": "eu-west-1" },
  "target": { "userPoolId": "eu-central-1_NewPool1", "region": "eu-central-1", },
}`;

const badConfig = `{
  "source": { "userPoolId": "old", "regoin": "eu-west-1" },
  "users": { "duplicates": "merge" },
  "tables": [{ "name": "Todo", "owners": [] }]
}`;

type Transcript = {
  readonly name: string;
  readonly argv: readonly string[];
  readonly config?: string;
  readonly typed?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

const endpoint = { AWS_ENDPOINT_URL: 'http://user:secret@127.0.0.1:4566' };

const transcripts: readonly Transcript[] = [
  { name: 'help', argv: ['--help'] },
  { name: 'command-help', argv: ['move', '--help'] },
  { name: 'version', argv: ['--version'] },
  { name: 'unknown-command', argv: ['mvoe', '--out', 'report'] },
  { name: 'unknown-option', argv: ['move', '--ouut', 'report', '--limit', 'many', '--excute'], config: goodConfig },
  { name: 'not-built-yet', argv: ['retire', '--execute'] },
  { name: 'config-missing', argv: ['move', '--out', 'report'] },
  { name: 'config-problems', argv: ['move', '--limit', 'few', 'a', 'b'], config: badConfig },
  {
    name: 'config-syntax',
    argv: ['move', '--out', 'report'],
    config: '{\n  "source" { },\n  "users": {}, "users": {}\n}',
  },
  { name: 'plan', argv: ['move', "Zoë's list.csv", '--out', 'report'], config: goodConfig, environment: endpoint },
  { name: 'consent-yes', argv: ['move', '--out', 'report', '--execute'], config: goodConfig, typed: 'yes' },
  { name: 'consent-no', argv: ['move', '--out', 'report', '--execute'], config: goodConfig, typed: 'y' },
  { name: 'leftovers', argv: ['move', '--out', 'report', '--leftovers', '--execute', '--yes'], config: goodConfig },
  {
    name: 'quiet-leftovers',
    argv: ['move', '--out=r', '--leftovers', '--execute', '--yes', '--quiet'],
    config: goodConfig,
  },
  { name: 'json', argv: ['move', '--out', 'report', '--execute', '--yes', '--json'], config: goodConfig },
  { name: 'json-error', argv: ['move', '--out', 'report', '--fail', 'expected', '--json'], config: goodConfig },
  { name: 'expected-error', argv: ['move', '--out', 'report', '--fail', 'expected'], config: goodConfig },
  {
    name: 'expected-error-debug',
    argv: ['move', '--out', 'report', '--fail', 'unexpected', '--debug'],
    config: goodConfig,
  },
  { name: 'unexpected-error', argv: ['move', '--out', 'report', '--fail', 'unexpected'], config: goodConfig },
];

describe('the transcript of', () => {
  it.each(transcripts)('$name stays as it was reviewed, piped and on a terminal', async (transcript) => {
    const workingDirectory = await makeTemporaryDirectory();
    const { name, config, ...settings } = transcript;
    if (config !== undefined) await writeFile(join(workingDirectory, 'poolferry.config.json'), config);

    for (const terminal of [false, true]) {
      const outcome = await runCommandLine({ ...settings, terminal, workingDirectory, commands: exampleCommands });

      const file = `golden/${name}.${terminal ? 'terminal' : 'piped'}.golden.txt`;
      expectGolden(new URL(file, import.meta.url), outcome.transcript);
    }
  });
});
