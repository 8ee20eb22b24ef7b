import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { sloPath } from '../../core/conventions';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import { checkParameterSize } from '../parameter-size';

/** Most tokens are names, of 64 characters at most. */
const TOKEN_BYTES = 64;

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
    checkParameterSize(`Slo '${sloKey(definition)}': its definition`, definition, TOKEN_BYTES);
    const { service, environment, name } = definition;
    this.parameterName = `${sloPath(evaluation)}/${sloKey(definition)}`;
    new StringParameter(this, 'Definition', {
      parameterName: this.parameterName,
      description: `Sightline: the objective ${name} of ${service} in ${environment}`,
      stringValue: Stack.of(this).toJsonString(definition),
    });
  }
}
