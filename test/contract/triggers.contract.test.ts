import { describe, it } from 'vitest';

// What the sandbox does here is held by test/sandbox; these are the guesses in it.
describe('a pool with triggers', () => {
  it.todo('a live run settles whether finalUserStatus RESET_REQUIRED is taken');
  it.todo('a live run settles which default values required attributes get');
  it.todo('a live run settles whether a slow function is tried again, and what the client is told');
  it.todo('a live run settles whether PreSignUp runs after a migration, and with which source');
  it.todo('a live run settles whether UserMigration runs for USER_AUTH with a password');
  it.todo('a live run settles whether groups that PostAuthentication adds are in the first token');
});
