/** Why somebody may become a user of the target, by names that stand in metrics and logs and never change. */
export const passReasons = {
  'not-in-source': 'No source user has any of the names.',
  'unverified-in-source': 'A source user has the address, and never showed that it is theirs.',
  crossed: 'The source user whose name it was has crossed. The target itself knows who has the name now.',
  forgotten: 'The source user whose name it was has been forgotten on request, and may come back as somebody new.',
  'fresh-claim': 'The migration trigger has just claimed the source user whose name it is.',
  'external-provider': 'An identity provider vouches for them. They get no name that a source user could sign in with.',
  override: 'An operator said so.',
} as const;

/** Why not. The person sees the same text for every one of these. `alarms`: for a person to look at. */
export const refusalReasons = {
  'not-crossed': { means: 'The name is that of a source user who has not crossed.' },
  'shared-name': { means: 'Several source users share the name, and users.duplicates chose nobody.' },
  'no-fresh-claim': {
    means:
      'An administrator creates a user who has not crossed, without the override; or a migration came without its claim.',
    alarms: 'security',
  },
  'claimed-by-migration': {
    means: 'Somebody signed up with the name in the moment in which its owner crosses.',
    alarms: 'security',
  },
  'unknown-event': { means: 'The call is none of the PreSignUp trigger of the configured target.', alarms: 'security' },
  'ledger-failed': {
    means: 'The login index, the ledger or the key of its hashes could not be read.',
    alarms: 'outage',
  },
  'out-of-time': { means: "The time budget ended before Cognito's own limit.", alarms: 'outage' },
  defect: { means: 'The function itself failed; a bug, or settings that it cannot read.', alarms: 'outage' },
} as const satisfies Record<string, { readonly means: string; readonly alarms?: 'security' | 'outage' }>;

export type PassReason = keyof typeof passReasons;
export type RefusalReason = keyof typeof refusalReasons;

export const alarmOf = (reason: RefusalReason): 'security' | 'outage' | undefined => {
  const refusal = refusalReasons[reason];
  return 'alarms' in refusal ? refusal.alarms : undefined;
};
