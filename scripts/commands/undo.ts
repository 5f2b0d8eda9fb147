import { RefusedError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { undoMapOption, undoRemapRun } from './undo-remap.ts';

/** Takes back one run of a command: shows its plan, asks, does it, and tells what came of it. */
export type UndoRun = (run: RunRecord, context: CommandContext) => Promise<CommandResult>;

/** How to take back a run, by the command that made it. Commands that are not here cannot be taken back. */
const ways: ReadonlyMap<string, UndoRun> = new Map<string, UndoRun>([['remap', undoRemapRun]]);

export const undoCommand: Command = {
  name: 'undo',
  summary: 'Takes a run back.',
  description: 'Takes back what a run changed in AWS, as far as it still is as that run left it.',
  arguments: [{ name: 'run', description: 'Id of the run, as "poolferry runs" lists it.', required: true }],
  options: [undoMapOption],
  examples: [
    { command: 'poolferry undo remap-3fa9c1d2e0', explains: 'Shows what would be taken back.' },
    {
      command: 'poolferry undo remap-3fa9c1d2e0 --execute',
      explains: 'Takes it back. Interrupted, the same command continues.',
    },
  ],
  writesToAws: true,
  needs: [],
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
