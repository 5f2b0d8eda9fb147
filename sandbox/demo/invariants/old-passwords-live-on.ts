import type { Evidence } from '../evidence.ts';
import { type CrossedPerson, crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';

export const oldPasswordsLiveOn: Invariant = {
  id: 'I3',
  rule: 'who crossed lazily signs in again without the trigger; wrong passwords stay refused',
  check: (evidence) => {
    const lazy = crossedPeople(evidence).filter(({ way }) => way === 'lazily');
    if (lazy.length === 0) return ['nobody crossed lazily'];
    return [...checkRefused(evidence), ...lazy.flatMap((crossed) => checkOne(evidence, crossed))];
  },
};

/** That somebody was imported later must not hide that the trigger turned them away. */
const checkRefused = ({ people, signIns }: Evidence): string[] =>
  signIns.flatMap(({ previousSub, moment, answer }) => {
    if (moment !== 'first-sign-in' || answer.signedIn) return [];
    const who = people.find(({ sub }) => sub === previousSub)?.username ?? previousSub;
    return [`"${who}" should have crossed by signing in, but was refused: ${answer.refusal}`];
  });

const checkOne = ({ signIns }: Evidence, { person, newSub }: CrossedPerson): string[] => {
  const attempts = signIns.filter(({ previousSub }) => previousSub === person.sub);
  const again = attempts.find(({ moment }) => moment === 'again-with-old-password');
  const wrong = attempts.find(({ moment }) => moment === 'again-with-wrong-password');
  const who = `"${person.username}"`;
  return [
    ...(again === undefined ? [`${who} was not seen signing in a second time`] : []),
    ...(again?.answer.signedIn === false
      ? [`${who} cannot sign in a second time with the old password: ${again.answer.refusal}`]
      : []),
    ...(again?.answer.signedIn === true && again.answer.sub !== newSub
      ? [`${who} is another user at the second sign-in than at the first`]
      : []),
    ...((again?.migrationTriggerRuns ?? 0) > 0 ? [`${who} needed the trigger a second time`] : []),
    ...(wrong === undefined ? [`${who} was not seen trying a wrong password`] : []),
    ...(wrong?.answer.signedIn === true ? [`${who} got in with a wrong password`] : []),
  ];
};
