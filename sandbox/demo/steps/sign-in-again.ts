import type { Step } from '../stage.ts';
import { attemptSignIn } from './attempt-sign-in.ts';

export const signInAgain: Step = {
  name: 'sign-in-again',
  title: 'Some days later: who came lazily signs in again, without the trigger',
  run: async (stage) => {
    const { notebook, screen, world } = stage;
    const crossed = new Set(
      notebook.signIns
        .filter(({ moment, answer }) => moment === 'first-sign-in' && answer.signedIn)
        .map(({ previousSub }) => previousSub),
    );
    for (const person of world.people.filter(({ sub }) => crossed.has(sub))) {
      await attemptSignIn(stage, person, 'again-with-wrong-password', `${person.password}x`);
      await attemptSignIn(stage, person, 'again-with-old-password', person.password);
    }
    const again = notebook.signIns.filter(
      ({ moment, answer }) => moment === 'again-with-old-password' && answer.signedIn,
    ).length;
    screen.outcome(again === crossed.size, `${again} of ${crossed.size} signed in with the password they always had`);
  },
};
