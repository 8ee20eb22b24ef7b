import { Duration, Token } from 'aws-cdk-lib';
import { urlProblem } from '../../core/health/url-problem';
import { checkPlain, demand } from '../check';
import type { HeartbeatCanaryProps } from './heartbeat-canary';

/** Cold start and the runtime's own work around the request. */
export const START = Duration.seconds(15);

export function checkRequest(caller: string, props: HeartbeatCanaryProps): void {
  const { url, method = 'GET', expectedStatus = 200, expectedText = ' ' } = props;
  const problem = Token.isUnresolved(url) ? undefined : (urlProblem(url) ?? protocolProblem(url));
  const shown = typeof url === 'string' ? url.replace(/\/\/[^/?#]*@/, '//...@') : url;
  demand(caller, problem === undefined, `'url' ${problem}, got ${JSON.stringify(shown)}`);
  const methods = ['GET', 'HEAD', 'POST', 'OPTIONS'];
  demand(
    caller,
    methods.includes(method),
    `'method' must be one of ${methods.join(', ')}, got ${JSON.stringify(method)}`,
  );
  checkPlain(caller, 'expectedStatus', expectedStatus);
  demand(
    caller,
    Number.isInteger(expectedStatus) && expectedStatus >= 100 && expectedStatus <= 599,
    `'expectedStatus' must be between 100 and 599, got ${expectedStatus}`,
  );
  checkPlain(caller, 'expectedText', expectedText);
  demand(
    caller,
    expectedText.length >= 1 && expectedText.length <= 200,
    `'expectedText' must have 1 to 200 characters, got ${expectedText.length}`,
  );
  demand(
    caller,
    props.vpc !== undefined || (props.vpcSubnets === undefined && props.securityGroups === undefined),
    "'vpcSubnets' and 'securityGroups' need 'vpc'",
  );
}

function protocolProblem(url: string): string | undefined {
  return /^https?:/i.test(url) ? undefined : 'must begin with https:// or http://';
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Create.html */
export function checkTimes(caller: string, interval: Duration, timeout: Duration, retention = Duration.days(31)): void {
  for (const [name, duration] of Object.entries({ interval, timeout, retention })) {
    demand(caller, !duration.isUnresolved(), `'${name}' must be known when the app is synthesized, got a token`);
  }
  const minutes = interval.toMinutes({ integral: false });
  demand(
    caller,
    Number.isInteger(minutes) && minutes >= 1 && minutes <= 60,
    `'interval' must be whole minutes from 1 to 60, got ${interval.toHumanString()}`,
  );
  const seconds = timeout.toSeconds({ integral: false });
  const most = Math.min(120, interval.toSeconds() - START.toSeconds());
  demand(
    caller,
    Number.isInteger(seconds) && seconds >= 1 && seconds <= most,
    `'timeout' must be whole seconds from 1 to ${most} (a run ends before the next, and needs 15 s to start), got ` +
      timeout.toHumanString(),
  );
  const days = retention.toDays({ integral: false });
  demand(
    caller,
    Number.isInteger(days) && days >= 1 && days <= 455,
    `'artifactRetention' must be whole days from 1 to 455, got ${retention.toHumanString()}`,
  );
}

/** The name is part of the name of a Lambda function, which takes 64 characters. */
const MAX_NAME_LENGTH = 21;

export function canaryNameOf(caller: string, { canaryName, service }: HeartbeatCanaryProps, hash: string): string {
  if (canaryName === undefined) {
    const shown = service.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
    return `${shown.slice(0, MAX_NAME_LENGTH - hash.length - 1)}-${hash}`;
  }
  checkPlain(caller, 'canaryName', canaryName);
  demand(
    caller,
    /^[0-9a-z_-]{1,21}$/.test(canaryName),
    `'canaryName' must be 1 to ${MAX_NAME_LENGTH} lowercase letters, digits, - or _, got ${JSON.stringify(canaryName)}`,
  );
  return canaryName;
}
