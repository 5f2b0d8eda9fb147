/** The target's groups for those of a source user. Groups that are not mapped stay behind: a group is a right. */
export const mappedGroups = (groups: readonly string[], mapping: Readonly<Record<string, string>>): string[] =>
  [
    ...new Set(
      groups
        .flatMap((group) => (Object.hasOwn(mapping, group) ? [mapping[group]] : []))
        .filter((group) => group !== undefined),
    ),
  ].sort();
