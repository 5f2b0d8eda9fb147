import { createImportControls, type ImportControls } from './import/import-controls.ts';
import { createListingControls, type ListingControls } from './listing/listing-controls.ts';
import { createPoolControls, type PoolControls } from './pools/pool-controls.ts';
import { createSignInControls, type SignInControls } from './sign-in/sign-in-controls.ts';
import { createTriggerControls, type TriggerControls } from './triggers/trigger-controls.ts';

/** What a test or a demo may set while the sandbox runs. */
export type CognitoControls = PoolControls & ListingControls & SignInControls & TriggerControls & ImportControls;

export const createControls = (): CognitoControls => ({
  ...createPoolControls(),
  ...createListingControls(),
  ...createSignInControls(),
  ...createTriggerControls(),
  ...createImportControls(),
});
