import type { Properties } from './properties';

/** How an entry's dimensions and facts are read off a resource: of an app (L1, L2, imported) and of a template alike. */
export interface ResourceRule<Facts> {
  /** CloudFormation types besides the entry's own, such as `AWS::DynamoDB::GlobalTable`. */
  readonly alsoTypes?: readonly string[];
  /** Only resources of which this holds, where one type is several things, such as HTTP and WebSocket APIs. */
  when?(properties: Properties): boolean;
  /**
   * Dimension set name to dimension name to where its value comes from. A set with a value that the resource lacks is
   * left out, with its metrics, alarms and graphs; without `default` the resource has nothing to watch.
   */
  readonly dimensions: Readonly<Record<string, DimensionSources>>;
  /** The entry is not about the resource but about each item of a list in its properties, such as a table's indexes. */
  readonly each?: EachRule;
  /** Another resource that is watched along with this one, and by itself no more: a queue's dead-letter queue. */
  readonly companion?: CompanionRule;
  /** What the threshold rules need to know. @default - nothing */
  facts?(properties: Properties): Facts;
  /** How a construct that is imported by name or ARN is known. @default - imported ones are not taken */
  readonly imported?: ImportedRule;
  /**
   * For what is worth its price only sometimes: `monitor` takes it, `monitorScope` passes it by.
   * @default false
   */
  readonly onRequest?: boolean;
}

export type DimensionSources = Readonly<Record<string, DimensionSource>>;

/**
 * - `Ref`: what Ref answers.
 * - `GetAtt <attribute>`: what Fn::GetAtt answers.
 * - `Property <path>`: a property, parts of the path joined by dots.
 * - `Item <path>`: a property of the item of `each`; `Item` alone is the item itself.
 * - `Value <text>`: always this.
 * - `Account`, `Region`: of the resource.
 *
 * As an object, one part of such a text: that between separators `at` (from 0), as Fn::Select of Fn::Split; or several
 * joined, as Fn::Join.
 */
export type DimensionSource =
  | PlainSource
  | { readonly of: PlainSource; readonly split: string; readonly at: number }
  | { readonly join: readonly PlainSource[]; readonly with: string };

export type PlainSource =
  | 'Ref'
  | 'Account'
  | 'Region'
  | 'Item'
  | `GetAtt ${string}`
  | `Property ${string}`
  | `Item ${string}`
  | `Value ${string}`;

export interface EachRule {
  /** Path of the list. */
  readonly list: string;
  /** Path of the item's name, for people and for the names of alarms; the item itself if empty. */
  readonly name: string;
}

export interface CompanionRule {
  /** Dimension set that its `default` dimensions become. */
  readonly dimensionSet: string;
  /** Path of the property that holds its ARN. */
  readonly arn: string;
  /** The dimension that is the last part of the ARN, for a companion that is out of reach. */
  readonly dimension: string;
}

export interface ImportedRule {
  /** A property that only the interface of this type's constructs has, such as `latestVersion` of Lambda's `IFunction`. */
  readonly marker: string;
  /** A property that only other things with the marker have, such as `lambda` of imported aliases. */
  readonly unless?: string;
  /** Dimension name to the property of the construct that holds its value, such as `functionName`. */
  readonly dimensions: Readonly<Record<string, string>>;
}
