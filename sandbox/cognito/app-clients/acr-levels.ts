type AcrLevels = Readonly<Record<string, { readonly AcrValue: string }>>;

const DEFAULT_ACR_LEVELS: AcrLevels = {
  Level1: { AcrValue: 'urn:cognito:loa:1' },
  Level2: { AcrValue: 'urn:cognito:loa:2' },
  Level3: { AcrValue: 'urn:cognito:loa:3' },
  Level4: { AcrValue: 'urn:cognito:loa:4' },
};

/** Cognito always shows all four levels, under default names where no other one is given. */
export const effectiveAcrLevels = (given: AcrLevels | undefined): AcrLevels => ({ ...DEFAULT_ACR_LEVELS, ...given });
