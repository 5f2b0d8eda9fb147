import type { Readable } from 'node:stream';
import { RefusedError } from '../../core/errors.ts';
import type { TypedConsent } from '../commands/command.ts';
import { readAnswer } from '../terminal/ask.ts';
import { type Block, text } from '../terminal/blocks.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { GlobalOptions } from './global-options.ts';

type ConsentSettings = {
  readonly globals: GlobalOptions;
  readonly stderr: Terminal;
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  /** Calls that go elsewhere than to AWS's own addresses, by what says so: part of any plan. */
  readonly endpoints: readonly (readonly [name: string, url: string])[];
  readonly signal: AbortSignal;
  readonly typed?: TypedConsent | undefined;
};

/** The gate before anything changes in AWS. See `CommandContext.consent`. */
export const askConsent = async (plan: readonly Block[], settings: ConsentSettings): Promise<'planned' | 'execute'> => {
  const { globals, stderr, stdin, endpoints, signal, typed } = settings;
  const mayAsk = stderr.isLive && stdin.isTTY === true;
  const mustType = typed !== undefined && typed.given === undefined;
  const mustAsk = globals.execute === true && (globals.yes !== true || mustType) && mayAsk;
  if (globals.execute !== true || mustAsk || !globals.quiet) {
    stderr.print([...plan, ...endpoints.map(([name, url]) => text(`Endpoint override: ${name}=${url}`))]);
  }
  if (globals.execute !== true) return 'planned';
  if (typed !== undefined) assertTyped(typed, mustAsk && !globals.json);
  if (!mustAsk) return 'execute';
  if (globals.json) {
    throw new RefusedError('With --json nothing is asked, and without --yes nothing is done on a terminal.', {
      code: 'not-confirmed',
      hint: 'Add --yes.',
    });
  }
  const [question, wanted] = mustType
    ? [`Nothing brings this back. Type ${typed.what} to go on, anything else to stop.`, typed.expected]
    : ['Do this now? Type yes to go on, anything else to stop.', 'yes'];
  stderr.print([text(question)]);
  const answer = (await readAnswer(stdin, signal))?.trim();
  if (answer === wanted || (!mustType && answer?.toLowerCase() === wanted)) return 'execute';
  throw new RefusedError('Nothing was changed.', { code: 'not-confirmed', hint: `Only "${wanted}" goes on.` });
};

const assertTyped = ({ what, expected, flag, given }: TypedConsent, canAsk: boolean) => {
  if (given === expected || (given === undefined && canAsk)) return;
  throw new RefusedError(
    given === undefined ? `This needs ${what}, to be sure.` : `${flag}: "${given}" is not ${what}.`,
    { code: 'not-confirmed', hint: `Nothing was changed. See the plan, and add: ${flag} ${expected}` },
  );
};
