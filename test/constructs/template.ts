import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const CONTEXT = {
  // The flag that `cdk init` sets: functions get a log group of their own.
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true,
  // A stack trace for each resource takes a fifth of a synth, and no test reads one.
  'aws:cdk:disable-creation-stack-traces': true,
};

export function newApp(): App {
  return new App({ context: CONTEXT, analyticsReporting: false });
}

export function newStack(id = 'Checkout', props: StackProps = {}): Stack {
  return new Stack(newApp(), id, props);
}

export function newFunction(scope: Construct, id: string, props: Partial<FunctionProps> = {}): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    ...props,
  });
}

/** All resources of a type: logical id to properties. */
export function resources(template: Template, type: string): Record<string, Properties> {
  const found = template.findResources(type);
  return Object.fromEntries(Object.entries(found).map(([id, resource]) => [id, resource.Properties]));
}

// biome-ignore lint/suspicious/noExplicitAny: template properties are untyped JSON
export type Properties = any;

/** The hub's constructs point at bundles of the build; where it has not run, an empty handler stands in. */
export function ensureBundles(): void {
  for (const name of BUNDLES) {
    const directory = join(__dirname, '..', '..', 'dist', 'lambdas', name);
    if (existsSync(directory)) continue;
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), 'exports.handler = async () => {};\n');
  }
}

const BUNDLES = readdirSync(join(__dirname, '..', '..', 'lambdas'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
