import type { SeededPerson } from '../cast/person.ts';
import type { Moment } from '../evidence.ts';
import type { Stage } from '../stage.ts';
import { typedAddress } from '../who-tries.ts';
import { migrateUserArn } from './deploy.ts';

/** Somebody opens the app and signs in; what came of it goes into the notebook. */
export const attemptSignIn = async (
  { app, sandbox, notebook }: Stage,
  person: SeededPerson,
  moment: Moment,
  password: string,
): Promise<void> => {
  const runsBefore = sandbox.functions.invocations(migrateUserArn(sandbox)).length;
  const answer = await app.trySignIn(typedAddress(person), password);
  notebook.signIns.push({
    previousSub: person.sub,
    moment,
    answer,
    migrationTriggerRuns: sandbox.functions.invocations(migrateUserArn(sandbox)).length - runsBefore,
  });
};
