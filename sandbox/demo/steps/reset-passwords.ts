import { isEmailVerified, type SeededPerson } from '../cast/person.ts';
import { takePoolSnapshot } from '../snapshots/pool-snapshot.ts';
import type { Stage, Step } from '../stage.ts';
import { typedAddress } from '../who-tries.ts';
import { attemptSignIn } from './attempt-sign-in.ts';

export const resetPasswords: Step = {
  name: 'reset',
  title: 'Imported people are refused, reset their password, and then get in',
  run: async (stage) => {
    const imported = await findImported(stage);
    for (const person of imported) await attemptSignIn(stage, person, 'imported-before-reset', person.password);
    for (const person of imported) {
      const newPassword = `New-${person.password}`;
      await resetByCode(stage, person, newPassword);
      await attemptSignIn(stage, person, 'imported-after-reset', newPassword);
    }
    const count = (moment: string, signedIn: boolean) =>
      stage.notebook.signIns.filter((attempt) => attempt.moment === moment && attempt.answer.signedIn === signedIn)
        .length;
    const refused = count('imported-before-reset', false);
    const across = count('imported-after-reset', true);
    stage.screen.outcome(
      refused === imported.length && across === imported.length,
      `${imported.length} imported: ${refused} refused before the reset, ${across} signed in after it`,
    );
  },
};

/** Whoever owns the verified address of somebody who is new in the target. If that is not exactly one, nobody tries. */
const findImported = async ({ sandbox, world, notebook }: Stage): Promise<SeededPerson[]> => {
  const pool = { userPoolId: world.target.userPoolId, clientIds: [] };
  const before = new Set(notebook.targetAfterLazy?.users.map(({ sub }) => sub));
  const { users } = await takePoolSnapshot(sandbox.cognito, pool);
  return users
    .filter(({ sub }) => !before.has(sub))
    .flatMap((user) => {
      const claimants = world.people.filter(
        (person) => isEmailVerified(person) && typedAddress(person) === user.attributes.email?.toLowerCase(),
      );
      return claimants.length === 1 ? claimants : [];
    });
};

/** Whatever goes wrong in it, the attempt to sign in that follows will tell. */
const resetByCode = async ({ app, sandbox, screen, world }: Stage, person: SeededPerson, newPassword: string) => {
  const address = typedAddress(person);
  try {
    await app.requestReset(address);
    const message = sandbox.cognito.outbox.findLast(
      ({ userPoolId, destination }) => userPoolId === world.target.userPoolId && destination.toLowerCase() === address,
    );
    if (message !== undefined) await app.confirmReset(address, message.code, newPassword);
  } catch (error) {
    screen.outcome(false, `"${person.username}" cannot reset the password: ${error}`);
  }
};
