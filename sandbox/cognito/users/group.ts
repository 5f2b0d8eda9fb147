export type Group = {
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly precedence?: number;
  readonly createdMs: number;
  readonly modifiedMs: number;
};

export type GroupSettings = {
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Precedence?: number;
};

/** Those that were given. */
export const toGroupSettings = (
  wire: GroupSettings,
): Partial<Pick<Group, 'description' | 'roleArn' | 'precedence'>> => ({
  ...(wire.Description === undefined ? {} : { description: wire.Description }),
  ...(wire.RoleArn === undefined ? {} : { roleArn: wire.RoleArn }),
  ...(wire.Precedence === undefined ? {} : { precedence: wire.Precedence }),
});
