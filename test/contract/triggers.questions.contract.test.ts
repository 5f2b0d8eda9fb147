import { describe } from 'vitest';
import { liveQuestion } from '../support/live-question.ts';

const NEEDS_FUNCTIONS = { notAsked: 'needs Lambda functions in the account, which the kit does not deploy' };

// What the sandbox does here is held by test/sandbox; these are the guesses in it.
describe('a pool with triggers', () => {
  for (const what of [
    'whether finalUserStatus RESET_REQUIRED is taken',
    'what finalUserStatus CONFIRMED makes of a forgotten password',
    'which default values required attributes get',
    'whether a slow function is tried again, and what the client is told',
    'whether a throttled UserMigration function is told as a missing one',
    'whether PreSignUp runs after a migration, and with which source',
    'whether PreAuthentication runs before or after a migration',
    'whether PostConfirmation runs for a migrated or imported user',
    'whether any trigger runs at import',
    'which headers of an event a function may change',
    'whether UserMigration runs for USER_AUTH with a password',
    'whether groups that PostAuthentication adds are in the first token',
    'whether a code is sent to somebody whose address PreSignUp verified',
    'what becomes of fixed claims that PreTokenGeneration changes',
  ]) {
    liveQuestion(`a live run settles ${what}`, NEEDS_FUNCTIONS);
  }
});
