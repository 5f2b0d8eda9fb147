import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Choices, parseChoices } from '../../sandbox/demo/parse-choices.ts';

const parse = (argv: readonly string[], hasPort = false) =>
  parseChoices(argv, { purpose: 'Shows it.', folder: 'poolferry-choices-test-', hasPort });

const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'poolferry-choices-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

describe('what is typed after npm run demo', () => {
  it('may be nothing: then it writes to a fresh folder', async () => {
    const choices = (await parse([])) as Choices;
    onTestFinished(() => rm(choices.directory, { recursive: true, force: true }));

    expect(choices).toMatchObject({ seed: 'crossing', users: 100, port: 0 });
    await expect(readdir(choices.directory)).resolves.toEqual([]);
  });

  it('may name a folder that is empty or not there yet', async () => {
    const folder = await makeFolder();

    await expect(parse(['--out', folder])).resolves.toMatchObject({ directory: folder });
    await expect(parse(['--out', join(folder, 'new')])).resolves.toMatchObject({ directory: join(folder, 'new') });
  });

  it('may not name a folder in which something is: runs of another time would pass for runs of this one', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'poolferry.config.json'), '{}');

    await expect(parse(['--out', folder])).resolves.toMatchObject({
      exitCode: 2,
      say: expect.arrayContaining([`--out: "${folder}" is not empty. Name another folder, or remove it.`]),
    });
  });

  it.each([
    [['--users', '3'], false],
    [['--users', 'many'], false],
    [['--port', '8000'], false],
    [['--port', '70000'], true],
    [['--user', '50'], false],
    [['something'], false],
  ])('is refused with the help where it makes no sense: %j', async (argv, hasPort) => {
    const parsed = await parse(argv, hasPort);

    expect(parsed).toMatchObject({ exitCode: 2, say: expect.arrayContaining(['Shows it.']) });
  });

  it('may ask for help, in 80 columns', async () => {
    const parsed = await parse(['--help'], true);

    expect(parsed).toMatchObject({ exitCode: 0, say: expect.arrayContaining(['Shows it.']) });
    expect('say' in parsed && parsed.say.filter((line) => line.length > 80)).toEqual([]);
  });
});
