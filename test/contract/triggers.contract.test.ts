import { describe } from 'vitest';
import { liveQuestion } from '../support/live-question.ts';

const NEEDS_FUNCTIONS = 'needs Lambda functions in the account, which the kit does not deploy';

// What the sandbox does here is held by test/sandbox; these are the guesses in it.
describe('a pool with triggers', () => {
  liveQuestion('a live run settles whether finalUserStatus RESET_REQUIRED is taken', { notAsked: NEEDS_FUNCTIONS });
  liveQuestion('a live run settles which default values required attributes get', { notAsked: NEEDS_FUNCTIONS });
  liveQuestion('a live run settles whether a slow function is tried again, and what the client is told', {
    notAsked: NEEDS_FUNCTIONS,
  });
  liveQuestion('a live run settles whether PreSignUp runs after a migration, and with which source', {
    notAsked: NEEDS_FUNCTIONS,
  });
  liveQuestion('a live run settles whether UserMigration runs for USER_AUTH with a password', {
    notAsked: NEEDS_FUNCTIONS,
  });
  liveQuestion('a live run settles whether groups that PostAuthentication adds are in the first token', {
    notAsked: NEEDS_FUNCTIONS,
  });
});
