import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';
import { checkKeys, checkPlain, demand, type Keys } from '../check';

/** Which requests an X-Ray sampling rule is for, and how many of them are recorded. */
export interface SamplingRuleOptions {
  /** Share of the requests beyond the reservoir that is recorded, 0 to 1. */
  readonly rate: number;
  /** The rule with the lowest number that matches counts: 1 to 9,999; X-Ray's own default rule is the last. */
  readonly priority: number;
  /** Requests a second that are recorded before `rate` counts: a whole number from 0, for the account and Region together. @default 1 */
  readonly reservoir?: number;
  /**
   * Name of whoever decides, as it stands in its segments: of an API `<api name>/<stage>`, of a task the name of the app.
   * `*` and `?` are wildcards here and below.
   * @default '*'
   */
  readonly service?: string;
  /** Type of whoever decides, such as `AWS::ApiGateway::Stage`. @default '*' */
  readonly serviceType?: string;
  /** Path of the request's URL. @default '*' */
  readonly path?: string;
  /** HTTP method. @default '*' */
  readonly method?: string;
  /** Host name of the request's URL. @default '*' */
  readonly host?: string;
  /** Unique in the account and Region, 1 to 32 characters. @default - made of the construct's path */
  readonly name?: string;
}

const OPTIONS: Keys<SamplingRuleOptions> = {
  rate: true,
  priority: true,
  reservoir: true,
  service: true,
  serviceType: true,
  path: true,
  method: true,
  host: true,
  name: true,
};

const CALLER = 'SamplingRule.of';
/** @see https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
const LONGEST = { name: 32, service: 64, serviceType: 64, path: 128, method: 10, host: 64 } as const;

/** Which requests X-Ray records. Rules reach whoever decides first: not Lambda, see docs/how-to/trace-and-sample.md. */
export class SamplingRule {
  static of(options: SamplingRuleOptions): SamplingRule {
    checkKeys(CALLER, options, OPTIONS);
    for (const [name, value] of Object.entries(options)) checkPlain(CALLER, name, value);
    const { rate, priority, reservoir = 1 } = options;
    demand(CALLER, rate >= 0 && rate <= 1, `'rate' must be between 0 and 1, got ${rate}${hintOf(rate)}`);
    demand(
      CALLER,
      Number.isInteger(priority) && priority >= 1 && priority <= 9_999,
      `'priority' must be a whole number from 1 to 9999, got ${priority}`,
    );
    demand(
      CALLER,
      Number.isInteger(reservoir) && reservoir >= 0,
      `'reservoir' must be a whole number of requests a second from 0, got ${reservoir}`,
    );
    for (const [name, most] of Object.entries(LONGEST)) checkText(name, options[name as keyof typeof LONGEST], most);
    return new SamplingRule(options);
  }

  private constructor(readonly options: SamplingRuleOptions) {}

  /** @param defaultName of the rule where it has none */
  render(scope: Construct, id: string, defaultName: string): CfnSamplingRule {
    const { rate, priority, reservoir = 1, name = defaultName } = this.options;
    const { service = '*', serviceType = '*', path = '*', method = '*', host = '*' } = this.options;
    return new CfnSamplingRule(scope, id, {
      samplingRule: {
        ruleName: name,
        version: 1,
        priority,
        fixedRate: rate,
        reservoirSize: reservoir,
        serviceName: service,
        serviceType,
        urlPath: path,
        httpMethod: method,
        host,
        resourceArn: '*',
      },
    });
  }
}

function hintOf(rate: number): string {
  return rate > 1 && rate <= 100 ? `; ${rate} % is ${rate / 100}` : '';
}

function checkText(name: string, value: string | undefined, most: number): void {
  const length = value?.length ?? 1;
  demand(CALLER, length >= 1 && length <= most, `'${name}' must have 1 to ${most} characters, got ${length}`);
}
