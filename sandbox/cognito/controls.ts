import { createImportControls, type ImportControls } from './import/import-controls.ts';
import { createTriggerControls, type TriggerControls } from './triggers/trigger-controls.ts';

/** What a test or a demo may set while the sandbox runs. */
export type CognitoControls = ImportControls & TriggerControls;

export const createControls = (): CognitoControls => ({ ...createImportControls(), ...createTriggerControls() });
