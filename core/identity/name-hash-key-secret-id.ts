/** Which secret holds the key of `hashLogin`, when the configuration does not say. */
export const nameHashKeySecretId = (ledger: {
  readonly tableName: string;
  readonly nameHashKeySecret?: string | undefined;
}): string => ledger.nameHashKeySecret ?? `poolferry/${ledger.tableName}/name-hash-key`;
