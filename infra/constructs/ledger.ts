import { type CfnResource, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { RefusedError } from '../../core/errors.ts';

export type LedgerProps = {
  readonly tableName: string;
  /** Name of the secret that keeps the key under which sign-in names are hashed. */
  readonly nameHashKeySecret: string;
  readonly unsafe?: {
    /** Lets the ledger and its key go with the stack, for trials. Whoever was deleted or forgotten could cross again. */
    readonly destroyWithStack?: { readonly reason: string };
  };
};

/**
 * The ledger and the key of its hashes. Both outlive the stack: without the ledger a deleted user could come back, and
 * without the key no row of it could be found again.
 */
export class Ledger extends Construct {
  readonly table: TableV2;
  readonly nameHashKey: Secret;

  constructor(scope: Construct, id: string, { tableName, nameHashKeySecret, unsafe }: LedgerProps) {
    super(scope, id);
    const reason = unsafe?.destroyWithStack?.reason.trim();
    if (reason === '') {
      throw new RefusedError('unsafe.destroyWithStack: needs a reason.', {
        code: 'reason-missing',
        hint: 'Say why nothing of it has to be kept; the template keeps the reason.',
      });
    }
    const removalPolicy = reason === undefined ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.table = new TableV2(this, 'Table', {
      tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: reason === undefined,
      removalPolicy,
    });
    this.nameHashKey = new Secret(this, 'NameHashKey', {
      secretName: nameHashKeySecret,
      description: 'Key under which poolferry hashes sign-in names in its ledger.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    for (const { node } of [this.table, this.nameHashKey]) {
      if (reason !== undefined) (node.defaultChild as CfnResource).addMetadata('poolferry:destroyWithStack', reason);
    }
    Validations.of(this.nameHashKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Every row of the ledger is found by this key: rotating it would lose all of them.',
    });
  }
}
