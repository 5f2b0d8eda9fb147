import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export type LedgerProps = {
  readonly tableName: string;
  /** Name of the secret that keeps the key under which sign-in names are hashed. */
  readonly nameHashKeySecret: string;
};

/**
 * The ledger and the key of its hashes. Both outlive the stack: without the ledger a deleted user could come back, and
 * without the key no row of it could be found again.
 */
export class Ledger extends Construct {
  readonly table: TableV2;
  readonly nameHashKey: Secret;

  constructor(scope: Construct, id: string, { tableName, nameHashKeySecret }: LedgerProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.nameHashKey = new Secret(this, 'NameHashKey', {
      secretName: nameHashKeySecret,
      description: 'Key under which poolferry hashes sign-in names in its ledger.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
