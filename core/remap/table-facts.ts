/** What DynamoDB says of a table, as far as a rewrite depends on it. */
export type TableFacts = {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly status: string;
  /** Names of the primary key's attributes: partition key, then sort key if there is one. */
  readonly keyAttributes: readonly string[];
  readonly indexes: readonly IndexFacts[];
  /** Both lag by hours; for estimates only. */
  readonly estimatedItems: number;
  readonly estimatedBytes: number;
  readonly billing: 'on-demand' | 'provisioned';
  readonly stream: 'off' | (string & {});
  /** Whose consumers see every change. */
  readonly streamArn?: string;
  /** Regions of a global table's other replicas. */
  readonly replicaRegions: readonly string[];
  /** `unknown` where the endpoint does not know the question. */
  readonly pointInTimeRecovery: 'on' | 'off' | 'unknown';
};

export type IndexFacts = {
  readonly name: string;
  readonly kind: 'global' | 'local';
  /** A key may have several attributes on either side. */
  readonly keyAttributes: readonly string[];
  /** Those of the partition key: what a query has to name. None while the index is being built. */
  readonly partitionAttributes?: readonly string[];
  readonly projection: 'all' | 'keys-only' | readonly string[];
};
