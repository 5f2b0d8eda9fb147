/**
 * Questions that only AWS can settle, in `test/contract/<name>.questions.contract.test.ts` beside the tests of their subject:
 *
 *   liveQuestion('a live run settles whether a hash is refused there', {
 *     guess: 'NotAuthorizedException: ...',       // what the sandbox does, word for word as `ask` tells it
 *     ask: async (aws) => outcomeOf(aws.cognito.send(...)),
 *     needs: 'logs role',                          // only where a job is made
 *   });
 *
 * and those that cannot be asked: `liveQuestion('a live run settles ...', { notAsked: 'needs ...' })`. `ask` gets clients of its own,
 * makes its pools by `makePool`, uses addresses of example.com only, and returns words: no ids, no secrets, no codes. Users whom
 * it asks AWS to send something to have no address, and names that begin with `unreachable`.
 *
 * In every other run the title is a todo. `npm run test:live` asks, and reports sandbox and AWS side by side;
 * `test/slow/live-rehearsal.test.ts` asks the sandbox, and fails where it does not do what `guess` says.
 */
import { it } from 'vitest';
import { currentLiveRun, type Finding, journal } from '../live/live-run.ts';
import { MISSING_LOGS_ROLE } from '../live/not-live.ts';
import { type AwsUnderTest, startAwsUnderTest } from './aws-under-test.ts';

export type LiveQuestion =
  | {
      readonly guess: string;
      readonly ask: (aws: AwsUnderTest) => Promise<string>;
      readonly needs?: 'logs role';
    }
  | { readonly notAsked: string };

export const liveQuestion = (title: string, question: LiveQuestion): void => {
  const run = currentLiveRun();
  if (run === undefined) {
    it.todo(title);
    return;
  }
  const record = (
    finding:
      | Omit<Extract<Finding, { aws: string }>, 'question'>
      | Omit<Extract<Finding, { reason: string }>, 'question'>,
  ) => journal(run, 'findings', { question: title, ...finding });
  it(title, async ({ skip }) => {
    if ('notAsked' in question) {
      record({ verdict: 'not asked', sandbox: 'see sandbox/README.md', reason: question.notAsked });
      return skip(question.notAsked);
    }
    const { guess: sandbox, ask, needs } = question;
    if (needs === 'logs role' && run.logsRoleArn === null) {
      record({ verdict: 'not asked', sandbox, reason: MISSING_LOGS_ROLE });
      return skip(MISSING_LOGS_ROLE);
    }
    const aws = await startAwsUnderTest();
    try {
      const answer = await ask(aws);
      record({ verdict: answer === sandbox ? 'same' : 'different', sandbox, aws: answer });
    } catch (error) {
      const { name, message } = error as Error;
      record({ verdict: 'failed', sandbox, reason: `${name}: ${message}` });
      throw error;
    } finally {
      await aws.close();
    }
  });
};

/** Ids of pools, clients and jobs, which are others each time. */
const IDS = /\b[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+|\b[a-z0-9]{26}\b|\bimport-[A-Za-z0-9]+/g;

/** What came of a call, in words that are the same each time: `answered`, or the error. */
export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    ({ name, message }: Error) => `${name}: ${message}`.replace(IDS, '<id>'),
  );

/** The name of the error alone, where words tell nothing more. */
export const errorOf = async (call: Promise<unknown>): Promise<string> => (await outcomeOf(call)).replace(/:.*/s, '');

/** One answer to several calls, in their order: `title: outcome; title: outcome`. */
export const outcomesOf = async (calls: Readonly<Record<string, () => Promise<unknown>>>): Promise<string> => {
  const told: string[] = [];
  for (const [title, call] of Object.entries(calls)) told.push(`${title}: ${await outcomeOf(call())}`);
  return told.join('; ');
};
