import { createImportControls, type ImportControls } from './import/import-controls.ts';

/** What a test or a demo may set while the sandbox runs. Those of import jobs stand in `import/import-controls.ts`. */
export type CognitoControls = ImportControls & {
  /** How long Cognito waits for a trigger before it gives up on it. */
  triggerTimeoutMs: number;
};

export const createControls = (): CognitoControls => ({
  ...createImportControls(),
  triggerTimeoutMs: 5_000,
});
