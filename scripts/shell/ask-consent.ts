import type { Readable } from 'node:stream';
import { endpointOverrides } from '../../aws/clients/endpoint-overrides.ts';
import { RefusedError } from '../../core/errors.ts';
import { readAnswer } from '../terminal/ask.ts';
import { type Block, text } from '../terminal/blocks.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { GlobalOptions } from './global-options.ts';

type ConsentSettings = {
  readonly globals: GlobalOptions;
  readonly stderr: Terminal;
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
};

/** The gate before anything changes in AWS. See `CommandContext.consent`. */
export const askConsent = async (plan: readonly Block[], settings: ConsentSettings): Promise<'planned' | 'execute'> => {
  const { globals, stderr, stdin, environment, signal } = settings;
  const mayAsk = stderr.isLive && stdin.isTTY === true;
  const mustAsk = globals.execute === true && globals.yes !== true && mayAsk;
  if (globals.execute !== true || mustAsk || !globals.quiet) stderr.print([...plan, ...endpointBlocks(environment)]);
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

/** Calls that go elsewhere than to AWS's own addresses are part of any plan. */
const endpointBlocks = (environment: Readonly<Record<string, string | undefined>>): Block[] =>
  endpointFacts(environment).map(([name, url]) => text(`Endpoint override: ${name}=${url}`));

export const endpointFacts = (environment: Readonly<Record<string, string | undefined>>) =>
  endpointOverrides(environment).map(({ name, url }) => [name, withoutPassword(url)] as const);

const withoutPassword = (url: string) => url.replace(/\/\/[^/@]*@/, '//');
