import type { Evidence } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

export const importedUsersResetFirst: Invariant = {
  id: 'I4',
  rule: 'who was imported cannot sign in until they reset their password, and then can',
  check: (evidence) => {
    const tried = new Set(
      evidence.signIns.filter(({ moment }) => moment.startsWith('imported-')).map(({ previousSub }) => previousSub),
    );
    if (tried.size === 0) return ['nobody was imported'];
    return evidence.people
      .filter(({ sub }) => tried.has(sub))
      .flatMap((person) => {
        const before = findAttempt(evidence, person.sub, 'imported-before-reset');
        const after = findAttempt(evidence, person.sub, 'imported-after-reset');
        const who = `"${person.username}"`;
        return [
          ...(before === undefined ? [`${who} was not seen trying before the reset`] : []),
          ...(before?.answer.signedIn === true ? [`${who} was imported and got in without a reset`] : []),
          ...(after === undefined ? [`${who} was not seen trying after the reset`] : []),
          ...(after?.answer.signedIn === false
            ? [`${who} was imported and cannot sign in after the reset: ${after.answer.refusal}`]
            : []),
        ];
      });
  },
};

const findAttempt = ({ signIns }: Evidence, sub: string, moment: 'imported-before-reset' | 'imported-after-reset') =>
  signIns.find((attempt) => attempt.previousSub === sub && attempt.moment === moment);
