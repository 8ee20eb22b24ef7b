import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { sloPath } from '../../core/conventions';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';

/** Tells an evaluation of an objective, as an SSM parameter below the evaluation's path. */
export function publishSloDefinition(
  scope: Construct,
  id: string,
  evaluationName: string,
  definition: SloDefinition | CompositeSloDefinition,
): PublishedSlo {
  return new PublishedSlo(scope, id, evaluationName, definition);
}

/** An objective as its evaluation finds it. */
export class PublishedSlo extends Construct {
  /** Those that an evaluation is told of anywhere in the app. */
  static of(evaluationName: string, scope: Construct): PublishedSlo[] {
    const all = scope.node.root.node.findAll();
    return all.filter((one): one is PublishedSlo => one instanceof PublishedSlo && one.evaluation === evaluationName);
  }

  readonly parameterName: string;

  constructor(
    scope: Construct,
    id: string,
    readonly evaluation: string,
    readonly definition: SloDefinition | CompositeSloDefinition,
  ) {
    super(scope, id);
    checkSize(definition);
    const { service, environment, name } = definition;
    this.parameterName = `${sloPath(evaluation)}/${sloKey(definition)}`;
    new StringParameter(this, 'Definition', {
      parameterName: this.parameterName,
      description: `Sightline: the objective ${name} of ${service} in ${environment}`,
      stringValue: Stack.of(this).toJsonString(definition),
    });
  }
}

/** A standard parameter has 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_BYTES = 4_096;
/** What a token may turn out as: most are names, of 64 characters at most. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;
const TOKEN_BYTES = 64;

function checkSize(definition: SloDefinition | CompositeSloDefinition): void {
  const bytes = sizeOf(definition);
  if (bytes <= MAX_BYTES) return;
  const fields = Object.entries(definition).map(([name, value]) => [name, sizeOf(value)] as const);
  const longest = fields.sort(([, a], [, b]) => b - a).slice(0, 2);
  throw new Error(
    `Slo '${sloKey(definition)}': its definition has ${bytes} bytes, ${MAX_BYTES} are allowed (a standard SSM ` +
      `parameter); shorten it, most of all ${longest.map(([name, size]) => `'${name}' (${size} bytes)`).join(' and ')}`,
  );
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength((JSON.stringify(value) ?? '').replace(TOKEN, '_'.repeat(TOKEN_BYTES)));
}
