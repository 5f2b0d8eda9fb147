import type { Readable } from 'node:stream';
import { RefusedError } from '../../core/errors.ts';
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
};

/** The gate before anything changes in AWS. See `CommandContext.consent`. */
export const askConsent = async (plan: readonly Block[], settings: ConsentSettings): Promise<'planned' | 'execute'> => {
  const { globals, stderr, stdin, endpoints, signal } = settings;
  const mayAsk = stderr.isLive && stdin.isTTY === true;
  const mustAsk = globals.execute === true && globals.yes !== true && mayAsk;
  if (globals.execute !== true || mustAsk || !globals.quiet) {
    stderr.print([...plan, ...endpoints.map(([name, url]) => text(`Endpoint override: ${name}=${url}`))]);
  }
  if (globals.execute !== true) return 'planned';
  if (!mustAsk) return 'execute';
  if (globals.json) {
    throw new RefusedError('With --json nothing is asked, and without --yes nothing is done on a terminal.', {
      code: 'not-confirmed',
      hint: 'Add --yes.',
    });
  }
  stderr.print([text('Do this now? Type yes to go on, anything else to stop.')]);
  const answer = await readAnswer(stdin, signal);
  if (answer?.trim().toLowerCase() === 'yes') return 'execute';
  throw new RefusedError('Nothing was changed.', { code: 'not-confirmed', hint: 'Only "yes" goes on.' });
};
