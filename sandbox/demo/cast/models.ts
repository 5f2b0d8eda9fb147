export type Model = 'User' | 'Vehicle' | 'Receipt';

/** The fields that say whose an item is, as the app's schema declares them: `drivers` by `ownersDefinedIn`. */
export const ownerFields: Readonly<Record<Model, readonly string[]>> = {
  User: ['owner'],
  Vehicle: ['owner', 'drivers'],
  Receipt: ['userID', 'owner'],
};

export const models = Object.keys(ownerFields) as Model[];
