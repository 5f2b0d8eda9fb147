/** A UserMigration trigger as they should not be: its refusals say whom it does not know. */
export const handler = async (event: { readonly userName: string }): Promise<never> => {
  throw new Error(`There is no user called ${event.userName}`);
};
