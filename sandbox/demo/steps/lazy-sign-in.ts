import type { SeededPerson } from '../cast/person.ts';
import { type RawAnswer, signInRaw } from '../clients/raw-sign-in.ts';
import type { RefusalReason } from '../evidence.ts';
import { takePoolSnapshot } from '../snapshots/pool-snapshot.ts';
import type { Stage, Step } from '../stage.ts';
import { lazyPeople, mustBeRefused, typedAddress } from '../who-tries.ts';
import { attemptSignIn } from './attempt-sign-in.ts';

export const lazySignIn: Step = {
  name: 'lazy-sign-in',
  title: 'The lazy way: some people sign in to the target with their old passwords',
  run: async (stage) => {
    const { world, screen, sandbox, notebook } = stage;
    const lazy = lazyPeople(world.people);
    const [early] = world.people.filter((person) => person.kind === 'ordinary' && !lazy.includes(person));
    if (early !== undefined) await refuse(stage, 'wrong password, not crossed yet', early, 'not-the-password-1A!');

    for (const person of lazy) await attemptSignIn(stage, person, 'first-sign-in', person.password);
    const across = notebook.signIns.filter(({ answer }) => answer.signedIn).length;
    screen.outcome(across === lazy.length, `${across} of ${lazy.length} signed in with aws-amplify, passwords kept`);

    await refuseStrangers(stage, lazy[0]);
    screen.say(
      `${notebook.refusals.length} other attempts were refused; whether all in the same bytes, the end will tell`,
    );
    notebook.targetAfterLazy = await takePoolSnapshot(sandbox.cognito, {
      userPoolId: world.target.userPoolId,
      clientIds: [world.target.appClientId],
    });
  },
};

/** Everyone the target must keep out, each with the password that is right in the source. */
const refuseStrangers = async (stage: Stage, crossed: SeededPerson | undefined): Promise<void> => {
  const { world, notebook } = stage;
  const unknown = 'nobody.at.all@example.com';
  notebook.refusals.push({
    reason: 'unknown address',
    who: unknown,
    ...(await attemptRaw(stage, unknown, 'Harbour-nobody-123!')),
  });
  if (crossed !== undefined) await refuse(stage, 'wrong password, crossed', crossed, 'not-the-password-1A!');
  for (const person of world.people) {
    const reason = mustBeRefused(person);
    if (reason !== undefined) await refuse(stage, reason, person, person.password);
  }
};

const refuse = async (stage: Stage, reason: RefusalReason, person: SeededPerson, password: string): Promise<void> => {
  const answer = await attemptRaw(stage, typedAddress(person), password);
  stage.notebook.refusals.push({ reason, who: person.username, ...answer });
};

const attemptRaw = ({ sandbox, world }: Stage, username: string, password: string): Promise<RawAnswer> =>
  signInRaw(sandbox.url, { clientId: world.target.appClientId, username, password });
