import { RefusedError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { undoImportRun } from './undo-import.ts';
import { undoMapOption, undoRemapRun } from './undo-remap.ts';

/** Takes back one run of a command: shows its plan, asks, does it, and tells what came of it. */
export type UndoRun = (run: RunRecord, context: CommandContext) => Promise<CommandResult>;

/** How to take back a run, by the command that made it. Commands that are not here cannot be taken back. */
const ways: ReadonlyMap<string, UndoRun> = new Map<string, UndoRun>([
  ['import', undoImportRun],
  ['remap', undoRemapRun],
]);

export const undoCommand: Command = {
  name: 'undo',
  summary: 'Takes a run back.',
  description:
    'Takes back what a run changed in AWS, as far as it still is as that run left it. Of an import: deletes exactly the ' +
    'users that it created, after showing who has used the account since, so that these people can cross again. That ' +
    'cannot be taken back, so the id of the pool has to be typed. Of a remap: puts the old owners back, wherever the ' +
    'value is still the one that the run wrote.',
  arguments: [{ name: 'run', description: 'Id of the run, as "poolferry runs" lists it.', required: true }],
  options: [
    {
      flags: '--pool-id <id>',
      description: 'For an import, where no terminal can ask for it: the id of the pool whose users are deleted.',
    },
    undoMapOption,
  ],
  examples: [
    {
      command: 'poolferry undo remap-3fa9c1d2e0',
      explains: 'Shows what would be taken back.',
    },
    {
      command: 'poolferry undo remap-3fa9c1d2e0 --execute',
      explains: 'Takes it back. Interrupted, the same command continues.',
    },
    {
      command: 'poolferry undo import-3fa9c1d2e0 --pool-id eu-west-1_aTargetPl --execute',
      explains: 'Deletes the users that the import created, without a question.',
    },
  ],
  writesToAws: true,
  needs: [],
  mayNeedPools: true,
  async run(context) {
    const run = await findRun(String(context.arguments.run), context);
    const undo = ways.get(run.identity.command);
    if (undo === undefined) throw notUndoable(run);
    return await undo(run, context);
  },
};

const findRun = async (id: string, { runs }: CommandContext): Promise<RunRecord> => {
  const { runs: readable, problems } = await runs.list();
  const run = readable.find((each) => each.id === id);
  if (run !== undefined) return run;
  const problem = problems.find((each) => each.includes(`"${id}"`) || each.includes(`${id}/`));
  throw new RefusedError(problem ?? `There is no run "${id}".`, {
    code: 'run-not-found',
    hint: 'List the runs with: poolferry runs',
  });
};

const notUndoable = ({ id, identity: { command } }: RunRecord) =>
  new RefusedError(`Run "${id}" is one of "${command}", and that cannot be taken back.`, {
    code: 'not-undoable',
    hint: `What can be: ${[...ways.keys()].join(', ')}.`,
  });
