import pMap from 'p-map';
import { z } from 'zod';
import type { RateLimit } from '../flow/rate-limit.ts';
import type { Journal } from '../journal/run-store.ts';
import { type Decision, toReject } from './decide-user.ts';

export type SecondFactorPorts = {
  /** Second factors the user has set up; undefined when the user is gone. Retries are the port's own. */
  readonly listSecondFactors: (username: string) => Promise<readonly string[] | undefined>;
  readonly rateLimit: RateLimit;
  readonly signal?: AbortSignal;
};

const concurrency = 8;
/** A second or two of reading, which is what an interruption may cost. */
const answersPerAppend = 64;

/** `null`: the user was gone. */
const answerSchema = z.strictObject({ sub: z.string(), factors: z.array(z.string()).nullable() });
type Answer = z.output<typeof answerSchema>;

/**
 * Reads the second factors of users who are to be exported, each once however often the export is interrupted: reading makes
 * a user a monthly active one, which is billed. Users must come in the order of their subs.
 */
export const createSecondFactorCheck = (
  passwordOnly: 'deny' | 'reset' | 'accept',
  { listSecondFactors, rateLimit, signal }: SecondFactorPorts,
  journal: Journal,
) => {
  let lost = 0;
  const earlier = followAnswers(journal);

  const ask = async (username: string): Promise<Answer['factors']> => {
    await rateLimit.acquire(signal);
    const factors = await listSecondFactors(username);
    return factors === undefined ? null : factors.toSorted();
  };

  const judge = (decision: Decision, factors: Answer['factors']): Decision => {
    if (decision.kind !== 'exported') return decision;
    const { user } = decision.exported;
    if (factors === null) {
      return { kind: 'rejected', reject: toReject(user, 'vanished', 'is not in the source any more') };
    }
    if (factors.length === 0) return decision;
    if (passwordOnly === 'deny') {
      return { kind: 'rejected', reject: toReject(user, 'second-factor', `has ${factors.join(', ')}`) };
    }
    lost += 1;
    return decision;
  };

  return {
    /** Takes out users whose second factor must not be lost; order is kept. */
    async check(decisions: readonly Decision[]): Promise<Decision[]> {
      const known = new Map<string, Answer['factors']>();
      const unknown: { readonly sub: string; readonly username: string }[] = [];
      for (const decision of decisions) {
        if (decision.kind !== 'exported') continue;
        const { sub, username } = decision.exported.user;
        const answer = await earlier.find(sub);
        if (answer === undefined) unknown.push({ sub, username });
        else known.set(sub, answer.factors);
      }
      for (let from = 0; from < unknown.length; from += answersPerAppend) {
        const asked = unknown.slice(from, from + answersPerAppend);
        const answers = await pMap(asked, async ({ sub, username }) => ({ sub, factors: await ask(username) }), {
          concurrency,
          ...(signal ? { signal } : {}),
        });
        await journal.append(answers);
        for (const { sub, factors } of answers) known.set(sub, factors);
      }
      return decisions.map((decision) =>
        decision.kind === 'exported' ? judge(decision, known.get(decision.exported.user.sub) ?? null) : decision,
      );
    },
    /** Users who cross although they lose a second factor, by the operator's choice. */
    lost: () => lost,
  };
};

/** Answers of earlier processes stand in the journal in the order of subs, as users come. */
const followAnswers = (journal: Journal) => {
  const answers = journal.read()[Symbol.asyncIterator]();
  let next: Answer | undefined;
  let isOver = false;
  return {
    async find(sub: string): Promise<Answer | undefined> {
      while (!isOver && (next === undefined || next.sub < sub)) {
        const step = await answers.next();
        isOver = step.done === true;
        next = step.done ? undefined : answerSchema.parse(step.value);
      }
      return next?.sub === sub ? next : undefined;
    },
  };
};
