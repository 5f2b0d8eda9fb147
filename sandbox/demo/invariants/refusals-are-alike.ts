import type { RefusalAnswer, RefusalReason } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** Without these the comparison would prove too little. */
const reasonsToSee: readonly RefusalReason[] = [
  'unknown address',
  'wrong password, not crossed yet',
  'wrong password, crossed',
  'disabled',
  'unverified address',
  'unconfirmed',
];

export const refusalsAreAlike: Invariant = {
  id: 'I5',
  rule: 'unknown, disabled, unverified and unconfirmed users and wrong passwords get the same bytes',
  check: ({ refusals }) => {
    const seen = new Set(refusals.map(({ reason }) => reason));
    const yardstick = refusals.find(({ reason }) => reason === 'unknown address');
    return [
      ...reasonsToSee.filter((reason) => !seen.has(reason)).map((reason) => `nobody was refused for: ${reason}`),
      ...refusals
        .filter(({ status }) => status < 400)
        .map(({ who, reason }) => `"${who}" should be refused (${reason}), but was let in`),
      ...refusals
        .filter((answer) => yardstick !== undefined && answer.status >= 400 && toBytes(answer) !== toBytes(yardstick))
        .map(({ who, reason }) => `"${who}" (${reason}) is answered otherwise than an unknown user`),
    ];
  },
};

const toBytes = ({ status, headers, body }: RefusalAnswer): string =>
  JSON.stringify([status, Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)), body]);
