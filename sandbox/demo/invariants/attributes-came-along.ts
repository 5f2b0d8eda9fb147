import type { Evidence } from '../evidence.ts';
import { type CrossedPerson, crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';

export const attributesCameAlong: Invariant = {
  id: 'I8',
  rule: 'who crossed has the attributes they had, commas, quotes, dates and all',
  check: (evidence) => crossedPeople(evidence).flatMap((crossed) => checkOne(evidence, crossed)),
};

const checkOne = ({ sourceBefore, targetAfter }: Evidence, { person, newSub }: CrossedPerson): string[] => {
  const old = sourceBefore.users.find(({ sub }) => sub === person.sub)?.attributes;
  const now = targetAfter.users.find(({ sub }) => sub === newSub)?.attributes;
  if (old === undefined || now === undefined) return [];
  const expected: Readonly<Record<string, string>> = {
    ...old,
    'custom:prev_sub_id': person.sub,
    'custom:prev_username': person.username,
  };
  const who = `"${person.username}"`;
  return [...new Set([...Object.keys(expected), ...Object.keys(now)])].flatMap((name) => {
    const [had, has] = [expected[name], now[name]];
    if (had === undefined) return isNoChange(name, has) ? [] : [`${who} got a "${name}" that they did not have`];
    if (has === undefined) return isNoDate(name, had) ? [] : [`${who} lost their "${name}"`];
    return isSame(name, had, has) ? [] : [`${who} brought another "${name}" along than they had`];
  });
};

/** The case of an address may change: whose it is does not depend on it. */
const isSame = (name: string, had: string, has: string): boolean =>
  had === has || (name === 'email' && had.toLowerCase() === has.toLowerCase());

/** No flag and a flag that is false say the same. */
const isNoChange = (name: string, has: string | undefined): boolean => name.endsWith('_verified') && has === 'false';

/** What is no birthdate has no place in the target. */
const isNoDate = (name: string, had: string): boolean => name === 'birthdate' && !/^\d{4}-\d{2}-\d{2}$/.test(had);
