import { PoolferryError } from '../../core/errors.ts';
import type { Command } from '../../scripts/commands/command.ts';
import { facts, heading, list, table, text } from '../../scripts/terminal/blocks.ts';

const wholeNumber = (value: string) => {
  if (!/^\d+$/.test(value)) throw new Error(`"${value}" is not a whole number`);
  return Number(value);
};

/** A command that writes, with everything the shell has to offer, and behaves as its options say. */
export const moveCommand: Command = {
  name: 'move',
  summary: 'Moves boxes from the source to the target.',
  description: 'Carries boxes across, one by one, and says what became of each. It exists to show what the shell does.',
  arguments: [{ name: 'list', description: 'File with the boxes to move.', required: false }],
  options: [
    { flags: '--out <dir>', description: 'Directory for the report.', required: true },
    { flags: '--limit <number>', description: 'Move only so many.', parse: wholeNumber },
    { flags: '--only <name...>', description: 'Move only these.' },
    { flags: '--leftovers', description: 'Leave something behind.' },
    { flags: '--fail <how>', description: 'Fail: expected or unexpected.' },
  ],
  examples: [
    { command: 'poolferry move --out report', explains: 'Shows what would be moved.' },
    { command: 'poolferry move --out report --execute', explains: 'Moves it.' },
  ],
  writesToAws: true,
  needs: ['source', 'target'],
  async run(context) {
    const { source, target } = context.config;
    context.announceTarget([
      { role: 'Source', what: `${source?.userPoolId} "old app"`, account: '111122223333', region: 'eu-west-1' },
      {
        role: 'Target',
        what: `${target?.userPoolId} "new app"`,
        account: '444455556666',
        region: 'eu-central-1',
        credentials: 'profile "new-prod"',
      },
    ]);
    if (context.options.fail === 'expected') {
      throw new PoolferryError('The box "Zoë\u202e" is locked.', {
        code: 'box-locked',
        hint: 'Unlock it with its owner, and run the same command again.',
        cause: Object.assign(new Error('the key does not fit'), {
          stack: 'Error: the key does not fit\n    at lock.ts:7',
        }),
      });
    }
    if (context.options.fail === 'unexpected') {
      throw Object.assign(new TypeError('boxes is not iterable'), {
        stack: 'TypeError: boxes is not iterable\n    at move.ts:42',
      });
    }
    const plan = [heading('Plan'), facts(['Boxes', '400'], ['Left out', '12, they are too heavy'])];
    if ((await context.consent(plan)) === 'planned') {
      return { exitCode: 0, json: { boxes: 400, leftOut: 12 }, summary: [text('It would take about 5 minutes.')] };
    }
    await context.progress(
      'Moving',
      async (progress) => {
        for (let moved = 0; moved < 400; moved += 25) {
          await context.clock.sleep(625, context.signal);
          progress.advance(25);
          if (moved !== 200) continue;
          await context.clock.sleep(500, context.signal);
          progress.note('through the narrow door');
        }
      },
      { unit: 'boxes', total: 400 },
    );
    const leftovers = context.options.leftovers === true ? 2 : 0;
    if (leftovers > 0) context.warn('Two boxes did not fit.');
    const columns = [{ title: 'Outcome' }, { title: 'Boxes', align: 'right' as const }, { title: 'What to do' }];
    return {
      exitCode: leftovers > 0 ? 3 : 0,
      json: { moved: 400 - leftovers, leftovers },
      summary: [
        heading('Done'),
        table(columns, [
          ['moved', String(400 - leftovers), ''],
          ...(leftovers === 0 ? [] : [['left behind', '2', 'Take them apart and run the same command again.']]),
        ]),
        list(['The report stands in the directory you named.']),
      ],
    };
  },
};

/** Waits until it is told to stop, with a run open, as a command with long work does. */
export const waitCommand: Command = {
  name: 'wait',
  summary: 'Waits.',
  description: 'Waits until it is stopped.',
  options: [{ flags: '--deaf', description: 'Do not listen to Ctrl-C.' }],
  examples: [{ command: 'poolferry wait', explains: 'Waits.' }],
  writesToAws: false,
  needs: [],
  async run(context) {
    const run = await context.runs.open({ command: 'wait', inputHashes: {}, options: {} }, 'report');
    await run.journal('waiting').append([{ resumed: run.isResumed }]);
    context.say(text(run.isResumed ? 'Waiting again.' : 'Waiting.'));
    await context.clock.sleep(60_000, context.options.deaf === true ? undefined : context.signal);
    return { exitCode: 0, json: {}, summary: [] };
  },
};

/** A command whose result is data. */
export const printCommand: Command = {
  name: 'print',
  summary: 'Prints a name.',
  description: 'Prints a name.',
  options: [],
  examples: [{ command: 'poolferry print', explains: 'Prints.' }],
  writesToAws: false,
  needs: [],
  async run(context) {
    context.say(text('Here it is.'));
    context.data('Zo\u00eb \u001b[31m\n');
    return { exitCode: 0, json: { name: 'Zo\u00eb \u202e' }, summary: [] };
  },
};

/** A command that works on tables. */
export const countCommand: Command = {
  name: 'count items',
  summary: 'Counts the items of tables.',
  description: 'Counts the items of the configured tables.',
  options: [],
  examples: [{ command: 'poolferry count items', explains: 'Counts all.' }],
  writesToAws: false,
  needs: ['tables'],
  async run(context) {
    return { exitCode: 0, json: { tables: context.config.tables.map(({ name }) => name) }, summary: [] };
  },
};

export const exampleCommands = [moveCommand, waitCommand, printCommand, countCommand];
