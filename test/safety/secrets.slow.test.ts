/** Neither templates nor bundles hold a secret. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { lambdaNames } from '../../scripts/build-lambdas';
import { watchedApp } from '../../scripts/docs/every-construct';
import { exampleApp } from '../../scripts/docs/nag';
import { ensureBundles, type Properties } from '../constructs/template';
import { secretPlaces } from './secret-texts';
import { templatesOf } from './templates';

const ROOT = join(__dirname, '..', '..');
const AWS_KEY = `AKIA${'A1B2'.repeat(4)}`;
const SLACK_TOKEN = `xoxb-${'a1b2'.repeat(6)}`;

beforeAll(ensureBundles);

test.each<[string, () => App]>([
  ['every construct', () => watchedApp().app],
  ['the example', exampleApp],
])('the templates of %s hold no secret', (_, appOf) => {
  const templates = templatesOf(appOf());
  expect(Object.keys(templates).length).toBeGreaterThan(0);
  expect(secretPlaces(templates)).toEqual([]);
  expect(secretResources(templates)).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['an access key', { Environment: { NAME: `id ${AWS_KEY}` } }, '/Environment/NAME looks like a secret'],
  ['a token', { Value: `{"a":["${SLACK_TOKEN}"]}` }, '/Value looks like a secret'],
  ['a password in an address', ['https://user:word@example.com/'], '/0 looks like a secret'],
  ['a pair', { Value: 'password=open' }, '/Value looks like a secret'],
  ['a plain variable', { SIGNING_KEY: 'open' }, '/SIGNING_KEY is named like a secret'],
])('%s would be found', (_, value, place) => {
  expect(secretPlaces(value)).toEqual([place]);
});

test('a secret that a template spells out, or copies into another resource, would be found', () => {
  const Resources = {
    Good: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
    Bad: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'open' } },
    Copy: { Type: 'AWS::Lambda::Function', Properties: { A: '{{resolve:secretsmanager:shop:SecretString}}' } },
  };
  expect(secretResources({ Shop: { Resources } })).toEqual(['Shop Bad', 'Shop Copy']);
});

/** Secrets Manager makes secrets itself, and functions read them when they run. */
function secretResources(templates: Properties): string[] {
  return Object.entries<Properties>(templates).flatMap(([name, { Resources = {} }]) =>
    Object.entries<Properties>(Resources)
      .filter(
        ([, { Type, Properties: properties = {} }]) =>
          (Type === 'AWS::SecretsManager::Secret' && properties.SecretString !== undefined) ||
          /\{\{resolve:(secretsmanager|ssm-secure):/.test(JSON.stringify(properties)),
      )
      .map(([id]) => `${name} ${id}`),
  );
}

// Parameter names of code are named like secrets, so that only shapes count here.
const SHAPES =
  /(?<![\w-])(?:A[KS]IA[A-Z\d]{16}(?!\w)|xox[a-z]-[\w-]{16,}|gh[oprsu]_\w{30,}|eyJ[\w-]{8,}\.eyJ)|PRIVATE KEY-----\s*[\w+/]{20}/;

describe('the bundles', () => {
  const files = lambdaNames(ROOT).map((name) => join(ROOT, 'dist', 'lambdas', name, 'index.js'));
  const built = files.filter(existsSync).map((file) => readFileSync(file, 'utf8'));

  test('hold no secret, where they are built', () => {
    expect(built.filter((text) => SHAPES.test(text))).toEqual([]);
  });

  test.each([AWS_KEY, SLACK_TOKEN, `-----BEGIN PRIVATE KEY-----\n${'Aa1+'.repeat(6)}`])('%s would be found', (text) => {
    expect(`const a="${text}";`).toMatch(SHAPES);
  });
});
