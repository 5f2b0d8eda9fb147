import { PoolferryError, ProblemsError } from '../../core/errors.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { Run, RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import { findRivalRuns, type RivalRun } from '../../core/remap/find-rival-runs.ts';
import { leftResult, wasLeft } from '../../core/remap/left-run.ts';
import { quoteWord } from '../terminal/shell-words.ts';
import type { CommandContext, OptionSpec } from './command.ts';
import { mapFileCheckpoint, mapFileSchema } from './remap-identity-map.ts';

export const leaveOption: OptionSpec = {
  flags: '--leave <run...>',
  description: 'Close these unfinished runs over the same tables as they are, instead of continuing them.',
};

export type RunsBeside = {
  /** The one that goes on. */
  readonly unfinished: RunRecord | undefined;
  /** Why this cannot begin while the others are open, each as a sentence with the ways out. */
  readonly obstacles: readonly string[];
  /** Runs that cannot be read, and may be such. */
  readonly unreadable: readonly string[];
  /** What is to be left and is still open. */
  readonly toLeave: readonly RunRecord[];
  /** Ids of remaps that are to be left, or were: what they wrote is not taken back with what begins now. */
  readonly leftRemaps: readonly string[];
  /** Closes the runs that are to be left. */
  closeLeft(): Promise<void>;
};

/** Which unfinished run a command continues, and which others it would begin beside. */
export const findRunsBeside = async (identity: RunIdentity, context: CommandContext): Promise<RunsBeside> => {
  const { runs, problems } = await context.runs.list();
  const given = context.options.leave;
  const named = Array.isArray(given) ? given.map(String) : [];
  const own = runs.find((run) => run.state === 'running' && isSameRun(run.identity, identity));
  const rivals = findRivalRuns(runs, identity);
  const open = [...rivals.map(({ run }) => run), ...(own === undefined ? [] : [own])];
  const toLeave = open.filter(({ id }) => named.includes(id));
  // The same command continues, and by then they are closed.
  const closed = runs.filter(({ id, state }) => state === 'finished' && named.includes(id));
  const unknown = named.filter((id) => ![...toLeave, ...closed].some((run) => run.id === id));
  if (unknown.length > 0) {
    throw new ProblemsError(
      'poolferry remap',
      unknown.map((id) => `--leave: "${id}" is no unfinished run over these tables`),
      { code: 'bad-usage', hint: 'List the runs with: poolferry runs' },
    );
  }
  return {
    unfinished: own === undefined || named.includes(own.id) ? undefined : own,
    obstacles: await Promise.all(
      rivals.filter(({ run }) => !named.includes(run.id)).map((rival) => describeRival(rival, context)),
    ),
    unreadable: problems.map(describeUnreadable),
    toLeave,
    leftRemaps: [...toLeave, ...closed.filter(wasLeft)]
      .filter(({ identity: { command } }) => command === 'remap')
      .map(({ id }) => id),
    async closeLeft() {
      for (const { id } of toLeave) {
        const run = await context.runs.openById(id);
        try {
          await run.finish(leftResult);
        } finally {
          await run.close();
        }
      }
    },
  };
};

export const describeUnreadable = (problem: string): string =>
  `${problem} It is not known whether it is an unfinished run over these tables.`;

/** What a person is told before such a run is closed. */
export const describeLeaving = ({ id, identity: { command, options } }: RunRecord): string =>
  `Closes run ${id} as it is: it does not continue. ` +
  (command === 'undo'
    ? `What it gave back stays; to begin it anew: poolferry undo ${String(options.run)}.`
    : `What it wrote stays; to take it back: poolferry undo ${id}.`);

/** Throws `ProblemsError` (`remap-refused`) when there are any. */
export const refuse = (obstacles: readonly string[]): void => {
  if (obstacles.length === 0) return;
  throw new ProblemsError('These tables cannot be rewritten like this', obstacles, { code: 'remap-refused' });
};

/**
 * Begins the run or continues it, and closes those that are to be left. Since the plan others may have begun: they are looked
 * for before, and once more when this run can be seen by them. Of two that begin at once, at least one sees the other.
 */
export const openBeside = async (identity: RunIdentity, context: CommandContext): Promise<Run> => {
  const { obstacles, closeLeft } = await findRunsBeside(identity, context);
  refuse(obstacles);
  await closeLeft();
  const run = await context.runs.open(identity, 'begin-again');
  try {
    const late = await findRunsBeside(identity, context);
    if (late.obstacles.length > 0 && !run.isResumed) await run.discard();
    refuse(late.obstacles);
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
};

const describeRival = async (
  { run: { id, identity, startedAtMs }, differences }: RivalRun,
  context: CommandContext,
) => {
  const began = new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const mapFile = identity.command === 'remap' ? await readMapFile(id, context) : undefined;
  const holder = await context.runs.heldBy(id);
  const held = holder === undefined ? '' : `Held by ${holder}: let it end, or stop it. `;
  const goOn =
    identity.command === 'undo'
      ? `To continue it: poolferry undo ${String(identity.options.run)} --execute.`
      : `To continue it, give it what it had${mapFile === undefined ? '' : ` (--map ${quoteWord(mapFile)})`}; ` +
        `to take it back: poolferry undo ${id}.`;
  return (
    `run ${id}, begun ${began} UTC, is not finished, and is another: ${differences.join('; ')}. ` +
    `${held}${goOn} To close it as it is, add --leave ${id}`
  );
};

/** Where its map was, without a lock: a process may be at work on it. Undefined where its state is damaged. */
const readMapFile = async (id: string, { runs }: CommandContext): Promise<string | undefined> => {
  try {
    const kept = mapFileSchema.safeParse(await runs.readCheckpoint(id, mapFileCheckpoint));
    return kept.success ? kept.data.mapFile : undefined;
  } catch (error) {
    if (error instanceof PoolferryError) return undefined;
    throw error;
  }
};
