import type { Evidence } from '../evidence.ts';
import { type CrossedPerson, crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';

export const oldPasswordsLiveOn: Invariant = {
  id: 'I3',
  rule: 'who crossed lazily signs in again without the trigger; wrong passwords stay refused',
  check: (evidence) => {
    const lazy = crossedPeople(evidence).filter(({ way }) => way === 'lazily');
    return lazy.length === 0 ? ['nobody crossed lazily'] : lazy.flatMap((crossed) => checkOne(evidence, crossed));
  },
};

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
